import type { Point } from '../../observe/resources/series.ts';
import { isExplored } from '../../sandbox/conditions.ts';
import type { Run } from '../../sandbox/run.ts';

export const MIB = 1024 * 1024;

/** Runs of the program as it is: under conditions it is cut short and given anything. */
export function plainRuns(runs: readonly Run[]): Run[] {
  return runs.filter((run) => !isExplored(run.conditions) && (run.resources.series?.length ?? 0) > 1);
}

/** The points at which the program still had what it uses: it lets go of everything when it ends. */
export function living(run: Run): readonly Point[] {
  const { series = [] } = run.resources;
  const last = series.findLastIndex(({ processes, memoryBytes }) => processes > 0 && memoryBytes > 0);
  return series.slice(0, last + 1);
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

/** Whether it grows from beginning to end: each quarter of the time brings its part, and at the end nothing of it is back. */
export function isSteady(points: readonly Point[], measure: Measure): boolean {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < FEWEST) return false;
  const span = last.atMs - first.atMs;
  const at = [0, 0.25, 0.5, 0.75, 1].map((part) => valueAt(points, first.atMs + part * span, measure));
  const whole = growthOf(points, measure);
  return at.slice(1).every((value, index) => value - (at[index] ?? 0) >= whole * LEAST_PART);
}

const FEWEST = 8;
/** Of what would be a quarter. */
const LEAST_PART = 0.25 * 0.4;

function valueAt(points: readonly Point[], ms: number, measure: Measure): number {
  return (points.find(({ atMs }) => atMs >= ms) ?? points.at(-1))?.[measure] ?? 0;
}

/** `3 MiB`, `120 KiB`. */
export function told(bytes: number): string {
  return bytes >= MIB ? `${Math.round(bytes / MIB)} MiB` : `${Math.round(bytes / 1024)} KiB`;
}
