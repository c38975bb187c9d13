import type { Limits } from '../limits.ts';
import type { Enforcer } from '../run.ts';
import type { ConfigRecord } from '../warden/frames.ts';
import type { Plan } from '../warden/session.ts';
import { findEndpoint } from './endpoint.ts';
import { connect, type Engine } from './engine.ts';
import { reapContainers } from './owner.ts';

/** A daemon and what it can hold. */
export interface Daemon {
  readonly engine: Engine;
  readonly holds: Holding;
  /** Arguments the daemon starts a runtime with. */
  readonly runtimeArgs: (name: string) => readonly string[];
}

/** Inside a kernel of its own the warden holds what the daemon's groups can only hold around that kernel. */
export const OWN_KERNEL_HOLDS: Holding = {
  memory: undefined,
  swap: false,
  cpu: 'container',
  processes: undefined,
  files: false,
  socketsApart: false,
};

/** Which limits the daemon's cgroups hold; a rootless one holds what was delegated to it. */
export interface Holding {
  readonly memory: Enforcer | undefined;
  /** Whether memory and swap are counted together: without it there is swap beyond the memory that is held. */
  readonly swap: boolean;
  readonly cpu: Enforcer | undefined;
  readonly processes: Enforcer | undefined;
  /** Whether a writable place can have a bound on its files. */
  readonly files: boolean;
  /** Version 1 of cgroups counts what waits in sockets apart from all other memory. */
  readonly socketsApart: boolean;
}

/** Connects to the daemon at `address`, asks what it can hold, and ends what dead owners left in it. */
export async function openDaemon(address: string | undefined): Promise<Daemon> {
  const engine = await connect(findEndpoint(address));
  const [about] = await Promise.all([
    engine.call<About>('GET', '/info'),
    reapContainers(engine).catch(() => {}), // what cannot be removed now is left for the next start
  ]);
  return {
    engine,
    holds: holding(engine, about),
    runtimeArgs: (name) => about.Runtimes?.[name]?.runtimeArgs ?? [],
  };
}

interface About {
  readonly CgroupVersion?: string;
  readonly CgroupDriver?: string;
  readonly MemoryLimit?: boolean;
  readonly SwapLimit?: boolean;
  readonly PidsLimit?: boolean;
  readonly CpuCfsQuota?: boolean;
  readonly Runtimes?: Readonly<Record<string, { readonly runtimeArgs?: readonly string[] | null }>>;
}

/** What the daemon's answer to GET /info says that it can hold. */
export function holding({ isPodman }: Pick<Engine, 'isPodman'>, about: About): Holding {
  const cgroup: Enforcer = about.CgroupVersion === '2' ? 'cgroup-v2' : 'cgroup-v1';
  const held = (capable: boolean | undefined) =>
    about.CgroupDriver !== 'none' && capable === true ? cgroup : undefined;
  return {
    memory: held(about.MemoryLimit),
    swap: about.SwapLimit === true,
    cpu: held(about.CpuCfsQuota),
    processes: held(about.PidsLimit),
    files: !isPodman,
    socketsApart: cgroup === 'cgroup-v1',
  };
}

/** Where a warden reads the counters of the groups it is in, as the container shows them. */
export function counterRecords({ memory }: Holding): ConfigRecord[] {
  const v1 = ['/sys/fs/cgroup/memory', '/sys/fs/cgroup/cpuacct', '/sys/fs/cgroup/pids'];
  const folders = memory === undefined ? [] : memory === 'cgroup-v1' ? v1 : ['/sys/fs/cgroup'];
  return folders.map((folder) => ['cgroup.given', folder]);
}

/** Whether the warden has to watch what no cgroup holds. */
export function needsWatching({ memory, swap, processes }: Holding): boolean {
  return memory === undefined || !swap || processes === undefined;
}

/** Who holds which limit of a container; what no cgroup holds is held by the warden. */
export function enforcement(limits: Limits, holds: Holding): Plan['limits'] {
  return {
    memory: { value: limits.memoryBytes, enforcedBy: (holds.swap ? holds.memory : undefined) ?? 'warden' },
    cpu: { value: limits.cpus, enforcedBy: holds.cpu ?? 'none' },
    processes: { value: limits.processes, enforcedBy: holds.processes ?? 'warden' },
    wallClock: { value: limits.wallMs, enforcedBy: 'warden' },
    output: { value: limits.outputBytes, enforcedBy: 'warden' },
    disk: { value: limits.diskBytes, enforcedBy: 'mount' },
    files: { value: limits.files, enforcedBy: holds.files ? 'mount' : 'none' },
    descriptors: { value: limits.descriptors, enforcedBy: 'rlimit' },
  };
}
