import { DECISIONS, type Decision, type Finding, type Verdict } from '../judge/finding.ts';
import { type Thresholds, verdictOf } from '../judge/score.ts';
import { weightOf } from '../judge/weight.ts';
import type { Concern, GateFinding } from './result.ts';

/** What is decided of one unit by what the change brought to it. */
export interface UnitVerdict {
  readonly verdict: Verdict;
  readonly thresholds: Thresholds;
}

export function unitVerdict(findings: readonly GateFinding[], thresholds: Thresholds, runs: number): UnitVerdict {
  const brought = findings.filter(({ introduced }) => introduced);
  return { verdict: verdictOf(brought, thresholds, runs), thresholds };
}

/** Sentences on what would lower a decision: more are no help. */
const MOST_SENTENCES = 6;

/**
 * The gate's verdict: that of the worst unit, each judged by the policy of its place, and at least `review` where something is left
 * that only a person can judge. Different programs do not add up: ten of them with a light finding each are no heavy one.
 */
export function gateVerdict(units: readonly UnitVerdict[], concerns: readonly Concern[], review: number): Verdict {
  const worst = units.toSorted((a, b) => rank(b.verdict) - rank(a.verdict))[0]?.verdict;
  const risk = Math.max(worst?.risk ?? 0, concerns.length > 0 ? review : 0);
  const decision = highest([worst?.decision ?? 'allow', concerns.length > 0 ? 'review' : 'allow']);
  const reasons = units.toSorted((a, b) => rank(b.verdict) - rank(a.verdict)).flatMap(({ verdict }) => verdict.reasons);
  const remedies = worst?.decision === 'block' ? [] : concerns.map(({ remedy }) => remedy);
  const lower = [...new Set([...(worst?.lower ?? []), ...remedies])].slice(0, MOST_SENTENCES);
  return {
    decision,
    risk,
    reasons: [...new Set([...reasons, ...concerns.map(({ kind }) => kind)])],
    ...(decision !== 'allow' && lower.length > 0 && { lower }),
  };
}

function rank({ decision, risk }: Verdict): number {
  return DECISIONS.indexOf(decision) * 1_000 + risk;
}

export function highest(decisions: readonly Decision[]): Decision {
  return DECISIONS[Math.max(...decisions.map((decision) => DECISIONS.indexOf(decision)))] ?? 'block';
}

/** The change's own first, the weightiest of them first. */
export function inOrderOfWeight(findings: readonly GateFinding[]): GateFinding[] {
  return findings.toSorted(
    (a, b) =>
      Number(b.introduced) - Number(a.introduced) ||
      Number(a.status !== 'open') - Number(b.status !== 'open') ||
      weightOf(b) - weightOf(a) ||
      compare(placeOf(a), placeOf(b)),
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function placeOf({ locations: [first] }: Finding): string {
  return first === undefined ? '' : `${first.file}:${String(first.line).padStart(8, '0')}`;
}

/** One that counts is told before one that somebody accepted in another program, and that before one that was there. */
function countOf({ introduced, status }: GateFinding): number {
  return (introduced ? 2 : 0) + (status === 'open' ? 1 : 0);
}

/** A file that several programs import has its findings once; the change's own word counts before what was there. */
export function withoutCopies(findings: readonly GateFinding[]): GateFinding[] {
  const told = new Map<string, GateFinding>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.rule, finding.severity, finding.locations[0] ?? finding.unit, finding.message]);
    const known = told.get(key);
    if (known === undefined || countOf(finding) > countOf(known)) told.set(key, finding);
  }
  return [...told.values()];
}
