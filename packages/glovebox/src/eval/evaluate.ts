import { availableParallelism } from 'node:os';
import { GloveboxError } from '../error.ts';
import type { Case } from './corpus.ts';
import { type CaseSettings, examineCase } from './examine.ts';
import type { Outcome } from './scored.ts';
import { Thread } from './thread.ts';

export interface EvaluationSettings extends CaseSettings {
  /** Samples examined at a time; without it, as many as there are processors. */
  readonly jobs?: number;
  readonly signal?: AbortSignal;
  /** Told of each sample as it is done, in no order. */
  readonly onOutcome?: (outcome: Outcome, index: number) => void;
}

/** Examines one sample at a time. */
interface Lane {
  examine(examined: Case, signal: AbortSignal | undefined): Promise<Outcome>;
  end(): Promise<void>;
}

/** Milliseconds for reading a sample, far above what one takes. */
const INSPECTION_MS = 30_000;

/** Examines labelled samples side by side. Resolves in the order given; rejects only when cancelled. */
export async function evaluate(cases: readonly Case[], settings: EvaluationSettings): Promise<Outcome[]> {
  const { jobs = availableParallelism(), signal, onOutcome, ...how } = settings;
  const outcomes: Outcome[] = [];
  let next = 0;
  const work = async () => {
    const lane = laneFor(how);
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

/** Reading takes a thread each. What runs is a process of its own anyhow, and its sandbox belongs to the main thread: that one takes it down. */
function laneFor(how: CaseSettings): Lane {
  if (how.depth === 'quick') return new Thread(how, INSPECTION_MS);
  return {
    examine: (examined, signal = new AbortController().signal) => examineCase(examined, how, signal),
    end: async () => {},
  };
}
