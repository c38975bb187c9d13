import { classesOfWord, type TargetClass } from '../targets.ts';
import type { MarkKind } from './mark.ts';

/** Addresses that say something even where nothing is seen to use them. */
const SHADY = ['drop-address', 'short-link', 'abused-domain', 'mining-pool'] as const satisfies TargetClass[];
const MOST_ADDRESSES = 20;

/** Keys that are known by their form. */
const KEY_FORMS =
  /\b(AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{22,}|\bxox[abprs]-[\w-]{10,}|\b[sr]k_live_[A-Za-z0-9]{16,}|\bAIza[\w-]{35}|-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----|\bglpat-[\w-]{20}|\bnpm_[A-Za-z0-9]{36}|\bpypi-AgEI\w{20,}/;

/** The way from any object to everything that is loaded, as text for something that evaluates it. */
const ESCAPE_CHAIN =
  /__(class|base|bases|mro)__.{0,60}__subclasses__|__subclasses__\s*\(\s*\)\s*\[|__init__\s*\.\s*__globals__|\|attr\(\s*['"]__/;

/** What the content of a literal says by itself. */
export function marksOfText(content: string): MarkKind[] {
  const text = content.slice(0, 8_000);
  const marks: MarkKind[] = [];
  const addresses = text.match(/https?:\/\/[^\s'"<>)]{4,300}/g) ?? [];
  if (addresses.slice(0, MOST_ADDRESSES).some((address) => isShady(address))) marks.push('shady-link');
  if (ESCAPE_CHAIN.test(text)) marks.push('escape-chain');
  if (KEY_FORMS.test(text)) marks.push('hard-coded-secret');
  return marks;
}

/** Letters that are written as their codes. */
export function unescaped(content: string): string {
  if (!content.includes('\\')) return content;
  return content.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))/g, (_, short?: string, long?: string) =>
    String.fromCharCode(Number.parseInt(short ?? long ?? '', 16)),
  );
}

function isShady(address: string): boolean {
  const classes = classesOfWord(address);
  return SHADY.some((name) => classes.includes(name));
}

const SHORTEST_BLOB = 200;

/** Text of one alphabet without a space, longer than anybody reads: encoded data. */
export function isBlob(content: string): boolean {
  return content.length >= SHORTEST_BLOB && /^[A-Za-z0-9+/=_-]+$/.test(content.slice(0, 20_000).replace(/\s+/g, ''));
}

/** So many encoded texts in one file are a load it carries, not a picture or two. */
export const MANY_BLOBS = 4;

const SECRET_NAME =
  /(^|[_.-]|[a-z](?=[A-Z]))(passw(or)?d|passwd|pwd|passphrase|secret|token|api_?key|access_?key|private_?key|auth_?key|secret_?key|encryption_?key|client_?secret)s?(\d*|_?(key|value|hash))$/i;
/** Names of settings, messages and kinds of tokens, and values that stand for one. */
const NO_SECRET_NAME =
  /(url|uri|path|file|name|field|type|regex|pattern|label|message|prompt|endpoint|header|prefix|column|length)$/i;
const PLACEHOLDER =
  /^$|^(x+|\*+|\.+|-+|_+)$|^<.*>$|^\[.*\]$|your|change.?me|example|placeholder|redacted|dummy|^(none|null|todo|test|string|str|bearer|basic|access|refresh|csrf|password|passwd|secret|token|\S*_(token|secret|password|key))$|[{}$%\s]|^(\/|\.|https?:)/i;

/** Whether a name given a text is a secret written into the source. */
export function isHardCoded(name: string, value: string): boolean {
  return (
    SECRET_NAME.test(name) &&
    !NO_SECRET_NAME.test(name) &&
    value.length >= 4 &&
    value.length <= 500 &&
    !PLACEHOLDER.test(value)
  );
}

/** A statement of SQL with a part that is put in while running. */
const SQL =
  /^\s*(select\s[\s\S]*\sfrom\s|insert\s+into\s|update\s[\s\S]*\sset\s|delete\s+from\s|drop\s+(table|database)\s|alter\s+table\s|truncate\s|replace\s+into\s|exec(ute)?\s)/i;

export function isSql(text: string): boolean {
  return SQL.test(text.slice(0, 2_000));
}

/** Names under which a predictable number is a weakness. */
export const SECRET_PURPOSE =
  /token|passw|passphrase|secret|\botp\b|_otp|otp_|nonce|salt|session|csrf|api_?key|captcha|credential|verification|reset_?code|auth_?code/i;
export const PASSWORD_PURPOSE = /passw|passphrase|pwd|credential|secret|login|auth/i;
/** Conditions that decide who may do something. */
export const GUARD =
  /\b(is_?)?(admin|superuser|staff|auth\w*|permission\w*|logged_?in|owner|role\w*|privilege\w*|has_?perm\w*|allowed)\b/i;

/** A statement that takes a whole table away. Making room for a new one (`if exists`) is ordinary. */
export function isDestructiveSql(text: string): boolean {
  return /^\s*(drop\s+(table|database|schema)\s+(?!if\s)|truncate\s+(table\s+)?\w|delete\s+from\s+[\w."]+\s*;?\s*$)/i.test(
    text.slice(0, 2_000),
  );
}

/** A variable by which other programs load a library first. */
export function isPreload(name: string): boolean {
  return /\b(LD_PRELOAD|LD_AUDIT|DYLD_INSERT_LIBRARIES)\b/.test(name);
}

/** A search path on which a folder of everybody comes first. */
export function takesOverPath(value: string): boolean {
  return /^["']?(\.?:|\.\/|\/tmp\b|\/var\/tmp\b|\/dev\/shm\b)/.test(value);
}
