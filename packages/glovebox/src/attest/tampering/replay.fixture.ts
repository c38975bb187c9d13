import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seal } from '../envelope.ts';
import { type Attempt, at, block } from './attempt.fixture.ts';
import { daysAgo } from './scene.fixture.ts';

export const REPLAY: readonly Attempt[] = [
  {
    what: 'the attestation of something else is laid down',
    refused: 'no-attestation',
    tamper: async (scene) => {
      const other = join(scene.root, 'other');
      mkdirSync(other);
      writeFileSync(join(other, 'elsewhere.py'), 'print(1)\n');
      scene.put(seal(await scene.attested(daysAgo(1), other), [scene.ada]));
    },
  },
  {
    what: 'an older allow lies beside a newer block',
    refused: 'decision',
    tamper: (scene) => {
      scene.put(
        scene.signed((statement) => {
          at(daysAgo(3))(statement);
        }),
        'a-first.json',
      );
      scene.put(scene.signed(block));
      scene.put(
        scene.signed((statement) => {
          at(daysAgo(2))(statement);
        }),
        'z-last.json',
      );
    },
  },
  {
    what: 'both are of the same moment',
    refused: 'decision',
    tamper: (scene) => scene.put(scene.signed(block), 'z.json'),
  },
  {
    what: 'the newer block is damaged',
    refused: 'bad-signature',
    tamper: (scene) => {
      scene.put(scene.signed(at(daysAgo(3))), 'older.json');
      scene.put(scene.signed(block));
      scene.payload(({ predicate }) => Object.assign(predicate, { risk: 99 }));
    },
  },
  {
    what: 'the newer block is cut off',
    refused: 'malformed',
    says: 'not JSON',
    tamper: (scene) => {
      scene.put(scene.signed(at(daysAgo(3))), 'older.json');
      scene.put(scene.signed(block).slice(0, 500));
    },
  },
  { what: 'it said block from the beginning', refused: 'decision', tamper: (scene) => scene.put(scene.signed(block)) },
  {
    what: 'it is from under another policy',
    refused: 'different-policy',
    tamper: (scene) => {
      scene.acceptance = { ...scene.acceptance, policy: '1'.repeat(64) };
    },
  },
  {
    what: 'it was only read',
    refused: 'too-shallow',
    tamper: (scene) => scene.put(scene.signed(({ predicate }) => Object.assign(predicate, { depth: 'quick' }))),
  },
  {
    what: 'an old engine examined it',
    refused: 'engine-too-old',
    tamper: (scene) => {
      scene.acceptance = { ...scene.acceptance, engine: '99.0.0' };
    },
  },
  { what: 'it is gone', refused: 'no-attestation', tamper: (scene) => rmSync(join(scene.store, scene.name)) },
  {
    what: 'it is a link to a file elsewhere',
    refused: 'malformed',
    says: 'leads out',
    tamper: (scene) => {
      renameSync(join(scene.store, scene.name), join(scene.root, 'elsewhere.json'));
      symlinkSync(join(scene.root, 'elsewhere.json'), join(scene.store, scene.name));
    },
  },
  {
    what: 'it is a pipe that nobody writes to',
    refused: 'malformed',
    says: 'no regular file',
    tamper: (scene) => {
      rmSync(join(scene.store, scene.name));
      execFileSync('mkfifo', [join(scene.store, scene.name)]);
    },
  },
  {
    what: 'it is a folder',
    refused: 'malformed',
    says: 'no regular file',
    tamper: (scene) => {
      rmSync(join(scene.store, scene.name));
      mkdirSync(join(scene.store, scene.name));
    },
  },
];
