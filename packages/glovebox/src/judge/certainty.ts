import { HOLE } from '../inspect/resolve/value.ts';
import type { Fact } from './fact.ts';
import type { Finding } from './finding.ts';

/**
 * How a finding is known, from the least sure on.
 *
 * - `doubtful`: only the source says it, and either no run reached the place or the source does not say what it acts on;
 * - `read`: only the source says it;
 * - `seen`: a run showed it;
 * - `confirmed`: two kinds of witness agree: the source and a run, or a run and the way that data or steps took;
 * - `followed`: all three do.
 */
export const CERTAINTIES = ['doubtful', 'read', 'seen', 'confirmed', 'followed'] as const;
export type Certainty = (typeof CERTAINTIES)[number];

type Known = Pick<Finding, 'evidence' | 'steps' | 'doubt'>;

/** What bears witness: a place of the source, something that happened, the way from one to the other. */
type WitnessKind = 'source' | 'run' | 'way';

/** Evidence never makes a finding less sure, and a doubt is of no account once something was seen. */
export function certaintyOf({ evidence, steps, doubt }: Known): Certainty {
  const kinds = new Set(evidence.map(kindOf));
  if (steps !== undefined) kinds.add('way');
  if (!kinds.has('run')) return doubt === undefined ? 'read' : 'doubtful';
  return (['seen', 'confirmed', 'followed'] as const)[kinds.size - 1] ?? 'seen';
}

/** Whether a run showed it. */
export function isSeen({ evidence }: Pick<Finding, 'evidence'>): boolean {
  return evidence.some((id) => kindOf(id) === 'run');
}

function kindOf(id: string): WitnessKind {
  if (/^(event|run):/.test(id)) return 'run';
  return id.startsWith('flow:') ? 'way' : 'source';
}

/**
 * Why what nothing but the source says, at the places of `facts`, may not come to be: runs were made and none reached any of its places, or a rule that names
 * what is acted on found no constant there. Undefined where neither holds.
 */
export function doubtOf(
  facts: readonly Fact[],
  { hasRun, unexecuted, namesTarget }: { hasRun: boolean; unexecuted: ReadonlySet<string>; namesTarget: boolean },
): Finding['doubt'] {
  const [first] = facts;
  if (first === undefined) return undefined;
  if (hasRun && facts.every(({ id }) => unexecuted.has(id))) return 'unreached';
  return namesTarget && (first.target === undefined || first.target.includes(HOLE)) ? 'unresolved' : undefined;
}
