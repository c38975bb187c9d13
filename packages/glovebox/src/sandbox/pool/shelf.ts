import type { Language } from '../../sample/sample.ts';
import type { Prepared, RunOptions } from '../backend.ts';

/** What a sandbox is prepared with; a run that asks for anything else cannot use it. */
export interface Kind {
  readonly language: Language;
  readonly options: RunOptions;
}

/** Sandboxes of one kind that wait, the one that waits longest first. */
export interface Shelf {
  readonly kind: Kind;
  /** Kept full although nobody asks. */
  kept: boolean;
  lastAsked: number;
  /** Under way to the shelf. */
  coming: number;
  /** The last attempt to prepare one failed: nothing is tried again before somebody asks. */
  failing: boolean;
  readonly size: number;
  put(prepared: Prepared, maxAgeMs: number): void;
  /** The one that waits longest; undefined when none does. */
  draw(): Prepared | undefined;
}

/** `lost` is called when a waiting sandbox has died or grown old; it is off the shelf and ended by then. */
export function createShelf(kind: Kind, lost: () => void): Shelf {
  const waiting = new Map<Prepared, NodeJS.Timeout>();

  function remove(prepared: Prepared): boolean {
    clearTimeout(waiting.get(prepared));
    return waiting.delete(prepared);
  }

  function replace(prepared: Prepared): void {
    if (remove(prepared)) prepared.dispose().then(lost, lost);
  }

  return {
    kind,
    kept: false,
    lastAsked: performance.now(),
    coming: 0,
    failing: false,
    get size() {
      return waiting.size;
    },
    put(prepared, maxAgeMs) {
      waiting.set(prepared, setTimeout(() => replace(prepared), maxAgeMs).unref());
      prepared.ended?.then(() => replace(prepared));
    },
    draw() {
      const [first] = waiting.keys();
      if (first !== undefined) remove(first);
      return first;
    },
  };
}

/** Same text for the same kind. What belongs to one run alone is left out. */
export function kindOf(language: Language, options: RunOptions): { key: string; kind: Kind } {
  const { stdin: _stdin, signal: _signal, ...shared } = options;
  return { key: JSON.stringify([language, sorted(shared)]), kind: { language, options: shared } };
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => [name, sorted(inner)]);
}
