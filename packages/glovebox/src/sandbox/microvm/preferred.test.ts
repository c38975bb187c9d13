import { describe, expect, it } from 'vitest';
import { GloveboxError } from '../../error.ts';
import type { MachineDriver } from './machine.ts';
import { preferred } from './preferred.ts';

/** A driver that works from its `failures`-th probe on. */
function driver(name: MachineDriver['name'], failures: number) {
  let probes = 0;
  const made: MachineDriver = {
    name,
    async probe() {
      if (probes++ < failures) throw new GloveboxError('backend-unavailable', `${name} is missing`, `Install ${name}.`);
      return { accelerated: name === 'firecracker', version: name };
    },
    boot: () => Promise.reject(new Error(`booted by ${name}`)),
    restore: () => Promise.reject(new Error(`restored by ${name}`)),
  };
  return { made, probes: () => probes };
}

describe('the preferred machine', () => {
  it('is the first that works, and the others are not asked', async () => {
    const [one, other] = [driver('firecracker', 0), driver('qemu', 0)];
    const machine = preferred([one.made, other.made]);
    expect(await machine.probe()).toMatchObject({ version: 'firecracker' });
    await expect(machine.restore('', {} as never)).rejects.toThrow('restored by firecracker');
    expect(machine.name).toBe('firecracker');
    expect(other.probes()).toBe(0);
  });

  it('is the next where the first does not work, for boots and restores as well', async () => {
    const machine = preferred([driver('firecracker', 9).made, driver('qemu', 0).made]);
    await expect(machine.boot({} as never)).rejects.toThrow('booted by qemu');
    expect(await machine.probe()).toMatchObject({ accelerated: false, version: 'qemu' });
    expect(machine.name).toBe('qemu');
  });

  it('is none where none works, told with the remedy of the last, and looked for again', async () => {
    const machine = preferred([driver('firecracker', 9).made, driver('qemu', 1).made]);
    const error: GloveboxError = await machine.probe().then(
      () => undefined as never,
      (cause) => cause,
    );
    expect(error).toMatchObject({ code: 'backend-unavailable', remedy: 'Install qemu.' });
    expect(error.cause).toMatchObject({ message: 'firecracker is missing' });
    expect(await machine.probe()).toMatchObject({ version: 'qemu' });
  });
});
