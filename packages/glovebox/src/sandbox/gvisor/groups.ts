import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { GloveboxError } from '../../error.ts';
import { type CgroupHome, cgroupRecords, removeCgroup } from '../jail/cgroups.ts';
import type { Limits } from '../limits.ts';
import { own } from '../owned.ts';

/** What a sandbox takes until its sample begins: the sentry, the gofer and runsc, each a Go program. */
const OVERHEAD_BYTES = 160 * 1024 * 1024;
/** What the sentry may come to need for itself while it serves the sample, and for each of its processes. */
const GROWTH_BYTES = 32 * 1024 * 1024;
const GROWTH_BYTES_A_PROCESS = 4 * 1024 * 1024;
const OVERHEAD_PROCESSES = 1500;
/** Each thread inside is up to so many outside: one of the sentry's and one that is traced. */
const THREADS_OUTSIDE = 3;

/** The host's cgroups around one whole sandbox, sentry and gofer included. */
export interface Groups {
  readonly folders: readonly string[];
  /**
   * Holds processor time and memory, from just before the sample's first instruction: making the sandbox is our own doing, and what it has
   * taken by then is not counted as the sample's.
   */
  holdSample(): void;
  /**
   * Whether the sample holds more memory than it may. The sentry keeps all of it, files and shared pages once, in one file of its
   * own, which the kernel counts apart from what the sentry takes for itself; the group's own bound is wider by that.
   */
  isOverMemory(): boolean;
  /** The most memory it took since the sample began, beyond what was taken before; bytes. */
  peakOfSample(): number;
  /** Whether the kernel ended something in it for want of memory. */
  outOfMemory(): boolean;
  /** Ends every process in it. */
  kill(): void;
  remove(): Promise<void>;
}

let made = 1_000_000; // apart from the numbers of the jail's groups

export function makeGroups(home: CgroupHome, limits: Limits): Groups {
  const name = `glovebox-${process.pid}-${++made}`;
  const around: Limits = {
    ...limits,
    memoryBytes: limits.memoryBytes + limits.diskBytes + OVERHEAD_BYTES,
    processes: limits.processes * THREADS_OUTSIDE + OVERHEAD_PROCESSES,
  };
  const folders: string[] = [];
  const later: (readonly [path: string, value: string, optional: boolean])[] = [];
  const bounds: string[] = [];
  let before = 0;
  let sampleBefore = 0;
  const sampleMemory = () => Math.max(0, ...bounds.map((path) => shared(dirname(path))));
  const releases: (() => void)[] = [];
  for (const [key, text] of cgroupRecords(home, name, around).map(([key, value]) => [key, String(value)] as const)) {
    if (key === 'cgroup') {
      mkdirSync(text);
      folders.push(text);
      releases.push(own({ kind: 'cgroup', path: text }));
      continue;
    }
    const [file = '', value = ''] = text.split('=');
    const optional = file.startsWith('?');
    const path = `${folders.at(-1)}/${optional ? file.slice(1) : file}`;
    if (isMemoryBound(path)) bounds.push(path);
    if (basename(path).startsWith('cpu.')) later.push([path, value, optional]);
    else write(path, value, optional);
  }
  return {
    folders,
    holdSample() {
      for (const one of later) hold(...one);
      before = Math.max(0, ...bounds.map((path) => taken(dirname(path))));
      sampleBefore = sampleMemory();
      const most = before + limits.memoryBytes + GROWTH_BYTES + GROWTH_BYTES_A_PROCESS * limits.processes;
      for (const path of bounds) write(path, String(most), true);
    },
    isOverMemory: () => sampleMemory() - sampleBefore > limits.memoryBytes,
    peakOfSample: () => Math.max(0, ...folders.map(peak)) - before,
    outOfMemory: () => folders.some(ranOut),
    kill() {
      for (const pid of folders.flatMap(members)) killOne(pid);
    },
    async remove() {
      await Promise.all(folders.map(removeCgroup));
      for (const release of releases) release();
    },
  };
}

function write(path: string, value: string, optional: boolean): void {
  try {
    writeFileSync(path, value);
  } catch (cause) {
    if (!optional) throw cause; // without swap accounting there is no such file
  }
}

/** Throws `isolation-incomplete`: the report says that the group holds it. */
function hold(path: string, value: string, optional: boolean): void {
  try {
    write(path, value, optional);
  } catch (cause) {
    throw new GloveboxError(
      'isolation-incomplete',
      `a limit of the sandbox does not hold: cannot write ${value} to ${path}: ${(cause as Error).message}`,
      'Look for who else changes cgroups under this folder; without groups to write in, Glovebox runs and reports the limit as not held.',
      { cause },
    );
  }
}

function ranOut(folder: string): boolean {
  const counts = ['memory.events', 'memory.oom_control'].map((file) => readText(`${folder}/${file}`)).join('\n');
  return /^oom_kill [1-9]/m.test(counts);
}

function isMemoryBound(path: string): boolean {
  return /^memory\.(limit_in_bytes|memsw\.limit_in_bytes|max)$/.test(basename(path));
}

/** Memory that only its owner can give back: the cache of the host's files is none. Bytes. */
function taken(folder: string): number {
  return counted(folder, ['anon', 'rss', 'shmem']);
}

function shared(folder: string): number {
  return counted(folder, ['shmem']);
}

function counted(folder: string, names: readonly string[]): number {
  const stat = readText(`${folder}/memory.stat`);
  return names.reduce((sum, name) => sum + Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(stat)?.[1] ?? 0), 0);
}

function peak(folder: string): number {
  const files = ['memory.peak', 'memory.max_usage_in_bytes'].map((file) => Number(readText(`${folder}/${file}`)));
  return Math.max(...files);
}

function members(folder: string): number[] {
  return readText(`${folder}/cgroup.procs`).split('\n').filter(Boolean).map(Number);
}

function killOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // the group is gone, or has no such counter
  }
}
