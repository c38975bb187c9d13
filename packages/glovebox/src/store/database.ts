import { closeSync, constants, lstatSync, openSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { GloveboxError } from '../error.ts';

type Connection = Database.Database;

interface Opened {
  readonly connection: Connection;
  readonly number: number;
}

/**
 * The cache's file in `folder`: `reports-1.db`, and after it was found broken `reports-2.db`. A broken file is left for a new name and
 * never made anew under the old one: whoever still has it open would write to, or remove, what belongs to the new.
 */
export class CacheFile {
  readonly #folder: string;
  readonly #waitMs: number;
  readonly #mostBytes: number;
  readonly #onBroken: (path: string) => void;
  #open: Opened;

  /** Throws what SQLite throws, and `temp-unwritable` for a file that is not this user's alone. */
  constructor(folder: string, waitMs: number, mostBytes: number, onBroken: (path: string) => void) {
    this.#folder = folder;
    this.#waitMs = waitMs;
    this.#mostBytes = mostBytes;
    this.#onBroken = onBroken;
    this.#open = this.#newest();
  }

  get path(): string {
    return pathOf(this.#folder, this.#open.number);
  }

  /**
   * Does `work` on the file. Where the file turns out to be broken, that is told, an empty one takes its place and `work` is done on
   * that; everything else is thrown.
   */
  use<Result>(work: (connection: Connection) => Result): Result {
    if (!exists(this.path)) this.#reopen();
    try {
      return work(this.#open.connection);
    } catch (cause) {
      if (!isBroken(cause)) throw cause;
      this.#replace();
      return work(this.#open.connection);
    }
  }

  close(): void {
    this.#open.connection.close();
  }

  #reopen(): void {
    this.#open.connection.close();
    this.#open = this.#newest();
  }

  /** The next number is the same for every process that finds this one broken. */
  #replace(): void {
    const { number } = this.#open;
    this.#onBroken(this.path);
    try {
      this.#open.connection.close();
    } catch {
      // Its log cannot be written back into what is broken.
    }
    const newest = newestNumber(this.#folder);
    this.#open = this.#opened(Math.max(newest, number + 1));
    removeFile(pathOf(this.#folder, number));
  }

  #newest(): Opened {
    const number = newestNumber(this.#folder);
    try {
      const opened = this.#opened(number);
      if (newestNumber(this.#folder) === number) return opened;
      // It was replaced since it was listed.
      opened.connection.close();
      return this.#newest();
    } catch (cause) {
      if (!isBroken(cause)) throw cause;
      this.#onBroken(pathOf(this.#folder, number));
      const next = this.#opened(number + 1);
      removeFile(pathOf(this.#folder, number));
      return next;
    }
  }

  #opened(number: number): Opened {
    const path = pathOf(this.#folder, number);
    makeFile(path);
    const connection = new Database(path, { timeout: this.#waitMs });
    try {
      prepare(connection, this.#mostBytes);
    } catch (cause) {
      connection.close();
      throw cause;
    }
    return { connection, number };
  }
}

/** What SQLite would throw of a file whose check found something. */
export function brokenFile(path: string): Error {
  return new Database.SqliteError(`${path} does not pass SQLite's check`, 'SQLITE_CORRUPT');
}

/** SQLite's words for a file that is not, or no longer, a database. */
export function isBroken(cause: unknown): boolean {
  const code = cause instanceof Database.SqliteError ? cause.code : '';
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB';
}

/** Of the tables below. */
const VERSION = 1;
const PAGE_BYTES = 4096;

function prepare(connection: Connection, mostBytes: number): void {
  if (connection.pragma('journal_mode', { simple: true }) !== 'wal')
    patiently(() => connection.pragma('journal_mode = WAL'));
  // With a write-ahead log, a killed process loses nothing that was committed; only a machine that loses power may.
  connection.pragma('synchronous = NORMAL');
  connection.pragma('trusted_schema = OFF');
  connection.pragma(`journal_size_limit = ${8 * 1024 * 1024}`);
  connection.pragma(`max_page_count = ${Math.ceil((1.5 * mostBytes) / PAGE_BYTES) + 16}`);
  if (connection.pragma('user_version', { simple: true }) === VERSION) return;
  connection
    .transaction(() => {
      connection.exec(TABLES);
      connection.pragma(`user_version = ${VERSION}`);
    })
    .immediate();
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS report (
    name TEXT PRIMARY KEY, content BLOB NOT NULL, seal BLOB NOT NULL,
    examined INTEGER NOT NULL, used INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS report_use ON report (used, bytes);
`;

const TRIES = 50;

/** Changing to a write-ahead log does not wait for others that do the same, as everything else does. */
function patiently(work: () => void): void {
  for (let left = TRIES; ; left--) {
    try {
      work();
      return;
    } catch (cause) {
      const isBusy = cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY');
      if (!isBusy || left === 0) throw cause;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

const NAME = /^reports-([1-9]\d{0,8})\.db$/;

function newestNumber(folder: string): number {
  return Math.max(1, ...readdirSync(folder).map((name) => Number(NAME.exec(name)?.[1] ?? 0)));
}

function pathOf(folder: string, number: number): string {
  return join(folder, `reports-${number}.db`);
}

/** SQLite would make it readable for others, and follow a link that lies in its place. */
function makeFile(path: string): void {
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    const status = lstatSync(file, { throwIfNoEntry: false });
    if (status === undefined) continue;
    const isOwn = process.getuid === undefined || (status.uid === process.getuid() && (status.mode & 0o022) === 0);
    if (status.isFile() && status.nlink <= 1 && isOwn) continue;
    throw new GloveboxError(
      'temp-unwritable',
      `${file} is a link, or belongs to somebody else, or others may write it, and verdicts lie in it`,
      'Remove it.',
    );
  }
  closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600));
}

function removeFile(path: string): void {
  for (const file of [path, `${path}-wal`, `${path}-shm`]) rmSync(file, { force: true });
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
