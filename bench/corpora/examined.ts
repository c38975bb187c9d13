import type { Case } from '../../packages/glovebox/src/eval/corpus.ts';
import { evaluate } from '../../packages/glovebox/src/eval/evaluate.ts';
import { isScored, type Scored } from '../../packages/glovebox/src/eval/scored.ts';
import { DEFAULT_POLICY } from '../../packages/glovebox/src/policy/policy.ts';

/** The verdicts of reading alone with the default policy, in order. Throws when a sample has none: no rate may leave it out. */
export async function examined(cases: readonly Case[]): Promise<Scored[]> {
  const outcomes = await evaluate(cases, { depth: 'quick', policy: DEFAULT_POLICY });
  return outcomes.map((outcome) => {
    if (isScored(outcome)) return outcome;
    throw new Error(`${outcome.corpus}:${outcome.line} has no verdict: ${outcome.reason}`);
  });
}
