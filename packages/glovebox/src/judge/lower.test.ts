import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DECISIONS, type Finding, SEVERITIES } from './finding.ts';
import { judge } from './judge.ts';
import { examine } from './scene.fixture.ts';
import { finding } from './score.fixture.ts';
import { verdictOf } from './score.ts';

const THRESHOLDS = { review: 30, block: 60 };
const at = (line: number, file = 'a.py') => ({ locations: [{ file, line }] });
const lowerOf = (findings: readonly Finding[], runs?: number) => verdictOf(findings, THRESHOLDS, runs).lower ?? [];

describe('what would have to change for the next lower decision', () => {
  it('is nothing where all is allowed', () => {
    expect(verdictOf([finding('small', 'low')], THRESHOLDS)).not.toHaveProperty('lower');
  });

  it('names the rule, its place and what would be left', () => {
    const [first] = lowerOf([
      finding('secret-sent', 'critical', 'seen', at(33)),
      finding('other', 'medium', 'read', at(2)),
    ]);
    expect(first).toMatch(/^Without secret-sent at a\.py:33 the risk would be 3\d \(review\)\.$/);
  });

  it('is the fewest rules: of a high and a medium one that block together, the high one', () => {
    const [first] = lowerOf([finding('medium-one', 'medium'), finding('high-one', 'high')]);
    expect(first).toMatch(/^Without high-one the risk would be 3\d \(review\)\.$/);
  });

  it('takes as many rules as it needs, and no more', () => {
    const criticals = Array.from({ length: 6 }, (_, index) =>
      finding(`grave-${index}`, 'critical', 'read', at(index + 1)),
    );
    const [first] = lowerOf([...criticals, finding('small', 'low'), finding('harmless', 'medium')]);
    expect(first).toMatch(/^Without grave-0, grave-1, grave-2 and 3 more at a\.py:1, 2, 3 and 3 more lines the risk/);
    expect(first).not.toContain('harmless');
  });

  it('leaves out all lines of a rule', () => {
    const [first] = lowerOf([finding('twice', 'high', 'seen', at(3)), finding('twice', 'high', 'read', at(9, 'b.py'))]);
    expect(first).toBe('Without twice at a.py:3 and b.py:9 the risk would be 0 (allow).');
  });

  it.each([
    [0, 'try --depth standard'],
    [1, 'try --depth deep'],
    [7, 'tests or arguments that lead there would'],
    [undefined, 'a deeper examination may reach them'],
  ])('says what to run after %s runs', (runs, how) => {
    const never = finding('unexecuted-risky-site', 'medium', 'read', { ...at(4), evidence: ['site:1', 'site:2'] });
    expect(lowerOf([never], runs)).toContain(
      `Run it: 2 sites never ran, ${how}; should that show no harm, the risk would be 0 (allow).`,
    );
  });

  it('says nothing of running where that is not enough', () => {
    const never = finding('unexecuted-risky-site', 'medium', 'read', at(4));
    expect(lowerOf([never, finding('other', 'medium')]).join()).not.toContain('Run it');
  });

  it('tells who may accept it, by the fingerprint', () => {
    const fingerprint = '0123456789abcdef0123456789abcdef';
    expect(lowerOf([finding('one', 'high', 'seen', { fingerprint })]).at(-1)).toBe(
      `Or have somebody accept it: glovebox override add 0123456789ab PATH --reason … --expires …`,
    );
  });

  it('says so where the policy holds up anything', () => {
    expect(verdictOf([], { review: 0, block: 100 }).lower).toEqual([
      'The policy says review of anything: no finding is the reason.',
    ]);
  });

  it('is bounded, however many findings and however long their names', () => {
    const many = Array.from({ length: 400 }, (_, index) =>
      finding(`rule-${index % 200}`, 'critical', 'seen', at(index + 1, `${'x'.repeat(5_000)}${index}`)),
    );
    expect(lowerOf(many).join().length).toBeLessThan(1_500);
  });
});

it('a judged sample says what would be left without its decisive line', () => {
  const scene = {
    source: "keys = open('/etc/shadow').read()\n",
    sites: [{ capability: 'file.read' as const, callee: 'open', target: '/etc/shadow' }],
  };
  const { verdict } = judge(examine(scene));
  expect(verdict.lower?.[0]).toBe('Without password-hash-read at a.py:1 the risk would be 0 (allow).');
});

it('what it says holds: judged again without the named rules, the decision is lower', () => {
  const rules = ['a-rule', 'b-rule', 'c-rule', 'd-rule', 'e-rule'];
  const some = fc.uniqueArray(
    fc.record({ rule: fc.constantFrom(...rules), severity: fc.constantFrom(...SEVERITIES) }),
    {
      selector: ({ rule }) => rule,
    },
  );
  fc.assert(
    fc.property(some, (rows) => {
      const findings = rows.map(({ rule, severity }) => finding(rule, severity, 'seen'));
      const { decision, lower = [] } = verdictOf(findings, THRESHOLDS);
      if (decision === 'allow') return;
      const [, named = '', risk, told] =
        /^Without (.+) the risk would be (\d+) \((\w+)\)\.$/.exec(lower[0] ?? '') ?? [];
      if (/ more$/.test(named)) return;
      const rest = findings.filter(({ rule }) => !named.includes(rule));
      expect(verdictOf(rest, THRESHOLDS)).toMatchObject({ risk: Number(risk), decision: told });
      expect(DECISIONS.indexOf(told as never)).toBeLessThan(DECISIONS.indexOf(decision));
    }),
  );
});
