import type { TrustedKeys } from '../signing/trusted.ts';
import { verify } from '../signing/verify.ts';
import { type Opened, open } from './envelope.ts';
import type { Refusal } from './refusal.ts';
import type { Statement } from './statement.ts';
import type { Stored } from './store.ts';

/** A statement whose signatures all hold. */
export interface Believed {
  readonly name: string;
  readonly statement: Statement;
  /** Names of those who signed, as the list of trusted keys has them. */
  readonly signers: readonly string[];
}

/** One that is not believed; without a statement when not even that could be read. */
export interface Disbelieved {
  readonly name: string;
  readonly statement?: Statement;
  readonly reason: Refusal;
  readonly message: string;
}

/** Reads every file once. What time changes (ages, keys that expire) is asked again by {@link believe}. */
export function openAll(stored: readonly Stored[]): (Disbelieved | (Opened & { readonly name: string }))[] {
  return stored.map((one) => {
    if ('unread' in one) return { name: one.name, reason: 'malformed', message: one.unread };
    return { name: one.name, ...open(one.text) };
  });
}

/**
 * Every signature must be by a trusted key and hold: whoever adds one changes what others signed. A key must be good now, and also when
 * it is said to have signed, which only who holds it could have said.
 */
export function believe(
  opened: Disbelieved | (Opened & { readonly name: string }),
  trusted: TrustedKeys,
  now: Date,
): Believed | Disbelieved {
  if ('reason' in opened) return opened;
  const { name, statement, signed, claims } = opened;
  const signers: string[] = [];
  const said = new Date(statement.predicate.attestedAt);
  for (const at of [now, said]) {
    for (const claim of claims) {
      const result = verify(trusted, claim, signed, { at, namespace: 'glovebox-attestation' });
      if (!result.ok) return { name, statement, reason: result.reason, message: result.message };
      if (at === now) signers.push(result.principal);
    }
  }
  return { name, statement, signers };
}
