import { inColumns } from '../columns.ts';

/** One table of the measurement of verdicts. */
export interface Section {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What a reader needs besides. */
  readonly notes: readonly string[];
}

export function renderSection({ title, head, rows, notes }: Section): string {
  return [title, ...inColumns(head, rows), ...notes].join('\n');
}

export function percent(value: number | undefined): string {
  return value === undefined ? '–' : `${value.toFixed(1)} %`;
}

export function met(isMet: boolean): string {
  return isMet ? 'met' : 'MISSED';
}
