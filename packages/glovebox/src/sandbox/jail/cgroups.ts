import { accessSync, constants, existsSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Limits } from '../limits.ts';
import type { Enforcer } from '../run.ts';
import type { ConfigRecord } from '../warden/frames.ts';

type Controller = 'memory' | 'pids' | 'cpu' | 'cpuacct';

/** Where this process may make cgroups, and which limits the kernel holds there. */
export interface CgroupHome {
  readonly version: 1 | 2;
  /** Folders to make a group in: one for all controllers in version 2, one a hierarchy in version 1. */
  readonly folders: readonly { readonly path: string; readonly controllers: readonly Controller[] }[];
}

interface Mount {
  readonly path: string;
  readonly type: string;
  readonly options: readonly string[];
}

/** Finds it by looking at this process's own groups; undefined where none can be made. */
export function findCgroupHome(): CgroupHome | undefined {
  const mounts = cgroupMounts();
  const own = ownGroups();
  return unifiedHome(mounts, own) ?? legacyHome(mounts, own);
}

/** The records that make the warden create one run's groups below `home` and hold `limits` there. */
export function cgroupRecords(home: CgroupHome, name: string, limits: Limits): ConfigRecord[] {
  return home.folders.flatMap(({ path, controllers }): ConfigRecord[] => [
    ['cgroup', `${path}/${name}`],
    ...controllers
      .flatMap((controller) => SETTINGS[home.version][controller](limits))
      .map(([file, value]): ConfigRecord => ['cgroup.write', `${file}=${value}`]),
  ]);
}

export function cgroupEnforcer(home: CgroupHome | undefined, controller: Controller): Enforcer | undefined {
  if (!home?.folders.some((folder) => folder.controllers.includes(controller))) return undefined;
  return home.version === 1 ? 'cgroup-v1' : 'cgroup-v2';
}

/** Removes groups whose owner is dead: what a killed warden could not take down. */
export function reapCgroups(home: CgroupHome): void {
  for (const { path } of home.folders)
    for (const name of readdirSync(path)) {
      const owner = /^glovebox-(\d+)-\d+$/.exec(name)?.[1];
      if (owner !== undefined && !existsSync(`/proc/${owner}`)) tryRemove(`${path}/${name}`);
    }
}

/** Removes one group, waiting up to two seconds for its processes to be gone. */
export async function removeCgroup(path: string): Promise<void> {
  for (let attempt = 0; attempt < 40 && !tryRemove(path); attempt++) await setTimeout(50);
}

/** Whether it is gone. */
function tryRemove(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch {
    return !existsSync(path);
  }
}

type Settings = (limits: Limits) => readonly (readonly [file: string, value: string | number])[];

/** Which file holds which limit. A name that begins with `?` may be missing: swap accounting is off on many kernels. */
const SETTINGS: Record<1 | 2, Record<Controller, Settings>> = {
  1: {
    memory: ({ memoryBytes }) => [
      ['memory.limit_in_bytes', memoryBytes],
      ['?memory.memsw.limit_in_bytes', memoryBytes],
      // Version 1 counts what waits in sockets apart from everything else, and not at all until it has a limit.
      ['?memory.kmem.tcp.limit_in_bytes', Math.round(memoryBytes / 4)],
    ],
    pids: ({ processes }) => [['pids.max', processes + LAUNCHERS]],
    cpu: ({ cpus }) => [['cpu.cfs_quota_us', quota(cpus)]],
    cpuacct: () => [],
  },
  2: {
    memory: ({ memoryBytes }) => [
      ['memory.max', memoryBytes],
      ['?memory.swap.max', 0],
      ['?memory.oom.group', 1],
    ],
    pids: ({ processes }) => [['pids.max', processes + LAUNCHERS]],
    cpu: ({ cpus }) => [['cpu.max', `${quota(cpus)} ${PERIOD_US}`]],
    cpuacct: () => [],
  },
};

/** Process 1 of the jail is in the group besides the sample's processes. */
const LAUNCHERS = 1;

const PERIOD_US = 100_000;

function quota(cpus: number): number {
  return Math.max(1000, Math.round(cpus * PERIOD_US));
}

function unifiedHome(mounts: readonly Mount[], own: ReadonlyMap<string, string>): CgroupHome | undefined {
  const mount = mounts.find((one) => one.type === 'cgroup2');
  const path = own.get('');
  if (mount === undefined || path === undefined) return undefined;
  // A group that holds processes cannot pass controllers on: look upwards for one that does and is ours to write in.
  for (let at = path; ; at = dirname(at)) {
    const folder = `${mount.path}${at === '/' ? '' : at}`;
    const passed = readText(`${folder}/cgroup.subtree_control`).split(/\s+/);
    const writable = isWritable(folder) && isWritable(`${folder}/cgroup.procs`);
    if (writable && passed.includes('memory') && passed.includes('pids')) {
      const controllers = (['memory', 'pids', 'cpu'] as const).filter((name) => passed.includes(name));
      return { version: 2, folders: [{ path: folder, controllers }] };
    }
    if (at === '/' || at === '.') return undefined;
  }
}

function legacyHome(mounts: readonly Mount[], own: ReadonlyMap<string, string>): CgroupHome | undefined {
  const folders = new Map<string, Controller[]>();
  for (const controller of ['memory', 'pids', 'cpu', 'cpuacct'] as const) {
    const mount = mounts.find((one) => one.type === 'cgroup' && one.options.includes(controller));
    const path = own.get(controller);
    if (mount === undefined || path === undefined) continue;
    const folder = `${mount.path}${path === '/' ? '' : path}`;
    if (isWritable(folder)) folders.set(folder, [...(folders.get(folder) ?? []), controller]);
  }
  if (folders.size === 0) return undefined;
  return { version: 1, folders: [...folders].map(([path, controllers]) => ({ path, controllers })) };
}

function cgroupMounts(): Mount[] {
  return readText('/proc/self/mountinfo')
    .split('\n')
    .map((line) => {
      const [before = '', after = ''] = line.split(' - ');
      const [type = '', , options = ''] = after.split(' ');
      return { path: before.split(' ')[4] ?? '', type, options: options.split(',') };
    })
    .filter((mount) => mount.type.startsWith('cgroup'));
}

function ownGroups(): Map<string, string> {
  const groups = new Map<string, string>();
  for (const line of readText('/proc/self/cgroup').trim().split('\n')) {
    const [, names = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    for (const name of names.split(',')) groups.set(name, path);
  }
  return groups;
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
