import type { Site, SourceKind } from '../site.ts';
import type { Part } from './graph.ts';

/** What a sanitizer makes data harmless for, as bits that a way gathers. */
export const CLEAN = {
  shell: 1,
  code: 2,
  path: 4,
  address: 8,
  objects: 16,
  /** What is told of it no longer gives it away: a digest. */
  content: 32,
} as const;

/** A number or a date can be no command, path, address or code; it may still be told. */
export const PLAIN = CLEAN.shell | CLEAN.code | CLEAN.path | CLEAN.address | CLEAN.objects;
export const DIGEST = PLAIN | CLEAN.content;

/** Whether what was cleaned on the way makes the data harmless where it ends. */
export function harmlessFor(kind: SourceKind, site: Site, part: Part, cleaned: number): boolean {
  return cleaned !== 0 && (cleaned & bitOf(kind, site, part)) !== 0;
}

/** Data that others are not to have is as well given away in an address as in a body; only what decides can be quoted. */
const DECIDES: ReadonlySet<SourceKind> = new Set(['user-input', 'network-reply', 'clock', 'randomness']);

function bitOf(kind: SourceKind, { capability }: Site, part: Part): number {
  if (part !== 'target' || !DECIDES.has(kind)) return CLEAN.content;
  if (capability === 'process.spawn') return CLEAN.shell;
  if (capability === 'code.deserialize') return CLEAN.objects;
  if (capability.startsWith('code.')) return CLEAN.code;
  return capability.startsWith('network.') ? CLEAN.address : CLEAN.path;
}

/** Whether data that reaches a site is worth telling. */
export function isSink({ capability }: Site): boolean {
  return SINKS.test(capability);
}

const SINKS =
  /^(network\.(resolve|connect|send)|process\.spawn|code\.(eval|deserialize)|file\.(read|write|delete)|secret\.read|system\.persist)$/;

/** An argument as a sink sees it. */
export interface Given {
  /** From 0; undefined for one given by name. */
  readonly position: number | undefined;
  readonly name: string | undefined;
}

/** Proves who one is, or says what one is: what such a name is given belongs there. */
const CREDENTIALS =
  /auth|passw|passwd|pwd|passphrase|token|api.?key|^key$|app_?id|access.?key|secret|credential|cookie|session|^(cert|verify|user|username|login|email|pkey|sig|signature)$|user-agent|^accept|^content-|^aws_/i;
/** Holds parts of its own, each with a name: headers, the fields of a query. */
const NESTED = /^(headers|params|cookies|searchParams|query|qs)$/;
const ADDRESSES = /^(url|uri|host|hostname|address|addr|server|endpoint|port|path|href|baseURL|base_url)$/i;
const PATHS = /^(file|filename|path|name|src|dst|dest|fp|fname|dir|directory)$/i;
const OPTIONS =
  /^(cwd|env|timeout|encoding|text|mode|check|capture_output|stdout|stderr|stdin|globals|locals|shell|method)$/i;
/** Sends to whom it was connected before: everything given is content. */
const SENDS = /(^|[.])(send|sendall|sendmsg|sendfile|sendmail|send_message|sendMail|write|storbinary|storlines|putfo)$/;
/** Logs in somewhere: what it is given proves who one is. */
const LOGINS =
  /^(psycopg2?|pymysql|mysql|mysql2|pymongo|mongodb|mongoose|redis|ioredis|pg|boto3|smtplib|ftplib|imaplib|poplib|paramiko|ldap3|ssh2|nodemailer|pika|openai|google|azure|google-cloud|aws-sdk|telegram|discord|slack_sdk|tweepy|huggingface_hub|twilio|stripe)\b/;

/** Whether an argument of a request has parts that each have a meaning of their own. */
export function isNested(name: string): boolean {
  return NESTED.test(name);
}

/** Which part of a site an argument becomes; undefined for one that does not matter there. */
export function partOf(site: Site, given: Given): Part | undefined {
  const { capability, callee } = site;
  if (given.name !== undefined && OPTIONS.test(given.name) && capability !== 'network.send') return undefined;
  if (capability.startsWith('network.')) return partOfRequest(callee, given);
  if (capability === 'code.eval') return partOfCode(callee, given);
  if (capability === 'process.spawn') return 'target';
  if (capability.startsWith('code.'))
    return given.position === 0 || given.position === undefined ? 'target' : undefined;
  return partOfFile(site, given);
}

function partOfRequest(callee: string, { position, name }: Given): Part {
  if (name !== undefined && (name === 'headers' || CREDENTIALS.test(name))) return 'credential';
  if (name !== undefined) return ADDRESSES.test(name) ? 'target' : 'content';
  if (SENDS.test(callee)) return 'content';
  if (LOGINS.test(callee)) return position === 0 ? 'target' : 'credential';
  const isSecond =
    position === 1 && /(^|\.)(request|urlopen|stream|open)$/.test(callee) && callee !== 'urllib.request.urlopen';
  return position === 0 || isSecond ? 'target' : 'content';
}

/** Only the code matters, not the names it may use; what a template is given by name is shown, not run. */
function partOfCode(callee: string, { position, name }: Given): Part | undefined {
  if (name !== undefined && name !== 'source' && /template/i.test(callee)) return undefined;
  return position === undefined || position === 0 || /Function$/.test(callee) ? 'target' : undefined;
}

const TWO_PATHS = /(^|[.])(copy|copy2|copyfile|copytree|move|rename|renames|replace|link|symlink|copyFile|cp)(Sync)?$/;

function partOfFile({ capability, callee }: Site, { position, name }: Given): Part | undefined {
  const part = partOfPath(callee, { position, name });
  return part === 'content' && capability !== 'file.write' && capability !== 'system.persist' ? undefined : part;
}

function partOfPath(callee: string, { position, name }: Given): Part {
  if (name !== undefined) return PATHS.test(name) ? 'target' : 'content';
  // A path's own methods are given what is written.
  if (/^pathlib\.Path\.write_/.test(callee)) return 'content';
  return position === 0 || TWO_PATHS.test(callee) ? 'target' : 'content';
}
