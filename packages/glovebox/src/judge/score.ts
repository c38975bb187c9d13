import { type Decision, type Finding, SEVERITIES, SEVERITY_RISK, type Severity, type Verdict } from './finding.ts';

/**
 * Risk, 0–100, from findings.
 *
 * 1. A finding weighs its severity: low 10, medium 30, high 50, critical 100.
 * 2. One that was seen happening, and not only read in the source, weighs more (`SEEN_RISK`): a high one then reaches `block`.
 * 3. A rule counts once, by its weightiest finding: ten lines of the same kind are not ten kinds of risk.
 * 4. Different rules combine as independent chances do, 1 − (1−a)(1−b)…
 * 5. Findings of one severity never add up to the next one's meaning: any number of low ones stays below `review`, any
 *    number of medium ones stays below `block` (`CEILING`, at the default thresholds).
 */
const SEEN_RISK: Record<Severity, number> = { low: 10, medium: 35, high: 65, critical: 100 };

const CEILING: Record<Severity, number> = { low: 29, medium: 59, high: 99, critical: 100 };

export interface Thresholds {
  readonly review: number;
  readonly block: number;
}

export function verdictOf(findings: readonly Finding[], thresholds: Thresholds): Verdict {
  const weights = weightByRule(findings.filter((finding) => finding.status === 'open'));
  const risk = combine(weights);
  return {
    decision: decide(risk, thresholds),
    risk,
    reasons: [...weights].sort((a, b) => b[1].risk - a[1].risk).map(([rule]) => rule),
  };
}

/** What one finding weighs by itself. */
export function riskOf(finding: Finding): number {
  const seen = finding.evidence.some((id) => /^(event|run):/.test(id));
  return (seen ? SEEN_RISK : SEVERITY_RISK)[finding.severity];
}

interface Weight {
  readonly risk: number;
  readonly severity: Severity;
}

function weightByRule(findings: readonly Finding[]): Map<string, Weight> {
  const weights = new Map<string, Weight>();
  for (const finding of findings) {
    const risk = riskOf(finding);
    if (risk > (weights.get(finding.rule)?.risk ?? -1)) weights.set(finding.rule, { risk, severity: finding.severity });
  }
  return weights;
}

function combine(weights: ReadonlyMap<string, Weight>): number {
  let harmless = 1;
  let highest = 0;
  for (const { risk, severity } of weights.values()) {
    harmless *= 1 - risk / 100;
    highest = Math.max(highest, SEVERITIES.indexOf(severity));
  }
  const ceiling = CEILING[SEVERITIES[highest] ?? 'low'];
  return Math.min(ceiling, Math.round((1 - harmless) * 100));
}

function decide(risk: number, thresholds: Thresholds): Decision {
  if (risk >= thresholds.block) return 'block';
  return risk >= thresholds.review ? 'review' : 'allow';
}
