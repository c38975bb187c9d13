/** Writes the report of every example and every case of the corpora as SARIF, Markdown and JUnit, and has each read by what reads it. */
import { globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readCorpora } from '../../packages/glovebox/src/eval/corpus.ts';
import { check } from '../../packages/glovebox/src/examine/examine.ts';
import { DEFAULT_POLICY } from '../../packages/glovebox/src/policy/policy.ts';
import { loadSample, sampleOfSource } from '../../packages/glovebox/src/sample/load.ts';
import type { Sample } from '../../packages/glovebox/src/sample/sample.ts';
import { inColumns } from '../columns.ts';
import { type Faults, faultsOf } from './readers.ts';

const ROOT = join(import.meta.dirname, '../..');
const CORPORA = join(ROOT, '../shared/corpora');

interface Tried extends Record<keyof Faults, number> {
  count: number;
  results: number;
  flows: number;
  largest: number;
}

process.exitCode = await main();

async function main(): Promise<number> {
  const totals = new Map<string, Tried>();
  for await (const [group, sample, depth] of everything()) {
    const policy = { ...DEFAULT_POLICY, network: { mode: 'sinkhole' } } as const;
    const { faults, results, flows, bytes } = await faultsOf(await check(sample, { depth, policy }), sample);
    const total = totals.get(group) ?? { count: 0, results: 0, flows: 0, sarif: 0, markdown: 0, junit: 0, largest: 0 };
    total.count += 1;
    total.results += results;
    total.flows += flows;
    total.largest = Math.max(total.largest, bytes);
    for (const reader of ['sarif', 'markdown', 'junit'] as const) {
      const fault = faults[reader];
      if (fault === undefined) continue;
      total[reader] += 1;
      console.error(`${group} ${sample.id}: ${reader}: ${fault}`);
    }
    totals.set(group, total);
  }
  const rows = [...totals].map(([group, of]) => [
    group,
    ...[of.count, of.results, of.flows, of.sarif, of.markdown, of.junit, of.largest].map(String),
  ]);
  const head = [
    '',
    'reports',
    'results',
    'code flows',
    'SARIF not valid',
    'Markdown with more',
    'JUnit not read',
    'largest comment',
  ];
  console.log(inColumns(head, rows).join('\n'));
  return [...totals.values()].some(({ sarif, markdown, junit }) => sarif + markdown + junit > 0) ? 1 : 0;
}

/** Examples are run, cases of corpora are read alone. */
async function* everything(): AsyncGenerator<[group: string, sample: Sample, depth: 'quick' | 'standard']> {
  for (const path of globSync('examples/*/*.{py,js,ts,sh}', { cwd: ROOT, exclude: ['**/*.test.ts'] }))
    if (!path.includes('library'))
      yield [`examples/${basename(dirname(path))}`, await loadSample(join(ROOT, path)), 'standard'];
  const files = globSync('*.jsonl', { cwd: CORPORA }).map((file) => join(CORPORA, file));
  if (files.length === 0) return console.error(`skipped: there are no corpora in ${CORPORA}`);
  for (const { corpus, code, language } of await readCorpora(files))
    yield [corpus, sampleOfSource(code, language), 'quick'];
}
