import type { Scored } from './scored.ts';

/** One row of a reliability table: samples whose risk lies in a tenth of the scale. */
export interface ReliabilityBin {
  /** Risk from here … */
  readonly from: number;
  /** … to below here; the last bin holds 100 as well. */
  readonly to: number;
  readonly count: number;
  /** Mean risk of its samples, 0–1. */
  readonly predicted: number;
  /** Share of its samples that are labelled risky, 0–1. */
  readonly observed: number;
}

export interface Calibration {
  readonly bins: readonly ReliabilityBin[];
  /** Expected calibration error: the mean distance between predicted and observed, weighted by count; 0 is perfect. */
  readonly expectedError: number;
}

const BINS = 10;

/** Reads risk as the chance in percent that a sample is risky, and asks how often it was. Insecure samples are neither and not counted. */
export function calibrationOf(samples: readonly Scored[]): Calibration {
  const counted = samples.filter(({ label }) => label !== 'insecure');
  const bins = Array.from({ length: BINS }, (_, bin) => {
    const within = counted.filter(({ risk }) => Math.min(BINS - 1, Math.floor(risk / (100 / BINS))) === bin);
    const share = (total: number) => (within.length === 0 ? 0 : total / within.length);
    return {
      from: (bin * 100) / BINS,
      to: ((bin + 1) * 100) / BINS,
      count: within.length,
      predicted: share(within.reduce((sum, { risk }) => sum + risk / 100, 0)),
      observed: share(within.filter(({ label }) => label === 'risky').length),
    };
  });
  const error = bins.reduce((sum, bin) => sum + bin.count * Math.abs(bin.predicted - bin.observed), 0);
  return { bins, expectedError: counted.length === 0 ? 0 : error / counted.length };
}
