import type { PolicyReader } from '../policy/reader.ts';

/** Folder of everything that belongs to overrides, in the root of a repository or project. */
export const FOLDER = '.glovebox';

/** What is read from there, and how many bytes of it at most. */
export const FILES = {
  'overrides.yaml': 4 * 1024 * 1024,
  'audit.jsonl': 16 * 1024 * 1024,
  allowed_signers: 1024 * 1024,
  revoked_keys: 1024 * 1024,
} as const;
export type OverrideFile = keyof typeof FILES;

/** Where overrides are kept: the files of a repository, by their paths from its root, on disk or in a commit. */
export type OverrideSource = Pick<PolicyReader, 'read'>;

export function readFrom(source: OverrideSource, file: OverrideFile): Promise<string | undefined> {
  return source.read(`${FOLDER}/${file}`, FILES[file]);
}
