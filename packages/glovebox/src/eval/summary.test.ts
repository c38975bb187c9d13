import { expect, it } from 'vitest';
import { calibrationOf, reliabilityOf } from './calibration.ts';
import { scoredAs } from './eval.fixture.ts';
import { summarizeOutcomes } from './summary.ts';

const SAMPLES = [
  scoredAs('risky', 'block', 100, { category: 'delete', ms: 1 }),
  scoredAs('risky', 'block', 80, { category: 'delete', ms: 2 }),
  scoredAs('risky', 'review', 50, { category: 'read', ms: 3 }),
  scoredAs('risky', 'allow', 0, { category: 'read', id: 'lost', ms: 4 }),
  scoredAs('benign', 'allow', 0, { ms: 5 }),
  scoredAs('benign', 'allow', 10, { ms: 6 }),
  scoredAs('benign', 'allow', 0, { ms: 7 }),
  scoredAs('benign', 'review', 30, { id: 'alarm', ms: 8 }),
  scoredAs('insecure', 'allow', 10, { id: 'careless', ms: 9 }),
  scoredAs('insecure', 'review', 30, { ms: 10 }),
];
const SUMMARY = summarizeOutcomes([
  ...SAMPLES,
  { id: 'x', language: 'python', label: 'risky', category: 'delete', corpus: 'made', line: 9, reason: 'no jail' },
]);

it('counts decisions by label and by category', () => {
  expect(SUMMARY.byLabel).toEqual([
    { label: 'risky', count: 4, allow: 1, review: 1, block: 2 },
    { label: 'insecure', count: 2, allow: 1, review: 1, block: 0 },
    { label: 'benign', count: 4, allow: 3, review: 1, block: 0 },
  ]);
  expect(SUMMARY.byCategory).toContainEqual(
    expect.objectContaining({ corpus: 'made', category: 'delete', label: 'risky', count: 2, block: 2 }),
  );
});

it('precision, recall and false positives at review and at block, insecure samples aside', () => {
  expect(SUMMARY.detection.review).toEqual({ precision: 3 / 4, recall: 3 / 4, falsePositiveRate: 1 / 4 });
  expect(SUMMARY.detection.block).toEqual({ precision: 1, recall: 2 / 4, falsePositiveRate: 0 });
});

it('a rate of nothing is no number', () => {
  const { detection } = summarizeOutcomes([scoredAs('benign', 'allow', 0)]);
  expect(detection.block).toEqual({ precision: null, recall: null, falsePositiveRate: 0 });
});

it('lists what contradicts its label, and what has no verdict apart from it', () => {
  expect(SUMMARY.misses.map(({ kind, id }) => [kind, id])).toEqual([
    ['missed', 'lost'],
    ['false-alarm', 'alarm'],
    ['missed', 'careless'],
  ]);
  expect(SUMMARY.count).toBe(10);
  expect(SUMMARY.failed.map(({ reason }) => reason)).toEqual(['no jail']);
});

it('both parts of the split together are all samples', () => {
  expect(SUMMARY.splits.in.count + SUMMARY.splits.out.count).toBe(SUMMARY.count);
});

it('times are those of the sample at half and at 95 in a hundred', () => {
  expect(SUMMARY.ms).toEqual({ p50: 6, p95: 10 });
});

it('calibration holds the mean risk of each tenth against how much of it is risky', () => {
  const { bins, expectedError } = calibrationOf([
    scoredAs('risky', 'block', 100),
    scoredAs('risky', 'block', 90),
    scoredAs('benign', 'allow', 0),
    scoredAs('benign', 'allow', 0),
    scoredAs('risky', 'review', 50),
    scoredAs('benign', 'review', 50),
    scoredAs('insecure', 'block', 70),
  ]);
  expect(bins).toHaveLength(10);
  expect(bins[9]).toEqual({ from: 90, to: 100, count: 2, predicted: 0.95, observed: 1 });
  expect(bins[5]).toMatchObject({ count: 2, predicted: 0.5, observed: 0.5 });
  expect(bins[7]).toMatchObject({ count: 0 });
  expect(expectedError).toBeCloseTo((2 * 0.05) / 6);
});

it('risk that is always right has no error, risk that is always wrong has all of it', () => {
  const right = [scoredAs('risky', 'block', 100), scoredAs('benign', 'allow', 0)];
  const wrong = [scoredAs('benign', 'block', 100), scoredAs('risky', 'allow', 0)];
  expect(calibrationOf(right).expectedError).toBe(0);
  expect(calibrationOf(wrong).expectedError).toBe(1);
});

it('calibration is told of both halves, of what was found alone, at even odds and by corpus', () => {
  const samples = [
    scoredAs('risky', 'block', 90, { corpus: 'a' }),
    ...Array.from({ length: 7 }, () => scoredAs('benign', 'allow', 0, { corpus: 'a' })),
    scoredAs('risky', 'review', 40, { corpus: 'b', id: 'out' }),
    scoredAs('benign', 'review', 40, { corpus: 'b' }),
    scoredAs('insecure', 'review', 40, { corpus: 'b' }),
  ];
  const { count, baseRate, splits, found, evenOdds, byCorpus } = reliabilityOf(samples, ({ id }) =>
    id === 'out' ? 'out' : 'in',
  );
  expect([count, baseRate]).toEqual([10, 0.2]);
  expect([splits.in.count, splits.out.count, splits.out.expectedError]).toEqual([9, 1, 0.6]);
  expect([found.count, splits.in.found.count]).toEqual([3, 2]);
  expect(evenOdds.baseRate).toBeCloseTo(0.5);
  // Of the risky half one of two is there, of the benign half one of eight.
  expect(evenOdds.bins[4]?.observed).toBeCloseTo(0.25 / (0.25 + 0.5 / 8));
  expect(byCorpus.map(({ corpus, count, baseRate }) => [corpus, count, baseRate])).toEqual([
    ['a', 8, 1 / 8],
    ['b', 2, 0.5],
  ]);
});

it('without samples there is no error and nothing to divide by', () => {
  const { expectedError, baseRate, evenOdds } = reliabilityOf([], () => 'in');
  expect([expectedError, baseRate, evenOdds.expectedError]).toEqual([0, 0, 0]);
});
