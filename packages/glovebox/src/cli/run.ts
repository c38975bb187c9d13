import { run } from '../examine/examine.ts';
import { renderJson } from '../report/json.ts';
import { neutralize, neutralizeLines } from '../report/neutralize.ts';
import type { Run } from '../sandbox/run.ts';
import { exitOfRun } from './exit.ts';
import { tellFallback } from './fallback.ts';
import type { RunOptions } from './options.ts';
import { writeLog, writeResult } from './output.ts';
import { policyFor, stdinOf } from './policy.ts';
import { sampleOf } from './sample.ts';

/**
 * `glovebox run`: execute and print. What the program wrote to its two streams goes to ours: unchanged into a pipe or a file,
 * where a program reads it; neutralised onto a terminal, which would obey it. The exit code is the program's own.
 */
export async function runCommand(
  path: string,
  args: readonly string[],
  options: RunOptions,
  signal: AbortSignal,
): Promise<number> {
  const [{ policy }, stdin, sample] = [
    await policyFor(path, options),
    await stdinOf(options),
    await sampleOf(path, args, options),
  ];
  const done = await run(sample, {
    policy,
    signal,
    fallback: 'wasm',
    ...(options.canaries === true && { canaries: true }),
    ...(options.backend !== undefined && { backend: options.backend }),
    ...(stdin !== undefined && { stdin }),
  });
  await tellFallback(done);
  if (options.format === 'json') await writeResult(renderJson(done));
  else await printRun(done, options.quiet === true);
  return exitOfRun(done);
}

async function printRun(done: Run, quiet: boolean): Promise<void> {
  await writeResult(forStream(done.stdout, process.stdout));
  if (done.stderr !== '')
    await new Promise((resolve) => process.stderr.write(forStream(done.stderr, process.stderr), resolve));
  const note = noteOf(done);
  if (!quiet && note !== undefined) await writeLog(`glovebox: ${neutralize(note)}`);
}

function forStream(text: string, stream: { isTTY?: boolean }): string {
  return stream.isTTY === true ? neutralizeLines(text) : text;
}

/** What a caller could not tell from the program's own output. */
function noteOf(done: Run): string | undefined {
  if (done.status === 'exited') return done.truncated ? 'the output was cut at its limit' : undefined;
  const why = done.reason ?? (done.limit === undefined ? done.signal : `the ${done.limit} limit was reached`);
  return `the program was ${NOT_EXITED[done.status]}${why === undefined ? '' : `: ${why}`}`;
}

const NOT_EXITED: Record<Exclude<Run['status'], 'exited'>, string> = {
  'timed-out': 'ended at its time limit',
  'out-of-memory': 'ended at its memory limit',
  killed: 'killed',
  refused: 'not run',
};
