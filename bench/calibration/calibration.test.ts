import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reliabilityOf } from '../../packages/glovebox/src/eval/calibration.ts';
import { calibrated } from '../../packages/glovebox/src/judge/calibrated.ts';
import { CALIBRATION } from '../../packages/glovebox/src/judge/knots.ts';
import { countsOf, DEPTHS, readCounts, samplesOf } from './counts.ts';
import { mapFor, type Observed } from './fit.ts';
import { fitted, MOST_ERROR, reliabilitySections } from './reliability.ts';

describe('what is in force', () => {
  it('is what the counts that are kept give', () => {
    expect(fitted(readCounts())).toEqual(CALIBRATION);
  });

  it('is what the specification shows', () => {
    const page = readFileSync(join(import.meta.dirname, '../../SPECIFICATION.md'), 'utf8');
    for (const section of reliabilitySections(readCounts(), CALIBRATION)) expect(page).toContain(section);
  });

  it.each(DEPTHS)('at depth %s errs by at most the target, over samples that nothing was fitted to', (depth) => {
    const groups = readCounts().filter((group) => group.depth === depth);
    const samples = samplesOf(groups, (strength) => calibrated(strength, CALIBRATION));
    const { splits } = reliabilityOf(samples, ({ split }) => split);
    expect(splits.out.count).toBeGreaterThan(1_000);
    expect(splits.out.expectedError).toBeLessThanOrEqual(MOST_ERROR);
  });
});

const observed = fc.array(fc.record({ strength: fc.integer({ min: 0, max: 100 }), isRisky: fc.boolean() }), {
  maxLength: 300,
});
const risksBy = (samples: readonly Observed[]) => {
  const map = mapFor(samples);
  return Array.from({ length: 101 }, (_, strength) => calibrated(strength, map));
};

describe('for any samples, the map', () => {
  it('never falls, keeps the floors, and moves nothing over a default threshold', () => {
    fc.assert(
      fc.property(observed, (samples) => {
        const risks = risksBy(samples);
        expect(risks).toEqual(risks.toSorted((a, b) => a - b));
        for (const floor of [0, 10, 30, 50, 100]) expect(risks[floor]).toBeGreaterThanOrEqual(floor);
        for (const threshold of [30, 60]) {
          expect(risks[threshold - 1]).toBeLessThan(threshold);
          expect(risks[threshold]).toBeGreaterThanOrEqual(threshold);
        }
      }),
    );
  });
});

it('risk follows how often it was right, and a handful of samples moves it little', () => {
  const many = (count: number, strength: number, isRisky: boolean) =>
    Array.from({ length: count }, () => ({ strength, isRisky }));
  const half = [...many(500, 75, true), ...many(500, 75, false)];
  expect(risksBy(half)[75]).toBeLessThan(75);
  expect(risksBy(many(1_000, 75, true))[75]).toBeGreaterThan(90);
  expect(risksBy(many(1, 75, false))[75]).toBeGreaterThan(risksBy(half)[75] ?? 0);
});

it('counts hold every sample but the insecure, and give each back with its half of the split', () => {
  const sample = { corpus: 'made', strength: 30 };
  const groups = countsOf('quick', [
    { ...sample, id: 'a', label: 'risky' },
    { ...sample, id: 'b', label: 'risky' },
    { ...sample, id: 'c', label: 'benign', strength: 0 },
    { ...sample, id: 'd', label: 'insecure' },
  ]);
  const back = samplesOf(groups, (strength) => strength + 1);
  expect(back.map(({ label, risk }) => `${label} ${risk}`).sort()).toEqual(['benign 1', 'risky 31', 'risky 31']);
});
