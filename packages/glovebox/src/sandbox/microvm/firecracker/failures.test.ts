import { mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SPEC_MISSING } from './description.fixture.ts';
import type { Behaviour } from './firecracker.fixture.ts';
import type { FirecrackerChoices } from './firecracker.ts';
import { failureOf, MIB, setScene } from './scene.fixture.ts';

const { root, config, folder, driverWith, expectNothingLeft } = setScene();

describe.skipIf(SPEC_MISSING !== undefined)('a Firecracker that fails', () => {
  it.each<[string, Behaviour, string, RegExp]>([
    [
      'ends at once',
      { exitsWith: 'Error: cannot open the seccomp filter' },
      'sandbox-lost',
      /ended with 1: .*seccomp filter/,
    ],
    [
      'dies when the machine starts',
      { misbehaves: { at: '/actions', how: 'die', says: 'panicked at main.rs' } },
      'sandbox-lost',
      /asked to start the machine: Firecracker ended with 1: panicked at main\.rs/,
    ],
    [
      'refuses the kernel',
      { misbehaves: { at: '/boot-source', how: 'fault', says: 'Invalid kernel' } },
      'image-invalid',
      /could not name the kernel .*Invalid kernel/,
    ],
    [
      'refuses the disk',
      { misbehaves: { at: '/drives/rootfs', how: 'fault', says: 'Invalid disk' } },
      'image-invalid',
      /could not attach the disk .*Invalid disk/,
    ],
    [
      'cannot open KVM',
      { misbehaves: { at: '/actions', how: 'fault', says: 'Error creating KVM object: Permission denied' } },
      'backend-unavailable',
      /creating KVM object/,
    ],
    [
      'breaks',
      { misbehaves: { at: '/vsock', how: 'status-500' } },
      'backend-failed',
      /could not attach the agent .*status 500/,
    ],
    ['answers by halves', { misbehaves: { at: '/vsock', how: 'half' } }, 'backend-failed', /attach the agent/],
    ['answers no JSON', { misbehaves: { at: '/vsock', how: 'no-json' } }, 'backend-failed', /no JSON: <html>/],
    ['has a vsock that speaks otherwise', { vsock: 'strange' }, 'backend-failed', /answered "HELLO"/],
    ['dies while the guest boots', { vsock: 'dies' }, 'sandbox-lost', /ended with 1: the guest has panicked/],
  ])('and %s is told with its own words, and leaves nothing', async (_, fake, code, message) => {
    const { driver, notes } = driverWith(fake);
    const error = await failureOf(driver.boot(config));
    expect(error).toMatchObject({
      code,
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(/\.$/),
    });
    expectNothingLeft(notes);
  });

  it.each<[string, Behaviour, FirecrackerChoices['timeouts'], RegExp]>([
    ['never opens its socket', { opensNoSocket: true }, { startMs: 300 }, /did not open its API socket within 300 ms/],
    [
      'never answers',
      { misbehaves: { at: '/machine-config', how: 'hang' } },
      { answerMs: 300 },
      /no answer within 300 ms/,
    ],
    [
      'has a guest that never listens',
      { vsock: 'refuses' },
      { bootMs: 300 },
      /within 300 ms \(.*nobody listens in the guest/,
    ],
    ['has a guest that never answers', { vsock: 'silent' }, { bootMs: 300 }, /within 300 ms/],
  ])('and %s is given up and killed', async (_, fake, timeouts, message) => {
    const { driver, notes } = driverWith(fake, timeouts === undefined ? {} : { timeouts });
    const error = await failureOf(driver.boot(config));
    expect(error).toMatchObject({ code: 'backend-failed', message: expect.stringMatching(message) });
    expectNothingLeft(notes);
  });

  it('in the middle of a snapshot leaves no half of one', async () => {
    const says = 'Cannot write memory: No space left on device (os error 28)';
    const { driver, notes } = driverWith({ misbehaves: { at: '/snapshot/create', how: 'fault', says } });
    const machine = await driver.boot(config);
    expect(await failureOf(machine.snapshot(join(folder(), 'snapshot')))).toMatchObject({ code: 'no-space' });
    expect(readdirSync(join(folder(), 'snapshot'))).toEqual([]);
    expectNothingLeft(notes);
  });

  it.each<[string, (snapshot: string) => void]>([
    ['has no memory', (snapshot) => rmSync(join(snapshot, 'memory'))],
    ['has half a memory', (snapshot) => truncateSync(join(snapshot, 'memory'), 32 * MIB)],
    ['has an empty state', (snapshot) => truncateSync(join(snapshot, 'state'), 0)],
    ['has a damaged state', (snapshot) => writeFileSync(join(snapshot, 'state'), 'damaged')],
  ])('to restore a snapshot that %s says that it is damaged', async (_, damage) => {
    const { driver } = driverWith();
    const snapshot = join(folder(), 'snapshot');
    writeFileSync(join(snapshot, 'memory'), '');
    truncateSync(join(snapshot, 'memory'), config.memoryBytes);
    writeFileSync(join(snapshot, 'state'), '{}');
    damage(snapshot);
    const error = await failureOf(driver.restore(snapshot, config));
    expect(error).toMatchObject({ code: 'snapshot-corrupt', remedy: expect.stringContaining('glovebox images prune') });
    expect(readdirSync(join(folder(), 'tmp'))).toEqual([]);
  });

  it('for want of an image names the file', async () => {
    const { driver, notes } = driverWith();
    const error = await failureOf(driver.boot({ ...config, kernel: join(root, 'nowhere') }));
    expect(error).toMatchObject({ code: 'image-missing', message: expect.stringContaining('nowhere') });
    const unmade = await failureOf(driver.boot({ ...config, rootfs: join(root, 'no-disk') }));
    expect(unmade).toMatchObject({ code: 'image-missing', message: expect.stringContaining('no-disk') });
    expectNothingLeft(notes);
  });

  it('to have room for its sockets says which variable to set', async () => {
    process.env.TMPDIR = join(folder(), 'tmp', 'long'.repeat(20));
    mkdirSync(process.env.TMPDIR);
    const error = await failureOf(driverWith().driver.boot(config));
    expect(error).toMatchObject({ code: 'temp-unwritable', remedy: expect.stringContaining('TMPDIR') });
    expect(readdirSync(process.env.TMPDIR)).toEqual([]);
  });
});

describe.skipIf(SPEC_MISSING !== undefined)('the probe for Firecracker', () => {
  it('boots a kernel that ends its machine, and says what a snapshot depends on', async () => {
    const { driver, notes } = driverWith();
    expect(await driver.probe()).toMatchObject({
      accelerated: true,
      version: expect.stringMatching(/^firecracker 1\.13\.1 kvm ./),
    });
    expectNothingLeft(notes);
  });

  it('says that it is unavailable when Firecracker is missing', async () => {
    const { driver } = driverWith();
    rmSync(join(folder(), 'bin/firecracker'));
    const error = await failureOf(driver.probe());
    expect(error).toMatchObject({
      code: 'backend-unavailable',
      message: expect.stringContaining('firecracker is not installed'),
    });
    expect(error.remedy).toContain('/usr/local/bin');
  });

  it.each<[string, Behaviour, FirecrackerChoices, RegExp]>([
    ['KVM is missing', {}, { kvm: '/nowhere/kvm' }, /there is no \/nowhere\/kvm/],
    ['KVM is no device', {}, { kvm: '/etc/passwd' }, /is not a device/],
    ['Firecracker is too old', { version: '1.7.0' }, {}, /is version 1\.7\.0, and Glovebox needs 1\.8 or later/],
    ['Firecracker has no version', { version: 'unknown' }, {}, /gave no version/],
    [
      'the machine cannot be made',
      { misbehaves: { at: '/actions', how: 'fault', says: 'Error creating KVM object: ENXIO' } },
      {},
      /cannot run a machine here: .*ENXIO/,
    ],
    [
      'Firecracker dies of it',
      { misbehaves: { at: '/actions', how: 'die', says: 'vcpu: bad exit' } },
      {},
      /cannot run a machine here: .*vcpu: bad exit/,
    ],
    ['the guest never runs', { neverEnds: true }, { timeouts: { wakeMs: 300 } }, /did not end within 300 ms/],
  ])('says that it is unavailable when %s', async (_, fake, choices, message) => {
    const { driver, notes } = driverWith(fake, choices);
    const error = await failureOf(driver.probe());
    expect(error).toMatchObject({
      code: 'backend-unavailable',
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(/\.$/),
    });
    expectNothingLeft(notes);
  });
});
