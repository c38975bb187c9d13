import type { Label, Split } from './corpus.ts';
import type { Scored } from './scored.ts';

/** A sample as far as calibration looks at it. */
type Sample = Pick<Scored, 'label' | 'risk' | 'corpus'>;

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
  readonly count: number;
  /** Share of all samples counted that are labelled risky, 0–1: what the table takes for granted. */
  readonly baseRate: number;
  readonly bins: readonly ReliabilityBin[];
  /** Expected calibration error: the mean distance between predicted and observed, weighted by count; 0 is perfect. */
  readonly expectedError: number;
}

/** Samples of risk 0 are most of any corpus of ordinary programs, and right nearly always: `found` leaves them out. */
export interface Undiluted extends Calibration {
  readonly found: Calibration;
}

/** The calibration of an evaluation, looked at in each way that may flatter it or not. */
export interface Reliability extends Undiluted {
  readonly splits: Record<Split, Undiluted>;
  /** As if a sample were as often risky as benign: each label weighs half. */
  readonly evenOdds: Calibration;
  readonly byCorpus: readonly (Calibration & { readonly corpus: string; readonly predicted: number })[];
}

/** Insecure samples are neither risky nor benign and not counted. */
export function reliabilityOf<S extends Sample>(samples: readonly S[], splitOf: (sample: S) => Split): Reliability {
  const counted = samples.filter(({ label }) => label !== 'insecure');
  const part = (split: Split) => undiluted(counted.filter((sample) => splitOf(sample) === split));
  return {
    ...undiluted(counted),
    splits: { in: part('in'), out: part('out') },
    evenOdds: calibrationOf(counted, halfEach(counted)),
    byCorpus: [...Map.groupBy(counted, ({ corpus }) => corpus)]
      .map(([corpus, group]) => ({ corpus, ...calibrationOf(group), predicted: mean(group, ({ risk }) => risk / 100) }))
      .sort((a, b) => a.corpus.localeCompare(b.corpus)),
  };
}

function undiluted(samples: readonly Sample[]): Undiluted {
  return { ...calibrationOf(samples), found: calibrationOf(samples.filter(({ risk }) => risk > 0)) };
}

const BINS = 10;

/** Reads risk as the chance in percent that a sample is risky, and asks how often it was. `weigh`: what a sample of a label counts for. */
export function calibrationOf(samples: readonly Sample[], weigh: (label: Label) => number = () => 1): Calibration {
  const counted = samples.filter(({ label }) => label !== 'insecure');
  const isRisky = ({ label }: Sample) => (label === 'risky' ? 1 : 0);
  const weight = ({ label }: Sample) => weigh(label);
  const all = counted.reduce((sum, sample) => sum + weight(sample), 0);
  const byBin = Map.groupBy(counted, ({ risk }) => Math.min(BINS - 1, Math.floor(risk / (100 / BINS))));
  const rows = Array.from({ length: BINS }, (_, bin) => {
    const within = byBin.get(bin) ?? [];
    return {
      from: (bin * 100) / BINS,
      to: ((bin + 1) * 100) / BINS,
      count: within.length,
      predicted: mean(within, ({ risk }) => risk / 100, weight),
      observed: mean(within, isRisky, weight),
      weight: within.reduce((sum, sample) => sum + weight(sample), 0),
    };
  });
  const error = rows.reduce((sum, row) => sum + row.weight * Math.abs(row.predicted - row.observed), 0);
  return {
    count: counted.length,
    baseRate: mean(counted, isRisky, weight),
    bins: rows.map(({ weight: _, ...bin }) => bin),
    expectedError: all === 0 ? 0 : error / all,
  };
}

/** Weights by which both labels count the same; a label that does not occur has none. */
function halfEach(samples: readonly Sample[]): (label: Label) => number {
  const counts = Map.groupBy(samples, ({ label }) => label);
  return (label) => 1 / (counts.get(label)?.length ?? Number.POSITIVE_INFINITY);
}

function mean(
  samples: readonly Sample[],
  of: (sample: Sample) => number,
  weight: (sample: Sample) => number = () => 1,
): number {
  const whole = samples.reduce((sum, sample) => sum + weight(sample), 0);
  return whole === 0 ? 0 : samples.reduce((sum, sample) => sum + weight(sample) * of(sample), 0) / whole;
}
