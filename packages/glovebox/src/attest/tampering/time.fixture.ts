import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seal } from '../envelope.ts';
import { type Attempt, at, withOverride } from './attempt.fixture.ts';
import { daysAgo, NOW } from './scene.fixture.ts';

export const TIME: readonly Attempt[] = [
  {
    what: 'the clock is set back to before it',
    refused: 'in-the-future',
    tamper: (scene) => {
      scene.now = daysAgo(2);
    },
  },
  {
    what: 'the clock is set back so that it is young again, and another attestation is newer',
    refused: 'in-the-future',
    tamper: async (scene) => {
      const other = join(scene.root, 'other');
      mkdirSync(other);
      writeFileSync(join(other, 'elsewhere.py'), 'print(1)\n');
      scene.put(seal(await scene.attested(NOW, other), [scene.ada]), 'other.json');
      scene.put(scene.signed(at(daysAgo(30))));
      scene.now = daysAgo(29);
    },
  },
  {
    what: 'it is dated ahead to last longer',
    refused: 'in-the-future',
    tamper: (scene) => scene.put(scene.signed(at(daysAgo(-100)))),
  },
  { what: 'it is old', refused: 'too-old', tamper: (scene) => scene.put(scene.signed(at(daysAgo(8)))) },
  {
    what: 'an old examination is signed today',
    refused: 'too-old',
    tamper: (scene) =>
      scene.put(scene.signed(({ predicate }) => Object.assign(predicate, { examinedAt: daysAgo(30).toISOString() }))),
  },
  {
    what: 'an exception in it has expired',
    refused: 'override-expired',
    tamper: (scene) => scene.put(scene.signed(withOverride(daysAgo(0.5)))),
  },
  {
    what: 'a date has no time zone',
    refused: 'malformed',
    says: 'attestedAt',
    tamper: (scene) =>
      scene.put(scene.signed(({ predicate }) => Object.assign(predicate, { attestedAt: '2026-05-31T12:00:00' }))),
  },
];
