import { inColumns } from './columns.ts';
import { isMet, type Row, ratio } from './row.ts';
import type { Summary } from './statistics.ts';

const HEAD = ['', 'ours ms (p10–p90)', 'reference', 'ms (p10–p90)', 'figure', 'target', 'met'];

/** One table of all rows, for a person. */
export function toTable(rows: readonly Row[]): string {
  return [...inColumns(HEAD, rows.map(cells)), ...rows.flatMap(reason)].join('\n');
}

function reason(row: Row): string[] {
  return row.kind === 'not-measured' ? [`${row.name} was not measured: ${row.reason}`] : [];
}

function cells(row: Row): string[] {
  switch (row.kind) {
    case 'comparison':
      return [
        row.name,
        times(row.ours),
        row.reference,
        times(row.theirs),
        `${ratio(row).toFixed(2)} ×`,
        `≤ ${Number(row.atMost.toFixed(2))} ×`,
        word(row),
      ];
    case 'rate':
      return [row.name, '', row.how, '', `${row.perSecond.toFixed(0)} /s`, `≥ ${row.atLeast} /s`, word(row)];
    case 'figure':
      return [
        row.name,
        times(row.ms),
        row.how,
        '',
        '',
        row.atMost === undefined ? '' : `≤ ${row.atMost} ms`,
        word(row),
      ];
    case 'size':
      return [row.name, '', row.how, '', `${row.mebibytes.toFixed(0)} MiB`, `≤ ${row.atMost} MiB`, word(row)];
    case 'not-measured':
      return [row.name, 'not measured (see below)'];
  }
}

function times({ median, p10, p90 }: Summary): string {
  // Below a millisecond one decimal says nothing.
  const digits = median < 1 ? 3 : 1;
  return `${median.toFixed(digits)} (${p10.toFixed(digits)}–${p90.toFixed(digits)})`;
}

function word(row: Row): string {
  const met = isMet(row);
  return met === undefined ? '' : met ? 'yes' : 'no';
}
