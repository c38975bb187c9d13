/** One table of the measurement of verdicts. */
export interface Section {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What a reader needs besides. */
  readonly notes: readonly string[];
}

export function renderSection({ title, head, rows, notes }: Section): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const drawn = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  drawn.splice(1, 0, widths.map((width) => '─'.repeat(width)).join('  '));
  return [title, ...drawn, ...notes].join('\n');
}

export function percent(value: number | undefined): string {
  return value === undefined ? '–' : `${value.toFixed(1)} %`;
}

export function met(isMet: boolean): string {
  return isMet ? 'met' : 'MISSED';
}
