import { invalidLine, linesOf, onLine } from './key-list.ts';
import { KEY_TYPES, type PublicKey, publicKeyOf } from './public-key.ts';

/** One line of OpenSSH's `allowed_signers` (ssh-keygen(1), ALLOWED SIGNERS). */
export interface AllowedSigner {
  /** Whose key it is, as the line has it: `ada@example.com`, or several by a comma. */
  readonly principal: string;
  readonly key: PublicKey;
  /** What it may sign, `*` and `?` as wildcards; absent is everything. */
  readonly namespaces?: readonly string[];
  readonly validAfter?: Date;
  readonly validBefore?: Date;
}

const OPTION = /^([a-z-]+)(?:="([^"]*)")?(?:,|$)/;

/** Throws `trusted-keys-invalid` with the line: an option that is passed over could be the one that limits a key. */
export function parseAllowedSigners(path: string, text: string): AllowedSigner[] {
  return linesOf(path, text).map(({ at, line }) => onLine(at, () => parseLine(at, line)));
}

function parseLine(at: string, line: string): AllowedSigner {
  const [first, ...rest] = fieldsOf(line);
  const principal = first?.replace(/^"|"$/g, '') ?? '';
  const hasOptions = !looksLikeType(rest[0] ?? '');
  const [options, type, base64] = hasOptions ? rest : ['', ...rest];
  if (principal === '' || type === undefined || base64 === undefined)
    throw invalidLine(at, 'not a trusted key', 'Write: name [options] ssh-ed25519 AAAA… comment');
  return { principal, ...optionsOf(at, options ?? ''), key: publicKeyOf(type, base64) };
}

/** At spaces that are not inside quotes. */
function fieldsOf(line: string): string[] {
  return line.match(/(?:"[^"]*"|[^\s"])+/g) ?? [];
}

function looksLikeType(field: string): boolean {
  return (KEY_TYPES as readonly string[]).includes(field) || /^(?:ssh|ecdsa|sk)-[^=,"]*$/.test(field);
}

function optionsOf(at: string, text: string): Omit<AllowedSigner, 'principal' | 'key'> {
  let found: Omit<AllowedSigner, 'principal' | 'key'> = {};
  for (let rest = text; rest !== ''; ) {
    const [whole = '', name = '', value] = OPTION.exec(rest.replace(/^[A-Za-z-]+/, (word) => word.toLowerCase())) ?? [];
    const option = optionOf(name, value);
    if (whole === '' || option === undefined)
      throw invalidLine(
        at,
        `the option ${rest.slice(0, 40)} is not supported`,
        'Supported are namespaces="…", valid-after="YYYYMMDD[HHMM[SS]][Z]" and valid-before="…".',
      );
    found = { ...found, ...option };
    rest = rest.slice(whole.length);
  }
  return found;
}

function optionOf(name: string, value: string | undefined): Partial<AllowedSigner> | undefined {
  if (value === undefined) return undefined;
  if (name === 'namespaces') return { namespaces: value.split(',').map((pattern) => pattern.trim()) };
  const date = dateOf(value);
  if (date === undefined) return undefined;
  if (name === 'valid-after') return { validAfter: date };
  return name === 'valid-before' ? { validBefore: date } : undefined;
}

const DATE = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(Z?)$/;

/** As ssh-keygen reads it: without `Z` in the time of the machine. */
function dateOf(text: string): Date | undefined {
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone] = DATE.exec(text) ?? [];
  if (year === undefined) return undefined;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
  // 31 February is no date, and Date would move it into March.
  const read = zone === 'Z' ? date.getUTCDate() : date.getDate();
  return Number.isNaN(date.getTime()) || read !== Number(day) ? undefined : date;
}
