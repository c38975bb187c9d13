import type Database from 'better-sqlite3';
import { brokenFile, CacheFile, isBroken } from './database.ts';
import { type Entry, isFresh } from './entry.ts';
import type { CacheLimits } from './limits.ts';
import { nameOf, sealed, unsealed } from './sealed.ts';
import { cacheSecret } from './secret.ts';

export interface ShelfStats {
  readonly path: string;
  readonly reports: number;
  /** Of all reports, compressed. */
  readonly bytes: number;
  readonly mostBytes: number;
  /** ISO dates of the oldest and the newest examination. */
  readonly oldest?: string;
  readonly newest?: string;
}

export interface Removed {
  /** Older than is answered with. */
  readonly old: number;
  /** Not as this user's Glovebox wrote them. */
  readonly broken: number;
}

interface Row {
  readonly name: string;
  readonly content: Buffer;
  readonly seal: Buffer;
  readonly examined: number;
  readonly used: number;
}

/** When something was used is written down no more often than this, so that reading writes nothing. */
const USE_NOTED_MS = 3_600_000;
/** Of the bound: what is left after too much was kept, so that not every report removes one. */
const LEFT_AFTER_EVICTION = 0.9;

/** Reports on disk, for all processes of this user. */
export class Shelf {
  readonly #file: CacheFile;
  readonly #secret: Buffer;
  readonly #limits: CacheLimits;
  readonly #tell: (line: string) => void;

  /** Throws where the folder, its file or the secret cannot be used or are not this user's alone. */
  constructor(folder: string, limits: CacheLimits, tell: (line: string) => void) {
    this.#secret = cacheSecret();
    this.#file = new CacheFile(folder, limits.waitMs, limits.diskBytes, (path) =>
      tell(`the cache was broken and is made anew: ${path}`),
    );
    this.#limits = limits;
    this.#tell = tell;
  }

  get(key: string, now: number): Entry | undefined {
    try {
      return this.#use((connection) => this.#read(connection, nameOf(this.#secret, key), now));
    } catch (cause) {
      this.#tell(`a cached report was not read: ${(cause as Error).message}`);
      return undefined;
    }
  }

  /** Whether it is kept, whatever becomes of this process. */
  put(key: string, { json, examinedMs }: Entry): boolean {
    try {
      const name = nameOf(this.#secret, key);
      const { content, seal } = sealed(this.#secret, name, examinedMs, json);
      if (content.length > this.#limits.reportBytes) return false;
      this.#use((connection) =>
        connection
          .transaction(() => {
            connection
              .prepare(
                'INSERT OR REPLACE INTO report (name, content, seal, examined, used, bytes) VALUES (?, ?, ?, ?, ?, ?)',
              )
              .run(name, content, seal, examinedMs, Date.now(), content.length);
            evict(connection, this.#limits.diskBytes);
          })
          .immediate(),
      );
      return true;
    } catch (cause) {
      this.#tell(`a report was not cached: ${(cause as Error).message}`);
      return false;
    }
  }

  stats(): ShelfStats {
    const { reports, bytes, oldest, newest } = this.#use((connection) =>
      connection
        .prepare('SELECT count(*) reports, total(bytes) bytes, min(examined) oldest, max(examined) newest FROM report')
        .get(),
    ) as { reports: number; bytes: number; oldest: number | null; newest: number | null };
    return {
      path: this.#file.path,
      reports,
      bytes,
      mostBytes: this.#limits.diskBytes,
      ...(oldest !== null && { oldest: new Date(oldest).toISOString() }),
      ...(newest !== null && { newest: new Date(newest).toISOString() }),
    };
  }

  /** Removes what no examination would be answered with, after looking at every page and every seal; gives the space back. */
  prune(now = Date.now()): Removed {
    return this.#use((connection) => {
      if (connection.pragma('integrity_check', { simple: true }) !== 'ok') throw brokenFile(this.#file.path);
      const { changes: old } = connection
        .prepare('DELETE FROM report WHERE examined <= ?')
        .run(now - this.#limits.ageMs);
      const doubtful = this.#unsealable(connection);
      for (const name of doubtful) connection.prepare('DELETE FROM report WHERE name = ?').run(name);
      giveBack(connection);
      return { old, broken: doubtful.length };
    });
  }

  /** Removes everything; gives how many reports that was. */
  clear(): number {
    return this.#use((connection) => {
      const { changes } = connection.prepare('DELETE FROM report').run();
      giveBack(connection);
      return changes;
    });
  }

  close(): void {
    this.#file.close();
  }

  #use<Result>(work: (connection: Database.Database) => Result): Result {
    return this.#file.use(work);
  }

  #read(connection: Database.Database, name: string, now: number): Entry | undefined {
    const row = connection.prepare<[string], Row>('SELECT * FROM report WHERE name = ?').get(name);
    if (row === undefined || !isFresh(row.examined, now, this.#limits)) return undefined;
    const json = unsealed(this.#secret, name, row.examined, row);
    if (json === undefined) {
      this.#tell(`a cached report was changed by somebody or something else, and is examined anew: ${name}`);
      connection.prepare('DELETE FROM report WHERE name = ? AND seal = ?').run(name, row.seal);
      return undefined;
    }
    if (now - row.used > USE_NOTED_MS) this.#noteUse(connection, name, now);
    return { json, examinedMs: row.examined };
  }

  /** A disk that is full or read-only, or another's long write, does not keep a report from being read. */
  #noteUse(connection: Database.Database, name: string, now: number): void {
    try {
      connection.prepare('UPDATE report SET used = ? WHERE name = ?').run(now, name);
    } catch {
      // It will be evicted earlier than it need be.
    }
  }

  #unsealable(connection: Database.Database): string[] {
    const doubtful: string[] = [];
    for (const row of connection.prepare<[], Row>('SELECT * FROM report').iterate())
      if (unsealed(this.#secret, row.name, row.examined, row) === undefined) doubtful.push(row.name);
    return doubtful;
  }
}

/** Gives space back to the disk; while another process reads, or where the disk is full, the file keeps it for what comes next. */
function giveBack(connection: Database.Database): void {
  try {
    connection.exec('VACUUM');
  } catch (cause) {
    if (isBroken(cause)) throw cause;
  }
}

/** The least recently used go, until there is room for some more. */
function evict(connection: Database.Database, mostBytes: number): void {
  const { bytes } = connection.prepare('SELECT total(bytes) bytes FROM report').get() as { bytes: number };
  if (bytes <= mostBytes) return;
  let excess = bytes - mostBytes * LEFT_AFTER_EVICTION;
  const oldest = connection.prepare<[], { name: string; bytes: number }>(
    'SELECT name, bytes FROM report ORDER BY used',
  );
  const going: string[] = [];
  for (const row of oldest.iterate()) {
    if (excess <= 0) break;
    excess -= row.bytes;
    going.push(row.name);
  }
  for (const name of going) connection.prepare('DELETE FROM report WHERE name = ?').run(name);
}
