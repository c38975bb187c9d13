import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { GloveboxError } from './error.ts';

/**
 * A file's bytes; undefined where there is none. It is opened without waiting for whoever would write to a pipe, and read no
 * further than the bound. Throws what `unreadable` makes of the reason.
 */
export function readBounded(
  path: string,
  mostBytes: number,
  unreadable: (why: string, cause?: unknown) => GloveboxError,
): Buffer | undefined {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    try {
      const found = fstatSync(file);
      if (!found.isFile()) throw unreadable('it is no file');
      if (found.size > mostBytes) throw unreadable(`it is larger than ${mostBytes / 1024 / 1024} MiB`);
      return readFileSync(file);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    if (cause instanceof GloveboxError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw unreadable(code ?? String(cause), cause);
  }
}

/** All of a stream of bytes; undefined where it has more than the bound, and then what comes after is not read. */
export async function readStreamBounded(
  stream: AsyncIterable<unknown>,
  mostBytes: number,
): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
