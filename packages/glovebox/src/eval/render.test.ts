import { expect, it } from 'vitest';
import { scoredAs } from './eval.fixture.ts';
import { renderEvaluation } from './render.ts';
import { summarizeOutcomes } from './summary.ts';

const OUTCOMES = [
  scoredAs('risky', 'allow', 0, { id: 'lost-1', reasons: [] }),
  scoredAs('risky', 'allow', 10, { id: 'lost-2', line: 2, reasons: ['environment-probe'] }),
  scoredAs('benign', 'review', 30, { id: 'alarm', line: 3, reasons: ['native-code'] }),
  scoredAs('risky', 'block', 100, { id: 'found', category: 'evil\u001b[2Jname' }),
];

it('shows decisions, detection, calibration, time and the misses with the rules behind them', () => {
  const text = renderEvaluation(summarizeOutcomes(OUTCOMES), { colour: false, misses: 10 });
  expect(text).toMatch(/all +risky +3 +2 66\.7 % +0 0\.0 % +1 33\.3 %/);
  expect(text).toMatch(/all, block +100\.0 % +33\.3 % +0\.0 %/);
  expect(text).toMatch(/calibration {2}expected error \d+\.\d %, held out \d+\.\d %; 75\.0 % of 4 samples are risky/);
  expect(text).toMatch(/30–40 +1 +30\.0 % +0\.0 %/);
  expect(text).toMatch(/at even odds +4 +50\.0 %/);
  expect(text).toMatch(/made:2 +lost-2 +plain +risky → allow 10 +environment-probe/);
  expect(text).toMatch(/lost-1 .*no rule matched/);
});

it('lists no more misses than asked for, and says how many there are', () => {
  const text = renderEvaluation(summarizeOutcomes(OUTCOMES), { colour: false, misses: 1 });
  expect(text).toContain('lost-1');
  expect(text).not.toContain('lost-2');
  expect(text).toContain('… and 2 more');
});

it('names in a corpus cannot command the terminal', () => {
  expect(renderEvaluation(summarizeOutcomes(OUTCOMES), { colour: false, misses: 10 })).not.toContain('\u001b');
});

it('what has no verdict is counted by its reason', () => {
  const { decision: _, risk: __, strength: ___, reasons: ____, ms: _____, ...place } = scoredAs('risky', 'allow', 0);
  const failed = [1, 2, 3].map((line) => ({ ...place, line, reason: 'bubblewrap is missing' }));
  const text = renderEvaluation(summarizeOutcomes([...OUTCOMES, ...failed]), { colour: false, misses: 0 });
  expect(text).toMatch(/without a verdict {2}3\n +3 × +made:1 +bubblewrap is missing/);
});

it('any number of misses can be listed', () => {
  const lost = scoredAs('risky', 'allow', 0);
  const many = Array.from({ length: 200_000 }, (_, line) => ({ ...lost, line }));
  expect(renderEvaluation(summarizeOutcomes(many), { colour: false, misses: 200_000 })).toContain('made:199999');
});

it('says what the runs reached, and how many samples passed their own tests', () => {
  const ran = scoredAs('benign', 'allow', 0, { sites: { found: 4, executed: 3 }, tests: 'passed' });
  const outcomes = [ran, { ...ran, tests: 'failed' as const }, scoredAs('benign', 'allow', 0)];
  const text = renderEvaluation(summarizeOutcomes(outcomes), { colour: false, misses: 0 });
  expect(text).toContain('sites  6 of 8 executed, 75.0 %');
  expect(text).toContain('tests  1 of 2 samples passed their own');
});
