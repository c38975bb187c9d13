import type { Sample } from '../sample/sample.ts';
import type { LiveEvent } from '../sandbox/live.ts';
import type { Run } from '../sandbox/run.ts';
import { type RunSettings, run } from './examine.ts';

/** A run to look at while it goes on. */
export interface Watched extends AsyncIterable<LiveEvent> {
  /** The whole run, once it has ended; rejects as {@link run} does, and so does the iteration. */
  readonly run: Promise<Run>;
}

/** Events wait for a reader that is slow; of more than these, what comes in between is left to the run. */
const MOST_WAITING = 20_000;

/**
 * Runs a sample, or what is at a path, and gives its events while it runs, in order and each once. Leaving the loop early ends
 * the run.
 *
 * @example
 * for await (const { atMs, capability, target } of watch('program.py')) console.log(atMs, capability, target);
 */
export function watch(what: Sample | string, settings: RunSettings = {}): Watched {
  const leaving = new AbortController();
  const waiting: LiveEvent[] = [];
  let wake: () => void = () => {};
  let isRead = false;
  let isOver = false;
  const signal = settings.signal ? AbortSignal.any([settings.signal, leaving.signal]) : leaving.signal;
  const done = run(what, {
    ...settings,
    signal,
    onEvent(event) {
      if (waiting.length < MOST_WAITING) waiting.push(event);
      wake();
      settings.onEvent?.(event);
    },
  });
  const over = () => {
    isOver = true;
    wake();
  };
  done.then(over, over);
  return {
    run: done,
    async *[Symbol.asyncIterator]() {
      if (isRead) throw new TypeError('a watched run is read once: each event is given to one loop');
      isRead = true;
      try {
        while (true) {
          yield* waiting.splice(0);
          if (isOver && waiting.length === 0) break;
          if (waiting.length > 0) continue;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        await done;
      } finally {
        if (!isOver) leaving.abort(new Error('nobody looks any more'));
        await done.catch(() => {});
      }
    },
  };
}
