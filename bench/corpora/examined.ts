import type { Case } from '../../packages/glovebox/src/eval/corpus.ts';
import { evaluate } from '../../packages/glovebox/src/eval/evaluate.ts';
import { type Failed, isScored, type Scored } from '../../packages/glovebox/src/eval/scored.ts';
import { DEFAULT_POLICY } from '../../packages/glovebox/src/policy/policy.ts';

/** The verdicts of reading alone with the default policy, in order. Throws when a sample has none: no rate may leave it out. */
export async function examined(cases: readonly Case[]): Promise<Scored[]> {
  const outcomes = await evaluate(cases, { depth: 'quick', policy: DEFAULT_POLICY });
  return outcomes.map((outcome) => {
    if (isScored(outcome)) return outcome;
    throw new Error(`${outcome.corpus}:${outcome.line} has no verdict: ${outcome.reason}`);
  });
}

/** A depth that runs samples. */
export type Ran = 'standard' | 'deep';

/** The verdicts of running as well, in order, with the network that `glovebox eval` plays; and what had none. */
export async function ran(cases: readonly Case[], depth: Ran): Promise<{ scored: Scored[]; failed: Failed[] }> {
  const policy = { ...DEFAULT_POLICY, network: { mode: 'sinkhole' } } as const;
  const outcomes = await evaluate(cases, { depth, policy });
  return {
    scored: outcomes.filter(isScored),
    failed: outcomes.filter((outcome): outcome is Failed => !isScored(outcome)),
  };
}
