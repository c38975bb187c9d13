import type { SystemCall, Usage } from '../message.ts';
import type { Point } from './point.ts';

const MOST_POINTS = 60;

/** The warden's looks as a report shows them, at most {@link MOST_POINTS}, counted from the first on. */
export function seriesOf(looks: readonly Usage[]): Point[] {
  const [first] = looks;
  if (first === undefined) return [];
  return looks.slice(0, MOST_POINTS).map((look) => ({
    atMs: look.ms,
    memoryBytes: look.memory,
    processes: look.processes,
    descriptors: look.descriptors,
    // What ended processes did may be counted a moment later than they end.
    readBytes: Math.max(0, look.read - first.read),
    writtenBytes: Math.max(0, look.written - first.written),
    diskBytes: look.disk,
  }));
}

/** Who started processes: how many did, and over how many generations. */
export interface Multiplying {
  readonly parents: number;
  readonly generations: number;
}

const MOST_GENERATIONS = 1_000;

/**
 * Tells a process that starts many from processes that each start others. Looks at the announcements of the kernel alone. One
 * that lost its parent before it did anything is taken for a child of the last generation.
 */
export function multiplying(calls: readonly SystemCall[]): Multiplying {
  const depths = new Map<number, number>();
  const parents = new Set<number>();
  let generations = 0;
  for (const { pid, ppid, call } of calls) {
    const depth =
      depths.get(pid) ?? Math.min(MOST_GENERATIONS, (depths.get(ppid) ?? (depths.size > 0 ? generations : 0)) + 1);
    depths.set(pid, depth);
    if (!STARTS.test(call)) continue;
    parents.add(pid);
    generations = Math.max(generations, depth);
  }
  return { parents: parents.size, generations };
}

/** Processes that started others, and generations of them: a pool has one parent, a build a few at a time. */
const MANY_PARENTS = 8;
const MANY_GENERATIONS = 3;

/** Whether processes started processes that started others; also where no kernel observer told who did. */
export function multiplies(calls: readonly SystemCall[]): boolean {
  const { parents, generations } = multiplying(calls);
  return calls.length === 0 || (parents >= MANY_PARENTS && generations >= MANY_GENERATIONS);
}

const STARTS = /^(clone|v?fork)$/;
