import { loadSample } from '../../packages/glovebox/src/sample/load.ts';
import type { Sample } from '../../packages/glovebox/src/sample/sample.ts';
import { type Backend, createJail, LIMIT_PROFILES, type Run } from '../../packages/glovebox/src/sandbox/index.ts';
import { runCommand } from '../command.ts';
import { PYTHON, program } from '../programs.ts';
import type { Bench, Rate } from '../row.ts';
import { stopwatch } from '../turns.ts';
import { expectGreeting, expectRun } from './jail.ts';

const OPTIONS = { limits: LIMIT_PROFILES.default, observe: true };
const AT_ONCE = [2, 3, 4];

/** Isolated, observed runs a second; each has a jail of its own that is made and taken down within the time. */
export const throughput: Bench = {
  name: 'throughput',
  async measure(scale) {
    const jail = createJail();
    const sample = await loadSample(program('hello.py'));
    const count = scale.pairs(400);
    const bare = await fastest(count, runBare);
    const rows: [string, Lane][] = [
      ['throughput, cold', (more) => runCold(jail, sample, more)],
      ['throughput, prepared ahead', (more) => runPrepared(jail, sample, more)],
    ];
    const rates: Rate[] = [];
    for (const [name, lane] of rows) {
      const { perSecond, lanes } = await fastest(count, lane);
      const how = `${lanes} at once; bare python3 ${bare.perSecond.toFixed(0)} /s`;
      rates.push({ kind: 'rate', name, how, perSecond, atLeast: 100 });
    }
    return rates;
  },
};

/** Works on while there is more to do. */
type Lane = (more: () => boolean) => Promise<void>;

/** With as many at once as this machine does best with. */
async function fastest(count: number, lane: Lane): Promise<{ perSecond: number; lanes: number }> {
  let best = { perSecond: 0, lanes: 0 };
  for (const lanes of AT_ONCE) {
    let left = count;
    const more = () => left-- > 0;
    const ms = await stopwatch(() => Promise.all(Array.from({ length: lanes }, () => lane(more))));
    const perSecond = (count / ms) * 1000;
    if (perSecond > best.perSecond) best = { perSecond, lanes };
  }
  return best;
}

/** What the machine can do at most. */
async function runBare(more: () => boolean): Promise<void> {
  while (more()) expectGreeting(await runCommand([PYTHON, program('hello.py')]));
}

async function runCold(jail: Backend, sample: Sample, more: () => boolean): Promise<void> {
  while (more()) check(await jail.run(sample, OPTIONS));
}

/** The next sandbox gets ready while this one is used; its making counts, as it takes the same processors. */
async function runPrepared(jail: Backend, sample: Sample, more: () => boolean): Promise<void> {
  let next = more() ? jail.prepare('python', OPTIONS) : undefined;
  while (next !== undefined) {
    const sandbox = await next;
    next = more() ? jail.prepare('python', OPTIONS) : undefined;
    check(await sandbox.run(sample));
  }
}

function check(run: Run): void {
  expectGreeting(expectRun(run).stdout);
}
