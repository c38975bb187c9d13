import type { CalibrationMap } from '../../packages/glovebox/src/judge/calibrated.ts';

/** A sample as far as fitting looks at it. */
export interface Observed {
  /** 0–100, whole. */
  readonly strength: number;
  readonly isRisky: boolean;
}

/** A stretch of the scale whose risk, in its middle, is fitted: five numbers in all. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Risk there may be no less, whatever the samples say: a severity begins here, or the default threshold … */
  readonly least: number;
  /** … and no more. */
  readonly most: number;
}

/**
 * Up to 30 the map is the identity: a low finding's floor leaves nothing to learn. The others stay on their side of the default
 * thresholds, so that fitting changes no decision, and above the floors of medium (30) and high (50).
 */
const MEDIUM = { from: 30, to: 39, least: 31, most: 45 };
const MEDIUMS = { from: 40, to: 49, least: 32, most: 48 };
const HIGH = { from: 50, to: 59, least: 53, most: 57 };
const BLOCKED = { from: 60, to: 79, least: 63, most: 94 };
const CERTAIN = { from: 80, to: 99, least: 66, most: 98 };
const STRETCHES: readonly Stretch[] = [MEDIUM, MEDIUMS, HIGH, BLOCKED, CERTAIN];

/** So many made-up samples, as risky as the middle of a stretch says, are in each: a handful of real ones moves it little. */
const MADE_UP = 10;

/** A monotone map by which risk is how often samples of that strength were risky, as near as floors and thresholds allow. */
export function mapFor(samples: readonly Observed[]): CalibrationMap {
  const rows = STRETCHES.map((stretch) => {
    const within = samples.filter(({ strength }) => strength >= stretch.from && strength <= stretch.to);
    const middle = (stretch.from + stretch.to + 1) / 200;
    const risky = within.filter(({ isRisky }) => isRisky).length;
    return { share: (risky + MADE_UP * middle) / (within.length + MADE_UP), weight: within.length + MADE_UP };
  });
  const [medium = 0, mediums = 0, high = 0, blocked = 0, certain = 0] = increasing(rows).map((share, index) => {
    const { least, most } = STRETCHES[index] as Stretch;
    return Math.min(most, Math.max(least, Math.round(share * 100)));
  });
  const surer = Math.max(certain, blocked + 2);
  return [
    [0, 0],
    [30, 30],
    [35, medium],
    [45, Math.max(mediums, medium + 1)],
    [49, Math.max(mediums, medium + 1) + 1],
    [50, 50],
    [59, high + 2],
    // The line from 70 to 90, back to where blocking begins.
    [60, Math.max(60, blocked - Math.round((surer - blocked) / 2))],
    [70, blocked],
    [90, surer],
    [100, 100],
  ];
}

/** The nearest shares that never fall (pool adjacent violators). */
function increasing(rows: readonly { share: number; weight: number }[]): number[] {
  const pools: { share: number; weight: number; size: number }[] = [];
  for (const row of rows) {
    pools.push({ ...row, size: 1 });
    for (let last = pools.at(-1), before = pools.at(-2); last && before && before.share > last.share; ) {
      const weight = before.weight + last.weight;
      const share = (before.share * before.weight + last.share * last.weight) / weight;
      pools.splice(-2, 2, { share, weight, size: before.size + last.size });
      [last, before] = [pools.at(-1), pools.at(-2)];
    }
  }
  return pools.flatMap(({ share, size }) => Array.from({ length: size }, () => share));
}
