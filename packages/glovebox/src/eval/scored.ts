import type { Decision } from '../judge/finding.ts';
import type { Case } from './corpus.ts';

/** A labelled sample without what it consists of. */
export type Place = Omit<Case, 'code' | 'tests' | 'entry_point'>;

export function placeOf({ code: _, tests: __, entry_point: ___, ...place }: Case): Place {
  return place;
}

/** What was decided about a labelled sample. */
export interface Scored extends Place {
  readonly decision: Decision;
  /** 0–100. */
  readonly risk: number;
  /** 0–100: the evidence that risk is read from, before calibration. */
  readonly strength: number;
  /** Rule ids, the weightiest first. */
  readonly reasons: readonly string[];
  /** Milliseconds from the sample in memory to its verdict. */
  readonly ms: number;
  /** Places where a capability is used, and those that a run reached, `forced` of them only past rewritten conditions; absent where nothing was run. */
  readonly sites?: { readonly found: number; readonly executed: number; readonly forced?: number | undefined };
  /** Whether it came to its end together with its own tests; absent where it has none or they were left out. */
  readonly tests?: 'passed' | 'failed';
}

/** A sample that could not be examined as asked: it has no verdict, and no rate counts it. */
export interface Failed extends Place {
  readonly reason: string;
}

export type Outcome = Scored | Failed;

export function isScored(outcome: Outcome): outcome is Scored {
  return 'decision' in outcome;
}
