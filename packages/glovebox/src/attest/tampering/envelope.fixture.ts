import { PAYLOAD_TYPE } from '../envelope.ts';
import type { Attempt } from './attempt.fixture.ts';

export const ENVELOPE: readonly Attempt[] = [
  {
    what: 'the payload type is another one',
    refused: 'wrong-payload-type',
    tamper: (scene) => scene.envelope((envelope) => Object.assign(envelope, { payloadType: 'application/json' })),
  },
  {
    what: 'the payload type has capital letters',
    refused: 'wrong-payload-type',
    tamper: (scene) =>
      scene.envelope((envelope) => Object.assign(envelope, { payloadType: PAYLOAD_TYPE.toUpperCase() })),
  },
  {
    what: 'a statement was signed as a text',
    refused: 'wrong-payload-type',
    tamper: (scene) => scene.put(scene.sealed(JSON.stringify(scene.statement), 'text/plain')),
  },
  {
    what: 'a text’s signature is given for a statement',
    refused: 'bad-signature',
    tamper: (scene) =>
      scene.put(scene.sealed(JSON.stringify(scene.statement), 'text/plain').replace('text/plain', PAYLOAD_TYPE)),
  },
  {
    what: 'the bare payload was signed, without its type',
    refused: 'bad-signature',
    tamper: (scene) =>
      scene.envelope((envelope) => {
        const sig = scene.ada.sign(Buffer.from(envelope.payload, 'base64'));
        envelope.signatures = [{ keyid: scene.ada.keyId, sig: Buffer.from(sig).toString('base64') }];
      }),
  },
  {
    what: 'the payload stands twice',
    refused: 'malformed',
    says: 'more than one way',
    tamper: (scene) =>
      scene.rewrite((envelope) => JSON.stringify(envelope).replace('{', `{"payload":"${envelope.payload}",`)),
  },
  {
    what: 'a key is written with an escape',
    refused: 'malformed',
    says: 'more than one way',
    tamper: (scene) => scene.rewrite((envelope) => JSON.stringify(envelope).replace('"payload"', '"pay\\u006coad"')),
  },
  {
    what: 'a field is added',
    refused: 'malformed',
    says: 'trusted',
    tamper: (scene) => scene.rewrite((envelope) => JSON.stringify({ ...envelope, trusted: true })),
  },
  {
    what: 'a byte-order mark is put before it',
    refused: 'malformed',
    says: 'not JSON',
    tamper: (scene) => scene.rewrite((envelope) => `\ufeff${JSON.stringify(envelope)}`),
  },
  {
    what: 'something comes after it',
    refused: 'malformed',
    says: 'not JSON',
    tamper: (scene) => scene.rewrite((envelope) => `${JSON.stringify(envelope)}{}`),
  },
  {
    what: 'it is no UTF-8',
    refused: 'malformed',
    says: 'not UTF-8',
    tamper: (scene) => scene.put(Buffer.from([0x7b, 0xff, 0x7d])),
  },
  {
    what: 'it is cut off',
    refused: 'malformed',
    says: 'not JSON',
    tamper: (scene) => scene.rewrite((envelope) => JSON.stringify(envelope).slice(0, -40)),
  },
  {
    what: 'it is in a list',
    refused: 'malformed',
    says: 'no DSSE envelope',
    tamper: (scene) => scene.rewrite((envelope) => JSON.stringify([envelope])),
  },
  { what: 'it is empty', refused: 'malformed', says: 'not JSON', tamper: (scene) => scene.put('') },
  {
    what: 'it is larger than any',
    refused: 'malformed',
    says: 'larger than 4 MiB',
    tamper: (scene) => scene.rewrite((envelope) => JSON.stringify(envelope) + ' '.repeat(5 * 1024 * 1024)),
  },
  {
    what: 'the payload has a line break in its base64',
    refused: 'malformed',
    says: 'payload is not plain base64',
    tamper: (scene) =>
      scene.envelope((envelope) =>
        Object.assign(envelope, { payload: `${envelope.payload.slice(0, 76)}\n${envelope.payload.slice(76)}` }),
      ),
  },
  {
    what: 'the payload is empty',
    refused: 'malformed',
    says: 'payload is not plain base64',
    tamper: (scene) => scene.envelope((envelope) => Object.assign(envelope, { payload: '' })),
  },
];
