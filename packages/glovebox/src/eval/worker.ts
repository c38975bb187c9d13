/** One thread of an evaluation: examines what it is sent, one sample after another. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Case } from './corpus.ts';
import { type CaseSettings, examineCase } from './examine.ts';
import type { Outcome } from './scored.ts';

/** What a thread is told. */
export interface Order {
  readonly examine: Case;
}
/** What it answers. */
export interface Answer {
  readonly outcome: Outcome;
}

const how = workerData as CaseSettings;

parentPort?.on('message', async ({ examine }: Order) => {
  const outcome = await examineCase(examine, how, new AbortController().signal);
  parentPort?.postMessage({ outcome } satisfies Answer);
});
