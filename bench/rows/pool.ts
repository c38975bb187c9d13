import { availableParallelism } from 'node:os';
import { loadSample } from '../../packages/glovebox/src/sample/load.ts';
import type { Sample } from '../../packages/glovebox/src/sample/sample.ts';
import { createJail, LIMIT_PROFILES } from '../../packages/glovebox/src/sandbox/index.ts';
import { createPool, type Pool } from '../../packages/glovebox/src/sandbox/pool/pool.ts';
import { runCommand } from '../command.ts';
import { sandboxMemory } from '../memory.ts';
import { PYTHON, program } from '../programs.ts';
import type { Bench } from '../row.ts';
import { stopwatch, takeTurns } from '../turns.ts';
import { expectGreeting, expectRun } from './jail.ts';

const OPTIONS = { limits: LIMIT_PROFILES.default, observe: true };
const BURST = 100;
const IDLE = 500;
const MIB = 1024 * 1024;

/** So many runs asked for at once, each in a jail of its own; one failure fails the row. */
export const burst: Bench = {
  name: 'burst',
  async measure(scale) {
    const sample = await loadSample(program('hello.py'));
    const warm = await takeTurns(scale.pairs(10), () => burstOf(sample, BURST), bareBurst);
    const cold = await takeTurns(scale.pairs(10), () => burstOf(sample, 0), bareBurst);
    const ratio = cold.ours.median / cold.theirs.median;
    return [
      {
        kind: 'comparison',
        name: `burst of ${BURST}, all prepared ahead`,
        reference: `${BURST} bare python3 at once`,
        ...warm,
        atMost: 1.3,
      },
      {
        kind: 'figure',
        name: `burst of ${BURST}, none prepared`,
        how: `in order of arrival, ${availableParallelism() + 1} starts at once; ${ratio.toFixed(2)} × bare`,
        ms: cold.ours,
      },
    ];
  },
};

/** What jails that only wait take. */
export const idle: Bench = {
  name: 'idle',
  async measure() {
    const pool = jails(IDLE);
    try {
      await pool.fill('python', OPTIONS);
      const { processes, kernel, count } = sandboxMemory();
      const how = `${processes.toFixed(0)} MiB in ${count} processes (PSS), ${kernel.toFixed(0)} MiB in the kernel for them`;
      if (pool.waiting !== IDLE) throw new Error(`only ${pool.waiting} of ${IDLE} wait`);
      return [{ kind: 'size', name: `${IDLE} idle prepared jails`, how, mebibytes: processes + kernel, atMost: 4096 }];
    } finally {
      await pool.dispose();
    }
  },
};

/** A fresh pool each time: refilling after the burst would weigh on whoever is measured next. */
async function burstOf(sample: Sample, prepared: number): Promise<number> {
  const pool = jails(prepared);
  try {
    await pool.fill('python', OPTIONS);
    return await stopwatch(() =>
      Promise.all(
        Array.from({ length: BURST }, async () => expectGreeting(expectRun(await pool.run(sample, OPTIONS)).stdout)),
      ),
    );
  } finally {
    await pool.dispose();
  }
}

function bareBurst(): Promise<number> {
  const one = async () => expectGreeting(await runCommand([PYTHON, program('hello.py')]));
  return stopwatch(() => Promise.all(Array.from({ length: BURST }, one)));
}

function jails(size: number): Pool {
  return createPool(createJail(), { sizes: { python: size }, memoryBytes: 4096 * MIB });
}
