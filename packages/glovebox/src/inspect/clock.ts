// Node 22 cannot tell one thread from the others.
const usage = process.threadCpuUsage ?? process.cpuUsage;

/**
 * Milliseconds of processor time that this thread has used. Deadlines count these: on a busy machine an ordinary file takes
 * longer by the clock on the wall, and is no more work than before.
 */
export function workedMs(): number {
  const { user, system } = usage.call(process);
  return (user + system) / 1000;
}
