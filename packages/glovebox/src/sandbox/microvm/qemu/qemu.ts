import type { MachineDriver } from '../machine.ts';
import { type Accelerator, machineName } from './command.ts';
import { bootMachine, restoreMachine } from './launch.ts';
import { probeQemu } from './probe.ts';

/** QEMU's `microvm` machine, behind walls of its own. `accelerator` is chosen by probing where it is not given. */
export function createQemu(choices: { accelerator?: Accelerator } = {}): MachineDriver {
  const accelerator = async () => choices.accelerator ?? (await probeQemu()).accelerator;
  return {
    name: 'qemu',
    async probe() {
      const { version } = await probeQemu();
      const chosen = await accelerator();
      return { accelerated: chosen === 'kvm', version: `${version} ${machineName(chosen)}` };
    },
    boot: async (config) => bootMachine(config, await accelerator()),
    restore: async (folder, config) => restoreMachine(folder, config, await accelerator()),
  };
}
