import { expect, it } from 'vitest';
import { GloveboxError } from '../error.ts';
import { describeError } from './output.ts';

it('an exception of our own is one line without a stack, which is there for the asking', () => {
  const error = new TypeError('x is not a function\nsecond line');
  expect(describeError(error, false)).toBe(
    'glovebox: internal error: x is not a function\\nsecond line (GLOVEBOX_DEBUG=1 shows where)',
  );
  expect(describeError(error, true)).toContain('output.test.ts');
});

it('a failure with a name says what to do', () => {
  const error = new GloveboxError('bubblewrap-missing', 'there is no bwrap', 'apt-get install bubblewrap');
  expect(describeError(error, false)).toBe('glovebox: there is no bwrap\n  apt-get install bubblewrap');
});
