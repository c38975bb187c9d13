import { describe, expect, it } from 'vitest';
import type { Finding, Severity } from './finding.ts';
import { verdictOf } from './score.ts';

const THRESHOLDS = { review: 30, block: 60 };

describe('risk', () => {
  it.each<[what: string, findings: [Severity, 'read' | 'seen'][], risk: number, decision: string]>([
    ['nothing', [], 0, 'allow'],
    ['one low', [['low', 'seen']], 10, 'allow'],
    ['a hundred low', Array(100).fill(['low', 'seen']), 29, 'allow'],
    ['one medium', [['medium', 'read']], 30, 'review'],
    ['one medium, seen', [['medium', 'seen']], 35, 'review'],
    ['ten medium', Array(10).fill(['medium', 'seen']), 59, 'review'],
    ['one high, only read', [['high', 'read']], 50, 'review'],
    ['one high, seen', [['high', 'seen']], 65, 'block'],
    [
      'two high, only read',
      [
        ['high', 'read'],
        ['high', 'read'],
      ],
      75,
      'block',
    ],
    [
      'one high with a low',
      [
        ['high', 'read'],
        ['low', 'read'],
      ],
      55,
      'review',
    ],
    ['one critical', [['critical', 'read']], 100, 'block'],
    [
      'everything',
      [
        ['critical', 'seen'],
        ['high', 'seen'],
        ['low', 'read'],
      ],
      100,
      'block',
    ],
  ])('of %s', (_, findings, risk, decision) => {
    const made = findings.map(([severity, how], index) => finding(`rule-${index}`, severity, how));
    expect(verdictOf(made, THRESHOLDS)).toMatchObject({ risk, decision });
  });

  it('counts a rule once, however many lines it matched', () => {
    const many = Array.from({ length: 20 }, () => finding('same', 'high', 'read'));
    expect(verdictOf(many, THRESHOLDS)).toEqual({ decision: 'review', risk: 50, reasons: ['same'] });
  });

  it('names the weightiest rule first and leaves out what was overridden', () => {
    const findings = [
      finding('small', 'low', 'read'),
      finding('big', 'high', 'seen'),
      { ...finding('accepted', 'critical', 'seen'), status: 'overridden' as const },
    ];
    expect(verdictOf(findings, THRESHOLDS)).toEqual({ decision: 'block', risk: 69, reasons: ['big', 'small'] });
  });
});

function finding(rule: string, severity: Severity, how: 'read' | 'seen'): Finding {
  return {
    rule,
    severity,
    title: rule,
    locations: [],
    evidence: how === 'seen' ? ['site:1', 'event:1'] : ['site:1'],
    message: '',
    remedy: '',
    status: 'open',
  };
}
