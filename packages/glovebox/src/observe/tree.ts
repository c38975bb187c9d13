import type { SystemCall } from './message.ts';
import type { Process } from './process.ts';

const MOST_PROCESSES = 1_000;

/** Who started whom, as the kernel told it; in the order in which they were first seen acting, at most {@link MOST_PROCESSES}. */
export function processTree(calls: readonly SystemCall[]): Process[] {
  const seen = new Map<number, Process>();
  for (const { pid, ppid, comm } of calls) {
    const known = seen.get(pid);
    if (known !== undefined) known.command = comm;
    else if (seen.size < MOST_PROCESSES) seen.set(pid, { pid, parent: ppid, command: comm });
  }
  return [...seen.values()];
}
