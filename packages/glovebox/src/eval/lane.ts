import { type ChildProcess, fork } from 'node:child_process';
import type { Case } from './corpus.ts';
import type { CaseSettings } from './examine.ts';
import { type Outcome, placeOf } from './scored.ts';
import type { Answer, Order } from './worker.ts';

/** From a checkout's sources the worker lies beside this file; in the bundle this file is a chunk among chunks. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : '../eval/worker.js', import.meta.url);

/** Milliseconds for a cancelled sample to be taken down in order. */
const GRACE_MS = 5_000;

/**
 * A process that examines one sample at a time, and is replaced when a sample kills it or does not end. When it goes, whatever it
 * runs goes with it.
 */
export class Lane {
  readonly #how: CaseSettings;
  readonly #deadlineMs: number;
  #worker: ChildProcess | undefined;

  /** @param deadlineMs after so many milliseconds a sample is given up */
  constructor(how: CaseSettings, deadlineMs: number) {
    this.#how = how;
    this.#deadlineMs = deadlineMs;
  }

  /** Process id; undefined between two processes. */
  get pid(): number | undefined {
    return this.#worker?.pid;
  }

  async examine(examined: Case, signal?: AbortSignal): Promise<Outcome> {
    const worker = this.#started();
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const giveUp = (reason: string) => {
      if (this.#worker === worker) this.#worker = undefined;
      worker.kill('SIGKILL');
      resolve({ ...placeOf(examined), reason });
    };
    const onAnswer = ({ outcome }: Answer) => resolve(outcome);
    const onError = (error: Error) => giveUp(`the examination broke: ${error.message}`);
    const onExit = (code: number | null, by: string | null) => giveUp(`the examination ended with ${by ?? code}`);
    const onAbort = () => {
      worker.send({ cancel: true } satisfies Order, () => {});
      setTimeout(giveUp, GRACE_MS, 'it was cancelled').unref();
    };
    worker.on('message', onAnswer).on('error', onError).on('exit', onExit);
    signal?.addEventListener('abort', onAbort, { once: true });
    const timer = setTimeout(() => giveUp(`no verdict within ${this.#deadlineMs} ms`), this.#deadlineMs);
    worker.send({ examine: examined, how: this.#how } satisfies Order, (error) => {
      if (error) onError(error);
    });
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      worker.off('message', onAnswer).off('error', onError).off('exit', onExit);
    }
  }

  async end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    if (worker?.connected !== true || worker.exitCode !== null || worker.signalCode !== null) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.disconnect();
    await ended;
  }

  #started(): ChildProcess {
    // What it prints of itself, such as why it broke, is for whoever reads the logs. No flags: what starts us may need some that it does not.
    this.#worker ??= fork(WORKER, { execArgv: [], serialization: 'advanced', stdio: ['ignore', 2, 2, 'ipc'] })
      // What is said between two samples, such as that it was killed, the next one is told.
      .on('error', () => {});
    return this.#worker;
  }
}
