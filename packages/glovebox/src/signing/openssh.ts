import { createDecipheriv, createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import bcrypt from 'bcrypt-pbkdf';
import { type KeyType, knownType, pointOf, url } from './public-key.ts';
import { WireReader } from './wire.ts';

/** First line of a private key as `ssh-keygen` writes it. */
export const OPENSSH_BEGIN = '-----BEGIN OPENSSH PRIVATE KEY-----';
const OPENSSH_END = '-----END OPENSSH PRIVATE KEY-----';
const MAGIC = 'openssh-key-v1\0';
const TAG_BYTES = 16;
/** `ssh-keygen -a`; its default is 24. A hundred take seconds. */
const MOST_ROUNDS = 1_000;

interface Cipher {
  readonly name: string;
  readonly keyBytes: number;
  readonly ivBytes: number;
  readonly authenticated?: true;
}

const CIPHERS: Readonly<Record<string, Cipher>> = {
  'aes128-ctr': { name: 'aes-128-ctr', keyBytes: 16, ivBytes: 16 },
  'aes192-ctr': { name: 'aes-192-ctr', keyBytes: 24, ivBytes: 16 },
  'aes256-ctr': { name: 'aes-256-ctr', keyBytes: 32, ivBytes: 16 },
  'aes256-cbc': { name: 'aes-256-cbc', keyBytes: 32, ivBytes: 16 },
  'aes256-gcm@openssh.com': { name: 'aes-256-gcm', keyBytes: 32, ivBytes: 12, authenticated: true },
};

/** What keeps a key file from being read: a passphrase that is missing or wrong, a kind of key or cipher, or damage. */
export class OpensshError extends Error {
  readonly kind: 'passphrase-missing' | 'passphrase-wrong' | 'unsupported' | 'damaged';

  constructor(kind: OpensshError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Reads the format that OpenSSH's PROTOCOL.key describes; node:crypto has no reader for it. */
export function parseOpenssh(text: string, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey({ key: jwkIn(contentOf(text), passphrase), format: 'jwk' });
  } catch (cause) {
    if (cause instanceof OpensshError) throw cause;
    throw new OpensshError('damaged', (cause as Error).message);
  }
}

function contentOf(text: string): Buffer {
  const end = text.indexOf(OPENSSH_END);
  if (end < 0) throw new OpensshError('damaged', 'its last line is missing');
  const bytes = Buffer.from(text.slice(OPENSSH_BEGIN.length, end), 'base64');
  if (bytes.subarray(0, MAGIC.length).toString('latin1') !== MAGIC) throw new OpensshError('damaged', 'not a key');
  return bytes.subarray(MAGIC.length);
}

function jwkIn(content: Buffer, passphrase: string | undefined): JsonWebKey {
  const reader = new WireReader(content);
  const [cipher, kdf, options] = [reader.text(), reader.text(), new WireReader(reader.string())];
  if (reader.uint32() !== 1) throw new OpensshError('unsupported', 'it holds more than one key');
  const type = supported(new WireReader(reader.string()).text());
  const sealed = reader.string();
  const plain = cipher === 'none' ? sealed : decrypt(cipher, kdf, options, sealed, reader.rest(), passphrase);
  const inner = new WireReader(plain);
  // The same number twice, or else the passphrase was another one.
  const [check, again] = [inner.uint32(), inner.uint32()];
  if (check !== again)
    throw cipher === 'none'
      ? new OpensshError('damaged', 'its check numbers differ')
      : new OpensshError('passphrase-wrong', 'the passphrase is wrong');
  if (inner.text() !== type) throw new OpensshError('damaged', 'its halves are of different types');
  return privateFields(type, inner);
}

function supported(type: string): KeyType {
  try {
    return knownType(type);
  } catch (error) {
    throw new OpensshError('unsupported', (error as Error).message);
  }
}

function decrypt(
  cipherName: string,
  kdf: string,
  options: WireReader,
  sealed: Buffer,
  after: Buffer,
  passphrase: string | undefined,
): Buffer {
  const cipher = CIPHERS[cipherName];
  if (cipher === undefined || kdf !== 'bcrypt')
    throw new OpensshError('unsupported', `it is encrypted with ${cipherName} and ${kdf}`);
  if (passphrase === undefined) throw new OpensshError('passphrase-missing', 'it is encrypted');
  const [salt, rounds] = [options.string(), options.uint32()];
  if (rounds < 1 || rounds > MOST_ROUNDS) throw new OpensshError('unsupported', `it asks for ${rounds} rounds`);
  const secret = Buffer.from(passphrase);
  const derived = Buffer.alloc(cipher.keyBytes + cipher.ivBytes);
  if (bcrypt.pbkdf(secret, secret.length, salt, salt.length, derived, derived.length, rounds) !== 0)
    throw new OpensshError('passphrase-missing', 'an empty passphrase opens nothing');
  const [key, iv] = [derived.subarray(0, cipher.keyBytes), derived.subarray(cipher.keyBytes)];
  const decipher = cipher.authenticated
    ? createDecipheriv('aes-256-gcm', key, iv).setAuthTag(after.subarray(0, TAG_BYTES))
    : createDecipheriv(cipher.name, key, iv).setAutoPadding(false);
  try {
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  } catch {
    throw new OpensshError('passphrase-wrong', 'the passphrase is wrong');
  }
}

function privateFields(type: KeyType, reader: WireReader): JsonWebKey {
  if (type === 'ssh-ed25519') {
    const x = reader.string();
    return { kty: 'OKP', crv: 'Ed25519', x: url(x), d: url(reader.string().subarray(0, 32)) };
  }
  if (type === 'ssh-rsa') return rsaFields(reader);
  const curve = reader.text();
  const point = reader.string();
  const d = reader.number();
  const size = (point.length - 1) / 2;
  return { kty: 'EC', ...pointOf(curve, point), d: url(Buffer.concat([Buffer.alloc(size - d.length), d])) };
}

function rsaFields(reader: WireReader): JsonWebKey {
  const [n, e, d, qi, p, q] = [0, 1, 2, 3, 4, 5].map(() => reader.number()) as [
    Buffer,
    Buffer,
    Buffer,
    Buffer,
    Buffer,
    Buffer,
  ];
  const reduced = (prime: Buffer) => {
    const value = (integer(d) % (integer(prime) - 1n)).toString(16);
    return url(Buffer.from(value.padStart(value.length + (value.length % 2), '0'), 'hex'));
  };
  return {
    kty: 'RSA',
    n: url(n),
    e: url(e),
    d: url(d),
    p: url(p),
    q: url(q),
    dp: reduced(p),
    dq: reduced(q),
    qi: url(qi),
  };
}

function integer(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}
