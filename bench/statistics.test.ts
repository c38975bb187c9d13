import { describe, expect, it } from 'vitest';
import { quantile, summarize } from './statistics.ts';

describe('a summary', () => {
  it('does not depend on the order of the times', () => {
    expect(summarize([5, 1, 4, 2, 3])).toEqual(summarize([1, 2, 3, 4, 5]));
  });

  it('takes the middle of an even number of times between two of them', () => {
    expect(summarize([1, 2, 3, 10]).median).toBe(2.5);
  });

  it('is not moved by one long pause', () => {
    expect(summarize([10, 10, 10, 10, 5000]).median).toBe(10);
  });

  it('is its only time three times over', () => {
    expect(summarize([7])).toEqual({ count: 1, p10: 7, median: 7, p90: 7 });
  });

  it('of no times is refused rather than invented', () => {
    expect(() => summarize([])).toThrow('no values');
  });
});

describe('a quantile', () => {
  const hundredAndOne = Array.from({ length: 101 }, (_, index) => index);

  it('lies where its share of the values ends', () => {
    expect(quantile(hundredAndOne, 0.1)).toBe(10);
    expect(quantile(hundredAndOne, 0.9)).toBe(90);
  });

  it('reaches from the least to the greatest', () => {
    expect([quantile(hundredAndOne, 0), quantile(hundredAndOne, 1)]).toEqual([0, 100]);
  });
});
