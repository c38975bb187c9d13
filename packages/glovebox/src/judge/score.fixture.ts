import type { Certainty } from './certainty.ts';
import type { Finding, Severity } from './finding.ts';

/** The evidence by which a finding is known so surely. */
const EVIDENCE: Record<Certainty, string[]> = {
  doubtful: ['site:1'],
  read: ['site:1'],
  seen: ['event:1'],
  confirmed: ['site:1', 'event:1'],
  followed: ['site:1', 'flow:1', 'event:1'],
};

export function finding(
  rule: string,
  severity: Severity,
  certainty: Certainty = 'read',
  told: Partial<Finding> = {},
): Finding {
  return {
    rule,
    severity,
    title: rule,
    locations: [],
    evidence: EVIDENCE[certainty],
    ...(certainty === 'doubtful' && { doubt: 'unreached' as const }),
    message: '',
    remedy: '',
    status: 'open',
    ...told,
  };
}
