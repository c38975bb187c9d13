/** One thread of an evaluation: examines what it is sent, one sample after another. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Case } from './corpus.ts';
import { type Examination, examineCase } from './examine.ts';
import type { Outcome } from './scored.ts';

/** What a thread is told: examine this, or give up what you are at. */
export type Order = { readonly examine: Case } | { readonly cancel: true };
/** What it answers. */
export interface Answer {
  readonly outcome: Outcome;
}

const how = workerData as Examination;
let controller = new AbortController();

parentPort?.on('message', async (order: Order) => {
  if ('cancel' in order) {
    controller.abort();
    return;
  }
  controller = new AbortController();
  const outcome = await examineCase(order.examine, how, controller.signal);
  parentPort?.postMessage({ outcome } satisfies Answer);
});
