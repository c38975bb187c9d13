import { createHash } from 'node:crypto';
import { GloveboxError } from '../error.ts';
import { compareBytes } from './order.ts';

export interface FileDigest {
  /** Below the sample's root, `/` as separator. */
  readonly path: string;
  /** 64 hex digits. */
  readonly sha256: string;
}

export function digestOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

export function fileDigests(files: readonly { readonly path: string; readonly content: Uint8Array }[]): FileDigest[] {
  return files.map(({ path, content }) => ({ path, sha256: digestOf(content) }));
}

/**
 * One digest for a set of files: in-toto's `dirHash`, which is Hash1 of Go's dirhash in hex. The same as
 * `find . -type f | sed 's|^./||' | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum`. Throws `sample-unreadable` for a name with a
 * line break, which could stand for two files.
 */
export function dirHash(files: readonly FileDigest[]): string {
  const lines = [...files]
    .sort((a, b) => compareBytes(a.path, b.path))
    .map(({ path, sha256 }) => {
      if (path.includes('\n'))
        throw new GloveboxError('sample-unreadable', `${path} has a line break in its name`, 'Rename it.');
      return `${sha256}  ${path}\n`;
    });
  return digestOf(Buffer.from(lines.join('')));
}
