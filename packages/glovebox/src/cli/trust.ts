import { existsSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Acceptance } from '../attest/accept.ts';
import { ATTESTATIONS_FOLDER } from '../attest/store.ts';
import { GloveboxError } from '../error.ts';
import { policyDigest } from '../policy/policy.ts';
import { loadTrustedKeys, type TrustedKeys } from '../signing/trusted.ts';
import type { TrustOptions } from './attest-options.ts';
import { policyFor } from './policy.ts';

const TRUSTED = join('.glovebox', 'allowed_signers');

/**
 * The lists of keys a command goes by. A list that lies in what is to be verified could have been written by who changed it, so that
 * it counts only when it is named.
 */
export function trustedKeysFor(options: Pick<TrustOptions, 'trusted' | 'revoked'>, verified?: string): TrustedKeys {
  const trusted = options.trusted ?? TRUSTED;
  if (options.trusted === undefined && verified !== undefined && existsSync(TRUSTED) && isInside(TRUSTED, verified))
    throw new GloveboxError(
      'trusted-keys-invalid',
      `${TRUSTED} lies in ${verified}, for which it should vouch`,
      'Name a list that is kept elsewhere with --trusted, or this one if you know that nobody else could write it.',
    );
  return loadTrustedKeys(trusted, options.revoked);
}

function isInside(file: string, folder: string): boolean {
  return existsSync(folder) && realpathSync(file).startsWith(realpathSync(folder) + sep);
}

export async function acceptanceOf(options: TrustOptions, path?: string): Promise<Acceptance> {
  const policy = options.policy === undefined ? undefined : await policyHex(options.policy, path);
  return {
    decision: options.decision,
    depth: options.depth,
    ...(policy !== undefined && { policy }),
    ...(options.maxAge !== undefined && { maxAgeMs: options.maxAge }),
    ...(options.minEngine !== undefined && { engine: options.minEngine }),
  };
}

async function policyHex(named: string, path = '-'): Promise<string> {
  const [, digest] = /^sha256:([0-9a-f]{64})$/.exec(named) ?? [];
  if (digest !== undefined) return digest;
  const { policy } = await policyFor(path, { policy: named });
  return policyDigest(policy).slice('sha256:'.length);
}

/** Where attestations are looked for: where it is said, or in the folders of whoever asks and of what is asked about. */
export function placesOf({ attestations }: Pick<TrustOptions, 'attestations'>, path?: string): string[] {
  if (attestations !== undefined) return [...attestations];
  const usual = [ATTESTATIONS_FOLDER, ...(path === undefined ? [] : [join(path, ATTESTATIONS_FOLDER)])];
  return [...new Set(usual.filter((place) => existsSync(place)).map((place) => realpathSync(place)))];
}
