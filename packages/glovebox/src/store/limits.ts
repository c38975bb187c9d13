const MIB = 1024 * 1024;

/** Everything that bounds the cache of reports. */
export interface CacheLimits {
  /** Bytes of all reports on disk, compressed; the least recently used go first. The file is at most half as large again. */
  readonly diskBytes: number;
  /** Bytes of one report, compressed; a larger one is not kept. */
  readonly reportBytes: number;
  /** Milliseconds since the examination: what a program does may change with the day, and so may what is known of it. */
  readonly ageMs: number;
  /** Characters of all reports that are kept in the process's memory. */
  readonly memoryCharacters: number;
  /** Milliseconds that a write waits for those of other processes; then it is left out. */
  readonly waitMs: number;
}

export const CACHE_LIMITS: CacheLimits = {
  diskBytes: 256 * MIB,
  reportBytes: 8 * MIB,
  ageMs: 14 * 24 * 3_600_000,
  memoryCharacters: 16 * MIB,
  waitMs: 2_000,
};

/** A report whose JSON is larger than this comes from no examination: its bounds lie far below. */
export const MOST_REPORT_CHARACTERS = 256 * MIB;

/** How much later than now a report may say that it was made: clocks are set right by less. */
export const CLOCK_SLACK_MS = 5 * 60_000;
