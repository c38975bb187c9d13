import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';

/** Under which circumstances the figures arose. */
export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly kernel: string;
  readonly memoryMiB: number;
  readonly node: string;
  /** Runnable processes over the last minute, before the first measurement. */
  readonly loadAtStart: number;
}

export function describeMachine(): Machine {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() || 'unknown',
    kernel: release(),
    memoryMiB: Math.round(totalmem() / 1024 / 1024),
    node: process.versions.node,
    loadAtStart: loadavg()[0] ?? 0,
  };
}

export function machineLine(machine: Machine): string {
  const { cores, processor, kernel, memoryMiB, node, loadAtStart } = machine;
  return `${cores} cores (${processor}), ${memoryMiB} MiB, Linux ${kernel}, Node ${node}; load ${loadAtStart.toFixed(2)} at the start`;
}
