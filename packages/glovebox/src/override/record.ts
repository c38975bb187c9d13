import { lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, digestOf } from '../canonical-json.ts';
import { GloveboxError } from '../error.ts';
import { replaceFile } from '../replace-file.ts';
import type { Signer } from '../signing/signer.ts';
import { type TrustedKeys, trustedKeysOf } from '../signing/trusted.ts';
import { verify } from '../signing/verify.ts';
import { appendLine } from './append-line.ts';
import { type Act, type AuditLine, BEGINNING, signedHead, signedLine } from './audit/line.ts';
import { type AuditLog, readAudit } from './audit/verify.ts';
import { diskSource } from './disk.ts';
import { readOverrides, withHead, withOverride, withoutOverride } from './file.ts';
import { LOCK, locked } from './lock.ts';
import type { Override } from './override.ts';
import { trustedKeysIn } from './overrides.ts';
import { FILES, FOLDER, readFrom } from './source.ts';
import { statementOf } from './statement.ts';
import { timeOf } from './times.ts';

/** Who changes the overrides of which folder. */
export interface Recorder {
  /** The folder that holds `.glovebox`; it is made there where it is missing. */
  readonly root: string;
  readonly signer: Signer;
  readonly now?: Date;
}

/** What an override is before it is signed. */
export type Unsigned = Omit<Override, 'by' | 'created' | 'key' | 'signature'>;

/**
 * Signs an override, writes it into the log and then into the file. Throws `override-invalid` where the log does not hold, or
 * the clock is behind it, and `key-untrusted` where the key is nobody's.
 */
export async function addOverride(recorder: Recorder, unsigned: Unsigned): Promise<Override> {
  return change(recorder, ({ actor, at, text }) => {
    const fields = { ...unsigned, by: actor, created: at, key: recorder.signer.keyId };
    const signature = Buffer.from(recorder.signer.sign(statementOf('override', fields))).toString('base64');
    const override: Override = { ...fields, signature };
    return {
      result: override,
      text: withOverride(text, override),
      act: { act: 'add', subject: override.id, digest: digestOf(override) },
    };
  });
}

/** Takes an override away; whoever may sign may. Throws as {@link addOverride}, and `usage` where there is no such override. */
export async function removeOverride(recorder: Recorder, id: string): Promise<Override> {
  return change(recorder, ({ text }) => {
    const override = readOverrides(text).overrides.find((one) => one.id === id);
    if (text === undefined || override === undefined)
      throw new GloveboxError('usage', `there is no override ${id}`, 'See glovebox override list.');
    return {
      result: override,
      text: withoutOverride(text, id),
      act: { act: 'remove', subject: id, digest: digestOf(override) },
    };
  });
}

/**
 * Adds a key to the trusted ones. The first is the signer's own; after that only a key that is trusted can say who else is.
 * `line` is a public key, `ssh-ed25519 AAAA…`.
 */
export async function trustKey(recorder: Recorder, name: string, line: string): Promise<string> {
  const [added] = trustedKeysOf({ path: 'the key', text: `${name} ${line}` }).signers;
  if (added === undefined) throw new GloveboxError('usage', 'there is no key', 'Give a .pub file.');
  const { keyId, line: publicKey } = added.key;
  const withKey = (before: string) => {
    if (keysOf(before).signers.some(({ key }) => key.keyId === keyId))
      throw new GloveboxError('usage', `${keyId} is trusted already`, `See ${KEYS}.`);
    return `${before === '' || before.endsWith('\n') ? before : `${before}\n`}${name} ${publicKey}\n`;
  };
  return change(
    recorder,
    ({ text }) => ({ result: keyId, text: text ?? '', act: { act: 'trust', subject: name, digest: keyId } }),
    withKey,
  );
}

const KEYS = `${FOLDER}/allowed_signers`;

interface Situation {
  readonly actor: string;
  /** Now, or the time of the last line where that is a little later. */
  readonly at: string;
  /** Of `overrides.yaml`. */
  readonly text: string | undefined;
}

interface Changed<Result> {
  readonly result: Result;
  readonly text: string;
  readonly act: Pick<AuditLine, 'subject' | 'digest'> & { readonly act: Act };
}

/** The log first: what it does not have does not count, so a process that is ended in between has done nothing. */
async function change<Result>(
  { root, signer, now = new Date() }: Recorder,
  make: (situation: Situation) => Changed<Result>,
  withKey?: (allowedSigners: string) => string,
): Promise<Result> {
  const folder = join(root, FOLDER);
  mkdirSync(folder, { recursive: true });
  demandNoLinks(folder);
  return locked(folder, async () => {
    const source = diskSource(root);
    const before = (await readFrom(source, 'allowed_signers')) ?? '';
    const keys = withKey?.(before);
    const isFirst = keys !== undefined && keysOf(before).signers.length === 0;
    const trusted = isFirst ? keysOf(keys) : await trustedKeysIn(source);
    const actor = actorOf(trusted, signer, now);
    const text = await readFrom(source, 'overrides.yaml');
    const file = readOverrides(text);
    const [broken] = file.ignored.filter(({ id }) => id === 'overrides.yaml');
    if (broken !== undefined)
      throw new GloveboxError('override-invalid', broken.message, `Take ${FOLDER}/overrides.yaml back to what it was.`);
    const log = readAudit(await readFrom(source, 'audit.jsonl'), file.head, trusted);
    demandWhole(log);
    const last = log.lines.at(-1);
    const at = timeAfter(last, now);
    const changed = make({ actor, at, text });
    const line = signedLine(
      {
        sequence: log.lines.length + 1,
        at,
        actor,
        ...changed.act,
        previous: last === undefined ? BEGINNING : digestOf(last),
      },
      signer,
    );
    if (keys !== undefined) replaceFile(join(folder, 'allowed_signers'), keys);
    appendLine(join(folder, 'audit.jsonl'), canonicalJson(line));
    replaceFile(join(folder, 'overrides.yaml'), withHead(changed.text, signedHead(line, signer)));
    return changed.result;
  });
}

/** A repository chooses where its links lead, and somebody's files would be written there. */
function demandNoLinks(folder: string): void {
  for (const path of [folder, ...Object.keys(FILES).map((name) => join(folder, name)), join(folder, LOCK)])
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink())
      throw new GloveboxError('override-invalid', `${path} is a link`, 'Put what it leads to in its place.');
}

function keysOf(text: string): TrustedKeys {
  return trustedKeysOf({ path: KEYS, text });
}

/** The name that a key is trusted by. */
export function actorOf(trusted: TrustedKeys, signer: Signer, at: Date): string {
  const probe = statementOf('audit-head', { actor: signer.keyId });
  const claim = { keyId: signer.keyId, signature: signer.sign(probe) };
  const found = verify(trusted, claim, probe, { at, namespace: 'glovebox-override' });
  if (found.ok) return found.principal;
  throw new GloveboxError(
    'key-untrusted',
    `you cannot accept anything with this key: ${found.message}`,
    trusted.signers.length === 0
      ? 'Trust it: glovebox override trust KEY.pub --name you@example.com'
      : `Ask one of ${trusted.signers
          .map(({ principal }) => principal)
          .slice(0, 3)
          .join(', ')} to run glovebox override trust KEY.pub.`,
  );
}

function demandWhole({ faults: [fault] }: AuditLog): void {
  if (fault === undefined) return;
  const where = fault.line === undefined ? '' : `line ${fault.line} `;
  throw new GloveboxError(
    'override-invalid',
    `the audit log does not hold, so nothing is added to it: ${where}${fault.fault}: ${fault.message}`,
    `Take ${FOLDER} back to what it was: git log -p ${FOLDER}`,
  );
}

const SKEW_MS = 5 * 60_000;

function timeAfter(last: AuditLine | undefined, now: Date): string {
  if (last === undefined || last.at <= timeOf(now)) return timeOf(now);
  if (Date.parse(last.at) - now.getTime() <= SKEW_MS) return last.at;
  throw new GloveboxError(
    'override-invalid',
    `this machine's clock says ${timeOf(now)}, and the audit log has a line of ${last.at}`,
    'Set the clock.',
  );
}
