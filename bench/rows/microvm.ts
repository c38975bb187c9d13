import { GloveboxError } from '../../packages/glovebox/src/error.ts';
import { loadSample } from '../../packages/glovebox/src/sample/load.ts';
import type { Sample } from '../../packages/glovebox/src/sample/sample.ts';
import { LIMIT_PROFILES } from '../../packages/glovebox/src/sandbox/index.ts';
import { planMicrovm } from '../../packages/glovebox/src/sandbox/microvm/microvm.ts';
import { createQemu } from '../../packages/glovebox/src/sandbox/microvm/qemu/qemu.ts';
import { closeSnapshots } from '../../packages/glovebox/src/sandbox/microvm/qemu/snapshot.ts';
import { startSession } from '../../packages/glovebox/src/sandbox/warden/session.ts';
import { program } from '../programs.ts';
import type { Bench } from '../row.ts';
import { summarize } from '../statistics.ts';
import { takeTurns } from '../turns.ts';

const OPTIONS = { limits: LIMIT_PROFILES.default, observe: true };

/** Until a sample's first word is heard: from a snapshot against the same machine booted, and in one that was prepared. */
export const microvm: Bench = {
  name: 'microvm',
  async measure(scale) {
    const driver = createQemu();
    try {
      await driver.probe();
    } catch (cause) {
      if (!(cause instanceof GloveboxError)) throw cause;
      return [{ kind: 'not-measured', name: 'virtual machine', reason: `${cause.message} ${cause.remedy}` }];
    }
    const { accelerated } = await driver.probe();
    const sample = await loadSample(program('hello.py'));
    const how = accelerated ? 'KVM' : 'emulated, without KVM';
    const restored = () => firstOutput(sample, { driver });
    const booted = () => firstOutput(sample, { driver, snapshots: false });
    const times = await takeTurns(scale.pairs(5), restored, booted);
    const prepared: number[] = [];
    await firstOutput(sample, { driver, prepared: true });
    for (let turn = 0; turn < scale.pairs(20); turn++)
      prepared.push(await firstOutput(sample, { driver, prepared: true }));
    await closeSnapshots();
    return [
      {
        kind: 'comparison',
        name: `machine from a snapshot (${how})`,
        reference: 'its own cold boot',
        ...times,
        atMost: 0.15,
      },
      {
        kind: 'figure',
        name: `prepared machine (${how})`,
        how: 'until the first output',
        ms: summarize(prepared),
        atMost: 60,
      },
    ];
  },
};

interface Way {
  readonly driver: ReturnType<typeof createQemu>;
  readonly snapshots?: boolean;
  /** Not counting what the machine needs to be ready. */
  readonly prepared?: boolean;
}

/** Milliseconds; the run is ended after its first word. */
async function firstOutput(sample: Sample, { prepared = false, ...way }: Way): Promise<number> {
  let start = performance.now();
  const plan = await planMicrovm(sample.language, OPTIONS, way);
  const heard = Promise.withResolvers<number>();
  const session = startSession({
    ...plan,
    open: (onMessage) =>
      plan.open((message) => {
        if (message.t === 'out') heard.resolve(performance.now() - start);
        onMessage(message);
      }),
  });
  if (prepared) {
    await session.waiting;
    start = performance.now();
  }
  session.give(sample, undefined);
  const lost = session.finished.then(() => Promise.reject(new Error('a run said nothing')));
  try {
    return await Promise.race([heard.promise, lost]);
  } finally {
    session.cancel();
    await session.finished.catch(() => {}); // ended by us, in the middle
  }
}
