import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Acceptance } from '../../attest/accept.ts';
import { believe, openAll } from '../../attest/check.ts';
import { type Answer, decide } from '../../attest/decide.ts';
import { readAttestations } from '../../attest/store.ts';
import { imagesOf, wholeOf } from '../../attest/subjects.ts';
import { contentWith } from '../../attest/verify.ts';
import { neutralizeShort } from '../../report/neutralize.ts';
import { loadTrustedKeys, revokedBeside, type TrustedKeys } from '../../signing/trusted.ts';
import type { Problem } from './review.ts';

type Opened = ReturnType<typeof openAll>[number];

export interface Places {
  readonly attestations: string;
  readonly trusted: string;
  readonly revoked?: string;
}

/** Attestations and keys as they are now, found by digest. */
export interface Vouchers {
  /** What stands against something known by its digest; nothing when it may be deployed. */
  ask(sha256: string, now: Date): Problem | undefined;
  /** How many files there are, or why they cannot be read. */
  readonly state: { readonly attestations: number } | { readonly broken: string };
}

/** Where nothing can be read, nothing is vouched for. */
export function noVouchers(reason: string): Vouchers {
  const message = `attestations and keys cannot be read (${reason}), so that nothing can be vouched for`;
  return { ask: () => ({ reason: 'unavailable', message }), state: { broken: reason } };
}

/** Reads everything once. Throws what reading throws: without keys or a place for attestations nothing can be vouched for. */
export async function loadVouchers(places: Places, acceptance: Acceptance): Promise<Vouchers> {
  const trusted = loadTrustedKeys(places.trusted, places.revoked);
  const opened = openAll(await readAttestations(places.attestations));
  const found = Map.groupBy(
    opened.flatMap((one) => digestsOf(one).map((digest) => ({ digest, one }))),
    ({ digest }) => digest,
  );
  const newest = latestOf(opened, trusted);
  return {
    state: { attestations: opened.length },
    ask(sha256, now) {
      const about = (found.get(sha256) ?? []).map(({ one }) => one);
      const attestations = [...new Set([...about, ...newest])];
      return problemIn(decide({ content: contentWith(sha256), attestations, trusted, acceptance, now }));
    },
  };
}

function problemIn(answer: Answer): Problem | undefined {
  if (answer.ok) return undefined;
  const message = `${answer.reason}: ${neutralizeShort(answer.message, 300)}. ${answer.remedy}`;
  return { reason: answer.reason, message };
}

/** What a file is about; of one that cannot be read, by its name. */
function digestsOf(opened: Opened): string[] {
  const named = /[0-9a-f]{64}/.exec(opened.name)?.[0];
  const statement = opened.statement;
  const said =
    statement === undefined ? [] : [wholeOf(statement) ?? '', ...imagesOf(statement).map(({ sha256 }) => sha256)];
  return [...new Set([...said, ...(named === undefined ? [] : [named])])];
}

/** It tells that the clock was not always as early as it may be now. */
function latestOf(opened: readonly Opened[], trusted: TrustedKeys): Opened[] {
  const now = new Date();
  const timeOf = (one: Opened) => one.statement?.predicate.attestedAt ?? '';
  const believed = opened.filter((one) => 'signers' in believe(one, trusted, now));
  return believed.sort((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1)).slice(0, 1);
}

/** Changes when any of the files does: names, sizes and times, and where links lead. */
export async function fingerprintOf(places: Places, more: readonly string[]): Promise<string> {
  const names = await readdir(places.attestations).catch(() => []);
  const lists = [places.trusted, places.revoked ?? revokedBeside(places.trusted)];
  const files = [...names.map((name) => join(places.attestations, name)), ...lists, ...more];
  const seen = await Promise.all(files.sort().map((file) => stat(file).catch(() => undefined)));
  return JSON.stringify(seen.map((one, index) => [files[index], one?.size, one?.mtimeMs, one?.ctimeMs, one?.ino]));
}
