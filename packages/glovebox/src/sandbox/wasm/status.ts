import { readFileSync } from 'node:fs';

/** What the kernel says of a process; Linux only. */
export interface ProcessStatus {
  readonly seccomp: number;
  readonly noNewPrivileges: boolean;
  /** Effective, permitted, inheritable, bounding and ambient together, as hex. */
  readonly capabilities: string;
  readonly uid: number;
  /** Bytes. */
  readonly peakMemory: number;
}

/** Undefined where there is no /proc, or no such process. */
export function statusOf(pid: number): ProcessStatus | undefined {
  const text = read(`/proc/${pid}/status`);
  if (text === undefined) return undefined;
  const field = (name: string) => new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(text)?.[1] ?? '0';
  const sets = ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map((name) => BigInt(`0x${field(name)}`));
  return {
    seccomp: Number(field('Seccomp')),
    noNewPrivileges: field('NoNewPrivs') === '1',
    capabilities: sets.reduce((all, set) => all | set, 0n).toString(16),
    uid: Number(field('Uid')),
    peakMemory: Number(field('VmHWM')) * 1024,
  };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
