import { lstatSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { dirname, join, posix, relative, sep } from 'node:path';
import { GloveboxError } from '../error.ts';
import { SAMPLE_BOUNDS } from './bounds.ts';
import { importCandidates } from './imports.ts';
import type { Language, SampleFile } from './sample.ts';

/**
 * Where imported files are read from: a folder, or a commit's tree. Gives the content of a regular file that is small enough to be
 * source, and undefined for anything else: what lies outside, links, what is not there. Paths never lead out of the root.
 */
export type ReadFile = (path: string) => Promise<Uint8Array | undefined>;

export interface NeighbourBounds {
  readonly files: number;
  readonly totalBytes: number;
}

/**
 * The modules a single file imports, and those they import, found by reading import lines. Nothing outside the root is taken, and no
 * link is followed: a sample must not be able to pull in the reader's other files. Throws `sample-too-large`.
 */
export async function readNeighbours(language: Language, entry: SampleFile, read: ReadFile): Promise<SampleFile[]> {
  const { files, isCut } = await nearestNeighbours(language, entry, read, SAMPLE_BOUNDS);
  if (isCut) throw tooMany(entry.path);
  return files;
}

/** The same as far as bounds allow, what is imported directly before what that imports. */
export async function nearestNeighbours(
  language: Language,
  entry: SampleFile,
  read: ReadFile,
  bounds: NeighbourBounds,
): Promise<{ readonly files: SampleFile[]; readonly isCut: boolean }> {
  const found = new Map<string, SampleFile>([[entry.path, entry]]);
  let total = entry.content.length;
  let isCut = false;
  const take = async (path: string): Promise<boolean> => {
    if (found.has(path)) return true;
    const content = await read(path);
    if (content === undefined) return false;
    if (found.size >= bounds.files || total + content.length > bounds.totalBytes) isCut = true;
    else {
      total += content.length;
      found.set(path, { path, content });
    }
    return true;
  };
  // What is added on the way is walked too.
  for (const file of found.values()) {
    if (isCut) break;
    const source = Buffer.from(file.content).toString();
    for (const alternatives of importCandidates(file.path, language, source)) {
      const path = await firstOf(pathsFrom(file.path, entry.path, alternatives), take);
      if (path?.endsWith('.py') === true) await takeMarkers(path, take);
    }
  }
  return { files: [...found.values()], isCut };
}

/** Modules of a folder, as a path's file is imported from there. */
export function folderReader(root: string): ReadFile {
  return async (path) => ((await isOwnFile(root, path)) ? readFile(join(root, path)) : undefined);
}

/**
 * Beside the file that imports; of Python, also where it looks for what is no part of a package: beside the program and, for a
 * program inside of a package, in the folders above it.
 */
export function pathsFrom(importing: string, entry: string, alternatives: readonly string[]): string[] {
  const folders = [posix.dirname(importing)];
  if (alternatives[0]?.endsWith('.py') === true && !alternatives[0].startsWith('../')) {
    for (let folder = posix.dirname(entry); ; folder = posix.dirname(folder)) {
      if (!folders.includes(folder)) folders.push(folder);
      if (folder === '.') break;
    }
  }
  return folders
    .flatMap((folder) => alternatives.map((alternative) => posix.normalize(posix.join(folder, alternative))))
    .filter((path) => !path.startsWith('../') && path !== '..' && !posix.isAbsolute(path) && !path.includes('\\'));
}

async function firstOf(
  paths: readonly string[],
  take: (path: string) => Promise<boolean>,
): Promise<string | undefined> {
  for (const path of paths) if (await take(path)) return path;
  return undefined;
}

/** The `__init__.py` of every package on the way, without which `import a.b` finds nothing. */
async function takeMarkers(path: string, take: (path: string) => Promise<boolean>): Promise<void> {
  for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder)) {
    await take(`${folder}/__init__.py`);
  }
}

/** A regular file within the root, reached through no link, small enough to be source. */
async function isOwnFile(root: string, path: string): Promise<boolean> {
  if (path.startsWith('../') || posix.isAbsolute(path)) return false;
  try {
    // Most of what is asked for is not there, and a rejected promise costs far more than the answer.
    const found = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (found?.isFile() !== true || found.size > SAMPLE_BOUNDS.sourceBytes) return false;
    const [realRoot, real] = await Promise.all([realpath(root), realpath(join(root, dirname(path)))]);
    return real === realRoot || !relative(realRoot, real).startsWith(`..${sep}`);
  } catch {
    return false;
  }
}

function tooMany(entry: string): GloveboxError {
  return new GloveboxError(
    'sample-too-large',
    `${entry} imports more than ${SAMPLE_BOUNDS.files} files or ${SAMPLE_BOUNDS.totalBytes / 1024 / 1024} MiB`,
    'Give a directory that holds only the program, or a smaller entry file.',
  );
}
