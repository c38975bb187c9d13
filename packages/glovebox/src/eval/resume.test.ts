import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { caseOf, scoredAs } from './eval.fixture.ts';
import { openProgress } from './resume.ts';

const HOW = { depth: 'quick', policy: DEFAULT_POLICY } as const;
const DONE = caseOf('print(1)\n');
const VERDICT = scoredAs('benign', 'review', 30, {
  reasons: ['native-code'],
  sites: { found: 2, executed: 1 },
  tests: 'passed',
});

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'glovebox-resume-'));
  path = join(folder, 'progress.jsonl');
  const progress = openProgress(path, HOW);
  progress.record(DONE, VERDICT);
  progress.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

it('what was decided is known when the file is opened again', () => {
  const progress = openProgress(path, HOW);
  expect(progress.known(DONE)).toEqual(VERDICT);
  expect(progress.known({ ...DONE, code: 'print(2)\n' })).toBeUndefined();
  expect(progress.known({ ...DONE, line: 2 })).toBeUndefined();
  expect(progress.known({ ...DONE, tests: 'assert False\n' })).toBeUndefined();
  progress.close();
});

it('what failed is tried again', () => {
  const progress = openProgress(path, HOW);
  const { code: _, ...known } = caseOf('print(3)\n');
  progress.record(caseOf('print(3)\n'), { ...known, reason: 'no jail' });
  progress.close();
  expect(readFileSync(path, 'utf8')).not.toContain('no jail');
});

it('a line that was cut off is dropped, and the next begins on its own', () => {
  appendFileSync(path, '{"key":"half');
  const progress = openProgress(path, HOW);
  expect(progress.known(DONE)).toEqual(VERDICT);
  progress.record(caseOf('print(4)\n'), VERDICT);
  progress.close();
  const again = openProgress(path, HOW);
  expect(again.known(caseOf('print(4)\n'))).toEqual(VERDICT);
  again.close();
});

it('other settings are another evaluation', () => {
  const policy = { ...DEFAULT_POLICY, thresholds: { review: 10, block: 20 } };
  expect(() => openProgress(path, { ...HOW, policy })).toThrow(/no record of an evaluation with these settings/);
  expect(() => openProgress(path, { ...HOW, depth: 'standard' })).toThrow(/with these settings/);
  expect(() => openProgress(path, { ...HOW, tests: false })).toThrow(/with these settings/);
});

it.each([
  ['nothing', null],
  ['no verdict', { key: 'x', scored: null }],
  ['a decision there is not', { key: 'x', scored: { ...VERDICT, decision: 'fine' } }],
  ['a risk past the scale', { key: 'x', scored: { ...VERDICT, risk: 1e9 } }],
  ['commands to a terminal', { key: 'x', scored: { ...VERDICT, reasons: ['\u001b[2J'] } }],
])('a line with %s is damaged', (_, entry) => {
  appendFileSync(path, `${JSON.stringify(entry)}\n`);
  expect(() => openProgress(path, HOW)).toThrow(/progress\.jsonl:3 is damaged/);
});

it('where a sample stands is not taken from the file', () => {
  const [header = '', line = ''] = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, `${header}\n${line.replace('"benign"', '"risky"')}\n`);
  const progress = openProgress(path, HOW);
  expect(progress.known(DONE)?.label).toBe('benign');
  progress.close();
});

it('a damaged line and a place that cannot be written are told', () => {
  appendFileSync(path, 'not JSON\n');
  expect(() => openProgress(path, HOW)).toThrow(/progress\.jsonl:3 is damaged/);
  expect(() => openProgress(join(folder, 'none/there.jsonl'), HOW)).toThrow(/cannot write .*ENOENT/);
  writeFileSync(path, 'something else\n');
  expect(() => openProgress(path, HOW)).toThrow(/begins with something else/);
});
