import { generateKeyPairSync, randomBytes } from 'node:crypto';

/** A private key in the OpenSSH format, and what in it cannot be known without having read it. */
export interface PrivateKey {
  readonly pem: string;
  readonly secrets: readonly Uint8Array[];
}

const COMMENT = 'ada@workstation';

export function ed25519Key(): PrivateKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
  const open = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const kind = text('ssh-ed25519');
  return pack([kind, field(open)], [kind, field(open), field(Buffer.concat([seed, open]))], seed);
}

/**
 * A key of RSA's shape whose factors are random odd numbers and no primes: looking for primes would cost more than a run. Nothing that
 * reads the file can tell without trying to factor.
 */
export function rsaKey(): PrivateKey {
  const e = 65537n;
  const [p, q] = [factor(e), factor(e)];
  const phi = (p - 1n) * (q - 1n);
  const kind = text('ssh-rsa');
  const n = p * q;
  const d = inverse(e, phi);
  const coefficient = inverse(q, p);
  return pack(
    [kind, integer(e), integer(n)],
    [kind, ...[n, e, d, coefficient, p, q].map(integer)],
    bytesOf(p).subarray(0, 64),
  );
}

/** A public and a private part, as `ssh-keygen` writes them: no cipher, one key, two check numbers that are the same. */
function pack(open: readonly Buffer[], closed: readonly Buffer[], secret: Buffer): PrivateKey {
  const check = randomBytes(4);
  const inner = Buffer.concat([check, check, ...closed, text(COMMENT)]);
  const padding = Buffer.from(Array.from({ length: (8 - (inner.length % 8)) % 8 }, (_, index) => index + 1));
  const whole = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...['none', 'none', ''].map(text),
    Buffer.from([0, 0, 0, 1]),
    field(Buffer.concat(open)),
    field(Buffer.concat([inner, padding])),
  ]);
  const lines = whole.toString('base64').match(/.{1,70}/g) ?? [];
  const pem = ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n');
  // Any one of some lines near the end, and the key itself where the file was read and understood.
  const told = lines.slice(Math.floor(lines.length / 2), -1).slice(-3);
  return { pem, secrets: [...told.map((line) => Buffer.from(line)), secret] };
}

function text(value: string): Buffer {
  return field(Buffer.from(value));
}

function field(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Positive: a first bit that is set has a zero byte before it. */
function integer(value: bigint): Buffer {
  const bytes = bytesOf(value);
  return field((bytes[0] ?? 0) >= 128 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);
}

function bytesOf(value: bigint): Buffer {
  const digits = value.toString(16);
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
}

function factor(e: bigint): bigint {
  for (;;) {
    const bytes = randomBytes(192);
    bytes[0] = (bytes[0] ?? 0) | 0xc0;
    bytes[191] = (bytes[191] ?? 0) | 1;
    const value = BigInt(`0x${bytes.toString('hex')}`);
    if ((value - 1n) % e !== 0n) return value;
  }
}

/** Of a number that has one; of others whatever comes, which has the right size and that is all it is for. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b] = [value % modulus, modulus];
  let [x, y] = [1n, 0n];
  while (b !== 0n) {
    const quotient = a / b;
    [a, b] = [b, a - quotient * b];
    [x, y] = [y, x - quotient * y];
  }
  return ((x % modulus) + modulus) % modulus;
}
