import { GloveboxError } from '../error.ts';
import type { Report } from '../report/report.ts';
import { cacheFolder } from '../sandbox/images/cache.ts';
import { engineDigest } from './engine.ts';
import { isFresh } from './entry.ts';
import { CACHE_LIMITS, type CacheLimits } from './limits.ts';
import { Memory } from './memory.ts';
import type { Shelf } from './shelf.ts';

/** A report of an earlier examination, and when that was. */
export interface Kept {
  readonly report: Report;
  /** ISO date. */
  readonly examined: string;
}

/** Reports by what they answer: see {@link openCache}. */
export interface Cache {
  /** What was kept under this key; a new object each time. Never throws: what cannot be read is not there. */
  get(key: string): Kept | undefined;
  /** Keeps a report. Whether it is on disk now, and outlives this process however that ends. Never throws. */
  put(key: string, report: Report): boolean;
  close(): void;
}

/** How {@link openCache} keeps reports. */
export interface CacheOptions {
  /** Instead of `glovebox/reports` in the user's own folder of caches. Made where it is not there; it must be this user's alone. */
  readonly folder?: string;
  readonly limits?: Partial<CacheLimits>;
  /** Told in one line, once of each kind, why the disk is not used or what was thrown away; a warning of the process without it. */
  readonly tell?: (line: string) => void;
}

/**
 * Opens the cache of reports: in memory, and on disk for every process of this user. Where the disk cannot be used, or should not be
 * trusted, that is told and memory alone serves: a cache that is not there changes no verdict.
 */
export async function openCache(options: CacheOptions = {}): Promise<Cache> {
  const tell = onceOfAKind(options.tell ?? ((line) => process.emitWarning(line, 'GloveboxCacheWarning')));
  const limits = { ...CACHE_LIMITS, ...options.limits };
  // Now, while what is loaded is what lies there: a build may change it later.
  engineDigest();
  const memory = new Memory(limits.memoryCharacters);
  const shelf = await shelfOrNone(options, limits, tell);
  return {
    get(key) {
      const now = Date.now();
      const known = memory.get(key) ?? shelf?.get(key, now);
      if (known === undefined) return undefined;
      if (!isFresh(known.examinedMs, now, limits)) return undefined;
      memory.put(key, known);
      return { report: JSON.parse(known.json) as Report, examined: new Date(known.examinedMs).toISOString() };
    },
    put(key, report) {
      const entry = { json: JSON.stringify(report), examinedMs: Date.now() };
      memory.put(key, entry);
      return shelf?.put(key, entry) ?? false;
    },
    close: () => shelf?.close(),
  };
}

/** The disk alone, for whoever looks after it. Throws where it cannot be used. */
export async function openShelf(options: CacheOptions = {}): Promise<Shelf> {
  const limits = { ...CACHE_LIMITS, ...options.limits };
  // The database is loaded by those who use it: `run` and a library without a cache do not.
  const { Shelf } = await import('./shelf.ts');
  return new Shelf(options.folder ?? cacheFolder('reports'), limits, options.tell ?? (() => {}));
}

async function shelfOrNone(
  options: CacheOptions,
  limits: CacheLimits,
  tell: (line: string) => void,
): Promise<Shelf | undefined> {
  try {
    return await openShelf({ ...options, limits, tell });
  } catch (cause) {
    const remedy = cause instanceof GloveboxError ? ` ${cause.remedy}` : '';
    tell(`the cache on disk is not used: ${(cause as Error).message}.${remedy}`);
    return undefined;
  }
}

function onceOfAKind(tell: (line: string) => void): (line: string) => void {
  const told = new Set<string>();
  return (line) => {
    const kind = line.split(':')[0] ?? line;
    if (told.has(kind)) return;
    told.add(kind);
    tell(line);
  };
}
