/** Lets so many in at one time; the rest wait in order of arrival. */
export interface Gate {
  /** Resolves with what to call on leaving. Rejects when `signal` aborts, which leaves the queue, or when the gate closes. */
  enter(signal?: AbortSignal): Promise<() => void>;
  readonly queued: number;
  /** Sends everybody who waits, and who comes later, away with `reason`. */
  close(reason: Error): void;
}

interface Waiter {
  admit(): void;
  refuse(reason: unknown): void;
}

export function createGate(atOnce: number): Gate {
  const queue = new Set<Waiter>(); // in order of arrival, and anyone may leave from the middle
  let inside = 0;
  let closed: Error | undefined;

  function leaveOnce(): () => void {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      inside--;
      admitNext();
    };
  }

  function admitNext(): void {
    const [next] = queue;
    if (next === undefined || inside >= atOnce) return;
    queue.delete(next);
    inside++;
    next.admit();
  }

  return {
    get queued() {
      return queue.size;
    },
    async enter(signal) {
      signal?.throwIfAborted();
      if (closed !== undefined) throw closed;
      const turn = Promise.withResolvers<void>();
      const leaveQueue = () => waiter.refuse(signal?.reason);
      const waiter: Waiter = {
        admit: turn.resolve,
        refuse(reason) {
          if (queue.delete(waiter)) turn.reject(reason);
        },
      };
      queue.add(waiter);
      signal?.addEventListener('abort', leaveQueue, { once: true });
      admitNext();
      try {
        await turn.promise;
        return leaveOnce();
      } finally {
        signal?.removeEventListener('abort', leaveQueue);
      }
    },
    close(reason) {
      closed = reason;
      for (const waiter of queue) waiter.refuse(reason);
    },
  };
}
