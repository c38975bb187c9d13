import { loadSample } from '../../packages/glovebox/src/sample/load.ts';
import { createJail, LIMIT_PROFILES } from '../../packages/glovebox/src/sandbox/index.ts';
import { program } from '../programs.ts';
import type { Bench } from '../row.ts';
import { stopwatch, takeTurns } from '../turns.ts';
import { bareGreeting, expectGreeting, expectRun } from './jail.ts';

/** A jail made, used and taken down again, against the interpreter alone. */
export const cold: Bench = {
  name: 'cold',
  async measure(scale) {
    const jail = createJail();
    const sample = await loadSample(program('hello.py'));
    const options = { limits: LIMIT_PROFILES.default, observe: true };
    const jailed = () => stopwatch(async () => expectGreeting(expectRun(await jail.run(sample, options)).stdout));
    const times = await takeTurns(scale.pairs(100), jailed, bareGreeting);
    return [{ kind: 'comparison', name: 'cold jailed Python', reference: 'bare python3', ...times, atMost: 2 }];
  },
};
