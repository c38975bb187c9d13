import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { GloveboxError } from '../error.ts';
import { readKeyFile } from './key-file.ts';
import { OPENSSH_BEGIN, OpensshError, parseOpenssh } from './openssh.ts';
import { HASH_OF, KEY_TYPES, publicKeyFrom } from './public-key.ts';

/** Somebody's private key, ready to sign. */
export interface Signer {
  /** `SHA256:…`, as `ssh-keygen -l` prints it. */
  readonly keyId: string;
  /** `ssh-ed25519 AAAA…`, to be listed among the trusted keys after its owner's name. */
  readonly publicKey: string;
  /**
   * The signature over exactly these bytes: 64 bytes for ed25519, PKCS #1 v1.5 with SHA-512 for RSA, DER for ECDSA.
   * Begin the bytes with what they are for, so that a signature for one purpose is none for another.
   */
  sign(bytes: Uint8Array): Uint8Array;
}

/**
 * Reads a private key: PEM (PKCS #8, SEC 1, PKCS #1) or OpenSSH's own format, encrypted or not. Throws `key-unreadable`,
 * `key-passphrase` (missing or wrong) or `key-unsupported`.
 */
export function loadSigner(path: string, options: { readonly passphrase?: string } = {}): Signer {
  const text = readKeyFile(path).trim();
  const key = text.startsWith(OPENSSH_BEGIN)
    ? fromOpenssh(path, text, options.passphrase)
    : fromPem(path, text, options.passphrase);
  const { type, keyId, line } = publicKeyFrom(createPublicKey(key));
  return { keyId, publicKey: line, sign: (bytes) => sign(HASH_OF[type], bytes, key) };
}

function fromOpenssh(path: string, text: string, passphrase: string | undefined): KeyObject {
  try {
    return parseOpenssh(text, passphrase);
  } catch (cause) {
    if (!(cause instanceof OpensshError)) throw cause;
    if (cause.kind === 'passphrase-missing') throw locked(path, cause);
    if (cause.kind === 'passphrase-wrong') throw wrongPassphrase(path, cause);
    throw unsupported(path, cause.message, cause);
  }
}

function fromPem(path: string, text: string, passphrase: string | undefined): KeyObject {
  if (!/^-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/.test(text))
    throw unsupported(
      path,
      /^(?:ssh|ecdsa|sk)-\S+ /.test(text) ? 'it is a public key' : 'it is no private key',
      undefined,
    );
  try {
    return createPrivateKey({ key: text, format: 'pem', ...(passphrase !== undefined && { passphrase }) });
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (code === 'ERR_MISSING_PASSPHRASE') throw locked(path, cause);
    if (/ENCRYPTED/.test(text)) throw wrongPassphrase(path, cause);
    throw unsupported(path, (cause as Error).message, cause);
  }
}

function locked(path: string, cause: unknown): GloveboxError {
  return new GloveboxError(
    'key-passphrase',
    `the private key ${path} has a passphrase`,
    'Give it in the environment variable GLOVEBOX_KEY_PASSPHRASE.',
    { cause },
  );
}

function wrongPassphrase(path: string, cause: unknown): GloveboxError {
  return new GloveboxError(
    'key-passphrase',
    `the passphrase does not open the private key ${path}`,
    'Check GLOVEBOX_KEY_PASSPHRASE.',
    { cause },
  );
}

function unsupported(path: string, reason: string, cause: unknown): GloveboxError {
  return new GloveboxError(
    'key-unsupported',
    `cannot use the private key ${path}: ${reason}`,
    `Give a private key in PEM or OpenSSH format; supported are ${KEY_TYPES.join(', ')}.`,
    { cause },
  );
}
