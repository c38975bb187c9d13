/** One process of an evaluation: examines what it is sent, one sample after another. */
import type { Case } from './corpus.ts';
import { type CaseSettings, examineCase } from './examine.ts';
import type { Outcome } from './scored.ts';

/** What a process is told: a sample to examine, or to give up the one it has. */
export type Order = { readonly examine: Case; readonly how: CaseSettings } | { readonly cancel: true };
/** What it answers. */
export interface Answer {
  readonly outcome: Outcome;
}

let current = new AbortController();

process.on('message', async (order: Order) => {
  if ('cancel' in order) return current.abort();
  current = new AbortController();
  const outcome = await examineCase(order.examine, order.how, current.signal);
  process.send?.({ outcome } satisfies Answer);
});
// Whoever started it is gone: a jail that sees this end goes as well.
process.on('disconnect', () => process.exit());
// A terminal's Ctrl-C reaches it too: the one who started it says when to stop.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => {});
