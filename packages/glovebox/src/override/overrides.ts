import { digestOf } from '../canonical-json.ts';
import { type TrustedKeys, trustedKeysOf } from '../signing/trusted.ts';
import { verify } from '../signing/verify.ts';
import type { AuditLine } from './audit/line.ts';
import { type AuditLog, readAudit } from './audit/verify.ts';
import { type OverridesFile, readOverrides } from './file.ts';
import { type Ignored, type IgnoredReason, isReason, type Override } from './override.ts';
import { FOLDER, type OverrideSource, readFrom } from './source.ts';
import { statementOf } from './statement.ts';
import { isTooLong } from './times.ts';

/** The overrides of a repository, each looked at: those that count, and why the others do not. */
export interface Overrides {
  readonly valid: readonly Override[];
  readonly ignored: readonly (Ignored & { readonly override?: Override })[];
}

/** What {@link overridesFrom} reads and whom it believes. */
export interface OverridesFrom {
  /** Whence they are read. In a gate this is the base, never the change that is examined. */
  readonly reader: OverrideSource;
  /** The time by the verifier's own clock; now without it. */
  readonly now?: Date;
  /** Whose signatures count, instead of what `.glovebox/allowed_signers` and `.glovebox/revoked_keys` say. */
  readonly keys?: TrustedKeys;
}

/**
 * Reads the overrides of a repository and verifies each. An override that is not shown to be valid does nothing and has its
 * reason; so has each one of a repository whose log was tampered with, or whose clock is behind. Throws
 * `trusted-keys-invalid` for a list of keys that is not understood.
 */
export async function overridesFrom({ reader, now = new Date(), keys }: OverridesFrom): Promise<Overrides> {
  const file = readOverrides(await readFrom(reader, 'overrides.yaml'));
  if (file.overrides.length === 0) return { valid: [], ignored: file.ignored };
  const trusted = keys ?? (await trustedKeysIn(reader));
  const log = readAudit(await readFrom(reader, 'audit.jsonl'), file.head, trusted);
  return sorted(file, log, trusted, now);
}

/** The keys that a repository trusts; nobody's where it lists none. */
export async function trustedKeysIn(reader: OverrideSource): Promise<TrustedKeys> {
  const [signers, revoked] = [await readFrom(reader, 'allowed_signers'), await readFrom(reader, 'revoked_keys')];
  return trustedKeysOf(
    { path: `${FOLDER}/allowed_signers`, text: signers ?? '' },
    revoked === undefined ? undefined : { path: `${FOLDER}/revoked_keys`, text: revoked },
  );
}

function sorted(file: OverridesFile, log: AuditLog, trusted: TrustedKeys, now: Date): Overrides {
  const logged = lastActs(log.lines);
  const [fault] = log.faults;
  const broken =
    fault &&
    `the audit log does not hold: ${fault.line === undefined ? '' : `line ${fault.line}, `}${fault.fault}: ${fault.message}`;
  const valid: Override[] = [];
  const ignored: (Ignored & { override?: Override })[] = [...file.ignored];
  const signed = file.overrides.map((override) => ({ override, refused: refusedByKey(override, trusted, now) }));
  const latest = latestOf(log.lines, signed);
  for (const { override, refused } of signed) {
    const why =
      refused ??
      refusedByWords(override, now) ??
      (broken === undefined ? undefined : (['log-broken', broken] as const)) ??
      refusedByLog(override, logged) ??
      refusedByClock(latest, now);
    if (why === undefined) valid.push(override);
    else ignored.push({ id: override.id, reason: why[0], message: `${override.id} does nothing: ${why[1]}`, override });
  }
  return { valid, ignored };
}

type Refused = readonly [IgnoredReason, string] | undefined;

function refusedByKey(override: Override, trusted: TrustedKeys, now: Date): Refused {
  const { key, signature, by } = override;
  const claim = { keyId: key, signature: Buffer.from(signature, 'base64') };
  const found = verify(trusted, claim, statementOf('override', override), { at: now, namespace: 'glovebox-override' });
  if (!found.ok) return [found.reason, found.message];
  return found.principal === by ? undefined : ['other-signer', `it names ${by}, and ${found.principal} signed it`];
}

function refusedByWords(override: Override, now: Date): Refused {
  if (!isReason(override.reason)) return ['no-reason', 'it gives no reason'];
  if (Date.parse(override.expires) <= now.getTime()) return ['expired', `it ended at ${override.expires}`];
  return isTooLong(override)
    ? ['too-long', `it would last from ${override.created} to ${override.expires}`]
    : undefined;
}

function refusedByLog(override: Override, logged: ReadonlyMap<string, AuditLine>): Refused {
  const line = logged.get(override.id);
  if (line?.act === 'remove') return ['removed', `${line.actor} took it away at ${line.at}`];
  if (line === undefined || line.digest !== digestOf(override)) return ['not-logged', 'the audit log does not have it'];
  return undefined;
}

/** Clocks of two machines differ by so much at most. */
const SKEW_MS = 5 * 60_000;

/** What was signed later than now says that the clock is behind: what is over by a right one may not be by this. */
function refusedByClock(latest: string, now: Date): Refused {
  if (latest === '' || Date.parse(latest) <= now.getTime() + SKEW_MS) return undefined;
  return [
    'clock-behind',
    `this machine's clock says ${now.toISOString().slice(0, 19)}Z, and ${latest} was signed already`,
  ];
}

function latestOf(lines: readonly AuditLine[], signed: readonly { override: Override; refused: Refused }[]): string {
  const times = [
    ...lines.map(({ at }) => at),
    ...signed.flatMap(({ override, refused }) => (refused ? [] : [override.created])),
  ];
  return times.reduce((latest, time) => (time > latest ? time : latest), '');
}

/** What was last done with each override. */
function lastActs(lines: readonly AuditLine[]): Map<string, AuditLine> {
  return new Map(lines.filter(({ act }) => act !== 'trust').map((line) => [line.subject, line]));
}
