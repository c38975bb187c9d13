import { join } from 'node:path';
import { GloveboxError } from '../error.ts';
import { readBounded } from '../read-bounded.ts';
import type { OverrideSource } from './source.ts';

/** The files below a folder on disk. Throws `override-invalid` for what is there and cannot be read. */
export function diskSource(root: string): OverrideSource {
  return {
    read: async (path, mostBytes) => {
      const whole = join(root, path);
      return readBounded(whole, mostBytes, (why, cause) => unreadable(whole, why, cause))?.toString();
    },
  };
}

function unreadable(path: string, why: string, cause?: unknown): GloveboxError {
  return new GloveboxError('override-invalid', `cannot read ${path}: ${why}`, 'Check what lies there.', { cause });
}
