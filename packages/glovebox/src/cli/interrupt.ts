import { constants } from 'node:os';

/** What a run is cancelled by. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** 128+n once a signal came, as shells count. */
  exitCode(): number | undefined;
}

/**
 * Turns Ctrl-C and a request to end into cancelling the run, so that its jail is taken down before we go. A second signal
 * ends at once: the warden dies with us and takes everything along.
 */
export function onInterrupt(): Interrupt {
  const controller = new AbortController();
  let exitCode: number | undefined;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (exitCode !== undefined) process.exit(exitCode);
      exitCode = 128 + constants.signals[name];
      controller.abort(name);
    });
  }
  return { signal: controller.signal, exitCode: () => exitCode };
}
