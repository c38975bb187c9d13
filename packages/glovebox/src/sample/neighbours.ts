import { lstatSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { dirname, join, posix, relative, sep } from 'node:path';
import { GloveboxError } from '../error.ts';
import { SAMPLE_BOUNDS } from './bounds.ts';
import type { Language, SampleFile } from './sample.ts';

/** Where an import of a language may lead, as paths relative to the importing file's folder, the likeliest first. */
type Candidates = (source: string) => readonly (readonly string[])[];

const CANDIDATES: Record<Language, Candidates> = {
  python: pythonCandidates,
  javascript: scriptCandidates,
  typescript: scriptCandidates,
  bash: bashCandidates,
  wasm: () => [],
};

/**
 * The modules a single file imports from beside it, and those they import, found by reading import lines. Nothing outside
 * the entry's folder is taken, and no link is followed: a sample must not be able to pull in the reader's other files.
 */
export async function readNeighbours(language: Language, entry: SampleFile, root: string): Promise<SampleFile[]> {
  const found = new Map<string, SampleFile>([[entry.path, entry]]);
  const waiting = [entry];
  let total = entry.content.length;
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    for (const path of await importedPaths(language, file, root)) {
      if (found.has(path)) continue;
      const neighbour = { path, content: await readFile(join(root, path)) };
      total += neighbour.content.length;
      found.set(path, neighbour);
      if (found.size > SAMPLE_BOUNDS.files || total > SAMPLE_BOUNDS.totalBytes) throw tooMany(entry.path);
      waiting.push(neighbour);
    }
  }
  return [...found.values()];
}

async function importedPaths(language: Language, file: SampleFile, root: string): Promise<string[]> {
  const folder = posix.dirname(file.path);
  const source = Buffer.from(file.content).toString();
  const paths: string[] = [];
  for (const alternatives of CANDIDATES[language](source)) {
    for (const alternative of alternatives) {
      const path = posix.normalize(posix.join(folder, alternative));
      if (!(await isOwnFile(root, path))) continue;
      paths.push(path, ...(language === 'python' ? await packageMarkers(root, path) : []));
      break;
    }
  }
  return paths;
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

/** The `__init__.py` of every package on the way, without which `import a.b` finds nothing. */
async function packageMarkers(root: string, path: string): Promise<string[]> {
  const markers: string[] = [];
  for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder)) {
    const marker = `${folder}/__init__.py`;
    if (marker !== path && (await isOwnFile(root, marker))) markers.push(marker);
  }
  return markers;
}

function pythonCandidates(source: string): string[][] {
  const modules: string[] = [];
  for (const [, from, names, plain] of source.matchAll(
    /^[ \t]*(?:from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]+\(?([\w \t,*\n]+)\)?|import[ \t]+([\w., \t]+))/gm,
  )) {
    if (plain !== undefined) modules.push(...plain.split(',').map((name) => name.trim().split(/\s+/)[0] ?? ''));
    if (from === undefined) continue;
    const base = from.replace(/^\.+/, '');
    const up = '../'.repeat(Math.max(0, from.length - from.replace(/^\.+/, '').length - 1));
    if (base !== '') modules.push(up + base);
    // `from package import module` may name a module of the package, not a value in it.
    for (const name of (names ?? '').split(',')) {
      const word = name.trim().split(/\s+/)[0] ?? '';
      if (word !== '' && word !== '*') modules.push(up + (base === '' ? word : `${base}.${word}`));
    }
  }
  return modules.filter(Boolean).map((module) => {
    const path = module.replace(
      /(\.\.\/)*(.*)/,
      (_, up: string | undefined, rest: string) => (up ?? '') + rest.replaceAll('.', '/'),
    );
    return [`${path}.py`, `${path}/__init__.py`];
  });
}

function scriptCandidates(source: string): string[][] {
  const wanted = source.matchAll(/(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*['"`](\.\.?\/[^'"`\n]+)['"`]/g);
  return [...wanted].map(([, path = '']) => [
    path,
    ...['.js', '.mjs', '.cjs', '.json', '.ts', '.mts', '.tsx', '.jsx', '/index.js', '/index.ts'].map(
      (end) => path + end,
    ),
    // TypeScript names the file as it will be called once compiled.
    path.replace(/\.([mc]?)js$/, '.$1ts'),
  ]);
}

function bashCandidates(source: string): string[][] {
  const wanted = source.matchAll(/^[ \t]*(?:source|\.|bash|sh)[ \t]+["']?(?:\$\{?\w+\}?\/|\.\/)?([\w][\w./-]*)["']?/gm);
  return [...wanted].map(([, path = '']) => [path]);
}

function tooMany(entry: string): GloveboxError {
  return new GloveboxError(
    'sample-too-large',
    `${entry} imports more than ${SAMPLE_BOUNDS.files} files or ${SAMPLE_BOUNDS.totalBytes / 1024 / 1024} MiB`,
    'Give a directory that holds only the program, or a smaller entry file.',
  );
}
