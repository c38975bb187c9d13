import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where something of a run could stay behind on the machine. */
export const TRACES = ['processes', 'namespaces', 'cgroups', 'mounts', 'files', 'descriptors'] as const;
export type Trace = (typeof TRACES)[number];

/** What is there now, each thing under a name that nothing else will ever have. */
export type Inventory = Readonly<Record<Trace, ReadonlySet<string>>>;

const POLL_MS = 50;

/** Looks at the whole machine. `folders` are those in which temporary files would lie. */
export function takeInventory(folders: readonly string[]): Inventory {
  const processes = processIds();
  return {
    processes: new Set(processes.flatMap(ofSandbox)),
    namespaces: new Set(processes.flatMap(namespacesOf)),
    cgroups: new Set(cgroupMounts().flatMap((mount) => cgroupsBelow(mount, 0))),
    mounts: new Set(lines('/proc/self/mountinfo')),
    files: new Set(folders.flatMap((folder) => entries(folder).map((name) => `${folder}/${name}`))),
    descriptors: new Set(entries('/proc/self/fd').flatMap(channelBehind)),
  };
}

/** What was not there before and does not go away. The kernel takes namespaces down in its own time: it gets up to `settleMs`. */
export async function leftBehind(
  before: Inventory,
  take: () => Inventory,
  settleMs: number,
): Promise<Record<Trace, string[]>> {
  const since = (inventory: Inventory, trace: Trace) => [...inventory[trace]].filter((one) => !before[trace].has(one));
  let now = take();
  let left = record((trace) => since(now, trace));
  for (const until = Date.now() + settleMs; Date.now() < until && TRACES.some((trace) => left[trace].length > 0); ) {
    await sleep(POLL_MS);
    now = take();
    left = record((trace) => left[trace].filter((one) => now[trace].has(one)));
  }
  return left;
}

function record(of: (trace: Trace) => string[]): Record<Trace, string[]> {
  return Object.fromEntries(TRACES.map((trace) => [trace, of(trace)])) as Record<Trace, string[]>;
}

/** What isolates: `exe` is what runsc calls the copies of itself that it starts. */
const PROGRAMS = /^(warden|bwrap|exe|runsc.*|qemu-.*|firecracker)$/;

/** A process of ours: by its name, or because it lives in a process namespace that is not this one. */
function ofSandbox(pid: string): string[] {
  const [, name = '', fields = ''] = /\((.*)\) (.*)/s.exec(text(`/proc/${pid}/stat`)) ?? [];
  const [state, , , , , , , , , , , , , , , , , , , started] = fields.split(' ');
  const own = link('/proc/self/ns/pid');
  const namespace = link(`/proc/${pid}/ns/pid`);
  const ours = PROGRAMS.test(name) || (namespace !== undefined && namespace !== own);
  return ours
    ? [`${pid} ${name} (${state}, started ${started}): ${text(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`]
    : [];
}

/** Those it lives in and those it only holds open. */
function namespacesOf(pid: string): string[] {
  const lived = entries(`/proc/${pid}/ns`).map((name) => link(`/proc/${pid}/ns/${name}`));
  const held = entries(`/proc/${pid}/fd`).map((fd) => link(`/proc/${pid}/fd/${fd}`));
  return [...lived, ...held].filter(
    (target) => target !== undefined && /^[a-z]+:\[\d+\]$/.test(target) && !/^(pipe|socket):/.test(target),
  ) as string[];
}

/** Pipes and sockets of this very process: a run that is over has none. */
function channelBehind(fd: string): string[] {
  const target = link(`/proc/self/fd/${fd}`);
  return target !== undefined && /^(pipe|socket):/.test(target) ? [target] : [];
}

function cgroupMounts(): string[] {
  return lines('/proc/self/mountinfo').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    return after.startsWith('cgroup') ? [before.split(' ')[4] ?? ''] : [];
  });
}

const MAX_DEPTH = 8;

function cgroupsBelow(folder: string, depth: number): string[] {
  if (depth > MAX_DEPTH) return [];
  const below = directories(folder).flatMap((name) => cgroupsBelow(`${folder}/${name}`, depth + 1));
  return /\/glovebox-[^/]*$/.test(folder) ? [folder, ...below] : below;
}

function processIds(): string[] {
  return entries('/proc').filter((name) => /^\d+$/.test(name));
}

function directories(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch {
    return []; // gone while we looked
  }
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function lines(path: string): string[] {
  return text(path).split('\n').filter(Boolean);
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function link(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
