import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { seal } from '../envelope.ts';
import { type Attempt, at, block, withOverride } from './attempt.fixture.ts';
import { daysAgo } from './scene.fixture.ts';

export const PAYLOAD: readonly Attempt[] = [
  {
    what: 'a block is written to be an allow',
    refused: 'bad-signature',
    tamper: (scene) => {
      scene.put(scene.signed(block));
      scene.payload(({ predicate }) => Object.assign(predicate, { decision: 'allow', risk: 0, reasons: [] }));
    },
  },
  {
    what: 'the risk is lowered',
    refused: 'bad-signature',
    tamper: (scene) => scene.payload(({ predicate }) => Object.assign(predicate, { reasons: ['none'] })),
  },
  {
    what: 'the digest of an edited file is put in, and that of the whole',
    refused: 'bad-signature',
    tamper: async (scene) => {
      scene.write('main.py', 'import os\n');
      const changed = await scene.attested(daysAgo(1));
      scene.payload((statement) => Object.assign(statement, { subject: changed.subject }));
      renameSync(join(scene.store, scene.name), join(scene.store, 'moved.json'));
    },
  },
  {
    what: 'the digest of a file is put in, without that of the whole',
    refused: 'malformed',
    says: 'digest of the whole',
    tamper: (scene) =>
      scene.payload(({ subject }) => Object.assign(subject[1]?.digest ?? {}, { sha256: '0'.repeat(64) })),
  },
  {
    what: 'it is made younger',
    refused: 'bad-signature',
    tamper: (scene) => {
      scene.put(scene.signed(at(daysAgo(30))));
      scene.payload(at(daysAgo(1)));
    },
  },
  {
    what: 'another policy is written in',
    refused: 'bad-signature',
    tamper: (scene) => {
      scene.acceptance = { ...scene.acceptance, policy: '1'.repeat(64) };
      scene.payload(({ predicate }) => Object.assign(predicate.policy, { digest: { sha256: '1'.repeat(64) } }));
    },
  },
  {
    what: 'an exception is made to last',
    refused: 'bad-signature',
    tamper: (scene) => {
      scene.put(scene.signed(withOverride(daysAgo(1))));
      scene.payload(withOverride(daysAgo(-300)));
    },
  },
  {
    what: 'a library’s digest is left out',
    refused: 'bad-signature',
    tamper: async (scene) => {
      scene.write('node_modules/left/index.js', 'module.exports = 1');
      scene.put(seal(await scene.attested(daysAgo(1)), [scene.ada]));
      rmSync(join(scene.app, 'node_modules'), { recursive: true });
      scene.payload(({ predicate }) => Object.assign(predicate, { unexamined: [] }));
    },
  },
  {
    what: 'a key stands twice in the payload, and its signer signed that',
    refused: 'malformed',
    says: 'more than one way',
    tamper: (scene) => {
      const text = JSON.stringify(scene.statement);
      scene.put(scene.sealed(text.replace('"decision":"allow"', '"decision":"block","decision":"allow"')));
    },
  },
  {
    what: 'a file stands twice among the subjects',
    refused: 'malformed',
    says: 'one file twice',
    tamper: (scene) =>
      scene.put(scene.signed(({ subject }) => subject.push({ name: 'main.py', digest: { sha256: '0'.repeat(64) } }))),
  },
  {
    what: 'a field of nobody’s is added and signed',
    refused: 'malformed',
    says: 'trust',
    tamper: (scene) => scene.put(scene.signed(({ predicate }) => Object.assign(predicate, { trust: 'me' }))),
  },
  {
    what: 'numbers are written in another way',
    refused: 'malformed',
    says: 'more than one way',
    tamper: (scene) => scene.put(scene.sealed(JSON.stringify(scene.statement).replace('"risk":0', '"risk":0.0'))),
  },
  {
    what: 'the statement is of in-toto’s older version',
    refused: 'malformed',
    says: 'no in-toto Statement v1',
    tamper: (scene) =>
      scene.put(scene.sealed(JSON.stringify({ ...scene.statement, _type: 'https://in-toto.io/Statement/v0.1' }))),
  },
  {
    what: 'the statement is about another thing, a SLSA summary',
    refused: 'wrong-predicate',
    tamper: (scene) =>
      scene.put(
        scene.sealed(JSON.stringify({ ...scene.statement, predicateType: 'https://slsa.dev/verification_summary/v1' })),
      ),
  },
  {
    what: 'the payload is a list',
    refused: 'malformed',
    says: 'no in-toto Statement v1',
    tamper: (scene) => scene.put(scene.sealed('[]')),
  },
  {
    what: 'the payload is null',
    refused: 'malformed',
    says: 'no in-toto Statement v1',
    tamper: (scene) => scene.put(scene.sealed('null')),
  },
];
