import { createHash } from 'node:crypto';
import type { Language, SampleFile } from './sample.ts';

/** `sha256:…` over what is examined: language, entry, and every file's path and content, whatever order they came in. */
export function identify(language: Language, entry: string, files: readonly SampleFile[]): string {
  const hash = createHash('sha256');
  // Lengths keep one field from running into the next: `a` + `bc` is not `ab` + `c`.
  const field = (bytes: Uint8Array) => hash.update(`${bytes.length}:`).update(bytes);
  const text = (value: string) => field(Buffer.from(value));
  text(language);
  text(entry);
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    text(file.path);
    field(file.content);
  }
  return `sha256:${hash.digest('hex')}`;
}
