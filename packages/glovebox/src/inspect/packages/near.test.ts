import fc from 'fast-check';
import { expect, it } from 'vitest';
import { editDistance, nearMiss } from './near.ts';

it.each([
  ['abc', 'abc', 0],
  ['requests', 'reqeusts', 1],
  ['requests', 'request', 1],
  ['requests', 'rekuests', 1],
  ['requests', 'rquestz', 2],
  ['requests', 'flask', 3],
  ['', '', 0],
])('%s and %s are %i errors apart', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
});

const word = fc.string({ unit: fc.constantFrom(...'abcdefgh'), minLength: 5, maxLength: 14 });

it('one error is always a near miss, whatever it is', () => {
  fc.assert(
    fc.property(word, fc.nat(), fc.constantFrom(...'xyz'), (name, at, letter) => {
      const index = at % name.length;
      for (const wrong of [
        name.slice(0, index) + letter + name.slice(index),
        name.slice(0, index) + letter + name.slice(index + 1),
      ])
        expect(nearMiss(wrong, [name])).toBe(name);
    }),
  );
});

it('and names are compared the same from both sides', () => {
  fc.assert(fc.property(word, word, (a, b) => editDistance(a, b) === editDistance(b, a)));
});
