import { workedMs } from './clock.ts';

/** Processor time of some work, in milliseconds: the machine may be busy with something else. */
export async function processorMs(work: () => unknown): Promise<number> {
  const before = workedMs();
  await work();
  return workedMs() - before;
}
