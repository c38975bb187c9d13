import { GloveboxError } from '../error.ts';
import { createGate } from '../sandbox/pool/gate.ts';

/** Lets so many calls work at one time and so many wait; who comes beyond that is told to come later. */
export interface Turns {
  /** Throws `busy` when too many wait, and what `signal` says when it aborts. */
  take<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result>;
}

export function createTurns(atOnce: number, waiting: number): Turns {
  const gate = createGate(atOnce);
  return {
    async take(signal, work) {
      if (gate.queued >= waiting)
        throw new GloveboxError('busy', `${gate.queued} calls wait already`, 'Call again in a few seconds.');
      const leave = await gate.enter(signal);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
