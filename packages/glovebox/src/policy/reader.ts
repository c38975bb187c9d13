import { GloveboxError } from '../error.ts';
import { readBounded } from '../read-bounded.ts';

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

function bytesOf(path: string, mostBytes: number): Uint8Array | undefined {
  return readBounded(path, mostBytes, (why, cause) => unreadable(path, why, cause));
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
