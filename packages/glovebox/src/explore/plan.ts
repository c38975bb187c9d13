import type { Inspection } from '../inspect/site.ts';
import type { Sample } from '../sample/sample.ts';
import type { Conditions } from '../sandbox/conditions.ts';
import { clocksFor, waits } from './clocks.ts';
import { sourceLinesOf } from './lines.ts';
import { changesFor } from './surroundings.ts';

const MOST_CALLS = 120;
const DEFINES =
  /^\s*(async\s+def|def|class)\s|\bfunction\b|=>|^(?:export\s+)?(?:default\s+)?class\s|^\s*[\w-]+\s*\(\)\s*\{|^\w+\([^)]*\)\s*\{|module\.exports|\bsignal\.signal\(|^\s*trap\s|process\.on\(/;

/**
 * The conditions a sample is run under besides as it is, the likeliest to show something first; none where the code asks for
 * nothing and defines nothing. `turned` are those that its syntax tells; the rest goes by what its lines mention, which also
 * serves a file that cannot be parsed. Runs nothing.
 */
export function planOf(sample: Sample, inspection: Inspection, turned: readonly Conditions[], now: Date): Conditions[] {
  const lines = sourceLinesOf(sample, inspection);
  const clocks = clocksFor(lines, now);
  const changes = changesFor(lines, inspection, sample.language);
  const defines = lines.some((line) => DEFINES.test(line));
  const exercise = defines ? { exercise: callsFor(lines) } : {};
  const skipped = { waits: 'skipped' } as const;
  const [clock = null, ...laterClocks] = clocks;

  const alone: Conditions[] = [
    ...(clock === null ? [] : [{ clock, ...skipped }]),
    ...changes.map((change) => ({ clock: null, ...skipped, ...change })),
  ];
  const plan: Conditions[] = [
    ...(defines ? [{ clock: null, ...skipped, ...exercise }] : []),
    ...turned,
    // Everything at once turns what waits for two things, and a function that looks at them.
    ...(alone.length > 1 || (alone.length > 0 && defines) ? [together(clock, changes, exercise)] : []),
    ...(waits(lines) && clocks.length === 0 && !defines ? [{ clock: null, ...skipped }] : []),
    ...alternate(
      alone,
      laterClocks.map((later) => ({ clock: later, ...skipped, ...(defines && clocks.length < 3 ? exercise : {}) })),
    ),
  ];
  return [...new Map(plan.map((conditions) => [JSON.stringify(conditions), conditions])).values()];
}

/** Whether a sample sleeps or sets a timer: depth `deep` does not wait with it. */
export function waitsLong(sample: Sample): boolean {
  return waits(sourceLinesOf(sample));
}

/** The first change of every kind. */
function together(
  clock: string | null,
  changes: readonly Partial<Conditions>[],
  exercise: Partial<Conditions>,
): Conditions {
  return Object.assign({ clock, waits: 'skipped', ...exercise } as const, ...[...changes].reverse());
}

function alternate<Item>(first: readonly Item[], second: readonly Item[]): Item[] {
  return Array.from({ length: Math.max(first.length, second.length) }, (_, index) => [first[index], second[index]])
    .flat()
    .filter((item) => item !== undefined);
}

/** More calls than any number a line compares with, within reason: what waits for the n-th call gets it. */
function callsFor(lines: readonly string[]): number {
  const numbers = lines.flatMap((line) =>
    [...line.matchAll(/(?:===?|>=?|-eq|-ge|-gt|%)\s*(\d{1,3})\b/g)].map((found) => Number(found[1]) + 2),
  );
  return Math.max(12, ...numbers.filter((number) => number <= MOST_CALLS));
}
