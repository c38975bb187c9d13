import { constants } from 'node:os';
import { GloveboxError } from '../error.ts';
import type { Decision } from '../judge/finding.ts';
import type { Run, RunStatus } from '../sandbox/run.ts';

/** The exit codes of every command but `run`, a contract. Errors outrank verdicts. */
export const EXIT = { allow: 0, verdict: 1, failure: 2, internal: 101 } as const;

/** Cancelling is the caller's own doing and has the shell's code for it. */
const CANCELLED = 130;

const WEIGHT: Record<Decision, number> = { allow: 0, review: 1, block: 2 };

export type FailOn = Exclude<Decision, 'allow'>;

/** 1 when the verdict is at or above what was asked to fail on. */
export function exitOfVerdict(decision: Decision, failOn: FailOn): number {
  return WEIGHT[decision] >= WEIGHT[failOn] ? EXIT.verdict : EXIT.allow;
}

/** `run` passes on how the program itself ended, as a shell and `timeout` would. */
const EXIT_OF_RUN: Record<RunStatus, (run: Run) => number> = {
  exited: (run) => run.exitCode ?? EXIT.failure,
  'timed-out': () => 124,
  'out-of-memory': () => 137,
  killed: (run) => 128 + signalNumber(run.signal ?? 'SIGKILL'),
  refused: () => EXIT.verdict,
};

export function exitOfRun(run: Run): number {
  return EXIT_OF_RUN[run.status](run);
}

export function exitOfError(error: unknown): number {
  if (!(error instanceof GloveboxError)) return EXIT.internal;
  return error.code === 'cancelled' ? CANCELLED : EXIT.failure;
}

function signalNumber(name: string): number {
  const numbers: Readonly<Record<string, number>> = constants.signals;
  return numbers[name] ?? constants.signals.SIGKILL;
}
