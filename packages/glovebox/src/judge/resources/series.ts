import type { Point } from '../../observe/resources/point.ts';
import { isExplored } from '../../sandbox/conditions.ts';
import type { Run } from '../../sandbox/run.ts';

export const MIB = 1024 * 1024;

/** Runs of the program as it is: under conditions it is cut short and given anything. */
export function plainRuns(runs: readonly Run[]): Run[] {
  return runs.filter((run) => !isExplored(run.conditions) && (run.resources.series?.length ?? 0) > 1);
}

/** The points at which the program still had what it uses: a process that ends is taken apart piece by piece, below what it began with. */
export function living(run: Run): readonly Point[] {
  const { series = [] } = run.resources;
  const [first] = series;
  let last = series.length - 1;
  const fewest = Math.max(0, last - MOST_OF_END);
  while (first !== undefined && last > fewest && isTakenApart(series[last], series[last - 1], first)) last--;
  return isBelow(series.at(-1), first) ? series.slice(0, last + 1) : series;
}

const MOST_OF_END = 8;

function isTakenApart(point: Point | undefined, before: Point | undefined, first: Point): boolean {
  if (point === undefined || before === undefined) return false;
  return isBelow(point, first) || before.memoryBytes > point.memoryBytes || before.descriptors > point.descriptors;
}

function isBelow(point: Point | undefined, first: Point | undefined): boolean {
  if (point === undefined || first === undefined) return false;
  return point.memoryBytes < first.memoryBytes * 0.9 || point.descriptors < first.descriptors * 0.95;
}

/**
 * The points of the program itself, and those with what the agent called after it. That it did so is the agent's word: what
 * rests on the first alone could be hidden by a word too early.
 */
export function phases(run: Run): readonly (readonly Point[])[] {
  const all = living(run);
  const { exercisedAtMs: until } = run;
  return until === undefined ? [all] : [all.filter(({ atMs }) => atMs < until), all];
}

type Measure = 'memoryBytes' | 'descriptors' | 'diskBytes' | 'writtenBytes' | 'readBytes' | 'processes';

/** The most there was of it, beyond what there was at the beginning. */
export function growthOf(points: readonly Point[], measure: Measure): number {
  return Math.max(0, ...points.map((point) => point[measure])) - (points[0]?.[measure] ?? 0);
}

/** Whether it grows from beginning to end: no quarter of the time brings nearly all, at most one nothing, and never the last. */
export function isSteady(points: readonly Point[], measure: Measure): boolean {
  const [first] = points;
  const last = points.at(-1);
  const whole = growthOf(points, measure);
  if (first === undefined || last === undefined || points.length < FEWEST || whole <= 0) return false;
  const span = last.atMs - first.atMs;
  const at = [0, 0.25, 0.5, 0.75, 1].map((part) => valueAt(points, first.atMs + part * span, measure));
  const parts = at.slice(1).map((value, index) => (value - (at[index] ?? 0)) / whole);
  const idle = parts.filter((part) => part < LEAST_PART).length;
  return idle <= 1 && (parts.at(-1) ?? 0) >= LEAST_PART && Math.max(...parts) <= MOST_PART;
}

const FEWEST = 8;
/** Of the whole growth; on a busy machine a program may be kept waiting for a quarter of its time. */
const LEAST_PART = 0.08;
const MOST_PART = 0.65;

function valueAt(points: readonly Point[], ms: number, measure: Measure): number {
  return (points.find(({ atMs }) => atMs >= ms) ?? points.at(-1))?.[measure] ?? 0;
}

/** Bytes in the writable places at most; the last look may have come too early. */
export function diskOf(run: Run): number {
  return Math.max(growthOf(living(run), 'diskBytes'), run.resources.writtenBytes);
}

/** `3 MiB`, `120 KiB`. */
export function told(bytes: number): string {
  return bytes >= MIB ? `${Math.round(bytes / MIB)} MiB` : `${Math.round(bytes / 1024)} KiB`;
}
