import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GloveboxError } from '../error.ts';
import { readBounded } from '../read-bounded.ts';
import { type AllowedSigner, parseAllowedSigners } from './allowed-signers.ts';
import { parseRevokedKeys, type RevokedKey } from './revoked-keys.ts';

/** Whose signatures count. */
export interface TrustedKeys {
  readonly signers: readonly AllowedSigner[];
  readonly revoked: readonly RevokedKey[];
}

/** Ten thousand people. */
const MAX_LIST_BYTES = 4 * 1024 * 1024;

/** Where revoked keys are listed unless it is said otherwise. */
export function revokedBeside(allowedSigners: string): string {
  return join(dirname(allowedSigners), 'revoked_keys');
}

/**
 * Reads a list of trusted keys in the format of OpenSSH's `allowed_signers`, and one of revoked keys; without the latter the file
 * `revoked_keys` beside the former, where there is one. Throws `trusted-keys-invalid` with file and line: a list that is not
 * understood trusts nobody.
 */
export function loadTrustedKeys(allowedSigners: string, revokedKeys?: string): TrustedKeys {
  const beside = revokedBeside(allowedSigners);
  const revoked = revokedKeys ?? (existsSync(beside) ? beside : undefined);
  return trustedKeysOf(
    { path: allowedSigners, text: readList(allowedSigners) },
    revoked === undefined ? undefined : { path: revoked, text: readList(revoked) },
  );
}

/** The same of texts that are at hand, for example those of a commit; `path` is how errors name them. */
export function trustedKeysOf(
  allowedSigners: { readonly path: string; readonly text: string },
  revokedKeys?: { readonly path: string; readonly text: string },
): TrustedKeys {
  return {
    signers: parseAllowedSigners(allowedSigners.path, allowedSigners.text),
    revoked: revokedKeys === undefined ? [] : parseRevokedKeys(revokedKeys.path, revokedKeys.text),
  };
}

function readList(path: string): string {
  const unreadable = (why: string, cause?: unknown) =>
    new GloveboxError(
      'trusted-keys-invalid',
      `cannot read the list of keys ${path}: ${why}`,
      'Write one line for each person: name ssh-ed25519 AAAA…',
      { cause },
    );
  const bytes = readBounded(path, MAX_LIST_BYTES, unreadable);
  if (bytes === undefined) throw unreadable('ENOENT');
  return bytes.toString();
}
