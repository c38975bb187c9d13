import type { WardenMessage } from '../../observe/message.ts';

type Check = (value: unknown) => boolean;
type Shape = readonly (readonly [key: string, check: Check])[];

const isNumber: Check = Number.isFinite;
const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const oneOf = (...words: readonly string[]): Check => {
  const known = new Set<unknown>(words);
  return (value) => known.has(value);
};
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const isTextByName: Check = (value) =>
  typeof value === 'object' && value !== null && Object.values(value).every(isText);

/** What each kind of message has, and of what type it is. */
const SHAPES: Readonly<Record<WardenMessage['t'], Shape>> = {
  sys: [
    ...each(['ms', 'pid', 'tid', 'ppid'], isNumber),
    ...each(['comm', 'call'], isText),
    ...each(['path', 'real', 'to', 'address', 'data', 'whole'], maybe(isText)),
    ...each(['flags', 'fd', 'port', 'bytes', 'seconds', 'cut', 'a', 'b', 'c'], maybe(isNumber)),
    ['ok', maybe(isFlag)],
    ['argv', maybe(isTexts)],
    ['family', maybe(oneOf('inet', 'inet6', 'unix', 'other'))],
  ],
  hint: [
    ['ms', isNumber],
    ['line', isText],
  ],
  code: [...each(['ms', 'pid', 'bytes'], isNumber), ...each(['path', 'data'], isText)],
  out: [
    ['stream', oneOf('stdout', 'stderr')],
    ['data', isText],
  ],
  isolation: [
    ...each(['namespaces', 'interfaces'], isTexts),
    ...each(['seccomp', 'landlock', 'uid'], isNumber),
    ...each(['noNewPrivileges', 'rootReadOnly'], isFlag),
    ['capabilities', isText],
    ['namespaceIds', maybe(isTextByName)],
    ['kernel', maybe(oneOf('gvisor', 'guest', 'wasm'))],
    ['engine', maybe(isText)],
  ],
  change: [['path', isText], ['change', oneOf('created', 'modified', 'deleted')], ...each(['bytes', 'mode'], isNumber)],
  usage: each(['ms', 'memory', 'processes', 'descriptors', 'read', 'written', 'disk'], isNumber),
  end: [
    ['cause', oneOf('running', 'exited', 'timed-out', 'out-of-memory', 'killed', 'cancelled', 'failed', 'refused')],
    ['limit', maybe(oneOf('memory', 'wallClock', 'processes'))],
    ['reason', maybe(isText)],
    ...each(['code', 'signal', 'zero', 'codeDropped'], maybe(isNumber)),
    ...each(['ms', 'cpuUs', 'peakMemory', 'peakProcesses', 'forks', 'peakDisk', 'peakFiles'], isNumber),
    ...each(['disk', 'eventsDropped'], isNumber),
    ...each(['processesRefused', 'truncated'], isFlag),
  ],
  net: [
    ['id', isNumber],
    ['data', maybe(isText)],
    ['credit', maybe(isNumber)],
    ['said', maybe(oneOf('end', 'gone'))],
  ],
  cell: [...each(['code', 'ms', 'cpuUs'], isNumber), ['truncated', isFlag], ['zero', maybe(isNumber)]],
  file: [...each(['path', 'data'], isText), ['last', isFlag], ['error', maybe(isText)]],
  list: [
    ['path', isText],
    ['entries', isEntries],
    ['error', maybe(isText)],
  ],
  wrote: [
    ['path', isText],
    ['error', maybe(isText)],
  ],
};

/** Why `message` is none of a warden's; undefined when it is one. Twenty thousand come with one run: no schema is worth its time. */
export function misshapen(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return 'it is no object';
  const fields = message as Readonly<Record<string, unknown>>;
  const { t } = fields;
  if (typeof t !== 'string' || !Object.hasOwn(SHAPES, t)) return 'it is of no kind there is';
  for (const [key, check] of SHAPES[t as WardenMessage['t']])
    if (!check(fields[key])) return `its ${key} is missing or of another type`;
  return undefined;
}

function each(keys: readonly string[], check: Check): Shape {
  return keys.map((key) => [key, check] as const);
}

function isEntries(value: unknown): boolean {
  return Array.isArray(value) && value.every(isEntry);
}

function isEntry(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { name, kind, bytes } = value as Readonly<Record<string, unknown>>;
  return isText(name) && isText(kind) && isNumber(bytes);
}
