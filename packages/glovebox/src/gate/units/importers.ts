import { importCandidates } from '../../sample/imports.ts';
import { sourceLanguageOf } from '../../sample/language.ts';
import { pathsFrom } from '../../sample/neighbours.ts';
import type { Tree } from '../unit.ts';

/** How far importers are looked for: all sources of a repository are read for them, once. */
export const IMPORTER_BOUNDS = {
  /** Changed files whose importers are looked for; a larger change is examined by its own files. */
  changed: 40,
  /** Source files of the repository. */
  files: 4_000,
  /** Bytes of one of them, and of all. */
  fileBytes: 256 * 1024,
  totalBytes: 48 * 1024 * 1024,
  /** Programs examined for one changed file, and in all. */
  each: 3,
  all: 20,
  /** Imports followed from a changed file to a program. */
  steps: 4,
} as const;

const OTHERS = /(^|\/)(node_modules|vendor|third_party|\.venv|dist|build)\//;

/** A program that did not change and imports what did. */
export interface Importer {
  readonly path: string;
  /** The changed files that lead to it. */
  readonly imports: readonly string[];
}

export interface Importers {
  readonly found: readonly Importer[];
  /** Why not all are there. */
  readonly leftOut?: string;
}

/**
 * The programs through which changed modules run: files that import them, by way of others too, and that nothing further imports. So
 * does text, which a script may source, and what is no more; `others` are such.
 */
export async function importersOf(
  tree: Tree,
  changed: ReadonlySet<string>,
  others: ReadonlySet<string> = new Set(),
): Promise<Importers> {
  const { changed: mostChanged, all } = IMPORTER_BOUNDS;
  if (changed.size + others.size === 0) return { found: [] };
  if (changed.size > mostChanged)
    return {
      found: [],
      leftOut: `${changed.size} source files changed: each is examined by itself, and not what imports it`,
    };
  const importing = await importingFiles(tree);
  if (typeof importing === 'string') return { found: [], leftOut: importing };
  const found = new Map<string, string[]>();
  let isMore = false;
  for (const path of [...changed, ...others].filter((one) => importing.has(one))) {
    const programs = programsAbove(importing, path, changed).filter((program) => !changed.has(program));
    isMore ||= programs.length > IMPORTER_BOUNDS.each;
    for (const program of programs.slice(0, IMPORTER_BOUNDS.each)) {
      const known = found.get(program);
      if (known !== undefined) known.push(path);
      else if (found.size < all) found.set(program, [path]);
      else isMore = true;
    }
  }
  return {
    found: [...found].map(([path, imports]) => ({ path, imports })),
    ...(isMore && { leftOut: `more programs import what changed than the ${found.size} that are examined with it` }),
  };
}

/** For each file those that import it; or why that is not known. */
async function importingFiles(tree: Tree): Promise<ReadonlyMap<string, readonly string[]> | string> {
  const { files, fileBytes, totalBytes } = IMPORTER_BOUNDS;
  const paths = await tree.paths();
  const all = new Set(paths);
  const sources = paths.filter((path) => sourceLanguageOf(path) !== undefined && !OTHERS.test(path));
  if (sources.length > files)
    return `the repository has ${sources.length} source files, too many to look for what imports a changed one`;
  const importing = new Map<string, string[]>();
  let left: number = totalBytes;
  for (const source of sources) {
    const content = left <= 0 ? undefined : await tree.read(source, fileBytes);
    if (content === undefined) continue;
    left -= content.length;
    for (const imported of importedBy(source, content, all)) {
      const known = importing.get(imported);
      if (known === undefined) importing.set(imported, [source]);
      else known.push(source);
    }
  }
  return left > 0 ? importing : 'the repository has too much source to look for what imports a changed file';
}

function importedBy(path: string, content: Uint8Array, all: ReadonlySet<string>): Set<string> {
  const language = sourceLanguageOf(path);
  if (language === undefined) return new Set();
  const candidates = importCandidates(path, language, Buffer.from(content).toString());
  const found = candidates.map((alternatives) => pathsFrom(path, path, alternatives).find((one) => all.has(one)));
  return new Set(found.filter((one) => one !== undefined && one !== path) as string[]);
}

/**
 * Breadth first, so that the nearest programs come first; those that are no tests before those that are. A program is what nothing
 * further up imports; that a changed file or a test does says nothing, or whoever changes one could hide a program by it.
 */
function programsAbove(
  importing: ReadonlyMap<string, readonly string[]>,
  path: string,
  changed: ReadonlySet<string>,
): string[] {
  const seen = new Set([path]);
  const programs: string[] = [];
  let layer = [path];
  for (let step = 0; step < IMPORTER_BOUNDS.steps && layer.length > 0; step++) {
    const next = layer.flatMap((one) => importing.get(one) ?? []).filter((one) => !seen.has(one));
    for (const one of next) seen.add(one);
    layer = [...new Set(next)];
    const isLast = step === IMPORTER_BOUNDS.steps - 1;
    programs.push(...layer.filter((one) => isLast || isTop(one)));
  }
  function isTop(one: string): boolean {
    return !(importing.get(one) ?? []).some((above) => !seen.has(above) && !changed.has(above) && !TEST.test(above));
  }

  return programs.sort((a, b) => Number(TEST.test(a)) - Number(TEST.test(b)));
}

const TEST = /(^|\/)(tests?|__tests__)\/|(^|\/)test_[^/]+$|[._](test|spec)\.\w+$/;
