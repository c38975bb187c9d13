import { type Case, splitOf } from '../../packages/glovebox/src/eval/corpus.ts';
import type { Scored } from '../../packages/glovebox/src/eval/scored.ts';
import { summarizeOutcomes } from '../../packages/glovebox/src/eval/summary.ts';
import { quantile } from '../statistics.ts';
import { examined, type Ran, ran } from './examined.ts';
import { met, percent, type Section } from './section.ts';
import { isReached, percentFlagged, STANDARD_TARGETS, TARGETS, type Target } from './targets.ts';

const HEAD = ['', 'samples', 'target', 'measured', 'held in', 'held out', ''];

/** Every target over the corpora, with the samples held out from tuning beside those held in. */
export async function measureTargets(cases: readonly Case[]): Promise<Section> {
  const samples = await examined(cases);
  return {
    title: 'Verdicts against labels, read alone',
    head: HEAD,
    rows: TARGETS.map((target) => rowOf(target, samples)),
    notes: [`${samples.length} samples, ${timesOf(samples)} ms a sample`],
  };
}

/** Of a large corpus, so many samples at most are run: evenly from all of it. */
const MOST_RUN = 500;

/** The same of samples that are run as well: at depth `standard` and `deep` the targets are the same. */
export async function measureRuns(cases: readonly Case[], depth: Ran): Promise<Section> {
  const chosen = [...Map.groupBy(cases, ({ corpus }) => corpus).values()].flatMap(evenly);
  const { scored, failed } = await ran(chosen, depth);
  const { sites, tests, calibration } = summarizeOutcomes(scored);
  const reliability = calibration.bins
    .filter(({ count }) => count > 0)
    .map(({ from, to, count, observed }) => `${from}–${to}: ${percent(observed * 100)} of ${count}`);
  return {
    title: `Verdicts against labels, at depth ${depth}`,
    head: HEAD,
    rows: STANDARD_TARGETS.map((target) => rowOf(target, scored)),
    notes: [
      `${scored.length} samples, ${timesOf(scored)} ms a sample; ${failed.length} without a verdict`,
      `${sites.executed} of ${sites.found} sites executed; ${tests.passed} of ${tests.count} samples passed their own tests`,
      `risk, and how many of the samples are risky: ${reliability.join(', ')}`,
    ],
  };
}

function evenly(cases: readonly Case[]): Case[] {
  const step = Math.max(1, cases.length / MOST_RUN);
  return Array.from(
    { length: Math.min(cases.length, MOST_RUN) },
    (_, index) => cases[Math.floor(index * step)] as Case,
  );
}

function rowOf(target: Target, samples: readonly Scored[]): string[] {
  const group = samples.filter(({ corpus, label }) => corpus === target.corpus && label === target.label);
  const of = (split: 'in' | 'out') =>
    percent(
      percentFlagged(
        group.filter((one) => splitOf(one) === split),
        target.from,
      ),
    );
  const measured = percentFlagged(group, target.from);
  const bound = target.atLeast === undefined ? `≤ ${target.atMost} %` : `≥ ${target.atLeast} %`;
  const word = measured === undefined ? 'not measured' : met(isReached(measured, target));
  return [target.name, String(group.length), bound, percent(measured), of('in'), of('out'), word];
}

function timesOf(samples: readonly Scored[]): string {
  const times = samples.map(({ ms }) => ms).sort((a, b) => a - b);
  return `p50 ${quantile(times, 0.5).toFixed(1)}, p95 ${quantile(times, 0.95).toFixed(1)}`;
}
