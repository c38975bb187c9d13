import { invalidLine, linesOf, onLine } from './key-list.ts';
import { publicKeyOf } from './public-key.ts';

/** A key that counts no longer, whatever the list of trusted keys says. */
export interface RevokedKey {
  /** `SHA256:…` */
  readonly keyId: string;
  /** From when on; absent is always. */
  readonly from?: Date;
}

/**
 * One key a line: its fingerprint `SHA256:…`, or the public key; after it, where it is not revoked at once, the date from
 * which it is (`2026-11-25` or with a time). Throws `trusted-keys-invalid` with the line.
 */
export function parseRevokedKeys(path: string, text: string): RevokedKey[] {
  return linesOf(path, text).map(({ at, line }) => onLine(at, () => parseLine(at, line)));
}

const FINGERPRINT = /^SHA256:[A-Za-z0-9+/]{43}$/;

function parseLine(at: string, line: string): RevokedKey {
  const [first = '', second = '', ...rest] = line.split(/\s+/);
  if (FINGERPRINT.test(first)) return { keyId: first, ...fromOf(at, second) };
  if (first.startsWith('SHA256:') || second === '')
    throw invalidLine(at, 'not a revoked key', 'Write a fingerprint SHA256:… or a public key ssh-ed25519 AAAA…');
  return { keyId: publicKeyOf(first, second).keyId, ...fromOf(at, rest.find((word) => ISO_DATE.test(word)) ?? '') };
}

const ISO_DATE = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z)?$/;

function fromOf(at: string, word: string): Pick<RevokedKey, 'from'> {
  if (word === '' || word.startsWith('#')) return {};
  const from = new Date(word);
  if (!ISO_DATE.test(word) || Number.isNaN(from.getTime()))
    throw invalidLine(at, `${word.slice(0, 40)} is no date`, 'Write 2026-11-25, or 2026-11-25T12:00:00Z.');
  return { from };
}
