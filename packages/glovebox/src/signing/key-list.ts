import { GloveboxError } from '../error.ts';

/** The lines of a list of keys that are neither empty nor comments, each with where it stands. */
export function linesOf(path: string, text: string): { readonly at: string; readonly line: string }[] {
  return text
    .split(/\r?\n/)
    .map((line, index) => ({ at: `${path}:${index + 1}`, line: line.trim() }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'));
}

/** What an error of a key's own says, with the line it is on. */
export function onLine<Value>(at: string, read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof GloveboxError) || cause.code === 'trusted-keys-invalid') throw cause;
    throw new GloveboxError('trusted-keys-invalid', `${at}: ${cause.message}`, cause.remedy, { cause });
  }
}

export function invalidLine(at: string, message: string, remedy: string): GloveboxError {
  return new GloveboxError('trusted-keys-invalid', `${at}: ${message}`, remedy);
}
