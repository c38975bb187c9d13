import type { Language } from '../../sample/sample.ts';
import { BASE_INTERPRETERS } from '../images/rootfs.ts';
import { agentArgv } from '../interpreters.ts';
import { cgroupRecords } from '../jail/cgroups.ts';
import { jailRecords } from '../jail/command.ts';
import { givenNetworkRecords } from '../jail/network.ts';
import type { Limits } from '../limits.ts';
import type { ConfigRecord } from '../warden/frames.ts';
import { CONTENTS_BYTES, commonRecords } from '../warden/records.ts';
import type { Plan } from '../warden/session.ts';

export interface GuestChoice {
  readonly language: Language;
  readonly limits: Limits;
  readonly observe: boolean;
  /** Bubblewrap's walls inside the machine, instead of the namespaces the warden makes. */
  readonly jailed: boolean;
  /** Certificate of whoever plays its network, where somebody does. */
  readonly authority?: string | undefined;
}

/** The user the sample becomes; nobody else in the machine is it. */
const UID = 100_000;

/** Where `start.sh` mounts the guest's own cgroups, which nobody else uses. */
const CGROUPS = { version: 2, folders: [{ path: '/sys/fs/cgroup', controllers: ['memory', 'pids', 'cpu'] }] } as const;

/** What one snapshot serves: the warden is told a sample's own time and output with its job. */
const CEILING = { wallMs: 24 * 60 * 60_000, outputBytes: 1024 * 1024 * 1024 } as const;

/** What the guest's warden is told when the machine is made: contents as well, since one snapshot serves runs with decoys and without. */
export function guestRecords(choice: GuestChoice): ConfigRecord[] {
  return [...wallRecords(choice), ...(choice.observe ? ([['contents', CONTENTS_BYTES]] as const) : [])];
}

/** A machine has one line to us, and needs no word on it. */
const LINE = { name: 'glovebox-line', token: '0'.repeat(64) };

function wallRecords({ language, limits: wanted, observe, jailed, authority }: GuestChoice): ConfigRecord[] {
  const limits = { ...wanted, ...CEILING };
  const exec = agentArgv(language, BASE_INTERPRETERS[language] ?? '').map(tellNode);
  const cgroups = cgroupRecords(CGROUPS, 'glovebox', limits);
  if (!jailed)
    return [
      ...commonRecords({ language, exec, limits, observe }),
      ...(usesNode(language) ? [['readable', '/usr/local/bin/node'] as const] : []),
      ['own_namespaces', 1],
      ['mount_places', 1],
      ['uid', UID],
      ...cgroups,
      ...givenNetworkRecords(authority === undefined ? undefined : { ...LINE, authority }),
    ];
  const command = {
    language,
    exec,
    limits,
    observe,
    bwrap: '/usr/bin/bwrap',
    rootfs: GUEST_ROOTFS,
    watchMemory: false,
    cgroups,
  };
  return [...jailRecords({ ...command, uid: undefined }), ['uid', UID]];
}

/** By the name of what stands for the sample, Node's agent knows that it wakes from a snapshot and has chance to renew. */
function tellNode(argument: string): string {
  return argument === '/glovebox/node/sample' ? '/glovebox/vm/sample' : argument;
}

/** The guest's disk, bound into the jail as the host's is on a host. */
const GUEST_ROOTFS = {
  binds: ['/usr', '/etc', '/glovebox'].map((path) => ({ source: path, target: path })),
  hidden: [],
  late: [],
  symlinks: ['bin', 'sbin', 'lib', 'lib64'].map((name) => ({ target: `usr/${name}`, path: `/${name}` })),
};

/** The guest's kernel holds what a host's would; a sample that owns that kernel still has no more than the machine. */
export function guestLimits(limits: Limits): Plan['limits'] {
  return {
    memory: { value: limits.memoryBytes, enforcedBy: 'guest' },
    cpu: { value: limits.cpus, enforcedBy: 'guest' },
    processes: { value: limits.processes, enforcedBy: 'guest' },
    wallClock: { value: limits.wallMs, enforcedBy: 'warden' },
    output: { value: limits.outputBytes, enforcedBy: 'warden' },
    disk: { value: limits.diskBytes, enforcedBy: 'mount' },
    files: { value: limits.files, enforcedBy: 'mount' },
    descriptors: { value: limits.descriptors, enforcedBy: 'rlimit' },
  };
}

function usesNode(language: Language): boolean {
  return language === 'javascript' || language === 'typescript';
}
