import { expect, it } from 'vitest';
import { renderSection } from './section.ts';
import { isReached, percentFlagged, STANDARD_TARGETS, TARGETS } from './targets.ts';

const SAMPLES = [{ decision: 'allow' }, { decision: 'review' }, { decision: 'review' }, { decision: 'block' }] as const;

it('from review on, what is blocked counts as well', () => {
  expect(percentFlagged(SAMPLES, 'review')).toBe(75);
  expect(percentFlagged(SAMPLES, 'block')).toBe(25);
  expect(percentFlagged([], 'block')).toBeUndefined();
});

it('a bound is reached at the bound itself', () => {
  expect(isReached(90, { atLeast: 90 })).toBe(true);
  expect(isReached(89.9, { atLeast: 90 })).toBe(false);
  expect(isReached(0.5, { atMost: 0.5 })).toBe(true);
  expect(isReached(0.6, { atMost: 0.5 })).toBe(false);
  expect(isReached(0.1, { atMost: 0 })).toBe(false);
});

it('every target has exactly one bound', () => {
  for (const { name, atLeast, atMost } of [...TARGETS, ...STANDARD_TARGETS])
    expect(
      [atLeast, atMost].filter((bound) => bound !== undefined),
      name,
    ).toHaveLength(1);
});

it('a table is as wide as its widest cell', () => {
  const text = renderSection({ title: 'T', head: ['', 'b'], rows: [['long name', 'x']], notes: ['note'] });
  expect(text.split('\n')).toEqual(['T', '           b', '─────────  ─', 'long name  x', 'note']);
});
