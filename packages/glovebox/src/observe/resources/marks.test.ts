import { expect, it } from 'vitest';
import type { HintLine } from '../message.ts';
import { scaledOf } from './marks.ts';

function mark(ms: number, size: number, of = 'a', name = 'f', path = '/work/a.py', cost = 9e6): HintLine {
  return { t: 'hint', ms, line: ['G', 2, name, path, 3, of, size, cost].join('\x1f') };
}

it('a call took from its mark to the end of it, by the clock of whoever hears them', () => {
  expect(scaledOf([mark(1, 8), mark(2, 0), mark(2, 9), mark(7, 0)], '/work')).toEqual([
    {
      name: 'f',
      file: 'a.py',
      line: 3,
      of: 'text',
      points: [
        { size: 8, ms: 1 },
        { size: 9, ms: 5 },
      ],
      atMs: 7,
    },
  ]);
});

it('a call that waited cost no more than its agent says', () => {
  const [{ points } = { points: [] }] = scaledOf([mark(1, 8), mark(90, 0, 'a', 'f', '/work/a.py', 2_500)], '/work');
  expect(points).toEqual([{ size: 8, ms: 2.5 }]);
});

it('a call that never ended took until the next thing was told, and more', () => {
  const [first, second] = scaledOf([mark(1, 8, 'list'), mark(400, 8, 'list', 'g'), mark(401, 0, 'list', 'g')], '/work');
  expect(first).toMatchObject({ of: 'list', cut: true, points: [{ size: 8, ms: 399 }] });
  expect(second).toMatchObject({ name: 'g', points: [{ size: 8, ms: 1 }] });
});

it('what a sample makes up is bounded, and names no file but its own', () => {
  const flood = Array.from({ length: 60_000 }, (_, index) => mark(index, (index % 50) + 1, 'a', `f${index}`));
  expect(scaledOf(flood, '/work').length).toBeLessThanOrEqual(200);
  expect(scaledOf([mark(1, 8, 'a', 'f', '/etc/passwd'), mark(2, 0, 'a', 'f', '/etc/passwd')], '/work')).toEqual([]);
  expect(
    scaledOf(
      [
        { t: 'hint', ms: 1, line: 'G\x1f2\x1ff' },
        { t: 'hint', ms: 1, line: 'Gx' },
      ],
      '/work',
    ),
  ).toEqual([]);
});
