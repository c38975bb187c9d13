import { createHash, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { GloveboxError } from '../error.ts';
import { WireReader, wireNumber, wireString } from './wire.ts';

/** Kinds of keys that sign, by the name SSH gives them. */
export const KEY_TYPES = [
  'ssh-ed25519',
  'ssh-rsa',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
] as const;
export type KeyType = (typeof KEY_TYPES)[number];

/** What reads a signature is told by the key alone, never by who signed. `null`: the scheme has its own. */
export const HASH_OF: Record<KeyType, string | null> = {
  'ssh-ed25519': null,
  'ssh-rsa': 'sha512',
  'ecdsa-sha2-nistp256': 'sha256',
  'ecdsa-sha2-nistp384': 'sha384',
  'ecdsa-sha2-nistp521': 'sha512',
};

/** Shorter ones can be factored, or soon. */
const LEAST_RSA_BITS = 2048;

export interface PublicKey {
  readonly type: KeyType;
  /** `SHA256:…`, as `ssh-keygen -l` prints it. */
  readonly keyId: string;
  /** `ssh-ed25519 AAAA…`, one line of a list of trusted keys but for the name. */
  readonly line: string;
  readonly key: KeyObject;
}

/** A public key from `type base64`, as in `id_ed25519.pub` and in lists of trusted keys. Throws `key-unsupported`. */
export function publicKeyOf(type: string, base64: string): PublicKey {
  const blob = Buffer.from(base64, 'base64');
  if (blob.length === 0 || blob.toString('base64').replace(/=+$/, '') !== base64.replace(/=+$/, ''))
    throw unsupported('the key is not base64', 'Copy the whole line of the .pub file.');
  return fromBlob(type, blob);
}

function fromBlob(type: string, blob: Uint8Array): PublicKey {
  try {
    const reader = new WireReader(blob);
    const inner = reader.text();
    if (inner !== type) throw unsupported(`the key is ${inner}, not ${type}`, 'Copy the whole line of the .pub file.');
    const known = knownType(type);
    const jwk = jwkOf(known, reader);
    if (reader.rest().length > 0) throw new RangeError('goes on after its end');
    return publicKeyFrom(createPublicKey({ key: jwk, format: 'jwk' }));
  } catch (cause) {
    if (cause instanceof GloveboxError) throw cause;
    throw unsupported(`the ${type} key is damaged: ${(cause as Error).message}`, 'Copy the .pub file again.', cause);
  }
}

export function knownType(type: string): KeyType {
  const known = KEY_TYPES.find((name) => name === type);
  if (known !== undefined) return known;
  throw unsupported(`keys of type ${type} are not supported`, `Supported are ${KEY_TYPES.join(', ')}.`);
}

/** The fields of a public key after its type. */
export function jwkOf(type: KeyType, reader: WireReader): JsonWebKey {
  if (type === 'ssh-ed25519') return { kty: 'OKP', crv: 'Ed25519', x: url(reader.string()) };
  if (type === 'ssh-rsa') {
    const e = reader.number();
    return { kty: 'RSA', n: url(reader.number()), e: url(e) };
  }
  const curve = reader.text();
  if (!type.endsWith(curve)) throw new RangeError(`names the curve ${curve}`);
  return { kty: 'EC', ...pointOf(curve, reader.string()) };
}

/** Coordinates of an uncompressed point. */
export function pointOf(curve: string, point: Uint8Array): JsonWebKey {
  const size = (point.length - 1) / 2;
  if (point[0] !== 4 || !Number.isInteger(size)) throw new RangeError('has a point in an unknown form');
  return {
    crv: `P-${curve.replace(/^nistp/, '')}`,
    x: url(point.subarray(1, 1 + size)),
    y: url(point.subarray(1 + size)),
  };
}

/** How SSH writes a key that node:crypto holds. Throws `key-unsupported` for kinds that SSH has not, and for short ones. */
export function publicKeyFrom(key: KeyObject): PublicKey {
  const jwk = key.export({ format: 'jwk' });
  const [type, fields] = wireFields(key, jwk);
  const blob = Buffer.concat([wireString(type), ...fields]);
  const keyId = `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
  return { type, keyId, line: `${type} ${blob.toString('base64')}`, key };
}

function wireFields(key: KeyObject, jwk: JsonWebKey): [KeyType, Buffer[]] {
  if (jwk.crv === 'Ed25519') return ['ssh-ed25519', [wireString(bytes(jwk.x))]];
  if (jwk.kty === 'RSA') {
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    if (bits < LEAST_RSA_BITS)
      throw unsupported(
        `an RSA key of ${bits} bits is too short`,
        `It needs ${LEAST_RSA_BITS} bits; better take ed25519.`,
      );
    return ['ssh-rsa', [wireNumber(bytes(jwk.e)), wireNumber(bytes(jwk.n))]];
  }
  if (jwk.kty === 'EC' && ['P-256', 'P-384', 'P-521'].includes(jwk.crv ?? '')) {
    const curve = `nistp${jwk.crv?.slice(2)}`;
    const point = Buffer.concat([Buffer.from([4]), bytes(jwk.x), bytes(jwk.y)]);
    return [knownType(`ecdsa-sha2-${curve}`), [wireString(curve), wireString(point)]];
  }
  throw unsupported(
    `keys of type ${key.asymmetricKeyType ?? 'unknown'} are not supported`,
    'Supported are ed25519, RSA, and ECDSA on P-256, P-384 and P-521.',
  );
}

export function url(value: Uint8Array): string {
  return Buffer.from(value).toString('base64url');
}

function bytes(value: string | undefined): Buffer {
  return Buffer.from(value ?? '', 'base64url');
}

function unsupported(message: string, remedy: string, cause?: unknown): GloveboxError {
  return new GloveboxError('key-unsupported', message, remedy, { cause });
}
