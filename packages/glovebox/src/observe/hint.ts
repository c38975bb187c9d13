import { CAPABILITIES, type Capability } from '../capability.ts';

/** What an agent said (see `guest/README.md`). All text is hostile: the sample shares the agent's process. */
export type Hint =
  | {
      readonly kind: 'begin';
      readonly pid: number;
      /** What every later hint of this agent carries as its value `key`: whoever writes one without is somebody else. */
      readonly key?: string;
    }
  | {
      readonly kind: 'hint';
      readonly pid: number;
      readonly tid: number;
      readonly capability: Capability;
      readonly operation: string;
      readonly target: string;
      readonly file?: string;
      readonly line?: number;
      /** What proves that the agent itself wrote it, where its process has such a key. */
      readonly key?: string;
      /** By name: `code`, `method`, `mode`, `signal`, `from`, `to`. */
      readonly values: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'lines';
      readonly file: string;
      readonly complete: boolean;
      /** Lines that ran, from 1. */
      readonly lines: readonly (readonly [first: number, last: number])[];
      readonly key?: string;
    }
  | { readonly kind: 'exercised'; readonly pid: number; readonly name: string; readonly key?: string }
  | { readonly kind: 'error'; readonly pid: number; readonly name: string; readonly message: string }
  | {
      /** One command of a shell script. */
      readonly kind: 'trace';
      readonly pid: number;
      /** 1 at the top, one more in each command substitution or `eval`. */
      readonly depth: number;
      readonly file?: string;
      readonly line?: number;
      readonly command: string;
    };

interface Place {
  readonly file: string;
  readonly line: number;
}

/** Longest line that is looked at, in characters; agents write at most 4,000 bytes, a shell's trace may be longer. */
const MAX_LINE = 16_384;
const MAX_LINES = 50_000;
const MAX_LINE_NUMBER = 1_000_000;
const MAX_PID = 4_194_304;
const MAX_VALUES = 8;

const SEPARATOR = '\x1f';
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\', n: '\n', r: '\r', u: SEPARATOR };
const capabilities: ReadonlySet<string> = new Set(CAPABILITIES);

/** Reads one line, with or without its newline; undefined for anything that is not a well-formed hint. Never throws. */
export function parseHint(line: string | Uint8Array): Hint | undefined {
  const text = typeof line === 'string' ? line : new TextDecoder().decode(line.subarray(0, MAX_LINE));
  const [kind = '', ...fields] = text.slice(0, MAX_LINE).replace(/\n$/, '').split(SEPARATOR);
  if (/^T+$/.test(kind)) return parseTrace(kind.length, fields);
  const plain = fields.map(unescapeField);
  switch (kind) {
    case 'B':
      return parseBegin(plain);
    case 'H':
      return parseAction(plain);
    case 'L':
      return parseLines(plain);
    case 'E':
      return parseExercised(plain);
    case 'X':
      return parseError(plain);
    default:
      return undefined;
  }
}

function parseBegin([pid, key]: readonly string[]): Hint | undefined {
  const process = parsePid(pid);
  if (process === undefined) return undefined;
  return { kind: 'begin', pid: process, ...(key !== undefined && /^[0-9a-f]{16}$/.test(key) && { key }) };
}

function parseExercised([pid, name, key]: readonly string[]): Hint | undefined {
  const process = parsePid(pid);
  if (process === undefined || !name) return undefined;
  return { kind: 'exercised', pid: process, name, ...(key !== undefined && { key }) };
}

function parseAction([
  pidText,
  tidText,
  capability = '',
  operation = '',
  target,
  file,
  line,
  ...rest
]: readonly string[]) {
  const pid = parsePid(pidText);
  const tid = parsePid(tidText);
  if (pid === undefined || tid === undefined || target === undefined) return undefined;
  if (!isCapability(capability) || operation === '') return undefined;
  const place = parsePlace(file, line);
  const { key, ...values } = parseValues(rest);
  return {
    kind: 'hint',
    pid,
    tid,
    capability,
    operation,
    target,
    ...place,
    ...(key === undefined ? {} : { key }),
    values,
  } as const;
}

function parseLines([file, complete, list, key]: readonly string[]): Hint | undefined {
  if (!file || list === undefined || !/^[01]$/.test(complete ?? '')) return undefined;
  const lines: [number, number][] = [];
  for (const part of list.split(',')) {
    const match = /^(\d{1,7})(?:-(\d{1,7}))?$/.exec(part);
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? match?.[1]);
    if (!(first >= 1 && first <= last && last <= MAX_LINE_NUMBER)) continue;
    if (lines.length < MAX_LINES) lines.push([first, last]);
  }
  return { kind: 'lines', file, complete: complete === '1', lines, ...(key !== undefined && { key }) };
}

function parseError([pidText, name, message = '']: readonly string[]): Hint | undefined {
  const pid = parsePid(pidText);
  return pid === undefined || !name ? undefined : { kind: 'error', pid, name, message };
}

/** The shell writes its trace itself and escapes nothing: whatever follows the line number is the command. */
function parseTrace(depth: number, [pidText, file, line, ...command]: readonly string[]): Hint | undefined {
  const pid = parsePid(pidText);
  if (pid === undefined || command.length === 0) return undefined;
  const place = parsePlace(file, line);
  return { kind: 'trace', pid, depth, ...place, command: command.join(SEPARATOR) };
}

function parsePlace(file: string | undefined, line: string | undefined): Place | undefined {
  if (!file || !line || !/^\d{1,7}$/.test(line)) return undefined;
  const number = Number(line);
  return number >= 1 && number <= MAX_LINE_NUMBER ? { file, line: number } : undefined;
}

function parseValues(fields: readonly string[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (const field of fields.slice(0, MAX_VALUES)) {
    const match = /^([a-z]{1,16})=(.*)$/s.exec(field);
    if (match?.[1] !== undefined && match[2] !== undefined) values[match[1]] = match[2];
  }
  return values;
}

function parsePid(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,7}$/.test(text)) return undefined;
  const pid = Number(text);
  return pid >= 1 && pid <= MAX_PID ? pid : undefined;
}

function isCapability(text: string): text is Capability {
  return capabilities.has(text);
}

function unescapeField(field: string): string {
  return field.replace(/\\([\\nru])/g, (_, letter: string) => ESCAPES[letter] ?? '');
}
