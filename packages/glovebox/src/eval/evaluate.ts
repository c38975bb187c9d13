import { availableParallelism } from 'node:os';
import { GloveboxError } from '../error.ts';
import type { Case } from './corpus.ts';
import type { Examination } from './examine.ts';
import type { Outcome } from './scored.ts';
import { Thread } from './thread.ts';

export interface EvaluationSettings extends Examination {
  /** Samples examined at a time; without it, as many as there are processors. */
  readonly jobs?: number;
  readonly signal?: AbortSignal;
  /** Told of each sample as it is done, in no order. */
  readonly onOutcome?: (outcome: Outcome, index: number) => void;
}

/** Milliseconds for reading a sample alone, far above what one takes. */
const INSPECTION_MS = 30_000;

/** Examines labelled samples in worker threads. Resolves in the order given; rejects only when cancelled. */
export async function evaluate(cases: readonly Case[], settings: EvaluationSettings): Promise<Outcome[]> {
  const { jobs = availableParallelism(), signal, onOutcome, ...how } = settings;
  const deadlineMs = INSPECTION_MS + (how.depth === 'quick' ? 0 : how.policy.limits.wallMs);
  const outcomes: Outcome[] = [];
  let next = 0;
  const work = async () => {
    const thread = new Thread(how, deadlineMs);
    try {
      for (let index = next++; index < cases.length && signal?.aborted !== true; index = next++) {
        const examined = cases[index];
        if (examined === undefined) break;
        const outcome = await thread.examine(examined, signal);
        if (signal?.aborted) break;
        outcomes[index] = outcome;
        onOutcome?.(outcome, index);
      }
    } finally {
      await thread.end();
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, cases.length) }, work));
  if (signal?.aborted) throw new GloveboxError('cancelled', 'the evaluation was cancelled', 'Start it again.');
  return outcomes;
}
