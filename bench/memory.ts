import { existsSync, globSync, readFileSync } from 'node:fs';

/** Memory of the sandboxes this process started, in MiB. */
export interface SandboxMemory {
  /** Proportional set size of every process below this one: what is shared is counted once in sum. */
  readonly processes: number;
  /** What the kernel holds on behalf of the sandboxes' groups (stacks, page tables, descriptors); 0 where no group counts it. */
  readonly kernel: number;
  readonly count: number;
}

const GROUPS = '/sys/fs/cgroup';

export function sandboxMemory(): SandboxMemory {
  const sizes = descendants(process.pid).map(proportionalKiB);
  const groups = globSync(`${GROUPS}/**/glovebox-${process.pid}-*`);
  return {
    processes: sum(sizes) / 1024,
    kernel: sum(groups.map(kernelBytes)) / 1024 / 1024,
    count: sizes.length,
  };
}

function descendants(pid: number): number[] {
  return childrenOf(pid).flatMap((child) => [child, ...descendants(child)]);
}

function childrenOf(pid: number): number[] {
  const threads = globSync(`/proc/${pid}/task/*/children`);
  return threads.flatMap((file) => (read(file) ?? '').split(' ').filter(Boolean).map(Number));
}

function proportionalKiB(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? '')?.[1] ?? 0);
}

/** A group of version 1 counts it in a file, one of version 2 in a line of a file. */
function kernelBytes(group: string): number {
  const first = read(`${group}/memory.kmem.usage_in_bytes`);
  return Number(first ?? /^kernel (\d+)/m.exec(read(`${group}/memory.stat`) ?? '')?.[1] ?? 0);
}

/** Undefined for a process or group that has just gone. */
function read(path: string): string | undefined {
  try {
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/**
 * What a process and those below it took at most so far, their resident peaks together, in MiB: what is shared counts more than once.
 * A child that is about to become another program still is its parent, memory and all, and is left out.
 */
export function peakMebibytes(pid: number, parent?: string): number {
  const peak = /^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1] ?? '0';
  const self = `${peak} ${read(`/proc/${pid}/cmdline`) ?? ''}`;
  const own = self === parent ? 0 : Number(peak) / 1024;
  return own + sum(childrenOf(pid).map((child) => peakMebibytes(child, self)));
}
