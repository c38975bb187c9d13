import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSigner } from '../../signing/signer.ts';
import { PAYLOAD_TYPE, preAuthEncoding, seal } from '../envelope.ts';
import { type Attempt, at } from './attempt.fixture.ts';
import { daysAgo, type Envelope, type Scene } from './scene.fixture.ts';

/** The order of ed25519's group: a signature whose second half is larger by it would be the same to a careless verifier. */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

export const SIGNATURE: readonly Attempt[] = [
  {
    what: 'one bit of the signature is turned',
    refused: 'bad-signature',
    tamper: (scene) =>
      changeSignature(scene, (bytes) => {
        bytes[3] = (bytes[3] ?? 0) ^ 1;
      }),
  },
  {
    what: 'its last bit is turned',
    refused: 'bad-signature',
    tamper: (scene) =>
      changeSignature(scene, (bytes) => {
        bytes[63] = (bytes[63] ?? 0) ^ 0x80;
      }),
  },
  {
    what: 'it is the same number in another form',
    refused: 'bad-signature',
    tamper: (scene) =>
      changeSignature(scene, (bytes) => {
        const half = Buffer.from(bytes.subarray(32)).reverse();
        const larger = (BigInt(`0x${half.toString('hex')}`) + ORDER).toString(16).padStart(64, '0');
        bytes.set(Buffer.from(larger, 'hex').reverse(), 32);
      }),
  },
  {
    what: 'it is all zeros',
    refused: 'bad-signature',
    tamper: (scene) => changeSignature(scene, (bytes) => bytes.fill(0)),
  },
  {
    what: 'it is shortened',
    refused: 'bad-signature',
    tamper: (scene) =>
      scene.envelope(({ signatures }) =>
        Object.assign(signatures[0] ?? {}, {
          sig: Buffer.from(signatures[0]?.sig ?? '', 'base64')
            .subarray(0, 60)
            .toString('base64'),
        }),
      ),
  },
  {
    what: 'bits that base64 passes over are set',
    refused: 'malformed',
    says: 'signature is not plain base64',
    tamper: (scene) =>
      scene.envelope(({ signatures }) =>
        Object.assign(signatures[0] ?? {}, {
          sig: signatures[0]?.sig.replace(/.==$/, (end) => `${nextLetter(end[0] ?? 'A')}==`),
        }),
      ),
  },
  {
    what: 'its base64 has no padding',
    refused: 'malformed',
    says: 'signature is not plain base64',
    tamper: (scene) =>
      scene.envelope(({ signatures }) =>
        Object.assign(signatures[0] ?? {}, { sig: signatures[0]?.sig.replace(/=+$/, '') }),
      ),
  },
  {
    what: 'its base64 is that of addresses',
    refused: 'malformed',
    says: 'signature is not plain base64',
    tamper: (scene) => {
      for (let second = 0; second < 500; second += 1) {
        scene.put(scene.signed(at(new Date(daysAgo(1).getTime() + second * 1000))));
        const text = readFileSync(join(scene.store, scene.name), 'utf8');
        if (/"sig": "[^"]*[+/]/.test(text)) break;
      }
      scene.envelope(({ signatures }) =>
        Object.assign(signatures[0] ?? {}, { sig: signatures[0]?.sig.replace(/\+/g, '-').replace(/\//g, '_') }),
      );
    },
  },
  {
    what: 'it has no bytes',
    refused: 'malformed',
    says: 'signature is not plain base64',
    tamper: (scene) => scene.envelope(({ signatures }) => Object.assign(signatures[0] ?? {}, { sig: '' })),
  },
  {
    what: 'there is none',
    refused: 'malformed',
    says: 'signatures',
    tamper: (scene) => scene.envelope((envelope) => Object.assign(envelope, { signatures: [] })),
  },
  {
    what: 'it is there twice',
    refused: 'malformed',
    says: 'signed it twice',
    tamper: (scene) => scene.envelope(({ signatures }) => signatures.push(...signatures)),
  },
  {
    what: 'it names no key',
    refused: 'malformed',
    says: 'keyid',
    tamper: (scene) => scene.envelope(({ signatures }) => delete (signatures[0] as { keyid?: string }).keyid),
  },
  {
    what: 'it names another trusted key',
    refused: 'bad-signature',
    tamper: (scene) =>
      scene.envelope(({ signatures }) => Object.assign(signatures[0] ?? {}, { keyid: scene.bob.keyId })),
  },
  {
    what: 'it names a key of nobody’s',
    refused: 'unknown-key',
    tamper: (scene) =>
      scene.envelope(({ signatures }) => Object.assign(signatures[0] ?? {}, { keyid: scene.mallory.keyId })),
  },
  {
    what: 'somebody unknown signed instead',
    refused: 'unknown-key',
    tamper: (scene) => scene.put(scene.signed(() => {}, scene.mallory)),
  },
  {
    what: 'somebody unknown signed under a trusted name',
    refused: 'bad-signature',
    tamper: (scene) => scene.put(scene.signed(() => {}, scene.mallory).replace(scene.mallory.keyId, scene.ada.keyId)),
  },
  {
    what: 'somebody unknown signed besides',
    refused: 'unknown-key',
    tamper: (scene) => scene.put(seal(scene.statement, [scene.ada, scene.mallory])),
  },
  {
    what: 'a trusted name is put under it besides',
    refused: 'bad-signature',
    tamper: (scene) =>
      scene.envelope(({ signatures }) => signatures.push({ keyid: scene.bob.keyId, sig: signatures[0]?.sig ?? '' })),
  },
  {
    what: 'the signature of another statement is put in',
    refused: 'bad-signature',
    tamper: (scene) => {
      const other = JSON.parse(scene.signed(at(daysAgo(2)))) as Envelope;
      scene.envelope((envelope) => Object.assign(envelope, { signatures: other.signatures }));
    },
  },
  {
    what: 'the key may sign exceptions alone',
    refused: 'unknown-key',
    tamper: (scene) => {
      scene.trusted = `ada@example.com namespaces="glovebox-override" ${scene.ada.publicKey}\n`;
    },
  },
  {
    what: 'a key of another kind is named',
    refused: 'bad-signature',
    tamper: (scene) => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const path = join(scene.root, 'rsa.pem');
      writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
      const rsa = loadSigner(path);
      scene.trusted += `rsa@example.com ${rsa.publicKey}\n`;
      // By the right person and with a weaker hash than the key's scheme has.
      scene.envelope((envelope) => {
        const bytes = preAuthEncoding(PAYLOAD_TYPE, Buffer.from(envelope.payload, 'base64'));
        envelope.signatures = [{ keyid: rsa.keyId, sig: sign('sha1', bytes, privateKey).toString('base64') }];
      });
    },
  },
];

function changeSignature(scene: Scene, change: (bytes: Buffer) => unknown): void {
  scene.envelope(({ signatures: [first] }) => {
    const bytes = Buffer.from(first?.sig ?? '', 'base64');
    change(bytes);
    Object.assign(first ?? {}, { sig: bytes.toString('base64') });
  });
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function nextLetter(letter: string): string {
  return LETTERS[LETTERS.indexOf(letter) + 1] ?? 'B';
}
