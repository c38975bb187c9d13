import { type Case, splitOf } from '../../packages/glovebox/src/eval/corpus.ts';
import type { Scored } from '../../packages/glovebox/src/eval/scored.ts';
import { quantile } from '../statistics.ts';
import { examined } from './examined.ts';
import { met, percent, type Section } from './section.ts';
import { isReached, percentFlagged, TARGETS, type Target } from './targets.ts';

/** Every target over the corpora, with the samples held out from tuning beside those held in. */
export async function measureTargets(cases: readonly Case[]): Promise<Section> {
  const samples = await examined(cases);
  return {
    title: 'Verdicts against labels, read alone',
    head: ['', 'samples', 'target', 'measured', 'held in', 'held out', ''],
    rows: TARGETS.map((target) => rowOf(target, samples)),
    notes: [`${samples.length} samples, ${timesOf(samples)} ms a sample`],
  };
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
