import { linesAbout } from './lines.ts';

const DAY = 86_400_000;
const MOST_CLOCKS = 8;

/** What tells the time, in the three languages. */
export const CLOCK =
  /\bdatetime\b|\bdate\.today|\btime\.(time|localtime|gmtime|strftime|time_ns|monotonic)|\bnew Date\b|\bDate\.(now|parse|UTC)|\bDate\(|strftime|\bdate\b\s*(\)|\+|-u|['"]|$)|\bEPOCH(SECONDS|REALTIME)\b|%\(.{0,20}\)T|getFullYear|getMonth|getDate|getDay|getHours|\bSECONDS\b|performance\.now|\bperf_counter|getmtime|mtimeMs/;
const WAIT =
  /\bsleep\b|setTimeout|setInterval|\bwait\(|threading\.Timer|\bTimer\(|timers\/promises|\bat\b\s+now|\balarm\(|setitimer|\bread\s+-t|asyncio\.(wait|timeout)|call_later|\bsched\b|cron|schedule/;

export function readsClock(lines: readonly string[]): boolean {
  return lines.some((line) => CLOCK.test(line));
}

export function waits(lines: readonly string[]): boolean {
  return lines.some((line) => WAIT.test(line));
}

/** Moments at which what the code says about time comes out otherwise than now; the likeliest first, as ISO dates. */
export function clocksFor(lines: readonly string[], now: Date): string[] {
  if (!readsClock(lines)) return [];
  const about = linesAbout(lines, CLOCK);
  const named = [
    ...momentsNamed(lines, about).flatMap((moment) => around(moment, now)),
    ...combined(componentsIn(about), now),
  ];
  const found = named.length > 0 ? [...named, ...usual(now).slice(0, 4)] : usual(now);
  const times = found.map((date) => date.getTime()).filter((time) => time > 0 && time < Date.UTC(2200, 0));
  return [...new Set(times)].slice(0, MOST_CLOCKS).map((time) => new Date(time).toISOString());
}

// ---- whole dates ----

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

function momentsNamed(lines: readonly string[], about: readonly string[]): Date[] {
  const found: Date[] = [];
  const add = (...parts: (string | number | undefined)[]) => {
    const [year = 0, month = 1, day = 1, hour = 12, minute = 0] = parts.map((part) =>
      part === undefined ? undefined : Number(part),
    );
    const date = new Date(Date.UTC(year, month - 1, day, hour, minute));
    if (year >= 1990 && year < 2200 && found.length < 20) found.push(date);
  };
  for (const line of lines) {
    for (const [, ...parts] of line.matchAll(/\b((?:19|20|21)\d\d)[-/](\d\d?)[-/](\d\d?)(?:[T ](\d\d):(\d\d))?/g))
      add(...parts);
    for (const [, ...parts] of line.matchAll(
      /\b(?:datetime|date|Timestamp)\(\s*((?:20|21)\d\d)\s*,\s*(\d{1,2})\s*,\s*(\d{1,2})(?:\s*,\s*(\d{1,2}))?/g,
    ))
      add(...parts);
    for (const [, year, month, day] of line.matchAll(
      /\b(?:new Date|Date\.UTC)\(\s*((?:20|21)\d\d)\s*,\s*(\d{1,2})(?:\s*,\s*(\d{1,2}))?/g,
    ))
      add(year, Number(month) + 1, day);
    for (const [, month, day, year] of line.matchAll(/\b([A-Z][a-z]{2})[a-z]{0,6} (\d{1,2}),? ((?:20|21)\d\d)/g))
      add(year, MONTHS.indexOf((month ?? '').toLowerCase()) + 1, day);
    for (const [, day, month, year] of line.matchAll(/\b(\d{1,2}) ([A-Z][a-z]{2})[a-z]{0,6} ((?:20|21)\d\d)/g))
      add(year, MONTHS.indexOf((month ?? '').toLowerCase()) + 1, day);
  }
  for (const line of about) {
    for (const [, ...parts] of line.matchAll(/\b((?:20|21)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?:([0-2]\d)([0-5]\d))?(?!\d)/g))
      add(...parts);
    for (const [, seconds] of line.matchAll(/(?<![\d.])(\d{10})(?:\d{3})?(?!\d)/g)) {
      const date = new Date(Number(seconds) * 1000);
      if (date.getUTCFullYear() >= 2001 && date.getUTCFullYear() < 2200) found.push(date);
    }
  }
  return found;
}

/** The day itself and a little later; what is past is turned by the days before it. */
function around(moment: Date, now: Date): Date[] {
  const after = new Date(moment.getTime() + DAY + 3_600_000);
  return moment.getTime() > now.getTime()
    ? [after, new Date(moment.getTime() + 60_000)]
    : [new Date(moment.getTime() - DAY), new Date(moment.getTime() + 60_000)];
}

// ---- years, months, days, hours ----

type Component = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'weekday';
type Components = Partial<Record<Component, number[]>>;

/** How each part of a date is asked for, and what to add to the number it is compared with: months from 1, days of the week from Sunday as 0. */
const PARTS: readonly (readonly [RegExp, Component, number])[] = [
  [/(?:\.year\b|get(?:UTC)?FullYear\(\)|tm_year|%Y)/, 'year', 0],
  [/(?:\.month\b|tm_mon|%-?m)/, 'month', 0],
  [/get(?:UTC)?Month\(\)\s*\+\s*1/, 'month', 0],
  [/get(?:UTC)?Month\(\)/, 'month', 1],
  [/(?:\.day\b|get(?:UTC)?Date\(\)|tm_mday|%-?d)/, 'day', 0],
  [/(?:\.hour\b|get(?:UTC)?Hours\(\)|tm_hour|%-?H)/, 'hour', 0],
  [/(?:\.minute\b|get(?:UTC)?Minutes\(\)|tm_min|%-?M)/, 'minute', 0],
  [/(?:isoweekday\(\)|get(?:UTC)?Day\(\)|%u|%w)/, 'weekday', 0],
  [/(?:\.weekday\(\)|tm_wday)/, 'weekday', 1],
];
const COMPARED = /^\W{0,12}?(===?|!==?|>=?|<=?|=|-eq|-ne|-ge|-gt|-le|-lt|\bin\b)\s*["'([{]*\s*0?(\d{1,4})/;
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

function componentsIn(about: readonly string[]): Components {
  const found: Components = {};
  const names = new Map<string, readonly [Component, number]>();
  const add = (component: Component, number: number, sign = '==') => {
    const turned = />$|-gt/.test(sign) ? number + 1 : /^<$|-lt/.test(sign) ? number - 1 : number;
    const list = found[component] ?? [];
    found[component] = list;
    if (list.length < 4 && !list.includes(turned)) list.push(turned);
  };
  const addBoth = (first: Component, one: string | undefined, second: Component, other: string | undefined) => {
    add(first, Number(one));
    add(second, Number(other));
  };
  for (const line of about) {
    for (const [part, component, plus] of PARTS) {
      const at = part.exec(line);
      if (at === null) continue;
      const compared = COMPARED.exec(line.slice(at.index + at[0].length));
      if (compared !== null) add(component, Number(compared[2]) + plus, compared[1]);
      const name = /^(?:(?:const|let|var|local)\s+)?([A-Za-z_]\w*)\s*=(?!=)/.exec(line)?.[1];
      if (name !== undefined && names.size < 50) names.set(name, [component, plus]);
      break;
    }
    const pair = /month\W{1,3}\s*\w+\.day\W{1,4}==\s*\(\s*(\d{1,2})\s*,\s*(\d{1,2})/.exec(line);
    if (pair !== null) addBoth('month', pair[1], 'day', pair[2]);
    for (const [, month, day] of line.matchAll(/["'](0\d|1[0-2])[-/]?([0-3]\d)["']/g))
      addBoth('month', month, 'day', day);
    for (const [, hour, minute] of line.matchAll(/["']([01]\d|2[0-3]):([0-5]\d)["']/g))
      addBoth('hour', hour, 'minute', minute);
    for (const [, day] of line.matchAll(/\b(sun|mon|tue|wed|thu|fri|sat)(?:s|nes|rs|ur)?(?:day)?\b/gi))
      if (/%[aA]|weekday|day/i.test(line)) add('weekday', WEEKDAYS.indexOf((day ?? '').toLowerCase()));
  }
  for (const line of about)
    for (const [name, [component, plus]] of names) {
      const at = line.search(new RegExp(`\\b${name}\\b`));
      if (at < 0) continue;
      const compared = COMPARED.exec(line.slice(at + name.length));
      if (compared !== null) add(component, Number(compared[2]) + plus, compared[1]);
    }
  return found;
}

/** The next moments at which all parts are as compared. */
function combined(parts: Components, now: Date): Date[] {
  if (Object.keys(parts).length === 0) return [];
  const years = parts.year ?? [now.getUTCFullYear(), now.getUTCFullYear() + 1];
  const found: Date[] = [];
  for (const year of years)
    for (const month of parts.month ?? [undefined])
      for (const day of parts.day ?? [undefined])
        for (const weekday of parts.weekday ?? [undefined])
          for (const hour of parts.hour ?? [12]) {
            const date = new Date(
              Date.UTC(
                year,
                (month ?? now.getUTCMonth() + 1) - 1,
                day ?? (month === undefined ? now.getUTCDate() : 15),
                hour,
                parts.minute?.[0] ?? 5,
              ),
            );
            for (let step = 0; weekday !== undefined && date.getUTCDay() !== weekday % 7 && step < 7; step++)
              date.setUTCDate(date.getUTCDate() + 1);
            if (parts.year !== undefined || date.getTime() > now.getTime() - DAY) found.push(date);
          }
  return found.slice(0, 6);
}

/** Where nothing is compared: later, every day of the week, the end of a month, the day that most years do not have. */
function usual(now: Date): Date[] {
  const later = (days: number) => new Date(now.getTime() + days * DAY);
  const leap =
    Array.from({ length: 9 }, (_, index) => now.getUTCFullYear() + index).find(
      (year) => year % 4 === 0 && Date.UTC(year, 1, 29) > now.getTime(),
    ) ?? 2028;
  const end = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 0, 23, 30));
  const weekend = later((6 - now.getUTCDay() + 7) % 7 || 7);
  return [later(366), later(1), later(3653), new Date(Date.UTC(leap, 1, 29, 3)), end, later(31), weekend, later(3)];
}
