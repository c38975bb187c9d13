import { GloveboxError } from '../../error.ts';
import { sourceLanguageOf } from '../../sample/language.ts';
import type { ReadFile } from '../../sample/neighbours.ts';
import type { Language } from '../../sample/sample.ts';
import { type Extract, type Extraction, malformed, NOTHING, type Part } from '../extract/part.ts';
import { REGULAR_FILE } from '../git/tree.ts';
import type { Blob, Change, Piece, Tree, Unit, UnitContent, UnitSide, UnitStatus } from '../unit.ts';
import { classify } from './classify.ts';
import type { Importer } from './importers.ts';
import { followingLinks } from './links.ts';
import type { Compared } from './pieces.ts';
import { fileSide, partSide } from './side.ts';

/** A regular file that was read. */
export interface Text extends Blob {
  readonly content: Buffer;
}

type Marked = Pick<Unit, 'generated'>;
interface Source {
  readonly kind: Unit['kind'];
  readonly language: Language;
}

/** A changed file that is a program, or a module of one. */
export function fileUnit(
  compared: Compared,
  change: Change,
  { kind, language }: Source,
  head: Text,
  base: Text | undefined,
  marked: Marked,
): Unit {
  const { prefix, headTree, baseTree } = compared;
  return {
    name: prefix + change.path,
    kind,
    language,
    status: base === undefined ? 'added' : 'modified',
    files: [prefix + change.path],
    bytes: head.content.length,
    ...marked,
    load: () =>
      loaded(prefix, {
        head: () => fileAgain(compared, headTree, head, language),
        ...(base !== undefined && { base: () => fileAgain(compared, baseTree, base, language) }),
      }),
  };
}

/** What a deleted file did is what a change takes away. */
export async function* deletedUnits(compared: Compared, change: Change): AsyncIterable<Piece> {
  const { base } = change;
  if (base === undefined || !REGULAR_FILE.test(base.mode)) return;
  const read = await compared.objects.read(base.id, MOST_DELETED_BYTES);
  if (read === undefined) return;
  const text = { ...base, content: read.content };
  const kind = classify(base.path, read.content, base.mode);
  if (kind.is === 'left-out') return;
  if (kind.is === 'container') return yield* partPieces(compared, change, kind.extract, { base: text }, {});
  const { prefix, baseTree } = compared;
  yield {
    unit: {
      name: prefix + change.path,
      kind: kind.kind,
      language: kind.language,
      status: 'deleted',
      files: [prefix + change.path],
      bytes: 0,
      load: () => loaded(prefix, { base: () => fileAgain(compared, baseTree, text, kind.language) }),
    },
  };
}

const MOST_DELETED_BYTES = 2 * 1024 * 1024;

/** What runs inside of a file, as far as it is not the same on both sides. */
export async function* partPieces(
  compared: Compared,
  change: Change,
  extract: Extract,
  texts: { readonly head?: Text; readonly base?: Text },
  marked: Marked,
): AsyncIterable<Piece> {
  const file = compared.prefix + change.path;
  const head = await extracted(extract, texts.head);
  const base = await extracted(extract, texts.base);
  const before = new Set(base.told.map(({ message }) => message));
  for (const { kind, message } of head.told) if (!before.has(message)) yield { told: { kind, file, message } };
  for (const skipped of head.skipped) yield { skipped: { file, ...skipped } };
  const pairs = pairsOf(head.parts, base.parts).filter(([now, then]) => now?.text !== then?.text);
  for (const [now, then] of pairs) {
    yield { unit: partUnit(compared, file, extract, texts, now, then, marked) };
  }
  if (pairs.length === 0 && head.skipped.length === 0 && texts.head !== undefined) {
    const reason = head.parts.length === 0 ? 'nothing in it runs' : 'what runs in it is the same as before';
    yield { skipped: { file, code: 'no-code', reason, needsReview: false } };
  }
}

function partUnit(
  compared: Compared,
  file: string,
  extract: Extract,
  texts: { readonly head?: Text; readonly base?: Text },
  now: Part | undefined,
  then: Part | undefined,
  marked: Marked,
): Unit {
  const part = (now ?? then) as Part;
  const status: UnitStatus = now === undefined ? 'deleted' : then === undefined ? 'added' : 'modified';
  const again = (tree: Tree, text: Text | undefined, name: string) => async () => {
    const found = await extracted(extract, text === undefined ? undefined : await readAgain(compared, text));
    const same = found.parts.find((one) => one.name === name);
    if (text === undefined || same === undefined) throw vanished(file);
    return partSide(tree, readerOf(compared, tree), text.path, same);
  };
  return {
    name: `${file}#${part.name}`,
    kind: part.kind,
    language: part.language,
    status,
    files: [file],
    bytes: now?.text.length ?? 0,
    ...marked,
    load: () =>
      loaded(compared.prefix, {
        ...(now !== undefined && { head: again(compared.headTree, dropContent(texts.head), now.name) }),
        ...(then !== undefined && { base: again(compared.baseTree, dropContent(texts.base), then.name) }),
      }),
  };
}

/** By name; parts that were renamed and say the same are the same. */
function pairsOf(
  head: readonly Part[],
  base: readonly Part[],
): (readonly [now: Part | undefined, then: Part | undefined])[] {
  const left = new Map(base.map((part) => [part.name, part]));
  const named = head.map((now) => {
    const then = left.get(now.name);
    if (then === undefined || then.language !== now.language) return [now, undefined] as const;
    left.delete(now.name);
    return [now, then] as const;
  });
  const paired = named.map(([now, then]) => {
    if (then !== undefined) return [now, then] as const;
    const [name, same] = [...left].find(([, one]) => one.text === now.text) ?? [];
    if (name !== undefined) left.delete(name);
    return [now, same] as const;
  });
  return [...paired, ...[...left.values()].map((then) => [undefined, then] as const)];
}

/** A program that did not change, for the sake of what it imports. */
export async function importerUnit(compared: Compared, { path, imports }: Importer): Promise<Unit | undefined> {
  const { prefix, headTree, baseTree } = compared;
  const language = sourceLanguageOf(path);
  const found = await headTree.find(path);
  if (language === undefined || found === undefined || !REGULAR_FILE.test(found.mode)) return undefined;
  const side = (tree: Tree) => async () => {
    const content = await tree.read(path);
    if (content === undefined) throw vanished(path);
    return fileSide(readerOf(compared, tree), path, language, content);
  };
  const isInBase = (await baseTree.find(path)) !== undefined;
  return {
    name: prefix + path,
    kind: 'file',
    language,
    status: 'unchanged',
    files: imports.map((one) => prefix + one),
    bytes: found.bytes,
    load: () => loaded(prefix, { head: side(headTree), ...(isInBase && { base: side(baseTree) }) }),
  };
}

async function extracted(extract: Extract, text: Text | undefined): Promise<Extraction> {
  if (text === undefined) return NOTHING;
  try {
    return await extract(text.path, text.content.toString());
  } catch (cause) {
    // One file that nobody foresaw must not end the gate, nor pass as harmless.
    return malformed(`it cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/** Only the name of the content is kept until it is asked for again. */
function dropContent(text: Text | undefined): Text | undefined {
  return text === undefined ? undefined : { ...text, content: Buffer.alloc(0) };
}

async function fileAgain(compared: Compared, tree: Tree, blob: Blob, language: Language): Promise<UnitSide> {
  const { content } = await readAgain(compared, blob);
  return fileSide(readerOf(compared, tree), blob.path, language, content);
}

/** What a program imports it finds through links too. */
function readerOf({ objects }: Compared, tree: Tree): ReadFile {
  const { read } = followingLinks(tree, objects);
  return (path) => read(path);
}

async function readAgain({ objects }: Compared, blob: Blob): Promise<Text> {
  const read = await objects.read(blob.id, MOST_AGAIN_BYTES);
  if (read === undefined) throw vanished(blob.path);
  return { ...blob, content: read.content };
}

/** What was within its bound when it was listed. */
const MOST_AGAIN_BYTES = 32 * 1024 * 1024;

function vanished(path: string): GloveboxError {
  return new GloveboxError(
    'git-failed',
    `${path} was in the repository and is no longer`,
    'Do not clean up the repository while it is examined; start again.',
  );
}

async function loaded(
  prefix: string,
  sides: { readonly head?: () => Promise<UnitSide>; readonly base?: () => Promise<UnitSide> },
): Promise<UnitContent> {
  const head = await sides.head?.();
  const base = await sides.base?.();
  return {
    ...(head !== undefined && { head: below(prefix, head) }),
    ...(base !== undefined && { base: below(prefix, base) }),
  };
}

/** A submodule's files are told by their paths from the top. */
function below(prefix: string, side: UnitSide): UnitSide {
  if (prefix === '') return side;
  const origins = side.sample.files.map(({ path }) => {
    const own = side.origins.get(path);
    return [path, own === undefined ? { file: prefix + path } : { ...own, file: prefix + own.file }] as const;
  });
  return { ...side, origins: new Map(origins) };
}
