import { Worker } from 'node:worker_threads';
import type { Case } from './corpus.ts';
import type { CaseSettings } from './examine.ts';
import type { Outcome } from './scored.ts';
import type { Answer, Order } from './worker.ts';

/** From a checkout's sources the worker lies beside this file; in the bundle this file is a chunk among chunks. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : '../eval/worker.js', import.meta.url);

/** A worker thread that reads one sample at a time, and is replaced when a sample kills it or does not end. Nothing is run in it. */
export class Thread {
  readonly #how: CaseSettings;
  readonly #deadlineMs: number;
  #worker: Worker | undefined;

  /** @param deadlineMs after so many milliseconds a sample is given up */
  constructor(how: CaseSettings, deadlineMs: number) {
    this.#how = how;
    this.#deadlineMs = deadlineMs;
  }

  async examine(examined: Case, signal: AbortSignal | undefined): Promise<Outcome> {
    const { code: _, ...known } = examined;
    const worker = this.#started();
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const giveUp = (reason: string) => {
      this.#worker = undefined;
      resolve({ ...known, reason });
    };
    const onAnswer = ({ outcome }: Answer) => resolve(outcome);
    const onError = (error: Error) => giveUp(`the examination broke: ${error.message}`);
    const onExit = (code: number) => giveUp(`the examination ended with ${code}`);
    const stop = () => {
      giveUp(`no verdict within ${this.#deadlineMs} ms`);
      void worker.terminate();
    };
    worker.on('message', onAnswer).on('error', onError).on('exit', onExit);
    signal?.addEventListener('abort', stop, { once: true });
    const timer = setTimeout(stop, this.#deadlineMs);
    worker.postMessage({ examine: examined } satisfies Order);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      worker.off('message', onAnswer).off('error', onError).off('exit', onExit);
    }
  }

  async end(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  #started(): Worker {
    this.#worker ??= new Worker(WORKER, { workerData: this.#how });
    return this.#worker;
  }
}
