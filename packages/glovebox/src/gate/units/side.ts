import { posix } from 'node:path';
import { GloveboxError } from '../../error.ts';
import { sampleOfFiles } from '../../sample/load.ts';
import { readNeighbours } from '../../sample/neighbours.ts';
import type { Language, SampleFile } from '../../sample/sample.ts';
import type { Part } from '../extract/part.ts';
import type { Origin, Tree, UnitSide } from '../unit.ts';

/** A path that stays inside of where it is put; a tree that was made by hand may hold any name. */
export function isPlainPath(path: string): boolean {
  const names = path.split('/');
  return path.length <= 4_096 && !path.includes('\0') && names.every((name) => !['', '.', '..'].includes(name));
}

/** A file of a tree with what it imports there, under the paths of the repository. */
export function fileSide(tree: Tree, path: string, language: Language, content: Uint8Array): Promise<UnitSide> {
  return sideOf(tree, language, { path, content }, new Map(), []);
}

/** A part of a file with what it starts and imports, beside that file and under a name that nothing there has. */
export async function partSide(tree: Tree, file: string, part: Part): Promise<UnitSide> {
  const path = await freeName(tree, part, file);
  const origins = new Map([[path, { file, lines: part.lines }]]);
  return sideOf(tree, part.language, { path, content: Buffer.from(part.text) }, origins, part.notes);
}

async function sideOf(
  tree: Tree,
  language: Language,
  entry: SampleFile,
  origins: ReadonlyMap<string, Origin>,
  given: readonly string[],
): Promise<UnitSide> {
  const notes = [...given];
  const files = await readNeighbours(language, entry, (path) => tree.read(path)).catch((cause) => {
    if (!(cause instanceof GloveboxError)) throw cause;
    notes.push(`what it imports was left out: ${cause.message}`);
    return [entry];
  });
  return { sample: sampleOfFiles(language, entry.path, files), origins, notes };
}

const ENDINGS: Record<Language, string> = {
  python: 'py',
  javascript: 'mjs',
  typescript: 'ts',
  bash: 'sh',
  wasm: 'wasm',
};

/** The same at head and base unless one of them has such a file: who sees it should know what it was made from. */
async function freeName(tree: Tree, part: Part, file: string): Promise<string> {
  const stem = `${posix.basename(file)}.${part.name}`.replace(/[^\w.-]+/g, '-').slice(0, 100);
  const folder = part.folder === '' ? '' : `${part.folder}/`;
  for (let count = 0; ; count++) {
    const path = `${folder}${stem}${count === 0 ? '' : `-${count}`}.${ENDINGS[part.language]}`;
    if ((await tree.find(path)) === undefined) return path;
  }
}
