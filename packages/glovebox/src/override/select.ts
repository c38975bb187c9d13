import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import { GloveboxError } from '../error.ts';
import type { Finding } from '../judge/finding.ts';
import { isReason } from './override.ts';
import type { Unsigned } from './record.ts';
import { scopeFor } from './scope.ts';
import { expiryFrom, timeOf } from './times.ts';

const LEAST_PREFIX = 8;
const LISTED = 8;

/**
 * The one open finding that a person means: by its fingerprint or the first eight digits or more of it, or as `rule@file:line`.
 * Throws `usage` for none and for several, and names those there are.
 */
export function findingNamed(name: string, findings: readonly Finding[]): Finding {
  const open = findings.filter(({ status }) => status === 'open');
  const meant = open.filter((finding) => isMeant(name, finding));
  const [first, second] = meant;
  if (first !== undefined && second === undefined) return first;
  const listed = (meant.length > 0 ? meant : open)
    .slice(0, LISTED)
    .map((finding) => `${finding.fingerprint?.slice(0, 12)} ${placeName(finding)}`);
  throw new GloveboxError(
    'usage',
    meant.length > 0 ? `${name} means ${meant.length} findings` : `there is no open finding ${name}`,
    listed.length === 0 ? 'There are no open findings.' : `Name one: ${listed.join(', ')}.`,
  );
}

function isMeant(name: string, finding: Finding): boolean {
  if (/^[0-9a-f]+$/.test(name)) return name.length >= LEAST_PREFIX && finding.fingerprint?.startsWith(name) === true;
  const [rule, place = ''] = name.split('@', 2);
  const [first] = finding.locations;
  // A report names files from the sample's own folder, a person from where they stand.
  return rule === finding.rule && (first === undefined ? place === '' : isPlace(place, `${first.file}:${first.line}`));
}

function isPlace(place: string, told: string): boolean {
  return place === told || posix.normalize(place).endsWith(`/${told}`);
}

/** `rule@file:line`, or `rule@` for what names no line. */
function placeName({ rule, locations: [first] }: Finding): string {
  return `${rule}@${first === undefined ? '' : `${first.file}:${first.line}`}`;
}

/** What a person says of a finding, as it is given on the command line. */
export interface Acceptance {
  readonly reason: string;
  /** A date, a time or a number of days. */
  readonly expires: string;
  readonly scope: string;
  readonly now: Date;
}

/** Where a finding is, from the folder that holds `.glovebox`, and its line as it is written. */
export interface FoundAt {
  readonly file: string;
  readonly line: string;
}

/** What is to be signed. Throws `usage` for a reason of few words, and for a time or scope that is none. */
export function overrideOf(
  finding: Finding,
  { file, line }: FoundAt,
  { reason, expires, scope, now }: Acceptance,
): Unsigned {
  const { rule, severity, fingerprint, written, seen = [] } = finding;
  if (fingerprint === undefined || written === undefined)
    throw new GloveboxError('usage', 'the finding has no fingerprint', 'Examine it with this version of Glovebox.');
  demandAcceptable({ reason, expires, now });
  return {
    id: `ov-${randomBytes(6).toString('hex')}`,
    rule,
    severity,
    file: posix.normalize(file),
    line: line.trim().slice(0, LONGEST_LINE),
    fingerprint,
    written,
    seen: [...seen],
    scope: scopeFor(scope, posix.normalize(file)),
    reason: reason.trim(),
    expires: timeOf(expiryFrom(expires, now)),
  };
}

const LONGEST_LINE = 200;

/** What can be told before anything is examined. Throws `usage` for a reason of few words, and for a time that is none. */
export function demandAcceptable({ reason, expires, now }: Omit<Acceptance, 'scope'>): void {
  if (!isReason(reason))
    throw new GloveboxError(
      'usage',
      'the reason has fewer than three words',
      'Say why it may be as it is: --reason "…".',
    );
  expiryFrom(expires, now);
}
