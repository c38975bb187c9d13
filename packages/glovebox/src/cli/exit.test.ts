import { expect, it } from 'vitest';
import { ERROR_CODES, GloveboxError } from '../error.ts';
import type { Run } from '../sandbox/run.ts';
import { exitOfError, exitOfRun, exitOfVerdict } from './exit.ts';

it.each([
  ['allow', 'block', 0],
  ['review', 'block', 0],
  ['block', 'block', 1],
  ['allow', 'review', 0],
  ['review', 'review', 1],
  ['block', 'review', 1],
] as const)('%s with --fail-on %s ends with %i', (decision, failOn, code) => {
  expect(exitOfVerdict(decision, failOn)).toBe(code);
});

it.each<[Partial<Run>, number]>([
  [{ status: 'exited', exitCode: 0 }, 0],
  [{ status: 'exited', exitCode: 7 }, 7],
  [{ status: 'killed', signal: 'SIGSEGV' }, 139],
  [{ status: 'killed', signal: 'SIGTERM' }, 143],
  [{ status: 'killed' }, 137],
  [{ status: 'timed-out', signal: 'SIGKILL' }, 124],
  [{ status: 'out-of-memory', signal: 'SIGKILL' }, 137],
  [{ status: 'refused' }, 1],
])('a run that was %j ends with %i', (run, code) => {
  expect(exitOfRun({ exitCode: null, ...run } as Run)).toBe(code);
});

it('every named failure is 2, being cancelled 130, anything else 101', () => {
  for (const code of ERROR_CODES)
    expect(exitOfError(new GloveboxError(code, '', ''))).toBe(code === 'cancelled' ? 130 : 2);
  expect(exitOfError(new TypeError('ours'))).toBe(101);
  expect(exitOfError('thrown text')).toBe(101);
});
