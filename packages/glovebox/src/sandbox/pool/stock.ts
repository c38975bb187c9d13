import { availableParallelism } from 'node:os';
import type { Language } from '../../sample/sample.ts';
import type { Backend, Prepared, RunOptions } from '../backend.ts';
import { createShelf, kindOf, type Shelf } from './shelf.ts';

/** How much may wait. */
export interface StockBounds {
  readonly sizes: Partial<Record<Language, number>>;
  readonly memoryBytes: number;
  readonly bytesEach: number | undefined;
  /** Sandboxes of all kinds together. */
  readonly count: number;
  readonly maxAgeMs: number;
}

/** What else goes on: somebody waits for a cold start; more runs than processors; some; none. */
export type Pressure = 'queue' | 'burst' | 'some' | 'none';

/** Prepared sandboxes that wait, and the work of keeping them so. */
export interface Stock {
  /** Takes one out; undefined where none waits. */
  draw(language: Language, options: RunOptions): Prepared | undefined;
  fill(language: Language, options: RunOptions): Promise<void>;
  /** Begins to prepare what is missing, as far as the pressure allows. */
  refill(): void;
  readonly waiting: number;
  /** Ends what waits and what is under way. */
  end(): Promise<void>;
}

/** Memory of a waiting jail and its warden, measured as proportional set size and rounded up. */
const MEASURED_BYTES: Record<Language, number> = {
  python: 4 << 20,
  javascript: 16 << 20,
  typescript: 16 << 20,
  bash: 3 << 20,
  wasm: 64 << 20,
};

/** Refilling waits so long in a burst, which is served first. */
const PAUSE_MS = 100;
const MAX_KINDS = 16;
const AT_ONCE: Readonly<Record<Exclude<Pressure, 'burst'>, number>> = { queue: 0, some: 1, none: 2 };

export function createStock(backend: Backend, bounds: StockBounds, pressure: () => Pressure): Stock {
  const shelves = new Map<string, Shelf>();
  const restocking = new Set<Promise<void>>();
  let pause: NodeJS.Timeout | undefined;
  let ended = false;

  function shelfFor(language: Language, options: RunOptions): Shelf | undefined {
    // A clock goes on while a sandbox waits, and is seldom set to the same time twice.
    if ((bounds.sizes[language] ?? 0) === 0 || options.clock !== undefined || ended) return undefined;
    const { key, kind } = kindOf(language, options);
    const known = shelves.get(key);
    if (known !== undefined) return known;
    forgetUnused();
    if (shelves.size >= MAX_KINDS) return undefined;
    const shelf = createShelf(kind, refill);
    shelves.set(key, shelf);
    for (const other of shelves.values()) trim(other);
    return shelf;
  }

  /** Kinds nobody asks for any more give their share back. */
  function forgetUnused(): void {
    for (const [key, shelf] of shelves) {
      if (shelf.kept || shelf.coming > 0 || performance.now() - shelf.lastAsked < bounds.maxAgeMs) continue;
      shelves.delete(key);
      void Promise.allSettled(empty(shelf));
    }
  }

  function trim(shelf: Shelf): void {
    while (shelf.size > target(shelf)) void shelf.draw()?.dispose();
  }

  function target({ kind: { language } }: Shelf): number {
    const bytes = bounds.bytesEach ?? MEASURED_BYTES[language];
    return Math.min(
      bounds.sizes[language] ?? 0,
      Math.floor(bounds.memoryBytes / shelves.size / bytes),
      Math.floor(bounds.count / shelves.size),
    );
  }

  function refill(): void {
    if (ended) return;
    forgetUnused();
    const now = pressure();
    if (now === 'burst') refillLater();
    else while (restocking.size < AT_ONCE[now] && restockNext());
  }

  function refillLater(): void {
    pause ??= setTimeout(() => {
      pause = undefined;
      if (restocking.size === 0 && pressure() !== 'queue') restockNext();
    }, PAUSE_MS).unref();
  }

  function restockNext(): boolean {
    const shelf = [...shelves.values()].find((each) => !each.failing && each.size + each.coming < target(each));
    if (shelf === undefined) return false;
    const work = restock(shelf)
      .catch(() => {
        shelf.failing = true; // whoever runs next starts cold, and is told why it fails
      })
      .finally(() => {
        restocking.delete(work);
        refill();
      });
    restocking.add(work);
    return true;
  }

  async function restock(shelf: Shelf): Promise<void> {
    shelf.coming++;
    try {
      const fresh = await backend.prepare(shelf.kind.language, shelf.kind.options);
      if (!ended && shelf.size < target(shelf)) shelf.put(fresh, bounds.maxAgeMs);
      else await fresh.dispose();
    } finally {
      shelf.coming--;
    }
  }

  return {
    refill,
    get waiting() {
      return [...shelves.values()].reduce((sum, shelf) => sum + shelf.size, 0);
    },
    draw(language, options) {
      const shelf = shelfFor(language, options);
      if (shelf === undefined) return undefined;
      shelf.lastAsked = performance.now();
      shelf.failing = false;
      return shelf.draw();
    },
    async fill(language, options) {
      const shelf = shelfFor(language, options);
      if (shelf === undefined) return;
      shelf.kept = true;
      shelf.failing = false;
      const lane = async () => {
        while (!ended && shelf.size + shelf.coming < target(shelf)) await restock(shelf);
      };
      await Promise.all(Array.from({ length: availableParallelism() }, lane));
    },
    async end() {
      ended = true;
      clearTimeout(pause);
      await Promise.allSettled([...shelves.values()].flatMap(empty));
      await Promise.allSettled(restocking);
    },
  };
}

/** Ends all that wait there. */
function empty(shelf: Shelf): Promise<void>[] {
  const all = Array.from({ length: shelf.size }, () => shelf.draw());
  return all.map(async (prepared) => prepared?.dispose());
}
