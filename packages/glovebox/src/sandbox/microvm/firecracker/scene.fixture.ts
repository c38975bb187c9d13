import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { GloveboxError } from '../../../error.ts';
import type { MachineConfig, MachineDriver } from '../machine.ts';
import { SPEC_MISSING } from './description.fixture.ts';
import { resettingKernel } from './elf.ts';
import { type Behaviour, type BuiltFake, buildFake, installFakes } from './firecracker.fixture.ts';
import { createFirecracker, type FirecrackerChoices } from './firecracker.ts';

/** A user who is not root, for a driver that shall not use the jailer. */
export const SOMEBODY = 1000;

export const MIB = 1024 * 1024;

export interface Scene {
  /** Lasts for all tests of a file. */
  readonly root: string;
  readonly config: MachineConfig;
  /** One test's own; temporary files go to `tmp` in it, the cache is `cache`. */
  folder(): string;
  install(fake?: Behaviour): () => string[];
  driverWith(fake?: Behaviour, choices?: FirecrackerChoices): { driver: MachineDriver; notes: () => string[] };
  /** Nothing runs, nothing lies about, and nothing was asked that the real Firecracker would refuse. */
  expectNothingLeft(notes: () => string[]): void;
}

/** Sets up a place of its own for each test, in which `firecracker`, `jailer` and `bwrap` are fakes. */
export function setScene(): Scene {
  if (SPEC_MISSING !== undefined) console.warn(`skipped: Firecracker's driver against a fake of it: ${SPEC_MISSING}`);
  const root = mkdtempSync(join(tmpdir(), 'glovebox-fc-'));
  const config: MachineConfig = {
    kernel: join(root, 'vmlinux'),
    initramfs: join(root, 'initramfs.cpio'),
    rootfs: join(root, 'rootfs.img'),
    commandLine: ['root=/dev/vda'],
    memoryBytes: 64 * MIB,
    cpus: 0.5,
  };
  const before = { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, GLOVEBOX_CACHE: process.env.GLOVEBOX_CACHE };
  let built: BuiltFake;
  let folder = '';
  let number = 0;

  beforeAll(() => {
    writeFileSync(config.kernel, someKernel());
    writeFileSync(config.initramfs, 'initramfs');
    writeFileSync(config.rootfs, 'rootfs');
    if (SPEC_MISSING === undefined) built = buildFake(root);
  });

  beforeEach(() => {
    folder = join(root, `${++number}`);
    for (const name of ['bin', 'tmp', 'snapshot']) mkdirSync(join(folder, name), { recursive: true });
    process.env.PATH = `${join(folder, 'bin')}:/usr/bin:/bin`;
    process.env.TMPDIR = join(folder, 'tmp');
    process.env.GLOVEBOX_CACHE = join(folder, 'cache');
  });

  afterAll(() => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    rmSync(root, { recursive: true });
  });

  const install = (fake: Behaviour = {}) => installFakes(join(folder, 'bin'), built, fake);
  return {
    root,
    config,
    folder: () => folder,
    install,
    driverWith(fake = {}, choices = {}) {
      // A spawned fake is slow to start, so time-outs are long where none is meant.
      const timeouts = { startMs: 20_000, answerMs: 10_000, bootMs: 10_000, wakeMs: 10_000, ...choices.timeouts };
      const notes = install(fake);
      return { driver: createFirecracker({ kvm: '/dev/null', uid: SOMEBODY, ...choices, timeouts }), notes };
    },
    expectNothingLeft(notes) {
      expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
      const machines = join(folder, 'cache/glovebox/machines');
      expect(existsSync(machines) ? readdirSync(machines) : []).toEqual([]);
      expect(notes().filter((note) => note.startsWith('violation'))).toEqual([]);
    },
  };
}

/** An ELF file that is not the one which shows that machines can be had. */
export function someKernel(): Buffer {
  return Buffer.concat([resettingKernel(), Buffer.from('and more')]);
}

export async function failureOf(doing: Promise<unknown>): Promise<GloveboxError> {
  const error = await doing.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(GloveboxError);
  return error as GloveboxError;
}
