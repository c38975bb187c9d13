import { verify as verifyBytes } from 'node:crypto';
import type { AllowedSigner } from './allowed-signers.ts';
import { HASH_OF } from './public-key.ts';
import type { TrustedKeys } from './trusted.ts';

/** What a signature is for; a line of trusted keys can be limited to one with `namespaces="…"`. */
export const NAMESPACES = ['glovebox-attestation', 'glovebox-override'] as const;
export type Namespace = (typeof NAMESPACES)[number];

export interface Claim {
  /** `SHA256:…` of the key that is said to have signed. */
  readonly keyId: string;
  readonly signature: Uint8Array;
}

export const REFUSALS = ['unknown-key', 'revoked-key', 'expired-key', 'bad-signature'] as const;
export type Refusal = (typeof REFUSALS)[number];

export type Verification =
  | { readonly ok: true; readonly principal: string; readonly keyId: string }
  | { readonly ok: false; readonly reason: Refusal; readonly message: string };

/**
 * Whether a trusted key signed exactly these bytes, and may at this time. A key that is not yet valid is refused as
 * `expired-key` too. `at` is the verifier's own clock: a time that the signed bytes claim can be any.
 */
export function verify(
  trusted: TrustedKeys,
  { keyId, signature }: Claim,
  bytes: Uint8Array,
  { at, namespace }: { readonly at: Date; readonly namespace: Namespace },
): Verification {
  const signers = trusted.signers.filter((signer) => signer.key.keyId === keyId && maySign(signer, namespace));
  const [first] = signers;
  const revoked = trusted.revoked.find((key) => key.keyId === keyId && (key.from === undefined || key.from <= at));
  if (first === undefined && revoked !== undefined) return refused('revoked-key', `the key ${keyId} is revoked`);
  if (first === undefined) return refused('unknown-key', `the key ${keyId} is not among the trusted keys`);
  // Before anything is said of the key: only who holds it makes a statement of it.
  if (!verifyBytes(HASH_OF[first.key.type], bytes, first.key.key, signature))
    return refused('bad-signature', `the signature of ${first.principal} (${keyId}) does not hold for this content`);
  if (revoked !== undefined) {
    const since = revoked.from === undefined ? '' : ` since ${revoked.from.toISOString()}`;
    return refused('revoked-key', `the key of ${first.principal} (${keyId}) is revoked${since}`);
  }
  const valid = signers.find((signer) => validity(signer, at) === undefined);
  if (valid === undefined)
    return refused('expired-key', `the key of ${first.principal} (${keyId}) is ${validity(first, at)}`);
  return { ok: true, principal: valid.principal, keyId };
}

function refused(reason: Refusal, message: string): Verification {
  return { ok: false, reason, message };
}

function maySign({ namespaces }: AllowedSigner, namespace: Namespace): boolean {
  if (namespaces === undefined) return true;
  const [denied, allowed] = [true, false].map((isDenied) =>
    namespaces
      .filter((pattern) => pattern.startsWith('!') === isDenied)
      .some((pattern) => wildcard(pattern.replace(/^!/, '')).test(namespace)),
  );
  return allowed === true && denied !== true;
}

function wildcard(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`);
}

/** What is wrong with the time, or nothing. */
function validity({ validAfter, validBefore }: AllowedSigner, at: Date): string | undefined {
  if (validAfter !== undefined && at < validAfter) return `valid only from ${validAfter.toISOString()} on`;
  if (validBefore !== undefined && at > validBefore) return `expired since ${validBefore.toISOString()}`;
  return undefined;
}
