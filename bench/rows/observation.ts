import { loadSample } from '../../packages/glovebox/src/sample/load.ts';
import { createJail, LIMIT_PROFILES } from '../../packages/glovebox/src/sandbox/index.ts';
import { program } from '../programs.ts';
import type { Bench, Comparison } from '../row.ts';
import { takeTurns } from '../turns.ts';
import { expectRun } from './jail.ts';

const CASES = [
  { file: 'syscalls.py', name: 'observing 20,000 stat + 2,000 open', atMost: 1.5 },
  { file: 'computation.py', name: 'observing pure computation', atMost: 1.1 },
] as const;

/** What being watched costs a program: the time it takes by its own clock, so that making the jail does not water it down. */
export const observation: Bench = {
  name: 'observation',
  async measure(scale) {
    const jail = createJail();
    // A whole core and one to watch it: a quota below that stops and starts a program in steps of 50 ms.
    const limits = { ...LIMIT_PROFILES.default, cpus: 2 };
    const rows: Comparison[] = [];
    for (const { file, name, atMost } of CASES) {
      const sample = await loadSample(program(file));
      const timed = (observe: boolean) => async () =>
        Number(expectRun(await jail.run(sample, { limits, observe })).stdout);
      const times = await takeTurns(scale.pairs(30), timed(true), timed(false));
      rows.push({ kind: 'comparison', name, reference: 'the same jail, unobserved', ...times, atMost });
    }
    return rows;
  },
};
