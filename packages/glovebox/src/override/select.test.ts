import { describe, expect, it } from 'vitest';
import type { Finding } from '../judge/finding.ts';
import { isInScope, scopeFor } from './scope.ts';
import { findingNamed, overrideOf } from './select.ts';
import { expiryFrom, timeOf } from './times.ts';

const NOW = new Date('2026-03-01T10:00:00Z');

function finding(fingerprint: string, line: number, status: Finding['status'] = 'open'): Finding {
  return {
    rule: 'secret-read',
    severity: 'high',
    title: 'x',
    locations: [{ file: 'a.py', line }],
    evidence: [],
    message: 'x',
    remedy: 'x',
    status,
    fingerprint: fingerprint.padEnd(32, '0'),
    written: fingerprint.padEnd(32, '1'),
    seen: [],
  };
}

describe('a finding is named', () => {
  const findings = [finding('aaaaaaaa1', 3), finding('aaaaaaaa2', 4), finding('bbbbbbbb', 5, 'overridden')];

  it('by its fingerprint, its beginning, or its rule and line', () => {
    expect(findingNamed('aaaaaaaa1', findings)).toBe(findings[0]);
    expect(findingNamed('secret-read@a.py:4', findings)).toBe(findings[1]);
    expect(findingNamed('secret-read@src/a.py:4', findings)).toBe(findings[1]);
  });

  it.each([
    ['aaaaaaaa', /means 2 findings/],
    ['aaaaaaa', /no open finding/],
    ['bbbbbbbb', /no open finding/],
    ['secret-read@a.py:5', /no open finding/],
    ['secret-read', /no open finding/],
    ['', /no open finding/],
  ])('and not by %j', (name, message) => {
    expect(() => findingNamed(name, findings)).toThrowError(
      expect.objectContaining({ code: 'usage', message: expect.stringMatching(message) }),
    );
  });
});

describe('an end', () => {
  it.each([
    ['30d', '2026-03-31T10:00:00Z'],
    ['2w', '2026-03-15T10:00:00Z'],
    ['1y', '2027-03-01T10:00:00Z'],
    ['2026-03-01', '2026-03-01T23:59:59Z'],
    ['2026-12-31', '2026-12-31T23:59:59Z'],
    ['2026-03-01T12:00Z', '2026-03-01T12:00:00Z'],
  ])('%s is %s', (given, end) => {
    expect(timeOf(expiryFrom(given, NOW))).toBe(end);
  });

  it.each(['0d', '2y', '367d', '2026-02-28', '2026-02-31', '2027-03-05', 'soon', '', '30', '1e3d', 'Infinity'])(
    '%j is none',
    (given) => {
      expect(() => expiryFrom(given, NOW)).toThrowError(expect.objectContaining({ code: 'usage' }));
    },
  );
});

describe('a scope', () => {
  it.each<[string, string, boolean]>([
    ['file', 'src/a.py', true],
    ['file', 'src/b.py', false],
    ['file', 'a.py', false],
    ['repository', 'any/where.py', true],
    ['src/**', 'src/deep/b.py', true],
    ['src/*', 'src/deep/b.py', false],
    ['src/*.py', 'src/.b.py', true],
    ['src/**', 'vendor/src/b.py', false],
    ['**', 'any/where.py', true],
    ['/**', 'src/a.py', false],
    ['../**', 'src/a.py', false],
    ['src/../**', 'src/a.py', false],
    ['{src,lib}/**', 'lib/a.py', false],
    ['!lib/**', 'src/a.py', false],
  ])('%s covers %s: %s', (scope, path, covered) => {
    expect(isInScope({ scope, file: 'src/a.py' }, path)).toBe(covered);
  });

  it('covers the finding itself, or is an error', () => {
    expect(scopeFor('./src/**', 'src/a.py')).toBe('src/**');
    expect(() => scopeFor('lib/**', 'src/a.py')).toThrowError(/does not cover src\/a\.py/);
  });
});

it.each(['', 'because', 'not bad', '... --- !!!', '🙂 🙂 🙂 🙂'])('%j is no reason', (reason) => {
  const acceptance = { reason, expires: '30d', scope: 'file', now: NOW };
  expect(() => overrideOf(finding('a', 1), { file: 'a.py', line: 'x' }, acceptance)).toThrowError(/three words/);
});
