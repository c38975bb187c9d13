import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Case, readCorpora } from '../../packages/glovebox/src/eval/corpus.ts';
import { withTests } from '../../packages/glovebox/src/eval/tests.ts';
import { sampleOfSource } from '../../packages/glovebox/src/sample/load.ts';
import { createJail, LIMIT_PROFILES, type Run } from '../../packages/glovebox/src/sandbox/index.ts';
import { runCommand } from '../command.ts';
import { PYTHON } from '../programs.ts';
import type { Bench, Comparison, Row } from '../row.ts';
import { summarize } from '../statistics.ts';

const CORPUS = fileURLToPath(new URL('../../../shared/corpora/benign-bigcodebench.jsonl', import.meta.url));
const MODULES = 'import sys; print(*sys.stdlib_module_names)';

/** What full observation costs a program of every day: solutions that need the standard library alone, with their tests, by turns. */
export const solutions: Bench = {
  name: 'solutions',
  async measure(scale) {
    if (!existsSync(CORPUS)) return [{ kind: 'not-measured', name: 'solutions', reason: `there is no ${CORPUS}` }];
    const library = new Set((await runCommand([PYTHON, '-c', MODULES])).trim().split(' '));
    const cases = (await readCorpora([CORPUS])).filter((one) => needsOnly(library, withTests(one)));
    const jail = createJail();
    const measured: { readonly observed: Turn; readonly alone: Turn }[] = [];
    try {
      const step = Math.max(1, Math.floor(cases.length / scale.pairs(200)));
      for (const one of cases.filter((_, index) => index % step === 0)) {
        const pair = await turnsOf(jail, one);
        if (pair !== undefined) measured.push(pair);
      }
    } finally {
      await jail.dispose();
    }
    if (measured.length === 0) return [{ kind: 'not-measured', name: 'solutions', reason: 'none of them runs here' }];
    const row = (name: string, of: (turn: Turn) => number): Row =>
      comparison(`${measured.length} ${name}`, measured, of);
    return [
      row('solutions with tests, the whole run', (turn) => turn.wholeMs),
      row('solutions with tests, from their first line', (turn) => turn.programMs),
    ];
  },
};

interface Turn {
  readonly wholeMs: number;
  readonly programMs: number;
}

/** The better of two turns each; undefined where the program does not come to its end by itself. */
async function turnsOf(jail: ReturnType<typeof createJail>, one: Case) {
  const sample = sampleOfSource(withTests(one), 'python');
  const limits = { ...LIMIT_PROFILES.default, cpus: 2, wallMs: 10_000 };
  const timed = async (observe: boolean): Promise<Turn | undefined> => {
    const start = performance.now();
    const run: Run = await jail.run(sample, { limits, observe });
    const wholeMs = performance.now() - start;
    return run.status === 'exited' && run.exitCode === 0 ? { wholeMs, programMs: run.durationMs } : undefined;
  };
  const turns = { observed: [] as Turn[], alone: [] as Turn[] };
  for (const observe of [true, false, true, false]) {
    const turn = await timed(observe);
    if (turn === undefined) return undefined;
    turns[observe ? 'observed' : 'alone'].push(turn);
  }
  return { observed: best(turns.observed), alone: best(turns.alone) };
}

function best(turns: readonly Turn[]): Turn {
  return {
    wholeMs: Math.min(...turns.map(({ wholeMs }) => wholeMs)),
    programMs: Math.min(...turns.map(({ programMs }) => programMs)),
  };
}

function comparison(
  name: string,
  measured: readonly { observed: Turn; alone: Turn }[],
  of: (turn: Turn) => number,
): Comparison {
  return {
    kind: 'comparison',
    name,
    reference: 'the same jail, unobserved',
    ours: summarize(measured.map(({ observed }) => of(observed))),
    theirs: summarize(measured.map(({ alone }) => of(alone))),
    ofRatios: summarize(measured.map(({ observed, alone }) => of(observed) / of(alone))).median,
    atMost: 1.6,
  };
}

function needsOnly(library: ReadonlySet<string>, code: string): boolean {
  const imported = [...code.matchAll(/^[ \t]*(?:import|from)[ \t]+([\w., \t]+)/gm)].flatMap(([line, names = '']) =>
    line.trim().startsWith('from') ? [names] : names.split(','),
  );
  return imported.every((name) => library.has(name.trim().split(/[ .\t]/, 1)[0] ?? ''));
}
