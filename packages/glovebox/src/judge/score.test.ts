import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrated } from './calibrated.ts';
import { CERTAINTIES, type Certainty, certaintyOf } from './certainty.ts';
import { DECISIONS, type Finding, SEVERITIES, SEVERITY_RISK, type Severity } from './finding.ts';
import { CALIBRATION } from './knots.ts';
import { finding } from './score.fixture.ts';
import { strengthOf, verdictOf } from './score.ts';

const THRESHOLDS = { review: 30, block: 60 };

describe('strength of the evidence, and what is decided of it', () => {
  it.each<[what: string, findings: [Severity, Certainty][], strength: number, decision: string]>([
    ['nothing', [], 0, 'allow'],
    ['one low', [['low', 'seen']], 10, 'allow'],
    ['a hundred low', Array(100).fill(['low', 'followed']), 29, 'allow'],
    ['one medium', [['medium', 'read']], 32, 'review'],
    ['one medium, doubtful', [['medium', 'doubtful']], 30, 'review'],
    ['one medium, seen', [['medium', 'seen']], 35, 'review'],
    ['ten medium', Array(10).fill(['medium', 'followed']), 49, 'review'],
    ['one high, doubtful', [['high', 'doubtful']], 50, 'review'],
    ['one high, only read', [['high', 'read']], 53, 'review'],
    ['one high, seen', [['high', 'seen']], 65, 'block'],
    ['one high, read and seen', [['high', 'confirmed']], 70, 'block'],
    ['one high, read, seen and the way between', [['high', 'followed']], 80, 'block'],
    ['two high, only read', Array(2).fill(['high', 'read']), 78, 'block'],
    ['a high with a low', [['high', 'read'], ['low', 'read']], 58, 'review'], // biome-ignore format: a row
    ['one critical', [['critical', 'doubtful']], 100, 'block'],
    ['everything', [['critical', 'seen'], ['high', 'seen'], ['low', 'read']], 100, 'block'], // biome-ignore format: a row
  ])('of %s', (_, rows, strength, decision) => {
    const findings = rows.map(([severity, how], index) => finding(`rule-${index}`, severity, how));
    expect(strengthOf(findings)).toBe(strength);
    expect(verdictOf(findings, THRESHOLDS).decision).toBe(decision);
  });

  it('counts a rule once, however many lines it matched', () => {
    const many = Array.from({ length: 20 }, () => finding('same', 'high'));
    expect(strengthOf(many)).toBe(53);
    expect(verdictOf(many, THRESHOLDS).reasons).toEqual(['same']);
  });

  it('names the weightiest rule first and leaves out what was overridden', () => {
    const findings = [
      finding('small', 'low'),
      finding('big', 'high', 'seen'),
      finding('accepted', 'critical', 'seen', { status: 'overridden' }),
    ];
    expect(verdictOf(findings, THRESHOLDS)).toMatchObject({ decision: 'block', reasons: ['big', 'small'] });
  });
});

const anyFinding = fc
  .record({
    rule: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
    severity: fc.constantFrom(...SEVERITIES),
    evidence: fc.uniqueArray(fc.constantFrom('site:1', 'flow:1', 'event:1', 'run:1', 'code:1')),
    doubt: fc.constantFrom(undefined, 'unreached' as const, 'unresolved' as const),
    hasSteps: fc.boolean(),
    status: fc.constantFrom('open' as const, 'open' as const, 'overridden' as const),
  })
  .map(({ rule, severity, evidence, doubt, hasSteps, status }) => {
    const { doubt: _, ...made } = finding(rule, severity, 'read', { evidence, status });
    return { ...made, ...(doubt && { doubt }), ...(hasSteps && { steps: [] }) };
  });
const anyFindings = fc.array(anyFinding, { maxLength: 15 });
const anyThresholds = fc
  .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }))
  .map(([a, b]) => ({ review: Math.min(a, b), block: Math.max(a, b) }));

/** Whether the first verdict is no lower than the second. */
function isAtLeast(findings: readonly Finding[], others: readonly Finding[]): boolean {
  const [a, b] = [verdictOf(findings, THRESHOLDS), verdictOf(others, THRESHOLDS)];
  return a.risk >= b.risk && DECISIONS.indexOf(a.decision) >= DECISIONS.indexOf(b.decision);
}

describe('for any findings', () => {
  it('risk is a whole number of 0–100, and that of nothing open is 0', () => {
    fc.assert(
      fc.property(anyFindings, (findings) => {
        const { risk, reasons } = verdictOf(findings, THRESHOLDS);
        expect(Number.isInteger(risk) && risk >= 0 && risk <= 100).toBe(true);
        expect(risk === 0).toBe(findings.every(({ status }) => status === 'overridden'));
        expect(reasons.length).toBeLessThanOrEqual(8);
      }),
    );
  });

  it('one more never lowers it', () => {
    fc.assert(fc.property(anyFindings, anyFinding, (findings, more) => isAtLeast([...findings, more], findings)));
  });

  it('one that is overridden weighs nothing', () => {
    fc.assert(
      fc.property(anyFindings, anyFinding, (findings, one) => {
        const accepted = { ...one, status: 'overridden' as const };
        expect(verdictOf([...findings, accepted], THRESHOLDS)).toEqual(verdictOf(findings, THRESHOLDS));
      }),
    );
  });

  it('it is never less than the weight of the gravest severity that is open', () => {
    fc.assert(
      fc.property(anyFindings, (findings) => {
        const open = findings.filter(({ status }) => status === 'open');
        const floor = Math.max(0, ...open.map(({ severity }) => SEVERITY_RISK[severity]));
        expect(verdictOf(findings, THRESHOLDS).risk).toBeGreaterThanOrEqual(floor);
      }),
    );
  });

  it('another witness never lowers it, nor does a doubt raise it', () => {
    const witness = fc.constantFrom('site:1', 'flow:1', 'event:1', 'run:1');
    fc.assert(
      fc.property(anyFindings, anyFinding, witness, (findings, one, id) => {
        const corroborated = { ...one, evidence: [...one.evidence, id] };
        const { doubt: _, ...sure } = one;
        return (
          isAtLeast([...findings, corroborated], [...findings, one]) &&
          isAtLeast([...findings, sure], [...findings, one])
        );
      }),
    );
  });

  it('the order they come in does not matter', () => {
    fc.assert(
      fc.property(anyFindings, (findings) => {
        const { decision, risk } = verdictOf(findings, THRESHOLDS);
        expect(verdictOf(findings.toReversed(), THRESHOLDS)).toMatchObject({ decision, risk });
      }),
    );
  });

  it('the decision follows the risk, whatever the thresholds', () => {
    fc.assert(
      fc.property(anyFindings, anyThresholds, (findings, thresholds) => {
        const { risk, decision } = verdictOf(findings, thresholds);
        expect(decision).toBe(risk >= thresholds.block ? 'block' : risk >= thresholds.review ? 'review' : 'allow');
      }),
    );
  });
});

describe('the map from strength to risk', () => {
  const risks = Array.from({ length: 101 }, (_, strength) => calibrated(strength, CALIBRATION));

  it('never falls, and has both ends', () => {
    expect(risks).toEqual(risks.toSorted((a, b) => a - b));
    expect([risks[0], risks[100]]).toEqual([0, 100]);
  });

  it('leaves every severity its weight', () => {
    for (const floor of Object.values(SEVERITY_RISK)) expect(risks[floor]).toBeGreaterThanOrEqual(floor);
  });

  it('moves nothing over the default thresholds', () => {
    for (const threshold of Object.values(THRESHOLDS)) {
      expect(risks[threshold - 1]).toBeLessThan(threshold);
      expect(risks[threshold]).toBeGreaterThanOrEqual(threshold);
    }
  });
});

describe('how a finding is known', () => {
  it.each<[evidence: string[], told: Partial<Finding>, certainty: Certainty]>([
    [['site:1'], {}, 'read'],
    [['site:1', 'flow:1'], {}, 'read'],
    [[], {}, 'read'],
    [['site:1'], { doubt: 'unresolved' }, 'doubtful'],
    [['run:1'], {}, 'seen'],
    [['event:2'], { doubt: 'unreached' }, 'seen'],
    [['event:2', 'code:1'], {}, 'confirmed'],
    [['event:2'], { steps: [] }, 'confirmed'],
    [['site:1', 'event:2'], { steps: [] }, 'followed'],
    [['site:1', 'event:2', 'flow:3'], {}, 'followed'],
  ])('%j %j is %s', (evidence, told, certainty) => {
    expect(certaintyOf({ evidence, ...told })).toBe(certainty);
  });

  it('the surer, the weightier', () => {
    for (const severity of SEVERITIES) {
      const strengths = CERTAINTIES.map((certainty) => strengthOf([finding('a', severity, certainty)]));
      expect(strengths).toEqual(strengths.toSorted((a, b) => a - b));
      expect(strengths[0]).toBe(SEVERITY_RISK[severity]);
    }
  });
});
