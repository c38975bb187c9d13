/** What a box may use from its opening to its end, whatever its cells are bounded by. All are finite. */
export interface BoxLimits {
  /** Milliseconds that it may be there altogether. */
  readonly lifetimeMs: number;
  /** Milliseconds without a cell after which it is closed. */
  readonly idleMs: number;
  /** Milliseconds of processor time of all cells, and of what they leave running between them. */
  readonly cpuMs: number;
  /** Bytes of all that its cells print and display. */
  readonly outputBytes: number;
  /** Cells, installations among them. */
  readonly cells: number;
}

export const BOX_LIMITS: BoxLimits = {
  lifetimeMs: 3_600_000,
  idleMs: 1_800_000,
  cpuMs: 900_000,
  outputBytes: 256 * 1024 * 1024,
  cells: 5_000,
};

/** The limit of a box that ended it. */
export type BoxLimit = 'lifetime' | 'idle' | 'cpu' | 'output' | 'cells';

/** What was used so far. The processor time is known at the end of each cell. */
export interface Used {
  readonly cells: number;
  readonly cpuMs: number;
  readonly outputBytes: number;
}

/** The limit that what was used has reached, the first of several. */
export function reached(used: Used, limits: BoxLimits): BoxLimit | undefined {
  if (used.cpuMs >= limits.cpuMs) return 'cpu';
  if (used.outputBytes >= limits.outputBytes) return 'output';
  if (used.cells >= limits.cells) return 'cells';
  return undefined;
}

/** Says it of a box, in the words of its `box-closed`. */
export function describeLimit(limit: BoxLimit, limits: BoxLimits): string {
  const said: Record<BoxLimit, string> = {
    lifetime: `its lifetime is over (${limits.lifetimeMs} ms)`,
    idle: `no cell ran for ${limits.idleMs} ms`,
    cpu: `its cells used all of the ${limits.cpuMs} ms of processor time`,
    output: `its cells printed and displayed more than ${limits.outputBytes} bytes altogether`,
    cells: `it ran all of its ${limits.cells} cells`,
  };
  return said[limit];
}
