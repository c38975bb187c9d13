import { loadSample } from '../../packages/glovebox/src/sample/load.ts';
import { createJail, LIMIT_PROFILES } from '../../packages/glovebox/src/sandbox/index.ts';
import { program } from '../programs.ts';
import type { Bench } from '../row.ts';
import { stopwatch, takeTurns } from '../turns.ts';
import { bareGreeting, expectGreeting, expectRun } from './jail.ts';

/** A sandbox whose interpreter is up already: from handing it the sample to having the result. It is used once. */
export const warm: Bench = {
  name: 'warm',
  async measure(scale) {
    const jail = createJail();
    const sample = await loadSample(program('hello.py'));
    const options = { limits: LIMIT_PROFILES.default, observe: true };
    const prepared = async () => {
      const sandbox = await jail.prepare('python', options);
      return stopwatch(async () => expectGreeting(expectRun(await sandbox.run(sample)).stdout));
    };
    const times = await takeTurns(scale.pairs(100), prepared, bareGreeting);
    return [{ kind: 'comparison', name: 'warm jailed Python', reference: 'bare python3', ...times, atMost: 0.6 }];
  },
};
