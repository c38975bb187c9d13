import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GloveboxError } from '../error.ts';
import type { OverrideSource } from './source.ts';

/** The files below a folder on disk. Throws `override-invalid` for what is there and cannot be read. */
export function diskSource(root: string): OverrideSource {
  return { read: async (path, mostBytes) => textAt(join(root, path), mostBytes) };
}

/** Opened without waiting for whoever would write to a pipe, and read no further than the bound. */
function textAt(path: string, mostBytes: number): string | undefined {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    try {
      const found = fstatSync(file);
      if (!found.isFile()) throw unreadable(path, 'it is no file');
      if (found.size > mostBytes) throw unreadable(path, `it is larger than ${mostBytes / 1024 / 1024} MiB`);
      return readFileSync(file, 'utf8');
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

function unreadable(path: string, why: string, cause?: unknown): GloveboxError {
  return new GloveboxError('override-invalid', `cannot read ${path}: ${why}`, 'Check what lies there.', { cause });
}
