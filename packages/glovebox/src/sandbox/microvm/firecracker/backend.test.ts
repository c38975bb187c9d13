import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { identify } from '../../../sample/identify.ts';
import type { Sample } from '../../../sample/sample.ts';
import { baseKey } from '../../images/rootfs.ts';
import { LIMIT_PROFILES } from '../../limits.ts';
import { checkedFile } from '../image/checked.ts';
import { cpioOf } from '../image/cpio.ts';
import { IMAGE_FILES, imageKey, imagesFolder } from '../image/image.ts';
import { createMicrovm } from '../microvm.ts';
import { SPEC_MISSING } from './description.fixture.ts';
import type { Behaviour } from './firecracker.fixture.ts';
import type { Seen } from './guest.fixture.ts';
import { failureOf, setScene, someKernel } from './scene.fixture.ts';

const { driverWith, expectNothingLeft } = setScene();
const OPTIONS = { limits: LIMIT_PROFILES.default, observe: true };

/** An image that only a fake guest can start from, where the real one would be. */
async function placeImage(): Promise<void> {
  const folder = join(imagesFolder(), imageKey());
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'kernel'), someKernel());
  writeFileSync(join(folder, 'modules'), gzipSync(cpioOf([])));
  writeFileSync(join(folder, 'rootfs'), 'rootfs');
  const files = Object.fromEntries(
    await Promise.all(IMAGE_FILES.map(async (name) => [name, await checkedFile(join(folder, name))] as const)),
  );
  writeFileSync(
    join(folder, 'manifest.json'),
    JSON.stringify({ base: baseKey(), kernelVersion: '6.1', built: '', files }),
  );
}

async function backendWith(fake: Behaviour = {}) {
  await placeImage();
  const { driver, notes } = driverWith(fake);
  return { backend: createMicrovm({ driver }), notes };
}

function sample(): Sample {
  const files = [{ path: 'main.py', content: Buffer.from('print("hello")\n') }];
  return { id: identify('python', 'main.py', files), language: 'python', entry: 'main.py', files, args: [] };
}

describe.skipIf(SPEC_MISSING !== undefined)('the microvm backend on Firecracker', () => {
  it('makes a snapshot once, and each run starts from a private copy with a clock and chance of its own', async () => {
    const { backend, notes } = await backendWith();
    const first = await backend.run(sample(), OPTIONS);
    const rest = await Promise.all([backend.run(sample(), OPTIONS), backend.run(sample(), OPTIONS)]);
    await backend.dispose();
    const runs = [first, ...rest];
    for (const run of runs)
      expect(run).toMatchObject({
        backend: 'microvm',
        status: 'exited',
        exitCode: 0,
        isolation: { kernel: 'guest', accelerated: true, seccomp: 2, interfaces: ['lo'] },
      });
    const seen = runs.map((run) => JSON.parse(run.stdout) as Seen & { waiting: boolean });
    for (const one of seen) {
      expect(one).toMatchObject({ waiting: true, configured: false, files: ['644 /work/main.py'] });
      expect(Math.abs(Number(BigInt(one.clock) / 1_000_000n) - Date.now())).toBeLessThan(60_000);
      expect(one.entropy).toHaveLength(1);
    }
    expect(new Set(seen.flatMap((one) => one.entropy)).size).toBe(3);
    // One machine to prove that there can be any, one that is snapshotted, and one a run.
    expect(notes().filter((note) => note.startsWith('firecracker'))).toHaveLength(5);
    expectNothingLeft(notes);
  });

  it('keeps a prepared machine waiting for its one sample', async () => {
    const { backend, notes } = await backendWith();
    const prepared = await backend.prepare('python', OPTIONS);
    const run = await prepared.run(sample());
    expect(run.status).toBe('exited');
    const unused = await backend.prepare('python', OPTIONS);
    await unused.dispose();
    expectNothingLeft(notes);
  });

  it('sets the clock that was asked for', async () => {
    const { backend } = await backendWith();
    const run = await backend.run(sample(), { ...OPTIONS, clock: '2030-01-02T03:04:05Z' });
    const { clock } = JSON.parse(run.stdout) as Seen;
    expect(new Date(Number(BigInt(clock) / 1_000_000n)).toISOString()).toBe('2030-01-02T03:04:05.000Z');
  });

  it('says what Firecracker refused, and leaves nothing', async () => {
    const says = 'Invalid Elf magic number';
    const { backend, notes } = await backendWith({ misbehaves: { at: '/boot-source', how: 'fault', says } });
    // The probe needs a kernel as well.
    const error = await failureOf(backend.run(sample(), OPTIONS));
    expect(error).toMatchObject({ message: expect.stringContaining(says), remedy: expect.stringMatching(/\.$/) });
    expectNothingLeft(notes);
  });

  it('says that a snapshot is damaged when Firecracker cannot restore it', async () => {
    const { backend, notes } = await backendWith();
    await backend.run(sample(), OPTIONS);
    const snapshots = join(imagesFolder(), 'snapshots');
    for (const name of readdirSync(snapshots)) rmSync(join(snapshots, name, 'state'));
    expect(await failureOf(backend.run(sample(), OPTIONS))).toMatchObject({ code: 'snapshot-corrupt' });
    expectNothingLeft(notes);
  });

  it('ends a run that is cancelled', async () => {
    const { backend, notes } = await backendWith();
    const abort = new AbortController();
    const prepared = await backend.prepare('python', OPTIONS);
    const running = prepared.run(sample(), { signal: abort.signal });
    abort.abort();
    // The fake guest may have answered already; either way nothing is left.
    await running.catch((cause) => expect(cause).toMatchObject({ code: 'cancelled' }));
    await backend.dispose();
    expectNothingLeft(notes);
  });
});
