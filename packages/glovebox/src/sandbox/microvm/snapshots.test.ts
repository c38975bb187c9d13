import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MachineDriver, VirtualMachine } from './machine.ts';
import { findSnapshot, pruneSnapshots, type SnapshotKind, snapshotsFolder } from './snapshots.ts';

const KIND: SnapshotKind = {
  image: 'image',
  machine: { accelerated: false, version: '1' },
  config: { kernel: '', initramfs: '', rootfs: '', commandLine: [], memoryBytes: 1, cpus: 1 },
  records: [['exec', '/bin/true']],
  observe: true,
};

const ISOLATION = {
  ...{ t: 'isolation', namespaces: [], seccomp: 2, noNewPrivileges: true, capabilities: '0', landlock: 2, uid: 1000 },
  ...{ interfaces: ['lo'], rootReadOnly: true },
};
const SAID = [JSON.stringify(ISOLATION), '{"t":"hint","ms":0,"line":"W\\u001f2"}'];

/** Machines whose warden answers its configuration with `lines`, and which are saved by `save`. */
function driverOf(lines: readonly string[], save: (folder: string) => void): MachineDriver & { boots: number } {
  const driver = {
    name: 'qemu' as const,
    boots: 0,
    probe: () => Promise.reject(new Error('not asked')),
    restore: () => Promise.reject(new Error('not asked')),
    async boot(): Promise<VirtualMachine> {
      driver.boots++;
      const ended = Promise.withResolvers<{ complaints: string; code: number }>();
      const agent: Duplex = new Duplex({
        read() {},
        write(_, __, done) {
          for (const line of lines) agent.push(`${line}\n`);
          done();
        },
      });
      return {
        agent,
        snapshot: async (folder) => save(folder),
        kill: () => ended.resolve({ complaints: 'no bootable device', code: 1 }),
        ended: ended.promise,
      };
    },
  };
  return driver;
}

const saveWell = (folder: string) => writeFileSync(join(folder, 'memory'), 'content');

describe('the snapshots of virtual machines', () => {
  const { GLOVEBOX_CACHE } = process.env;
  const cache = mkdtempSync(join(tmpdir(), 'glovebox-cache-'));
  beforeEach(() => {
    process.env.GLOVEBOX_CACHE = cache;
  });
  afterEach(() => rmSync(join(cache, 'glovebox'), { recursive: true, force: true }));
  afterAll(() => {
    if (GLOVEBOX_CACHE === undefined) delete process.env.GLOVEBOX_CACHE;
    else process.env.GLOVEBOX_CACHE = GLOVEBOX_CACHE;
    rmSync(cache, { recursive: true });
  });

  const leftovers = () => readdirSync(join(cache, 'glovebox/microvm')).filter((name) => name !== 'snapshots');

  it('are made once, by however many ask at a time, and found again', async () => {
    const driver = driverOf(SAID, saveWell);
    const [one, two] = await Promise.all([findSnapshot(driver, KIND), findSnapshot(driver, KIND)]);
    expect(one).toEqual(two);
    expect((await findSnapshot(driver, KIND)).said).toEqual(SAID.map((line) => JSON.parse(line)));
    expect(driver.boots).toBe(1);
    expect(leftovers()).toEqual([]);
  });

  it('differ by image, machine, memory and configuration', async () => {
    const driver = driverOf(SAID, saveWell);
    const kinds: SnapshotKind[] = [
      KIND,
      { ...KIND, image: 'other' },
      { ...KIND, machine: { accelerated: true, version: '1' } },
      { ...KIND, config: { ...KIND.config, memoryBytes: 2 } },
      { ...KIND, records: [['exec', '/bin/false']] },
    ];
    for (const kind of kinds) await findSnapshot(driver, kind);
    expect(readdirSync(snapshotsFolder())).toHaveLength(kinds.length);
    expect(pruneSnapshots('image')).toHaveLength(1);
  });

  it('are made anew when there is no room: an error, and no half of one', async () => {
    const full = Object.assign(new Error('write ENOSPC'), { code: 'ENOSPC' });
    const driver = driverOf(SAID, (folder) => {
      writeFileSync(join(folder, 'memory'), 'half');
      throw full;
    });
    await expect(findSnapshot(driver, KIND)).rejects.toMatchObject({
      code: 'no-space',
      remedy: expect.stringContaining('GLOVEBOX_CACHE'),
    });
    expect(leftovers()).toEqual([]);
    expect(readdirSync(snapshotsFolder())).toEqual([]);
  });

  it('are not made of a machine whose warden gave up', async () => {
    const driver = driverOf(['{"t":"end","cause":"failed","reason":"no such interpreter"}'], saveWell);
    await expect(findSnapshot(driver, KIND)).rejects.toMatchObject({
      message: expect.stringContaining('no such interpreter'),
    });
    expect(readdirSync(snapshotsFolder())).toEqual([]);
  });
});
