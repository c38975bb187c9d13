import { calibrated } from './calibrated.ts';
import { type Decision, type Finding, SEVERITIES, type Severity, type Verdict } from './finding.ts';
import { CALIBRATION } from './knots.ts';
import { lowerOf } from './lower.ts';
import { type Weighed, weigh } from './weight.ts';

/**
 * Risk, 0–100, from findings.
 *
 * 1. A finding weighs its severity, and more the surer it is (`weight.ts`).
 * 2. A rule counts once, by its weightiest finding.
 * 3. Different rules combine as independent chances do, 1 − (1−a)(1−b)… That is the strength of the evidence.
 * 4. Findings of one severity never add up to the weight of the next one: any number of low ones stays below `review` at the
 *    default thresholds, any number of medium ones below a high one (`CEILING`).
 * 5. Risk is how often evidence of that strength was right on labelled samples (`knots.ts`). The map is monotone, leaves every
 *    severity its weight, and moves nothing over the default thresholds.
 */
export const CEILING: Record<Severity, number> = { low: 29, medium: 49, high: 99, critical: 100 };

export interface Thresholds {
  readonly review: number;
  readonly block: number;
}

/**
 * What is decided of findings, and what would have to change for less. `runs` is how many there were, which tells what may be
 * tried next. What is overridden weighs nothing.
 */
export function verdictOf(findings: readonly Finding[], thresholds: Thresholds, runs?: number): Verdict {
  const open = findings.filter(({ status }) => status === 'open');
  const weighed = weigh(open);
  const judged = (kept: readonly Weighed[]) => {
    const risk = calibrated(combined(kept), CALIBRATION);
    return { risk, decision: decide(risk, thresholds) };
  };
  const verdict = { ...judged(weighed), reasons: weighed.map(({ rule }) => rule) };
  if (verdict.decision === 'allow') return verdict;
  return { ...verdict, lower: lowerOf(open, verdict.decision, judged, runs) };
}

/** Strength of the evidence, a whole number of 0–100: what calibration makes into risk. */
export function strengthOf(findings: readonly Finding[]): number {
  return combined(weigh(findings));
}

function combined(weighed: readonly Weighed[]): number {
  const harmless = weighed.reduce((chance, { weight }) => chance * (1 - weight / 100), 1);
  const highest = Math.max(0, ...weighed.map(({ severity }) => SEVERITIES.indexOf(severity)));
  return Math.min(CEILING[SEVERITIES[highest] ?? 'low'], Math.round((1 - harmless) * 100));
}

function decide(risk: number, thresholds: Thresholds): Decision {
  if (risk >= thresholds.block) return 'block';
  return risk >= thresholds.review ? 'review' : 'allow';
}
