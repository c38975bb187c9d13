import { GloveboxError } from '../error.ts';
import { MOST_DAYS } from './override.ts';

const DAY_MS = 86_400_000;
const DAYS_IN = { d: 1, w: 7, y: 365 } as const;

/** A time as files here have it: UTC, to the second. */
export function timeOf(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/**
 * When an override ends: a number of days (`30d`, also `12w`, `1y`; `m` would be minutes, as everywhere else), a date, which counts to its end in UTC, or a time.
 * Throws `usage` for anything else, what is past, and what is later than a year from now.
 */
export function expiryFrom(given: string, now: Date): Date {
  const end = endOf(given, now);
  if (end === undefined || Number.isNaN(end.getTime()))
    throw refused(`${given} is no date and no number of days`, 'Give --expires 30d or --expires 2027-01-31.');
  if (end <= now) throw refused(`${given} is over`, 'Give a date to come.');
  if (end.getTime() - now.getTime() > MOST_DAYS * DAY_MS)
    throw refused(`${given} is more than ${MOST_DAYS} days away`, 'Accept it for less, and look again then.');
  return end;
}

/** Whether an override would last longer than any may. */
export function isTooLong({ created, expires }: { readonly created: string; readonly expires: string }): boolean {
  return Date.parse(expires) - Date.parse(created) > (MOST_DAYS + 1) * DAY_MS;
}

function endOf(given: string, now: Date): Date | undefined {
  const [, number, unit] = /^(\d{1,4})([dwy])$/.exec(given) ?? [];
  if (unit !== undefined)
    return new Date(now.getTime() + Number(number) * DAYS_IN[unit as keyof typeof DAYS_IN] * DAY_MS);
  if (/^\d{4}-\d\d-\d\d$/.test(given)) return dayEnd(given);
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z$/.test(given) ? new Date(given) : undefined;
}

/** 31 February is no date, though Date takes it for one in March. */
function dayEnd(day: string): Date | undefined {
  const end = new Date(`${day}T23:59:59Z`);
  return Number.isNaN(end.getTime()) || end.toISOString().slice(0, 10) !== day ? undefined : end;
}

function refused(message: string, remedy: string): GloveboxError {
  return new GloveboxError('usage', message, remedy);
}
