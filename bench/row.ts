import type { Summary } from './statistics.ts';

/** Our time against another's, measured in turns. */
export interface Comparison {
  readonly kind: 'comparison';
  readonly name: string;
  readonly reference: string;
  readonly ours: Summary;
  readonly theirs: Summary;
  /** Our median may be at most so many of theirs. */
  readonly atMost: number;
  /** Over many programs: the median of each one's own ratio, in place of that of the medians. */
  readonly ofRatios?: number;
}

/** How many runs a second. */
export interface Rate {
  readonly kind: 'rate';
  readonly name: string;
  readonly how: string;
  readonly perSecond: number;
  readonly atLeast: number;
}

/** A time of ours held against a fixed number of milliseconds, where no other tool does the same. */
export interface Figure {
  readonly kind: 'figure';
  readonly name: string;
  readonly how: string;
  readonly ms: Summary;
  /** Our median may be at most so many milliseconds; absent where the figure is given for comparison and promises nothing. */
  readonly atMost?: number;
}

/** Memory that something takes. */
export interface Size {
  readonly kind: 'size';
  readonly name: string;
  readonly how: string;
  readonly mebibytes: number;
  readonly atMost: number;
}

/** A figure that could not be had is said to be missing, never guessed. */
export interface NotMeasured {
  readonly kind: 'not-measured';
  readonly name: string;
  readonly reason: string;
}

export type Row = Comparison | Rate | Figure | Size | NotMeasured;

/** One thing measured; it may fill several rows. */
export interface Bench {
  readonly name: string;
  measure(scale: Scale): Promise<readonly Row[]>;
}

/** How much to measure: `pairs(60)` is 60, or fewer when only a first impression is wanted. */
export interface Scale {
  pairs(full: number): number;
}

export function ratio({ ours, theirs, ofRatios }: Comparison): number {
  return ofRatios ?? ours.median / theirs.median;
}

/** Whether the promise was kept; undefined where nothing was measured. */
export function isMet(row: Row): boolean | undefined {
  switch (row.kind) {
    case 'comparison':
      return ratio(row) <= row.atMost;
    case 'rate':
      return row.perSecond >= row.atLeast;
    case 'figure':
      return row.atMost === undefined ? undefined : row.ms.median <= row.atMost;
    case 'size':
      return row.mebibytes <= row.atMost;
    case 'not-measured':
      return undefined;
  }
}
