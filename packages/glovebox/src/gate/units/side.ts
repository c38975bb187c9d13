import { posix } from 'node:path';
import { sampleOfFiles } from '../../sample/compose.ts';
import { nearestNeighbours, type ReadFile } from '../../sample/neighbours.ts';
import type { Language, SampleFile } from '../../sample/sample.ts';
import type { Part } from '../extract/part.ts';
import type { Origin, Tree, UnitSide } from '../unit.ts';

/** What a unit brings along of what it imports: all of it is read each time, at head and at base. */
const NEIGHBOUR_BOUNDS = { files: 120, totalBytes: 1024 * 1024 } as const;

/** A path that a sample may have: a tree that was made by hand may hold any name. */
export function isPlainPath(path: string): boolean {
  const names = path.split('/');
  return (
    path.length <= 1_000 &&
    !/[\0\\]/.test(path) &&
    names.every((name) => !['', '.', '..'].includes(name) && name.length <= 255)
  );
}

/** A file of a tree with what it imports there, under the paths of the repository. */
export function fileSide(read: ReadFile, path: string, language: Language, content: Uint8Array): Promise<UnitSide> {
  return sideOf(read, language, { path, content }, new Map(), []);
}

/** A part of a file with what it starts and imports, beside that file and under a name that nothing there has. */
export async function partSide(tree: Tree, read: ReadFile, file: string, part: Part): Promise<UnitSide> {
  const path = await freeName(tree, part, file);
  const origins = new Map([[path, { file, lines: part.lines }]]);
  return sideOf(read, part.language, { path, content: Buffer.from(part.text) }, origins, part.notes);
}

async function sideOf(
  read: ReadFile,
  language: Language,
  entry: SampleFile,
  origins: ReadonlyMap<string, Origin>,
  given: readonly string[],
): Promise<UnitSide> {
  const notes = [...given];
  const bounds = { files: NEIGHBOUR_BOUNDS.files, totalBytes: NEIGHBOUR_BOUNDS.totalBytes + entry.content.length };
  const { files, isCut } = await nearestNeighbours(language, entry, read, bounds);
  if (isCut) notes.push(`it imports more than ${bounds.files} files or 1 MiB; the nearest are examined with it`);
  return { sample: sampleOfFiles(files, { entry: entry.path, language }), origins, notes };
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
  // github-script's code has `require`.
  const ending = part.kind === 'ci' && part.language === 'javascript' ? 'cjs' : ENDINGS[part.language];
  for (let count = 0; ; count++) {
    const path = `${folder}${stem}${count === 0 ? '' : `-${count}`}.${ending}`;
    if ((await tree.find(path)) === undefined) return path;
  }
}
