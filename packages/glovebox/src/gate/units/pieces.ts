import { SAMPLE_BOUNDS } from '../../sample/bounds.ts';
import type { Objects } from '../git/objects.ts';
import { LINK, REGULAR_FILE, SUBMODULE } from '../git/tree.ts';
import type { Blob, Change, Piece, SkipCode, Skipped, Told, Tree } from '../unit.ts';
import { classify, type FileClass } from './classify.ts';
import { generatedByAttributes, generatedReason } from './generated.ts';
import { importersOf } from './importers.ts';
import { followingLinks } from './links.ts';
import { isPlainPath } from './side.ts';
import { startsAnew } from './starts.ts';
import { deletedUnits, fileUnit, importerUnit, partPieces, type Text } from './units.ts';

/** One repository's side of a change. */
export interface Compared {
  readonly objects: Objects;
  readonly changes: readonly Change[];
  readonly baseTree: Tree;
  readonly headTree: Tree;
  /** Before every path, for a submodule: `vendor/lib/`. */
  readonly prefix: string;
  /** What a submodule's moved pointer brings; told by whoever has its repository. */
  submodule(change: Change): AsyncIterable<Piece>;
}

/** Makes pieces of changed files, one file at a time: no more than one is in memory. */
export async function* piecesOf(compared: Compared): AsyncIterable<Piece> {
  const attributes = await compared.headTree.read('.gitattributes');
  const byAttributes = generatedByAttributes(Buffer.from(attributes ?? []).toString());
  const changed: Changed = { sources: new Set(), others: new Set() };
  for (const change of compared.changes) {
    yield* changePieces(compared, change, byAttributes, changed);
  }
  const { found, leftOut } = await importersOf(compared.headTree, changed.sources, changed.others);
  for (const importer of found) {
    const unit = await importerUnit(compared, importer);
    if (unit !== undefined) yield { unit };
  }
  if (leftOut !== undefined) yield told('importers', undefined, leftOut);
}

/** Paths that changed: of programs, and of what is none, or no more, and may be read by one. */
interface Changed {
  readonly sources: Set<string>;
  readonly others: Set<string>;
}

async function* changePieces(
  compared: Compared,
  change: Change,
  byAttributes: (path: string) => boolean,
  changed: Changed,
): AsyncIterable<Piece> {
  const { prefix } = compared;
  const shown = prefix + change.path;
  if (!isPlainPath(change.path) || (change.base !== undefined && !isPlainPath(change.base.path))) {
    yield skip(shown, 'malformed', 'its path is none that a checkout could have', true);
    return;
  }
  yield* toldOf(change, prefix);
  if (change.head?.mode === SUBMODULE || change.base?.mode === SUBMODULE) {
    yield* compared.submodule(change);
    if (change.head?.mode === SUBMODULE || change.head === undefined) return;
  }
  if (change.head === undefined) {
    changed.others.add(change.path);
    yield* deletedUnits(compared, change);
    return;
  }
  const regular = await regularIn(compared, 'head', change.head);
  const isLink = change.head.mode === LINK;
  if (regular === undefined && isLink) {
    yield await skippedLink(compared, change, change.head);
    return;
  }
  if (regular === undefined) {
    yield skip(shown, 'malformed', `its mode ${change.head.mode} is none that git writes`, true);
    return;
  }
  changed.others.add(change.path);
  const head = await textOf(compared.objects, regular);
  if ('code' in head) {
    yield { skipped: { file: shown, ...head } };
    return;
  }
  const kind = classify(change.path, head.content, head.mode);
  if (kind.is === 'left-out' && isLink) {
    yield skip(shown, 'symbolic-link', 'it is a link to a file of the commit, and by its own name no program', false);
    return;
  }
  if (isLink) yield told('symbolic-link', shown, 'is a link, and examined as what it leads to');
  if (kind.is === 'left-out') {
    yield (await startedPiece(compared, change, head)) ?? { skipped: { file: shown, ...kind.skipped } };
    return;
  }
  const generated = generatedReason(change.path, head.content, byAttributes);
  if (generated !== undefined)
    yield told('generated', shown, `is taken for generated, and examined all the same: ${generated}`);
  const base = await baseOf(compared, change);
  const marked = generated === undefined ? {} : { generated };
  if (kind.extract !== undefined)
    yield* partPieces(compared, change, kind.extract, { head, ...(base !== undefined && { base }) }, marked);
  if (kind.is === 'container') return;
  if (kind.doubt !== undefined) yield skip(shown, 'unknown-language', kind.doubt, true);
  changed.others.delete(change.path);
  changed.sources.add(change.path);
  yield { unit: fileUnit(compared, change, kind, head, sameClass(base, kind), marked) };
}

/** Text that nothing runs may name what is run. */
async function startedPiece(compared: Compared, change: Change, head: Text): Promise<Piece | undefined> {
  const base = await baseOf(compared, change);
  const found = startsAnew(change.path, head.content.toString(), base?.content.toString());
  if (found === undefined) return undefined;
  const reason = `it names ${found.what} (line ${found.line}), which is not examined`;
  return skip(compared.prefix + change.path, 'unknown-language', reason, true);
}

/** The base of a file that was renamed may have been no program. */
function sameClass(base: Text | undefined, kind: FileClass): Text | undefined {
  if (base === undefined || kind.is !== 'source') return undefined;
  const before = classify(base.path, base.content, base.mode);
  return before.is === 'source' && before.language === kind.language ? base : undefined;
}

async function baseOf(compared: Compared, { base }: Change): Promise<Text | undefined> {
  const regular = base && (await regularIn(compared, 'base', base));
  if (regular === undefined) return undefined;
  const text = await textOf(compared.objects, regular);
  return 'code' in text ? undefined : text;
}

/** A regular file, or the one that a link stands for: under the link's name it may be another thing. */
async function regularIn(compared: Compared, side: 'head' | 'base', blob: Blob): Promise<Blob | undefined> {
  if (REGULAR_FILE.test(blob.mode)) return blob;
  const tree = side === 'head' ? compared.headTree : compared.baseTree;
  return blob.mode === LINK ? followingLinks(tree, compared.objects).find(blob.path) : undefined;
}

const LFS_POINTER = 'version https://git-lfs.github.com/spec/';

/** A regular file's content, or why it is not read. */
async function textOf(objects: Objects, blob: Blob): Promise<Text | Omit<Skipped, 'file'>> {
  const head = await objects.head(blob.id);
  if (head === undefined)
    return because(
      'missing-object',
      'its content is not in this clone; fetch it: git fetch --refetch, or clone without --filter',
    );
  const most = /\.wasm$/i.test(blob.path) ? SAMPLE_BOUNDS.totalBytes : SAMPLE_BOUNDS.sourceBytes;
  if (head.bytes > most)
    return because('too-large', `it has ${mebibytes(head.bytes)}; up to ${mebibytes(most)} are read`);
  const content = (await objects.read(blob.id, most))?.content;
  if (content === undefined)
    return because('missing-object', 'its content cannot be read; git fsck tells what is damaged');
  if (content.toString('latin1', 0, LFS_POINTER.length) === LFS_POINTER)
    return because('lfs-pointer', 'its content lies in Git LFS and is not here');
  return { ...blob, content };
}

function because(code: SkipCode, reason: string): Omit<Skipped, 'file'> {
  return { code, reason, needsReview: true };
}

/** A link that stands for no file of the commit. */
async function skippedLink(compared: Compared, { path }: Change, blob: Blob): Promise<Piece> {
  const content = (await compared.objects.read(blob.id, 8_192))?.content.toString() ?? '(not in this clone)';
  const depth = path.split('/').length - 1;
  const isWithin = !content.startsWith('/') && leastDepth(content, depth) >= 0 && !/(^|\/)\.git(\/|$)/i.test(content);
  const isFolder = isWithin && (await followingLinks(compared.headTree, compared.objects).isFolder(path));
  const where = isWithin ? 'inside of the repository' : 'outside of the repository or into git’s own files';
  const lost = isWithin && !isFolder ? ', where the commit has nothing' : '';
  const reason = `it is a link to ${content.slice(0, 200)}, ${where}${lost}`;
  return skip(compared.prefix + path, 'symbolic-link', reason, !isFolder);
}

/** How far up a path leads from a folder of that depth: negative where it leaves the top. */
function leastDepth(path: string, depth: number): number {
  let least = depth;
  let at = depth;
  for (const name of path.split('/')) {
    if (name === '..') at -= 1;
    else if (name !== '' && name !== '.') at += 1;
    least = Math.min(least, at);
  }
  return least;
}

function* toldOf({ status, path, base, head }: Change, prefix: string): Iterable<Piece> {
  if (status === 'renamed' && base !== undefined) yield told('renamed', prefix + path, `was ${prefix}${base.path}`);
  if (head === undefined) return;
  if (head.mode === '100755' && base?.mode !== '100755')
    yield told('mode', prefix + path, base === undefined ? 'is new and may be executed' : 'may be executed now');
  if (base !== undefined && (head.mode === LINK) !== (base.mode === LINK))
    yield told(
      'symbolic-link',
      prefix + path,
      head.mode === LINK ? 'was a file and is a link now' : 'was a link and is a file now',
    );
}

function told(kind: Told['kind'], file: string | undefined, message: string): Piece {
  return { told: { kind, ...(file !== undefined && { file }), message } };
}

function skip(file: string, code: SkipCode, reason: string, needsReview: boolean): Piece {
  return { skipped: { file, code, reason, needsReview } };
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
