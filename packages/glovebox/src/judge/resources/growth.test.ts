import { describe, expect, it } from 'vitest';
import { isExponential } from './growth.ts';

function timed(ms: (size: number) => number, until = 500): { points: { size: number; ms: number }[] } {
  const sizes = Array.from({ length: 33 }, (_, index) => 8 + index);
  return { points: sizes.map((size) => ({ size, ms: ms(size) })).filter(({ ms: took }) => took <= until) };
}

describe('time that grows', () => {
  it.each<[what: string, ms: (size: number) => number]>([
    ['doubling with each step', (n) => 2 ** (n - 16)],
    ['by the golden ratio', (n) => 1.618 ** (n - 22)],
    ['doubling every two steps', (n) => 1.42 ** (n - 22)],
    ['as factorials do', (n) => 3 ** (n - 14)],
  ])('exponentially, %s', (_, ms) => {
    expect(isExponential(timed(ms))).toBe(true);
  });

  it.each<[what: string, ms: (size: number) => number]>([
    ['not at all', () => 8],
    ['in line with the input', (n) => 4 * n],
    ['as n log n', (n) => n * Math.log(n)],
    ['as the square', (n) => n ** 2 / 9],
    ['as the cube', (n) => n ** 3 / 400],
    ['as the sixth power', (n) => n ** 6 / 1e7],
    ['too little to measure', (n) => 1.1 ** n / 20],
  ])('%s is no exponential', (_, ms) => {
    expect(isExponential(timed(ms))).toBe(false);
  });

  it('one pause of the machine makes nothing exponential', () => {
    expect(isExponential(timed((n) => (n === 40 ? 90 : 7)))).toBe(false);
  });

  it('a call that was cut off counts as far as it came', () => {
    const { points } = timed((n) => 2 ** (n - 16), 300);
    expect(isExponential({ points: [...points, { size: 25, ms: 310 }], cut: true })).toBe(true);
  });
});
