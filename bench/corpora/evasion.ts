import type { Case } from '../../packages/glovebox/src/eval/corpus.ts';
import type { Scored } from '../../packages/glovebox/src/eval/scored.ts';
import type { RewrittenLanguage } from '../evasion/program.ts';
import { VARIANTS, type Variant, variantsOf } from '../evasion/variants.ts';
import { examined } from './examined.ts';
import { met, percent, type Section } from './section.ts';
import { isFlagged, percentFlagged } from './targets.ts';

/** Points of recall that a rewriting may cost, at most. */
const MOST_POINTS = 2;

interface Rewritten extends Case {
  readonly original: Case;
  readonly variant: Variant;
}

/** Recall of the risky samples rewritten, against the same samples as they are. */
export async function measureEvasion(cases: readonly Case[], listed: number): Promise<Section> {
  const risky = cases.filter((one): one is Case & { language: RewrittenLanguage } => isRewritten(one));
  const rewritten = (await Promise.all(risky.map(rewritingsOf))).flat();
  const samples = await examined([...risky, ...rewritten]);
  const before = new Map(risky.map((one, index) => [one as Case, samples[index]]));
  const pairs = rewritten.flatMap(({ original, variant }, index): Pair[] => {
    const [was, is] = [before.get(original), samples[risky.length + index]];
    return was === undefined || is === undefined ? [] : [{ variant, was, is }];
  });
  const rows = [
    ...VARIANTS.map((variant) =>
      rowOf(
        variant,
        pairs.filter((pair) => pair.variant === variant),
      ),
    ),
    rowOf('all variants', pairs),
  ];
  return {
    title: `Risky samples rewritten, read alone: recall may fall by ${MOST_POINTS} points`,
    head: ['variant', 'samples', 'original', 'rewritten', 'points', 'block before', 'block after', ''],
    rows,
    notes: pairs
      .filter(({ was, is }) => isFlagged(was, 'review') && !isFlagged(is, 'review'))
      .slice(0, listed)
      .map(
        ({ variant, was }) => `slips through: ${was.corpus}:${was.line} ${was.language} ${was.category}, ${variant}`,
      ),
  };
}

interface Pair {
  readonly variant: Variant;
  readonly was: Scored;
  readonly is: Scored;
}

function isRewritten({ label, language }: Case): boolean {
  return label === 'risky' && language !== 'typescript';
}

async function rewritingsOf(original: Case & { language: RewrittenLanguage }): Promise<Rewritten[]> {
  const variants = await variantsOf(original.language, original.code);
  return [...variants].map(([variant, code]) => ({ ...original, code, original, variant }));
}

function rowOf(name: string, pairs: readonly Pair[]): string[] {
  const recall = (which: 'was' | 'is', from: 'review' | 'block') =>
    percentFlagged(
      pairs.map((pair) => pair[which]),
      from,
    );
  const [was, is] = [recall('was', 'review'), recall('is', 'review')];
  const points = was === undefined || is === undefined ? undefined : is - was;
  return [
    name,
    String(pairs.length),
    percent(was),
    percent(is),
    points === undefined ? '–' : `${points > 0 ? '+' : ''}${points.toFixed(1)}`,
    percent(recall('was', 'block')),
    percent(recall('is', 'block')),
    points === undefined ? 'not measured' : met(points >= -MOST_POINTS),
  ];
}
