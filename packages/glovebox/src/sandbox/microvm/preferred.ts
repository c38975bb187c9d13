import type { MachineDriver } from './machine.ts';

/**
 * A driver that is the first of `drivers` with which a machine can be had here, found out by their probes and once. Where none can,
 * it fails with the words of the last, which asks least of a host; what kept the others is its error's cause.
 */
export function preferred(drivers: readonly [MachineDriver, ...MachineDriver[]]): MachineDriver {
  let chosen: Promise<MachineDriver> | undefined;
  let name = drivers[0].name;

  function choose(): Promise<MachineDriver> {
    chosen ??= firstThatWorks(drivers).then(
      (driver) => {
        name = driver.name;
        return driver;
      },
      (cause) => {
        chosen = undefined; // what is missing may be there the next time
        throw cause;
      },
    );
    return chosen;
  }

  return {
    get name() {
      return name;
    },
    probe: async () => (await choose()).probe(),
    boot: async (config) => (await choose()).boot(config),
    restore: async (folder, config) => (await choose()).restore(folder, config),
  };
}

async function firstThatWorks(drivers: readonly MachineDriver[]): Promise<MachineDriver> {
  let failure: unknown;
  for (const driver of drivers) {
    try {
      await driver.probe();
      return driver;
    } catch (cause) {
      if (cause instanceof Error) cause.cause ??= failure;
      failure = cause;
    }
  }
  throw failure;
}
