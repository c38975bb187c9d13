import { type ChildProcess, fork } from 'node:child_process';

/** Milliseconds for what is cancelled to be taken down in order. */
const GRACE_MS = 5_000;

/** What a process is told: something to answer, or to give up what it has. */
export type Order<Asked> = { readonly asked: Asked } | { readonly cancel: true };
/** What it says: that it is there, an answer, or why it has none. */
export type Reply<Answer> = { readonly ready: true } | { readonly answer: Answer } | { readonly failed: Failed };

/** An error across processes. */
export interface Failed {
  readonly code?: string;
  readonly message: string;
  readonly remedy?: string;
}

/** No answer: the process broke, did not end in time, or said why. */
export class LaneError extends Error {
  override readonly name = 'LaneError';
  readonly failed: Failed;
  /** Whether the process ever came up: where it did not, no question can be the reason. */
  readonly isStarted: boolean;

  constructor(failed: Failed, isStarted = true) {
    super(failed.message);
    this.failed = failed;
    this.isStarted = isStarted;
  }
}

/**
 * A process that answers one question at a time, and is replaced when one kills it or does not end. When it goes, whatever it
 * runs goes with it. The worker is a file that calls `attend`.
 */
export class Lane<Asked, Answer> {
  readonly #worker: URL;
  readonly #deadlineMs: number;
  #process: ChildProcess | undefined;
  #isReady = false;

  /** @param deadlineMs after so many milliseconds a question is given up */
  constructor(worker: URL, deadlineMs: number) {
    this.#worker = worker;
    this.#deadlineMs = deadlineMs;
  }

  /** Process id; undefined between two processes. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Rejects with a {@link LaneError} where there is no answer, also where it takes longer than `deadlineMs`. */
  async ask(asked: Asked, signal?: AbortSignal, deadlineMs: number = this.#deadlineMs): Promise<Answer> {
    const worker = this.#started();
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const giveUp = (message: string) => {
      if (this.#process === worker) this.#process = undefined;
      worker.kill('SIGKILL');
      reject(new LaneError({ message }, this.#isReady));
    };
    const onReply = (reply: Reply<Answer>) => {
      if ('ready' in reply) this.#isReady = true;
      else if ('failed' in reply) reject(new LaneError(reply.failed));
      else resolve(reply.answer);
    };
    const onError = (error: Error) => giveUp(`the examination broke: ${error.message}`);
    const onExit = (code: number | null, by: string | null) => giveUp(`the examination ended with ${by ?? code}`);
    const onAbort = () => {
      worker.send({ cancel: true } satisfies Order<Asked>, () => {});
      setTimeout(giveUp, GRACE_MS, 'it was cancelled').unref();
    };
    worker.on('message', onReply).on('error', onError).on('exit', onExit);
    signal?.addEventListener('abort', onAbort, { once: true });
    const timer = setTimeout(() => giveUp(`no verdict within ${deadlineMs} ms`), deadlineMs);
    worker.send({ asked } satisfies Order<Asked>, (error) => {
      if (error) onError(error);
    });
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      worker.off('message', onReply).off('error', onError).off('exit', onExit);
    }
  }

  async end(): Promise<void> {
    const worker = this.#process;
    this.#process = undefined;
    if (worker?.connected !== true || worker.exitCode !== null || worker.signalCode !== null) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.disconnect();
    await ended;
  }

  #started(): ChildProcess {
    if (this.#process === undefined) this.#isReady = false;
    // What it prints of itself, such as why it broke, is for whoever reads the logs. No flags: what starts us may need some that it does not.
    this.#process ??= fork(this.#worker, { execArgv: [], serialization: 'advanced', stdio: ['ignore', 2, 2, 'ipc'] })
      // What is said between two questions, such as that it was killed, the next one is told.
      .on('error', () => {});
    return this.#process;
  }
}
