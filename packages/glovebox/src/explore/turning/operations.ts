import { formatTime, momentOf, PARTS, readTime } from './dates.ts';
import { isList, isTime, type Time, type Value } from './term.ts';

type Operate = (values: readonly Value[]) => Value;

const LONGEST = 10_000;

/** What languages do to what they ask for, by one name each. Undefined is what is not known. */
export const OPERATIONS: Readonly<Record<string, Operate>> = {
  // ---- numbers ----
  '+': ([a, b]) => {
    if (typeof a === 'string' && b != null) return `${a}${textOf(b)}`.slice(0, LONGEST);
    if (typeof b === 'string' && a != null) return `${textOf(a)}${b}`.slice(0, LONGEST);
    if (isTime(a) && isTime(b)) return { time: a.time === 'span' ? b.time : a.time, ms: a.ms + b.ms };
    return isList(a) && isList(b) ? [...a, ...b].slice(0, 100) : numeric((x, y) => x + y)([a, b]);
  },
  '-': ([a, b]) => {
    if (isTime(a) && isTime(b)) return { time: a.time === b.time ? 'span' : 'moment', ms: a.ms - b.ms };
    return numeric((x, y) => x - y)([a, b]);
  },
  '*': ([a, b]) => {
    if (isTime(a) && typeof b === 'number') return { ...a, ms: a.ms * b };
    return numeric((x, y) => x * y)([a, b]);
  },
  '/': ([a, b]) => {
    if (isTime(a) && isTime(b)) return a.ms / b.ms;
    // Paths of Python's.
    if (typeof a === 'string' && typeof b === 'string') return `${a}/${b}`.slice(0, LONGEST);
    return numeric((x, y) => x / y)([a, b]);
  },
  '//': numeric((x, y) => Math.floor(x / y)),
  '%': numeric((x, y) => x % y),
  'floor%': numeric((x, y) => ((x % y) + y) % y),
  '**': numeric((x, y) => x ** y),
  '&': numeric((x, y) => x & y),
  '|': numeric((x, y) => x | y),
  '^': numeric((x, y) => x ^ y),
  negative: ([a]) => (numberOf(a) === undefined ? undefined : -(numberOf(a) as number)),
  whole: ([a]) => (numberOf(a) === undefined ? undefined : Math.trunc(numberOf(a) as number)),
  floor: ([a]) => (numberOf(a) === undefined ? undefined : Math.floor(numberOf(a) as number)),
  round: ([a]) => (numberOf(a) === undefined ? undefined : Math.round(numberOf(a) as number)),
  number: ([a]) => numberOf(a),
  abs: ([a]) => (numberOf(a) === undefined ? undefined : Math.abs(numberOf(a) as number)),
  // ---- comparison ----
  '==': ([a, b]) => equal(a, b),
  '!=': ([a, b]) => negated(equal(a, b)),
  '~=': ([a, b]) => looseEqual(a, b),
  '<': ordered((order) => order < 0),
  '>': ordered((order) => order > 0),
  '<=': ordered((order) => order <= 0),
  '>=': ordered((order) => order >= 0),
  in: ([a, b]) => {
    if (typeof b === 'string') return typeof a === 'string' ? b.includes(a) : undefined;
    return isList(b) && a !== undefined ? b.some((one) => equal(a, one) === true) : undefined;
  },
  exists: ([a]) => (a === undefined ? undefined : a !== null),
  // ---- texts ----
  text: ([a]) => textOf(a),
  lower: textual((a) => a.toLowerCase()),
  upper: textual((a) => a.toUpperCase()),
  trim: textual((a) => a.trim()),
  isdigit: ([a]) => (typeof a === 'string' ? /^\d+$/.test(a) : undefined),
  starts: ([a, b]) => affix(a, b, (text, one) => text.startsWith(one)),
  ends: ([a, b]) => affix(a, b, (text, one) => text.endsWith(one)),
  split: ([a, b]) =>
    typeof a === 'string' ? a.split(typeof b === 'string' && b !== '' ? b : /\s+/).slice(0, 100) : undefined,
  join: ([a, b]) => (isList(a) && typeof b === 'string' ? a.map(textOf).join(b).slice(0, LONGEST) : undefined),
  find: ([a, b]) => (typeof a === 'string' && typeof b === 'string' ? a.indexOf(b) : undefined),
  matches: ([a, b]) => matches(a, b, ''),
  'matches-start': ([a, b]) => matches(a, b, '^'),
  'matches-whole': ([a, b]) => matches(a, b, '^$'),
  length: ([a]) => (typeof a === 'string' || isList(a) ? a.length : undefined),
  item: ([a, b]) => {
    if (!(typeof a === 'string' || isList(a)) || typeof b !== 'number') return undefined;
    return a.at(b) ?? null;
  },
  slice: ([a, from, to]) => {
    if (!(typeof a === 'string' || isList(a))) return undefined;
    const [start, end] = [typeof from === 'number' ? from : 0, typeof to === 'number' ? to : undefined];
    return typeof a === 'string' ? a.slice(start, end) : a.slice(start, end);
  },
  list: (values) => values,
  lookup: ([key, otherwise, ...pairs]) => {
    if (key === undefined) return undefined;
    for (let at = 0; at + 1 < pairs.length; at += 2) if (equal(pairs[at], key) === true) return pairs[at + 1];
    return otherwise;
  },
  home: ([a]) => (typeof a === 'string' ? a.replace(/^~(?=\/|$)/, '/home/user') : undefined),
  path: (values) => (values.every((one) => typeof one === 'string') ? values.join('/').slice(0, LONGEST) : undefined),
  // ---- time ----
  moment: momentOf,
  'read-time': ([a]) => readTime(a),
  'from-seconds': ([a]) => (typeof a === 'number' ? { time: 'moment', ms: a * 1000 } : undefined),
  'from-ms': ([a]) => (typeof a === 'number' ? { time: 'moment', ms: a } : isTime(a) ? a : readTime(a)),
  seconds: ([a]) => (isTime(a) ? a.ms / 1000 : undefined),
  ms: ([a]) => (isTime(a) ? a.ms : undefined),
  days: ([a]) => (isTime(a) ? Math.floor(a.ms / 86_400_000) : undefined),
  'start-of-day': ([a]) => (isTime(a) ? { time: 'moment', ms: Math.floor(a.ms / 86_400_000) * 86_400_000 } : undefined),
  span: ([a]) => (typeof a === 'number' ? { time: 'span', ms: a } : undefined),
  format: ([format, a]) =>
    typeof format === 'string' && isTime(a) && isDate(a) ? formatTime(format, new Date(a.ms)) : undefined,
  iso: ([a]) => (isTime(a) && isDate(a) ? new Date(a.ms).toISOString() : undefined),
  ...Object.fromEntries(
    Object.entries(PARTS).map(([name, part]) => [
      `part ${name}`,
      ([a]: readonly Value[]) => (isTime(a) && isDate(a) ? part(new Date(a.ms)) : undefined),
    ]),
  ),
  // ---- chance ----
  between: ([a, low, high]) => {
    if (typeof a !== 'number' || typeof low !== 'number' || typeof high !== 'number') return undefined;
    return Math.min(Math.max(a, low), high);
  },
};

function isDate({ time, ms }: Time): boolean {
  return time === 'moment' && Math.abs(ms) < 8e15;
}

function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (isTime(value)) return value.ms;
  if (typeof value !== 'string' || !/^\s*[-+]?\d{1,20}(?:\.\d{1,20})?\s*$/.test(value)) return undefined;
  return Number(value);
}

function numeric(compute: (a: number, b: number) => number): Operate {
  return ([a, b]) => {
    const [x, y] = [numberOf(a), numberOf(b)];
    return x === undefined || y === undefined ? undefined : compute(x, y);
  };
}

function textual(compute: (text: string) => string): Operate {
  return ([a]) => (typeof a === 'string' ? compute(a) : a === null ? '' : undefined);
}

function textOf(value: Value): string | undefined {
  if (value === undefined) return undefined;
  if (isTime(value)) return isDate(value) ? formatTime('%Y-%m-%d %H:%M:%S', new Date(value.ms)) : undefined;
  return isList(value) ? value.map(textOf).join(',') : String(value);
}

function equal(a: Value, b: Value): boolean | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (isTime(a) && isTime(b)) return a.ms === b.ms;
  if (isList(a) && isList(b)) return a.length === b.length && a.every((one, index) => equal(one, b[index]) === true);
  return a === b;
}

/** As a shell and `==` of JavaScript compare: a number and its text are the same. */
function looseEqual(a: Value, b: Value): boolean | undefined {
  if (a === undefined || b === undefined) return undefined;
  return equal(a, b) === true || textOf(a ?? '') === textOf(b ?? '');
}

function negated(truth: boolean | undefined): boolean | undefined {
  return truth === undefined ? undefined : !truth;
}

function ordered(wanted: (order: number) => boolean): Operate {
  return ([a, b]) => {
    if (typeof a === 'string' && typeof b === 'string') return wanted(a < b ? -1 : a > b ? 1 : 0);
    if (isList(a) && isList(b)) {
      const at = a.findIndex((one, index) => equal(one, b[index]) !== true);
      return at < 0 ? wanted(a.length - b.length) : ordered(wanted)([a[at], b[at]]);
    }
    const [x, y] = [numberOf(a), numberOf(b)];
    return x === undefined || y === undefined ? undefined : wanted(x - y);
  };
}

function affix(a: Value, b: Value, has: (text: string, one: string) => boolean): boolean | undefined {
  if (a === null) return false;
  if (typeof a !== 'string') return undefined;
  const ones = isList(b) ? b : [b];
  return ones.some((one) => typeof one === 'string' && has(a, one));
}

/** More repetitions, or ways that a pattern leaves open, would have too many to try. */
const MOST_REPEATED = 2;
const MOST_OPEN = 4;

/** Whether a text fits a pattern, for those whose matching is sure to be short: what is repeated is one character, and seldom. */
function matches(a: Value, pattern: Value, anchors: string): boolean | undefined {
  if (a === null) return false;
  if (typeof a !== 'string' || typeof pattern !== 'string' || pattern.length > 120) return undefined;
  if (!isShort(pattern)) return undefined;
  try {
    const whole = `${anchors.includes('^') ? '^' : ''}(?:${pattern})${anchors.includes('$') ? '$' : ''}`;
    return new RegExp(whole).test(a.slice(0, 60));
  } catch {
    return undefined;
  }
}

/** A pattern is the sample's own: a group that is repeated, as in `(a|a)*`, may take longer than anybody waits. */
function isShort(pattern: string): boolean {
  if (/\\\d|\{\d{3}/.test(pattern)) return false;
  const shape = pattern
    .replace(/\\./gs, 'x')
    .replace(/\[[^\]]*\]/g, 'x')
    .replaceAll('(?:', '(');
  const count = (letters: RegExp) => shape.match(letters)?.length ?? 0;
  return !/\)[*+{]|\(\?/.test(shape) && count(/[*+{]/g) <= MOST_REPEATED && count(/[?|]/g) <= MOST_OPEN;
}
