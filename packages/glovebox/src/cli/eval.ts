import { type Case, readCorpora, splitOf } from '../eval/corpus.ts';
import { evaluate } from '../eval/evaluate.ts';
import type { CaseSettings } from '../eval/examine.ts';
import { renderEvaluation } from '../eval/render.ts';
import { openProgress, type Progress } from '../eval/resume.ts';
import { isScored, type Outcome } from '../eval/scored.ts';
import { summarizeOutcomes } from '../eval/summary.ts';
import { withPlayedNetwork } from '../policy/played.ts';
import { renderJson } from '../report/json.ts';
import { wantsColour } from '../report/style.ts';
import { EXIT } from './exit.ts';
import type { EvalOptions } from './options.ts';
import { writeResult } from './output.ts';
import { policyOf } from './policy.ts';
import { type ProgressBar, progressBar } from './progress.ts';

/** `glovebox eval`: verdicts against labels. Exit code 2 when a sample could not be examined. */
export async function evalCommand(
  paths: readonly string[],
  options: EvalOptions,
  signal: AbortSignal,
): Promise<number> {
  const policy = await policyOf(options);
  const depth = options.depth ?? policy.depth ?? 'standard';
  const how: CaseSettings = {
    depth,
    policy: withPlayedNetwork(policy, depth, options.backend ?? policy.backend),
    tests: options.tests,
    ...(options.backend !== undefined && { backend: options.backend }),
  };
  const cases = (await readCorpora(paths)).filter((one) => options.split === 'all' || splitOf(one) === options.split);
  const outcomes = await outcomesOf(cases, how, options, signal);
  const summary = summarizeOutcomes(outcomes);
  const text =
    options.format === 'json'
      ? renderJson({ samples: outcomes.filter(isScored), summary })
      : renderEvaluation(summary, { colour: wantsColour(process.stdout), misses: options.misses });
  await writeResult(text);
  return summary.failed.length > 0 ? EXIT.failure : EXIT.allow;
}

async function outcomesOf(
  cases: readonly Case[],
  how: CaseSettings,
  options: EvalOptions,
  signal: AbortSignal,
): Promise<Outcome[]> {
  const progress = options.resume === undefined ? undefined : openProgress(options.resume, how);
  const bar = progressBar(process.stderr, cases.length, options.quiet === true);
  try {
    return await examineRest(cases, how, options, { progress, bar, signal });
  } finally {
    bar.end();
    progress?.close();
  }
}

/** What an earlier evaluation has decided stands; the rest is examined. */
async function examineRest(
  cases: readonly Case[],
  how: CaseSettings,
  { jobs }: EvalOptions,
  { progress, bar, signal }: { progress: Progress | undefined; bar: ProgressBar; signal: AbortSignal },
): Promise<Outcome[]> {
  const known = cases.map((one) => progress?.known(one));
  const rest = cases.filter((_, index) => known[index] === undefined);
  bar.advance(cases.length - rest.length);
  const examined = await evaluate(rest, {
    ...how,
    ...(jobs !== undefined && { jobs }),
    signal,
    onOutcome(outcome, index) {
      const one = rest[index];
      if (one !== undefined) progress?.record(one, outcome);
      bar.advance(1);
    },
  });
  const queue = examined.values();
  return known.flatMap((outcome) => outcome ?? queue.next().value ?? []);
}
