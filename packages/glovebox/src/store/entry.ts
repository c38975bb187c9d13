import { type CacheLimits, CLOCK_SLACK_MS } from './limits.ts';

/** What lies under a key. */
export interface Entry {
  /** The report. */
  readonly json: string;
  /** When it was made, in milliseconds since 1970. */
  readonly examinedMs: number;
}

/** Whether it still answers: one that is too old does not, nor one from a future that a clock set wrong has made. */
export function isFresh(examinedMs: number, now: number, { ageMs }: Pick<CacheLimits, 'ageMs'>): boolean {
  return examinedMs > now - ageMs && examinedMs < now + CLOCK_SLACK_MS;
}
