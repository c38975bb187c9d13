import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { splitOf } from '../../packages/glovebox/src/eval/corpus.ts';
import type { Scored } from '../../packages/glovebox/src/eval/scored.ts';

export const DEPTHS = ['quick', 'standard'] as const;
export type Depth = (typeof DEPTHS)[number];

/** How many samples of one corpus, depth, label and half of the split had evidence of each strength. Nothing of a sample is in it. */
const groupSchema = z.object({
  depth: z.enum(DEPTHS),
  corpus: z.string(),
  split: z.enum(['in', 'out']),
  label: z.enum(['risky', 'benign']),
  strengths: z.record(z.string().regex(/^(\d{1,2}|100)$/), z.number().int().positive()),
});
export type Group = z.infer<typeof groupSchema>;

const FILE = join(import.meta.dirname, 'counts.json');

export function readCounts(): Group[] {
  return z.array(groupSchema).parse(JSON.parse(readFileSync(FILE, 'utf8')));
}

export function keepCounts(groups: readonly Group[]): void {
  writeFileSync(FILE, `[\n${groups.map((group) => `  ${JSON.stringify(group)}`).join(',\n')}\n]\n`);
}

/** What an evaluation says of a sample, as `glovebox eval --format json` prints it. */
const evaluationSchema = z.object({
  samples: z.array(
    z.object({
      id: z.string(),
      corpus: z.string(),
      label: z.enum(['risky', 'insecure', 'benign']),
      strength: z.number().int().min(0).max(100),
    }),
  ),
});
type Measured = z.infer<typeof evaluationSchema>['samples'][number];

export function readEvaluation(path: string): Measured[] {
  return evaluationSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).samples;
}

export function countsOf(depth: Depth, samples: readonly Measured[]): Group[] {
  const counted = samples.filter(({ label }) => label !== 'insecure');
  const groups = Map.groupBy(counted, ({ corpus, label, id }) => JSON.stringify([corpus, splitOf({ id }), label]));
  return [...groups]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([key, group]) => {
      const [corpus, split, label] = JSON.parse(key);
      const byStrength = [...Map.groupBy(group, ({ strength }) => strength)].sort(([a], [b]) => a - b);
      const strengths = Object.fromEntries(byStrength.map(([strength, alike]) => [strength, alike.length]));
      return groupSchema.parse({ depth, corpus, split, label, strengths });
    });
}

/** Each sample that was counted, with the risk that a map gives it. */
export function samplesOf(groups: readonly Group[], riskOf: (strength: number) => number): CountedSample[] {
  return groups.flatMap(({ corpus, split, label, strengths }) =>
    Object.entries(strengths).flatMap(([strength, count]) =>
      Array.from({ length: count }, () => ({
        corpus,
        split,
        label,
        strength: Number(strength),
        risk: riskOf(Number(strength)),
      })),
    ),
  );
}

export interface CountedSample extends Pick<Scored, 'corpus' | 'label' | 'strength' | 'risk'> {
  readonly split: Group['split'];
}
