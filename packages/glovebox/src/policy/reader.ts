import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { GloveboxError } from '../error.ts';

/** Where policies are read from: a disk, or a commit's tree. Paths are relative to its root, or absolute; `/` divides them. */
export interface PolicyReader {
  /** The text of a file of at most so many bytes; undefined where there is none. */
  read(path: string, mostBytes: number): Promise<string | undefined>;
  /** The same for what may be no text; without it the text's bytes are meant. */
  readBytes?(path: string, mostBytes: number): Promise<Uint8Array | undefined>;
}

export const diskReader: PolicyReader = {
  read: async (path, mostBytes) => {
    const bytes = bytesOf(path, mostBytes);
    return bytes && textOf(path, bytes);
  },
  readBytes: async (path, mostBytes) => bytesOf(path, mostBytes),
};

/** Opened without waiting for whoever would write to a pipe, and read no further than the bound. */
function bytesOf(path: string, mostBytes: number): Uint8Array | undefined {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    try {
      const found = fstatSync(file);
      if (!found.isFile()) throw unreadable(path, 'it is no file');
      if (found.size > mostBytes) throw unreadable(path, `it is larger than ${mostBytes / 1024 / 1024} MiB`);
      return readFileSync(file);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    if (cause instanceof GloveboxError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw unreadable(path, code ?? String(cause), cause);
  }
}

function textOf(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw unreadable(path, 'it is no UTF-8', cause);
  }
}

function unreadable(path: string, why: string, cause?: unknown): GloveboxError {
  return new GloveboxError('policy-invalid', `cannot read the policy ${path}: ${why}`, 'Check the path.', { cause });
}
