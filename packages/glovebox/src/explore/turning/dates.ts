import type { Time, Value } from './term.ts';

const DAY = 86_400_000;
const NAMES = {
  weekday: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
  month: 'January February March April May June July August September October November December'.split(' '),
};

/** Parts of a moment by the names that languages have for them; all of it in UTC, which is the zone of the sandbox. */
export const PARTS: Readonly<Record<string, (date: Date) => number>> = {
  year: (date) => date.getUTCFullYear(),
  month: (date) => date.getUTCMonth() + 1,
  month0: (date) => date.getUTCMonth(),
  day: (date) => date.getUTCDate(),
  hour: (date) => date.getUTCHours(),
  minute: (date) => date.getUTCMinutes(),
  second: (date) => date.getUTCSeconds(),
  weekday: (date) => (date.getUTCDay() + 6) % 7,
  isoweekday: (date) => date.getUTCDay() || 7,
  weekday0: (date) => date.getUTCDay(),
  yearday: (date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0)) / DAY) + 1,
  ordinal: (date) => Math.floor(date.getTime() / DAY) + 719_163,
  week: weekOf,
};

/** The ISO week. */
function weekOf(date: Date): number {
  const thursday = new Date(date.getTime() + (3 - ((date.getUTCDay() + 6) % 7)) * DAY);
  return Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0)) / (7 * DAY)) + 1;
}

const two = (number: number) => String(number).padStart(2, '0');

const LETTERS: Readonly<Record<string, (date: Date) => string>> = {
  Y: (date) => String(date.getUTCFullYear()),
  y: (date) => two(date.getUTCFullYear() % 100),
  m: (date) => two(date.getUTCMonth() + 1),
  d: (date) => two(date.getUTCDate()),
  e: (date) => String(date.getUTCDate()).padStart(2, ' '),
  H: (date) => two(date.getUTCHours()),
  I: (date) => two(date.getUTCHours() % 12 || 12),
  M: (date) => two(date.getUTCMinutes()),
  S: (date) => two(date.getUTCSeconds()),
  p: (date) => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
  j: (date) => String(PARTS.yearday?.(date)).padStart(3, '0'),
  u: (date) => String(date.getUTCDay() || 7),
  w: (date) => String(date.getUTCDay()),
  A: (date) => NAMES.weekday[date.getUTCDay()] ?? '',
  a: (date) => (NAMES.weekday[date.getUTCDay()] ?? '').slice(0, 3),
  B: (date) => NAMES.month[date.getUTCMonth()] ?? '',
  b: (date) => (NAMES.month[date.getUTCMonth()] ?? '').slice(0, 3),
  h: (date) => (NAMES.month[date.getUTCMonth()] ?? '').slice(0, 3),
  s: (date) => String(Math.floor(date.getTime() / 1000)),
  V: (date) => two(weekOf(date)),
  N: () => '000000000',
  F: (date) => date.toISOString().slice(0, 10),
  T: (date) => date.toISOString().slice(11, 19),
  R: (date) => date.toISOString().slice(11, 16),
  D: (date) => formatTime('%m/%d/%y', date),
  '%': () => '%',
};

/** As `strftime` and `date +` write a moment. `-` after the sign leaves out leading zeros. */
export function formatTime(format: string, date: Date): string {
  return format.slice(0, 200).replace(/%([-_^]?)([A-Za-z%])/g, (whole, flag: string, letter: string) => {
    const text = LETTERS[letter]?.(date) ?? whole;
    if (flag === '^') return text.toUpperCase();
    return flag === '-' ? text.replace(/^0+(?=\d)/, '') : text;
  });
}

/** A moment from its parts, months from 1. */
export function momentOf(parts: readonly Value[]): Time | undefined {
  const numbers = parts.map((part) => (typeof part === 'number' ? part : Number.NaN));
  const [year = Number.NaN, month = 1, day = 1, hour = 0, minute = 0, second = 0] = numbers;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  return Number.isNaN(ms) ? undefined : { time: 'moment', ms };
}

/** A written date, read as UTC where it names no zone. */
export function readTime(text: Value): Time | undefined {
  if (typeof text !== 'string' || text.length > 60) return undefined;
  const compact = /^(\d{4})(\d\d)(\d\d)$/.exec(text);
  if (compact !== null) return momentOf(compact.slice(1, 4).map(Number));
  const zoned = /(?:Z|[+-]\d\d:?\d\d|GMT|UTC)$/.test(text);
  const ms = Date.parse(zoned ? text : /^\d{4}-\d\d?-\d\d?$/.test(text) ? text : `${text} UTC`);
  const plain = Number.isNaN(ms) ? Date.parse(`${text}Z`) : ms;
  return Number.isNaN(plain) ? undefined : { time: 'moment', ms: plain };
}
