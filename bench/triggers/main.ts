/** Prints whether programs that hide something are made to show it at depth deep, and whether their twins are left alone. */
import { parseArgs } from 'node:util';
import { inColumns } from '../columns.ts';
import { met, percent } from '../corpora/section.ts';
import { quantile } from '../statistics.ts';
import { type Measured, measure } from './measure.ts';
import { readPrograms } from './program.ts';

const LEAST_CAUGHT = 95;
const MOST_SECONDS = 8;
const HEAD = ['program', 'waits for', 'executed', 'decision', 'finding', 'seconds', 'twin'];

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { jobs: { type: 'string', default: '1' } },
  });
  const chosen = readPrograms().filter(
    ({ id }) => positionals.length === 0 || positionals.some((word) => id.includes(word)),
  );
  if (chosen.length === 0) {
    console.error(`no program has ${positionals.join(' or ')} in its name; without words all are examined`);
    return 2;
  }
  const all: Measured[] = [];
  const waiting = chosen.values();
  const lane = async () => {
    for (const program of waiting) {
      const one = await measure(program);
      all.push(one);
      console.error(rowOf(one).join(' | '));
    }
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, lane));
  const order = new Map(chosen.map(({ id }, index) => [id, index]));
  all.sort((a, b) => (order.get(a.program.id) ?? 0) - (order.get(b.program.id) ?? 0));
  console.log(inColumns(HEAD, all.map(rowOf)).join('\n'));
  const totals = Map.groupBy(all, ({ program }) => program.language);
  const rows = [...totals, ['all', all] as const].map(([name, group]) => totalOf(name, group));
  console.log(`\n${inColumns(['', 'programs', 'caught', 'forced', 'twins blocked', 'p95 s', ''], rows).join('\n')}`);
  return rows.at(-1)?.at(-1) === 'met' ? 0 : 1;
}

function rowOf({ program, executed, decision, finding, seconds, twin, twinReasons }: Measured): string[] {
  const why = twin === 'block' ? ` (${twinReasons.slice(0, 3).join(', ')})` : '';
  return [program.id, program.kind, executed, decision, finding, seconds.toFixed(1), twin + why];
}

function totalOf(name: string, group: readonly Measured[]): string[] {
  const caught = group.filter(({ executed, decision }) => executed !== 'no' && decision === 'block');
  const share = (caught.length / group.length) * 100;
  const blocked = group.filter(({ twin }) => twin === 'block').length;
  const times = group.map(({ seconds }) => seconds).sort((a, b) => a - b);
  const p95 = quantile(times, 0.95);
  const isMet = share >= LEAST_CAUGHT && blocked === 0 && p95 <= MOST_SECONDS;
  return [
    name,
    String(group.length),
    percent(share),
    String(group.filter(({ executed }) => executed === 'forced').length),
    String(blocked),
    p95.toFixed(1),
    met(isMet),
  ];
}
