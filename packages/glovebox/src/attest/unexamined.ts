import { createHash } from 'node:crypto';
import { createReadStream, readlinkSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { GloveboxError } from '../error.ts';
import type { SkippedFile } from '../sample/sample.ts';
import { digestOf, dirHash, type FileDigest } from './content.ts';

/** What lies beside the examined files and was not read: libraries, compiled files, links. */
export interface Unexamined {
  readonly path: string;
  readonly reason: string;
  /** Over everything below it, or where a link leads. */
  readonly digest: { readonly dirHash: string };
}

/** Directly below the root. These change with every commit and every attestation. */
const NEVER_RUN = new Set(['.git', '.hg', '.svn', '.glovebox']);
const MOST_FILES = 200_000;

/**
 * What was left out of a sample, each with a digest: nobody vouches for it, but a library that was changed after the examination is not
 * the one that was there. Throws `sample-too-large` beyond 200,000 files.
 */
export async function unexaminedIn(root: string, skipped: readonly SkippedFile[]): Promise<Unexamined[]> {
  const counted = { files: 0 };
  const found: Unexamined[] = [];
  for (const { file, reason } of skipped) {
    if (NEVER_RUN.has(file)) continue;
    const entries = await entriesOf(root, file, counted);
    found.push({ path: file, reason, digest: { dirHash: dirHash(entries) } });
  }
  return found;
}

/** A file, a link or all that is below a folder. */
async function entriesOf(root: string, path: string, counted: { files: number }): Promise<FileDigest[]> {
  const pending = [path];
  const found: FileDigest[] = [];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const entries = await entriesIn(join(root, next));
    if (entries === undefined) {
      found.push({ path: next, sha256: linkDigest(join(root, next)) });
      continue;
    }
    counted.files += entries.length;
    if (counted.files > MOST_FILES)
      throw new GloveboxError(
        'sample-too-large',
        `${path} has more than ${MOST_FILES} files`,
        'Attest the folder before its libraries are installed, and verify it before they are.',
      );
    for (const entry of entries) {
      const below = `${next}/${entry.name}`;
      if (entry.isFile()) found.push({ path: below, sha256: await streamDigest(join(root, below)) });
      else pending.push(below);
    }
  }
  return found;
}

/** Undefined for what is no folder; links are not followed. */
async function entriesIn(path: string) {
  try {
    readlinkSync(path);
    return undefined;
  } catch {
    return readdir(path, { withFileTypes: true }).catch(() => undefined);
  }
}

function linkDigest(path: string): string {
  try {
    return digestOf(Buffer.from(`link ${readlinkSync(path)}`));
  } catch {
    return digestOf(Buffer.from('no regular file'));
  }
}

async function streamDigest(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
