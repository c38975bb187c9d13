import type { Decision } from '../judge/finding.ts';
import type { Case } from './corpus.ts';

/** What was decided about a labelled sample. */
export interface Scored extends Omit<Case, 'code'> {
  readonly decision: Decision;
  /** 0–100. */
  readonly risk: number;
  /** Rule ids, the weightiest first. */
  readonly reasons: readonly string[];
  /** Milliseconds from the sample in memory to its verdict. */
  readonly ms: number;
}

/** A sample that could not be examined as asked: it has no verdict, and no rate counts it. */
export interface Failed extends Omit<Case, 'code'> {
  readonly reason: string;
}

export type Outcome = Scored | Failed;

export function isScored(outcome: Outcome): outcome is Scored {
  return 'decision' in outcome;
}
