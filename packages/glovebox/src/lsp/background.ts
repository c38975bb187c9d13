/** Runs made in the background: one at a time, and of each document only the one that was asked for last. */
export interface Background {
  /** Begins as soon as it can. What was asked for the same document before, and waits or runs, is given up. */
  ask(uri: string, work: (signal: AbortSignal) => Promise<void>, options?: { readonly first: boolean }): void;
  /** Gives up what waits or runs for a document: it was edited, or closed. */
  forget(uri: string): void;
  /** Whether something waits or runs. */
  readonly isBusy: boolean;
  /** Gives everything up; resolves when nothing runs any more. */
  close(): Promise<void>;
}

export function createBackground(onError: (error: unknown) => void): Background {
  const waiting = new Map<string, (signal: AbortSignal) => Promise<void>>();
  let running: { readonly uri: string; readonly cancel: AbortController; readonly done: Promise<void> } | undefined;
  let isClosed = false;

  function next(): void {
    const [first] = waiting;
    if (running !== undefined || first === undefined || isClosed) return;
    const [uri, work] = first;
    waiting.delete(uri);
    const cancel = new AbortController();
    const done = work(cancel.signal)
      .catch((error) => {
        if (!cancel.signal.aborted) onError(error);
      })
      .finally(() => {
        running = undefined;
        next();
      });
    running = { uri, cancel, done };
  }

  function forget(uri: string): void {
    waiting.delete(uri);
    if (running?.uri === uri) running.cancel.abort(new Error('the document was edited'));
  }

  return {
    ask(uri, work, { first } = { first: false }) {
      forget(uri);
      const others = first ? [...waiting] : [];
      if (first) waiting.clear();
      waiting.set(uri, work);
      for (const [other, later] of others) waiting.set(other, later);
      next();
    },
    forget,
    get isBusy() {
      return running !== undefined || waiting.size > 0;
    },
    async close() {
      isClosed = true;
      waiting.clear();
      running?.cancel.abort(new Error('the server ends'));
      await running?.done;
    },
  };
}
