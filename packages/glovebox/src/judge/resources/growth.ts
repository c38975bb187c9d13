import type { Point } from '../../observe/resources/point.ts';
import type { Scaled } from '../../observe/resources/scaled.ts';
import type { Run } from '../../sandbox/run.ts';
import type { Match } from '../evaluate.ts';

/** What is shorter is lost in what any call costs. */
const LEAST_MS = 2;
const FEWEST = 4;
/** By how much one step more of the input multiplies the time: n¹⁰ at thirty is no more, doubling every two steps is. */
const LEAST_RATE = 0.33;
/** Milliseconds of the last call: below, nobody would notice. */
const LEAST_LAST_MS = 30;
const WINDOW_MS = 150;

/** Functions whose time multiplies with each step more of a text. */
export function steepTexts(runs: readonly Run[]): Match[] {
  return steep(runs, ({ of }) => of === 'text');
}

/** And of a number or a list: slow by what they compute. */
export function steepNumbers(runs: readonly Run[]): Match[] {
  return steep(runs, ({ of }) => of === 'number' || of === 'list');
}

function steep(runs: readonly Run[], wanted: (scaled: Scaled) => boolean): Match[] {
  const found = scaledIn(runs).filter(({ scaled }) => wanted(scaled) && isExponential(scaled));
  const byLine = new Map(found.map((one) => [`${one.scaled.file}:${one.scaled.line}`, one]));
  return [...byLine.values()].map(({ run, scaled }) => {
    const shown = scaled.points.filter(({ ms }) => ms >= LEAST_MS).slice(-4);
    const steps = shown.map(({ size, ms }) => `${Math.round(ms)} ms for ${size}`).join(', ');
    return matchOf(
      run,
      scaled,
      `${scaled.name}: ${steps}${scaled.cut === true ? ' and more, where it was ended' : ''}`,
    );
  });
}

/** Fitted to what could be measured: the logarithm of the time over the size. */
export function isExponential({ points, cut }: Pick<Scaled, 'points' | 'cut'>): boolean {
  const small = points.filter(({ size }) => size <= MOST_SIZE);
  const measured = small.slice(small.findLastIndex(({ ms }) => ms < LEAST_MS) + 1);
  const last = measured.at(-1);
  if (measured.length < FEWEST || last === undefined || last.ms < LEAST_LAST_MS) return false;
  // What was cut off took longer than its time says.
  const fitted = cut === true && measured.length > FEWEST ? measured.slice(0, -1) : measured;
  // One pause of the machine's makes one call long, not those before it.
  return slope(fitted) >= LEAST_RATE && slope(fitted.slice(0, -1)) >= LEAST_RATE * 0.7;
}

/** Up to here a ladder goes step by step; beyond, a polynomial would be told by other numbers. */
const MOST_SIZE = 40;

/** Of the logarithm of the time over the size, by least squares. */
function slope(points: Scaled['points']): number {
  const logs = points.map(({ ms }) => Math.log(ms));
  const meanSize = points.reduce((sum, { size }) => sum + size, 0) / points.length;
  const meanLog = logs.reduce((sum, log) => sum + log, 0) / points.length;
  const above = points.reduce((sum, { size }, at) => sum + (size - meanSize) * ((logs[at] ?? 0) - meanLog), 0);
  const below = points.reduce((sum, { size }) => sum + (size - meanSize) ** 2, 0);
  return below === 0 ? 0 : above / below;
}

/** Functions that keep descriptors of every call; that an agent says so counts where it was seen from outside as well. */
export function keptDescriptors(runs: readonly Run[]): Match[] {
  return kept(runs, 'descriptors', 'descriptors', 1);
}

/** Functions that keep memory of every call. */
export function keptMemory(runs: readonly Run[]): Match[] {
  return kept(runs, 'memory', 'memoryBytes', 1024);
}

function kept(runs: readonly Run[], of: Scaled['of'], measure: keyof Point, unit: number): Match[] {
  return scaledIn(runs).flatMap(({ run, scaled }) => {
    const amount = (scaled.points[0]?.size ?? 0) * unit;
    if (scaled.of !== of || amount === 0 || !isSeen(run, scaled.atMs, measure, amount)) return [];
    const told = of === 'memory' ? `${Math.round(amount / 1024 / 1024)} MiB` : `${amount} descriptors`;
    return [matchOf(run, scaled, `${scaled.name} kept ${told} of the same call many times`)];
  });
}

/** Whether the counters outside rose by about as much around the moment. */
function isSeen({ resources: { series = [] } }: Run, atMs: number, measure: keyof Point, amount: number): boolean {
  const near = series.filter((point) => Math.abs(point.atMs - atMs) <= WINDOW_MS).map((point) => point[measure]);
  const least = Math.min(...series.map((point) => point[measure]));
  return near.length > 0 && Math.max(...near) - least >= amount * 0.8;
}

function scaledIn(runs: readonly Run[]): { run: Run; scaled: Scaled }[] {
  return runs.flatMap((run) => (run.scaled ?? []).map((scaled) => ({ run, scaled })));
}

function matchOf(run: Run, { file, line }: Scaled, target: string): Match {
  return { facts: [], run: run.id, target, location: { file, line } };
}
