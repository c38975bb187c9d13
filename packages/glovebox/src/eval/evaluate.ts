import { availableParallelism } from 'node:os';
import { GloveboxError } from '../error.ts';
import { DEFAULT_EXPLORE } from '../policy/policy.ts';
import type { Case } from './corpus.ts';
import type { CaseSettings } from './examine.ts';
import { Lane } from './lane.ts';
import type { Outcome } from './scored.ts';

export interface EvaluationSettings extends CaseSettings {
  /** Samples examined at a time; without it, as many as there are processors. */
  readonly jobs?: number;
  readonly signal?: AbortSignal;
  /** Told of each sample as it is done, in no order. */
  readonly onOutcome?: (outcome: Outcome, index: number) => void;
}

/** Milliseconds for reading and judging a sample, and for making and taking down its sandboxes: far above what one takes. */
const BESIDES_RUNNING_MS = 30_000;

/**
 * Examines labelled samples side by side, each in a process that may break: then that sample has no verdict, and the others
 * go on. Resolves in the order given; rejects only when cancelled.
 */
export async function evaluate(cases: readonly Case[], settings: EvaluationSettings): Promise<Outcome[]> {
  const { jobs = availableParallelism(), signal, onOutcome, ...how } = settings;
  const outcomes: Outcome[] = [];
  let next = 0;
  const work = async () => {
    const lane = new Lane(how, deadlineOf(how));
    try {
      for (let index = next++; index < cases.length && signal?.aborted !== true; index = next++) {
        const examined = cases[index];
        if (examined === undefined) break;
        const outcome = await lane.examine(examined, signal);
        if (signal?.aborted) break;
        outcomes[index] = outcome;
        onOutcome?.(outcome, index);
      }
    } finally {
      await lane.end();
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, cases.length) }, work));
  if (signal?.aborted) throw new GloveboxError('cancelled', 'the evaluation was cancelled', 'Start it again.');
  return outcomes;
}

/** A run ends by its own limit long before. */
function deadlineOf({ depth, policy }: CaseSettings): number {
  const running = depth === 'quick' ? 0 : policy.limits.wallMs;
  const exploring = depth === 'deep' ? (policy.explore ?? DEFAULT_EXPLORE).seconds * 1_000 : 0;
  return BESIDES_RUNNING_MS + running + exploring;
}
