import { dirHash, type FileDigest } from './content.ts';
import type { Statement } from './statement.ts';
import { filesOf, imagesOf, wholeOf } from './subjects.ts';
import type { Unexamined } from './unexamined.ts';

/** What is to be deployed: files that are here, or something that is known by its digest alone. */
export interface Content {
  /** 64 hex digits each; an attestation is about the content when it has one of them. */
  readonly digests: readonly string[];
  readonly files?: readonly FileDigest[];
  /** What lies beside them; absent where nothing can. */
  readonly unexamined?: readonly Unexamined[];
}

export interface Changes {
  readonly changed: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export function contentOf(files: readonly FileDigest[], unexamined?: readonly Unexamined[]): Content {
  return { digests: [dirHash(files)], files, ...(unexamined !== undefined && { unexamined }) };
}

/**
 * Whether a statement is about it. By the digest of all files or of an image, never by that of one file: a file can be written to have
 * the content of a list of digests or of an image's manifest.
 */
export function covers(statement: Statement, { digests }: Content): boolean {
  const whole = wholeOf(statement);
  return digests.some((digest) => digest === whole || imagesOf(statement).some(({ sha256 }) => sha256 === digest));
}

/** How many files are the same, or at least have the same name. */
export function likeness(statement: Statement, { files = [] }: Content): number {
  const signed = new Map(filesOf(statement).map(({ path, sha256 }) => [path, sha256]));
  return files.reduce((sum, { path, sha256 }) => {
    if (!signed.has(path)) return sum;
    return sum + (signed.get(path) === sha256 ? 2 : 1);
  }, 0);
}

/** What is not as it was signed; undefined when all is. */
export function changesFrom(statement: Statement, { files, unexamined }: Content): Changes | undefined {
  const changes = joined([
    ...(files === undefined ? [] : [difference(keyed(filesOf(statement), fileKey), keyed(files, fileKey))]),
    ...(unexamined === undefined
      ? []
      : [difference(keyed(statement.predicate.unexamined, restKey), keyed(unexamined, restKey))]),
  ]);
  return Object.values(changes).some((paths) => paths.length > 0) ? changes : undefined;
}

const fileKey = ({ path, sha256 }: FileDigest): [string, string] => [path, sha256];
const restKey = ({ path, digest }: Unexamined): [string, string] => [path, digest.dirHash];

function keyed<Entry>(entries: readonly Entry[], key: (entry: Entry) => [string, string]): Map<string, string> {
  return new Map(entries.map(key));
}

function difference(signed: ReadonlyMap<string, string>, found: ReadonlyMap<string, string>): Changes {
  return {
    changed: [...signed].filter(([path, digest]) => (found.get(path) ?? digest) !== digest).map(([path]) => path),
    added: [...found.keys()].filter((path) => !signed.has(path)),
    removed: [...signed.keys()].filter((path) => !found.has(path)),
  };
}

function joined(parts: readonly Changes[]): Changes {
  const all = (kind: keyof Changes) => parts.flatMap((part) => part[kind]).sort();
  return { changed: all('changed'), added: all('added'), removed: all('removed') };
}
