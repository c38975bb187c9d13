import { existsSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Case, readCorpora } from '../../packages/glovebox/src/eval/corpus.ts';
import { check } from '../../packages/glovebox/src/examine/examine.ts';
import { sampleOfSource } from '../../packages/glovebox/src/sample/load.ts';
import { runCommand } from '../command.ts';
import { banditOver } from '../peers/bandit.ts';
import { program } from '../programs.ts';
import type { Bench, Row } from '../row.ts';
import { quantile, summarize } from '../statistics.ts';
import { stopwatch, takeTurns } from '../turns.ts';

const GLOVEBOX = fileURLToPath(new URL('../../packages/glovebox/bin/glovebox.js', import.meta.url));
const CORPORA = fileURLToPath(new URL('../../../shared/corpora', import.meta.url));
const COMMAND_MS = 10 * 60_000;

/** Reading code without running it, over the labelled corpora. */
export const inspection: Bench = {
  name: 'inspection',
  async measure(scale) {
    const corpora = globSync('*.jsonl', { cwd: CORPORA }).map((file) => join(CORPORA, file));
    if (corpora.length === 0) return [{ kind: 'not-measured', name: 'inspection', reason: `no corpus in ${CORPORA}` }];
    const cases = await readCorpora(corpora);
    const folder = mkdtempSync(join(tmpdir(), 'glovebox-bench-'));
    try {
      return [
        ...(await againstBandit(folder, cases, scale.pairs(20))),
        await inProcess(cases, scale.pairs(20)),
        await oneSmallFile(scale.pairs(30)),
      ];
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** Whole processes over the same Python files; once more with a verdict for each file, by as many threads as there are processors. */
async function againstBandit(folder: string, cases: readonly Case[], pairs: number): Promise<Row[]> {
  // What holds NUL bytes is no source to either.
  const python = cases.filter(({ language, code }) => language === 'python' && !code.includes('\0'));
  const files = writeSamples(join(folder, 'python'), python);
  const corpus = join(folder, 'python.jsonl');
  writeFileSync(corpus, python.map((one) => JSON.stringify(one)).join('\n'));
  const ours: readonly [name: string, args: readonly string[]][] = [
    ['inspect', ['inspect', '--format', 'json', ...files]],
    ['eval --depth quick', ['eval', '--depth', 'quick', '--format', 'json', corpus]],
  ];
  if (!existsSync(GLOVEBOX)) return [{ kind: 'not-measured', name: 'inspect', reason: `there is no ${GLOVEBOX}` }];
  const bandit = await banditOver(join(folder, 'python'));
  const rows: Row[] = [];
  for (const [name, args] of ours) {
    const times = await takeTurns(pairs, timed([process.execPath, GLOVEBOX, ...args]), timed(bandit));
    const row = `glovebox ${name}, ${files.length} Python files`;
    rows.push({ kind: 'comparison', name: row, reference: 'bandit -r', ...times, atMost: 1 / 3 });
  }
  return rows;
}

function writeSamples(folder: string, cases: readonly Case[]): string[] {
  mkdirSync(folder);
  return cases.map(({ code }, index) => {
    const path = join(folder, `sample-${index}.py`);
    writeFileSync(path, code);
    return path;
  });
}

/** The 95th percentile of reading and judging one sample, a figure each time the corpora are gone through; loading the grammars counts. */
async function inProcess(cases: readonly Case[], passes: number): Promise<Row> {
  const samples = cases.map(({ code, language }) => sampleOfSource(code, language));
  const percentiles: number[] = [];
  for (let pass = 0; pass < passes; pass++) {
    const times: number[] = [];
    for (const sample of samples) times.push(await stopwatch(() => check(sample, { depth: 'quick' })));
    percentiles.push(
      quantile(
        times.sort((a, b) => a - b),
        0.95,
      ),
    );
  }
  return {
    kind: 'figure',
    name: 'read and judged in process, 95th percentile',
    how: `${samples.length} samples, ${percentiles.length} times`,
    ms: summarize(percentiles),
    atMost: 15,
  };
}

async function oneSmallFile(runs: number): Promise<Row> {
  const command = [process.execPath, GLOVEBOX, 'inspect', program('hello.py')];
  await runCommand(command);
  const times: number[] = [];
  for (let run = 0; run < runs; run++) times.push(await timed(command)());
  return {
    kind: 'figure',
    name: 'glovebox inspect hello.py',
    how: 'the whole process',
    ms: summarize(times),
    atMost: 150,
  };
}

function timed(command: readonly string[]): () => Promise<number> {
  return () => stopwatch(() => runCommand(command, { timeoutMs: COMMAND_MS }));
}
