import { GloveboxError } from '../../error.ts';
import type { CellResult } from './cell.ts';

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

/** What a whole box may use unless its options say otherwise. */
export const BOX_LIMITS: BoxLimits = {
  lifetimeMs: 3_600_000,
  idleMs: 1_800_000,
  cpuMs: 900_000,
  outputBytes: 256 * 1024 * 1024,
  cells: 5_000,
};

/** The limit of a box that ended it. */
export type BoxLimit = 'lifetime' | 'idle' | 'cpu' | 'output' | 'cells';

/** Longer ones a timer of Node's takes for none at all. */
const MOST_MS = 2_147_483_647;

/** The limits of one box. Throws `usage` for what is no finite one. */
export function boxLimits(given: Partial<BoxLimits>): BoxLimits {
  const told = Object.entries(given).filter(([, value]) => value !== undefined);
  for (const [name, value] of told)
    if (!Number.isSafeInteger(value) || value < 1 || (name.endsWith('Ms') && value > MOST_MS))
      throw new GloveboxError(
        'usage',
        `${name} is ${value}`,
        `Give a whole number from 1, of milliseconds at most ${MOST_MS}.`,
      );
  return { ...BOX_LIMITS, ...Object.fromEntries(told) };
}

/** Adds up what the cells of a box use. */
export interface Meter {
  count(cell: CellResult): void;
  /** The limit that was reached, the first of several. The processor time is known at the end of each cell. */
  reached(): BoxLimit | undefined;
}

export function createMeter(limits: BoxLimits): Meter {
  let cells = 0;
  let cpuMs = 0;
  let outputBytes = 0;
  return {
    count(cell) {
      cells++;
      cpuMs += cell.cpuMs;
      outputBytes += bytesOf(cell);
    },
    reached() {
      if (cpuMs >= limits.cpuMs) return 'cpu';
      if (outputBytes >= limits.outputBytes) return 'output';
      return cells >= limits.cells ? 'cells' : undefined;
    },
  };
}

/** What a cell printed and displayed, and what was printed before it. */
function bytesOf({ stdout, stderr, between, outputs }: CellResult): number {
  const texts = [stdout, stderr, between.stdout, between.stderr];
  const printed = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return outputs.reduce((sum, { bytes }) => sum + bytes, printed);
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
