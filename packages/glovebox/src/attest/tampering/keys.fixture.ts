import { seal } from '../envelope.ts';
import { type Attempt, at } from './attempt.fixture.ts';
import { daysAgo } from './scene.fixture.ts';

export const KEYS: readonly Attempt[] = [
  {
    what: 'the key is revoked',
    refused: 'revoked-key',
    tamper: (scene) => {
      scene.revoked = `${scene.ada.keyId}\n`;
    },
  },
  {
    what: 'the key is revoked since today, and it is dated before',
    refused: 'revoked-key',
    tamper: (scene) => {
      scene.revoked = `${scene.ada.keyId} 2026-06-01\n`;
    },
  },
  {
    what: 'the key is revoked by its whole line',
    refused: 'revoked-key',
    tamper: (scene) => {
      scene.revoked = `${scene.ada.publicKey} lost\n`;
    },
  },
  {
    what: 'one of two keys is revoked',
    refused: 'revoked-key',
    tamper: (scene) => {
      scene.put(seal(scene.statement, [scene.ada, scene.bob]));
      scene.revoked = scene.bob.keyId;
    },
  },
  {
    what: 'the key has expired',
    refused: 'expired-key',
    tamper: (scene) => {
      scene.trusted = `ada@example.com valid-before="20260515Z" ${scene.ada.publicKey}`;
    },
  },
  {
    what: 'the key has expired, and it is dated before',
    refused: 'expired-key',
    tamper: (scene) => {
      scene.trusted = `ada@example.com valid-before="20260531Z" ${scene.ada.publicKey}`;
      scene.put(scene.signed(at(daysAgo(5))));
    },
  },
  {
    what: 'the key is not valid yet',
    refused: 'expired-key',
    tamper: (scene) => {
      scene.trusted = `ada@example.com valid-after="20270101Z" ${scene.ada.publicKey}`;
    },
  },
  {
    what: 'the key was not valid when it signed',
    refused: 'expired-key',
    tamper: (scene) => {
      scene.trusted = `ada@example.com valid-after="20260601Z" ${scene.ada.publicKey}`;
    },
  },
  {
    what: 'the list of trusted keys is emptied',
    refused: 'unknown-key',
    tamper: (scene) => {
      scene.trusted = '';
    },
  },
  {
    what: 'the list has another key under the same name',
    refused: 'unknown-key',
    tamper: (scene) => {
      scene.trusted = `ada@example.com ${scene.mallory.publicKey}`;
    },
  },
];
