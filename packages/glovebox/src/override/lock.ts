import { lstatSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { GloveboxError } from '../error.ts';

/** What is held lies in the folder, and in no commit. */
export const LOCK = '.lock';
/** Signing and writing take milliseconds; a passphrase was asked for before. */
const LONGEST_WAIT_MS = 20_000;

/**
 * Does `work` while no other process changes the folder. SQLite holds the lock: the kernel takes it back from a process that
 * was ended, whatever ended it. Throws `busy` when another one does not let go.
 */
export async function locked<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const ignored = join(folder, '.gitignore');
  if (lstatSync(ignored, { throwIfNoEntry: false }) === undefined) writeFileSync(ignored, `${LOCK}\n`, { flag: 'wx' });
  const database = new Database(join(folder, LOCK), { timeout: LONGEST_WAIT_MS });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return await work();
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'SQLITE_BUSY') throw error;
    throw new GloveboxError('busy', `another process holds ${folder}`, 'Wait for it to end, and try again.', {
      cause: error,
    });
  } finally {
    database.close();
  }
}
