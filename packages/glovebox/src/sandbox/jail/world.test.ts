import { expect, it } from 'vitest';
import { filesUnder, WORLD, wishesOf } from './world.ts';

it('a program that asks for the file of the conditions gets no other in its place', () => {
  const files = { [WORLD]: 'mine', [WORLD.replace('/shm/', '/shm/./')]: 'mine too', '/tmp/there': 'yes' };
  const given = filesUnder({ clock: null, waits: 'skipped', files }, 'python');
  expect(given.map(({ path }) => path)).toEqual([WORLD, '/tmp/there']);
  expect(Buffer.from(given[0]?.content ?? []).toString('latin1')).toMatch(/^world\/1\0/);
});

it('a file whose name is no text can be forced as well', () => {
  const forced = { at: [], reach: [{ file: 'a\ud800.py', lines: [3] }], asks: [] };
  expect(wishesOf({ clock: null, forced }, 'python')).toEqual(['forced=a%EF%BF%BD.py:3']);
});
