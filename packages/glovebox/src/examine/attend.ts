import { GloveboxError } from '../error.ts';
import type { Failed, Order, Reply } from './lane.ts';

/** Makes this process one that a `Lane` asks: answers what it is sent, one after another, until whoever started it is gone. */
export function attend<Asked, Answer>(answer: (asked: Asked, signal: AbortSignal) => Promise<Answer>): void {
  let current = new AbortController();
  process.on('message', async (order: Order<Asked>) => {
    if ('cancel' in order) return current.abort();
    current = new AbortController();
    process.send?.(await replyTo(order.asked, current.signal));
  });
  process.send?.({ ready: true } satisfies Reply<Answer>);
  // A jail that sees this end goes as well.
  process.on('disconnect', () => process.exit());
  // A terminal's Ctrl-C reaches it too: the one who started it says when to stop.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => {});

  async function replyTo(asked: Asked, signal: AbortSignal): Promise<Reply<Answer>> {
    try {
      return { answer: await answer(asked, signal) };
    } catch (error) {
      return { failed: failedBy(error) };
    }
  }
}

function failedBy(error: unknown): Failed {
  if (error instanceof GloveboxError) return { code: error.code, message: error.message, remedy: error.remedy };
  return { message: error instanceof Error ? error.message : String(error) };
}
