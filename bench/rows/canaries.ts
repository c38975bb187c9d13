import { loadSample } from '../../packages/glovebox/src/sample/load.ts';
import { createJail, LIMIT_PROFILES } from '../../packages/glovebox/src/sandbox/index.ts';
import { program } from '../programs.ts';
import type { Bench } from '../row.ts';
import { stopwatch, takeTurns } from '../turns.ts';
import { expectGreeting, expectRun } from './jail.ts';

/** The same cold jail with decoy credentials laid out and looked for, and without. */
export const canaries: Bench = {
  name: 'canaries',
  async measure(scale) {
    const jail = createJail();
    const sample = await loadSample(program('hello.py'));
    const options = { limits: LIMIT_PROFILES.default, observe: true };
    const timed = (laidOut: boolean) => () =>
      stopwatch(async () =>
        expectGreeting(expectRun(await jail.run(sample, { ...options, canaries: laidOut })).stdout),
      );
    const times = await takeTurns(scale.pairs(100), timed(true), timed(false));
    return [{ kind: 'comparison', name: 'cold jail with decoys', reference: 'without decoys', ...times, atMost: 1.3 }];
  },
};
