import { type Summary, summarize } from './statistics.ts';

/** Runs something once; the milliseconds it took, by its own account or else by the clock. */
export type Timed = () => Promise<number>;

/** Times both in turns, A B A B: what else the machine does then weighs on both alike. The first turn warms up and is not counted. */
export async function takeTurns(
  count: number,
  ours: Timed,
  theirs: Timed,
): Promise<{ ours: Summary; theirs: Summary }> {
  await ours();
  await theirs();
  const times = { ours: [] as number[], theirs: [] as number[] };
  for (let turn = 0; turn < count; turn++) {
    times.ours.push(await ours());
    times.theirs.push(await theirs());
  }
  return { ours: summarize(times.ours), theirs: summarize(times.theirs) };
}

export async function stopwatch(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}
