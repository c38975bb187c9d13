import type { Run } from '../../packages/glovebox/src/sandbox/index.ts';
import { runCommand } from '../command.ts';
import { GREETING, PYTHON, program } from '../programs.ts';
import type { Timed } from '../turns.ts';
import { stopwatch } from '../turns.ts';

/** The same greeting without any sandbox. */
export const bareGreeting: Timed = () =>
  stopwatch(async () => expectGreeting(await runCommand([PYTHON, program('hello.py')])));

/** A run that went wrong is fast; it must not be counted. */
export function expectRun(run: Run): Run {
  if (run.status !== 'exited' || run.exitCode !== 0) throw new Error(`a run was ${run.status}: ${run.stderr}`);
  return run;
}

export function expectGreeting(stdout: string): void {
  if (stdout !== GREETING) throw new Error(`hello.py printed ${JSON.stringify(stdout)}`);
}
