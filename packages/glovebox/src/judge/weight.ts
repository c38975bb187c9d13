import { type Certainty, certaintyOf } from './certainty.ts';
import { type Finding, SEVERITY_RISK, type Severity } from './finding.ts';

/**
 * What a finding weighs by itself, 0–100: its severity at the least, where its evidence is doubtful; a little more where it is
 * not, more again where a run showed it, and most where source, run and the way between them agree.
 */
export const WEIGHTS: Record<Severity, Record<Certainty, number>> = {
  low: { doubtful: SEVERITY_RISK.low, read: 10, seen: 10, confirmed: 11, followed: 12 },
  medium: { doubtful: SEVERITY_RISK.medium, read: 32, seen: 35, confirmed: 38, followed: 42 },
  high: { doubtful: SEVERITY_RISK.high, read: 53, seen: 65, confirmed: 70, followed: 80 },
  critical: { doubtful: SEVERITY_RISK.critical, read: 100, seen: 100, confirmed: 100, followed: 100 },
};

export function weightOf(finding: Finding): number {
  return WEIGHTS[finding.severity][certaintyOf(finding)];
}

/** What a rule weighs: its weightiest finding. Ten lines of the same kind are not ten kinds of risk. */
export interface Weighed extends Pick<Finding, 'rule' | 'severity'> {
  readonly weight: number;
}

/** Every rule once, the weightiest first. */
export function weigh(findings: readonly Finding[]): Weighed[] {
  const byRule = new Map<string, Weighed>();
  for (const finding of findings) {
    const weight = weightOf(finding);
    const known = byRule.get(finding.rule);
    if (known === undefined || weight > known.weight) {
      byRule.set(finding.rule, { rule: finding.rule, severity: finding.severity, weight });
    }
  }
  return [...byRule.values()].sort((a, b) => b.weight - a.weight);
}
