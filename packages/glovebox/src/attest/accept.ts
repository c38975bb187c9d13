import type { Decision } from '../judge/finding.ts';
import type { Refusal } from './refusal.ts';
import type { Predicate } from './statement.ts';

/** What is asked of an attestation besides that it holds. */
export interface Acceptance {
  /** The worst decision that is accepted. */
  readonly decision: Exclude<Decision, 'block'>;
  /** Whichever was examined least is this deep. */
  readonly depth: Predicate['depth'];
  /** 64 hex digits; any policy without it. */
  readonly policy?: string;
  /** Any age without it. */
  readonly maxAgeMs?: number;
  /** The oldest engine, `0.2.0`; any without it. */
  readonly engine?: string;
}

export const DEFAULT_ACCEPTANCE: Acceptance = { decision: 'allow', depth: 'standard' };

/** How far two clocks may differ. */
export const SKEW_MS = 5 * 60_000;

export interface Objection {
  readonly reason: Refusal;
  readonly message: string;
}

const DECISION_RANK: Record<Decision, number> = { allow: 0, review: 1, block: 2 };
const DEPTH_RANK: Record<Predicate['depth'], number> = { quick: 0, standard: 1, deep: 2 };

/** What stands against a statement that is believed, the first of it. */
export function objectionTo(said: Predicate, asked: Acceptance, now: Date): Objection | undefined {
  const age = now.getTime() - oldestTime(said);
  if (asked.maxAgeMs !== undefined && age > asked.maxAgeMs)
    return { reason: 'too-old', message: `it was examined ${ago(age)} ago; ${ago(asked.maxAgeMs)} is the most` };
  if (asked.engine !== undefined && compareVersions(said.engine.version, asked.engine) < 0)
    return {
      reason: 'engine-too-old',
      message: `Glovebox ${said.engine.version} examined it; ${asked.engine} is the oldest`,
    };
  if (DEPTH_RANK[said.depth] < DEPTH_RANK[asked.depth])
    return { reason: 'too-shallow', message: `it was examined at depth ${said.depth}; ${asked.depth} is asked for` };
  if (DECISION_RANK[said.decision] > DECISION_RANK[asked.decision]) {
    const why = said.reasons.length === 0 ? '' : ` (${said.reasons.slice(0, 5).join(', ')})`;
    return { reason: 'decision', message: `the verdict is ${said.decision}, risk ${said.risk}${why}` };
  }
  const expired = said.overrides.find(({ expires }) => new Date(expires) <= now);
  if (expired === undefined) return undefined;
  const what = `the exception for ${expired.rule} by ${expired.by} expired on ${expired.expires}`;
  return { reason: 'override-expired', message: what };
}

/** The later decides; of two at once, the worse. */
export function weightier(a: Predicate, b: Predicate): number {
  const later = new Date(b.attestedAt).getTime() - new Date(a.attestedAt).getTime();
  return later !== 0 ? later : DECISION_RANK[b.decision] - DECISION_RANK[a.decision];
}

/** An old report that is signed today is as old as the report. */
function oldestTime({ attestedAt, examinedAt }: Predicate): number {
  return Math.min(new Date(attestedAt).getTime(), new Date(examinedAt).getTime());
}

/** Numbers between dots; `1.2.0-rc.1` is before `1.2.0`. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('-')[0]?.split('.').map(Number) ?? []);
  for (let place = 0; place < 3; place += 1) {
    const difference = (left?.[place] || 0) - (right?.[place] || 0);
    if (difference !== 0) return difference;
  }
  return Number(b.includes('-')) - Number(a.includes('-'));
}

function ago(ms: number): string {
  const [unit, size] = (
    [
      ['days', 86_400_000],
      ['hours', 3_600_000],
      ['minutes', 60_000],
    ] as const
  ).find(([, length]) => ms >= 2 * length) ?? ['seconds', 1_000];
  return `${Math.round(ms / size)} ${unit}`;
}
