import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GloveboxError } from '../error.ts';
import { SAMPLE_BOUNDS } from './bounds.ts';
import type { SampleFile, SkippedFile } from './sample.ts';

/** Folders that hold what others wrote or what a tool made; they are not the code under examination. */
const FOLDERS_LEFT_OUT = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  '__pycache__',
  '.venv',
  '.mypy_cache',
  '.glovebox',
]);

export interface Folder {
  readonly files: SampleFile[];
  readonly skipped: SkippedFile[];
}

/** Every regular file of a directory, within bounds. Links are not followed: they could lead to any file of the reader's. */
export async function readFolder(root: string): Promise<Folder> {
  const folder: Folder = { files: [], skipped: [] };
  await readInto(folder, root, '', 0);
  return folder;
}

async function readInto(folder: Folder, root: string, below: string, depth: number): Promise<void> {
  if (depth > SAMPLE_BOUNDS.depth) throw tooLarge(root, `folders nested deeper than ${SAMPLE_BOUNDS.depth}`);
  const entries = await readdir(join(root, below), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) {
      if (FOLDERS_LEFT_OUT.has(entry.name)) folder.skipped.push({ file: path, reason: 'not the sample’s own code' });
      else await readInto(folder, root, path, depth + 1);
    } else if (entry.isFile()) {
      await readOne(folder, root, path);
    } else {
      folder.skipped.push({ file: path, reason: entry.isSymbolicLink() ? 'symbolic link' : 'not a regular file' });
    }
  }
}

async function readOne(folder: Folder, root: string, path: string): Promise<void> {
  if (folder.files.length >= SAMPLE_BOUNDS.files) throw tooLarge(root, `more than ${SAMPLE_BOUNDS.files} files`);
  const total = folder.files.reduce((sum, file) => sum + file.content.length, 0);
  const { size } = await stat(join(root, path));
  if (total + size > SAMPLE_BOUNDS.totalBytes) {
    throw tooLarge(root, `more than ${SAMPLE_BOUNDS.totalBytes / 1024 / 1024} MiB of files`);
  }
  folder.files.push({ path, content: await readFile(join(root, path)) });
}

function tooLarge(root: string, what: string): GloveboxError {
  return new GloveboxError(
    'sample-too-large',
    `${root} has ${what}`,
    'Give the folder or the file that holds the program itself.',
  );
}
