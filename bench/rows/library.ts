import { setTimeout as pause } from 'node:timers/promises';
import type { Pool, Sample } from '../../packages/glovebox/src/index.ts';
import { createBackend, createPool, DEFAULT_POLICY, run, sampleOfSource } from '../../packages/glovebox/src/index.ts';
import type { Bench, Row } from '../row.ts';
import { summarize } from '../statistics.ts';
import { stopwatch } from '../turns.ts';

const LANES = 3;

/** A thousand snippets through the library in one process, and one signal that ends as many again. */
export const library: Bench = {
  name: 'library',
  async measure(scale) {
    const count = scale.pairs(1_000);
    const pool = createPool(await createBackend('jail'), { sizes: { python: 4 }, memoryBytes: 512 * 1024 * 1024 });
    try {
      await batch(pool, snippets(Math.round(count / 10)));
      const reference = await rate(pool, Math.round(count / 4), 'print("hello")');
      const before = process.memoryUsage.rss();
      const ms = await stopwatch(() => batch(pool, snippets(count)));
      global.gc?.();
      const grown = (process.memoryUsage.rss() - before) / 1024 / 1024;
      return [
        {
          kind: 'rate',
          name: `${count} snippets through the library, none failed`,
          how: `${LANES} at once; one snippet again and again ${reference.toFixed(0)} /s`,
          perSecond: (count / ms) * 1_000,
          atLeast: 0.8 * reference,
        },
        {
          kind: 'size',
          name: '  memory they left behind',
          how: 'resident, after as many more',
          mebibytes: grown,
          atMost: 10,
        },
        await stopped(pool),
      ];
    } finally {
      await pool.dispose();
    }
  },
};

function snippets(count: number): { sample: Sample; answer: string }[] {
  return Array.from({ length: count }, (_, n) => ({
    sample: sampleOfSource(`print(sum(range(${n})))`, 'python'),
    answer: `${(n * (n - 1)) / 2}\n`,
  }));
}

async function batch(pool: Pool, all: readonly { sample: Sample; answer: string }[]): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      for (let one = all[next++]; one !== undefined; one = all[next++]) {
        const { stdout } = await run(one.sample, { backend: pool });
        if (stdout !== one.answer) throw new Error(`${JSON.stringify(stdout)} is not ${one.answer}`);
      }
    }),
  );
}

async function rate(pool: Pool, count: number, code: string): Promise<number> {
  const sample = sampleOfSource(code, 'python');
  const ms = await stopwatch(() =>
    batch(
      pool,
      Array.from({ length: count }, () => ({ sample, answer: 'hello\n' })),
    ),
  );
  return (count / ms) * 1_000;
}

/** Fifty endless runs, and how long until the last of their promises is settled after one signal. */
async function stopped(pool: Pool): Promise<Row> {
  const stop = new AbortController();
  const endless = sampleOfSource('while True: pass', 'python');
  const policy = { ...DEFAULT_POLICY, limits: { ...DEFAULT_POLICY.limits, cpus: 0.05 } };
  const runs = Array.from({ length: 50 }, () => run(endless, { backend: pool, policy, signal: stop.signal }));
  const settled = Promise.allSettled(runs);
  await pause(2_000);
  const ms = await stopwatch(async () => {
    stop.abort();
    await settled;
  });
  const ended = (await settled).filter(({ status }) => status === 'rejected').length;
  if (ended !== runs.length) throw new Error(`${runs.length - ended} runs were not cancelled`);
  return {
    kind: 'figure',
    name: 'one signal until 50 runs are gone',
    how: 'endless loops, some of them waiting for a turn',
    ms: summarize([ms]),
    atMost: 1_000,
  };
}
