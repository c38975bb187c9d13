import { createHash, randomBytes } from 'node:crypto';
import { linkSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { GloveboxError } from '../error.ts';
import { isOurs } from '../sandbox/owned.ts';

const LEAST_CHARACTERS = 32;

/**
 * What only this user knows, 32 bytes: `GLOVEBOX_CACHE_KEY`, or else `glovebox/cache.key` in the folder of configuration, made when
 * it is not there. A report that was written without it is no answer. Throws `temp-unwritable` where somebody else could know it.
 */
export function cacheSecret(env: NodeJS.ProcessEnv = process.env): Buffer {
  const given = env.GLOVEBOX_CACHE_KEY;
  if (given !== undefined && given !== '') return secretFrom(given);
  const folder = join(resolve(env.XDG_CONFIG_HOME || join(homedir(), '.config')), 'glovebox');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (process.getuid !== undefined && !isOurs(folder))
    throw unsafe(folder, 'belongs to somebody else, or others may write in it');
  const path = join(folder, 'cache.key');
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) makeSecret(path);
  return readSecret(path);
}

function secretFrom(given: string): Buffer {
  if (given.length >= LEAST_CHARACTERS) return createHash('sha256').update(given).digest();
  throw new GloveboxError(
    'usage',
    `GLOVEBOX_CACHE_KEY has fewer than ${LEAST_CHARACTERS} characters`,
    'Take random ones: openssl rand -hex 32',
  );
}

/** Appears whole or not at all, and the first of several processes wins. */
function makeSecret(path: string): void {
  const unfinished = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(unfinished, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(unfinished, path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
  } finally {
    rmSync(unfinished, { force: true });
  }
}

function readSecret(path: string): Buffer {
  const status = lstatSync(path);
  if (!status.isFile()) throw unsafe(path, 'is no plain file');
  if (process.getuid !== undefined && (status.uid !== process.getuid() || (status.mode & 0o077) !== 0))
    throw unsafe(path, 'belongs to somebody else, or others may read it');
  const text = readFileSync(path, 'latin1').trim();
  if (!/^[0-9a-f]{64}$/.test(text)) throw unsafe(path, 'does not hold 64 hexadecimal digits');
  return Buffer.from(text, 'hex');
}

function unsafe(path: string, why: string): GloveboxError {
  return new GloveboxError(
    'temp-unwritable',
    `${path} ${why}, and it holds what reports in the cache are known by`,
    'Remove it (it is made anew, and what is cached is examined again), or set XDG_CONFIG_HOME.',
  );
}
