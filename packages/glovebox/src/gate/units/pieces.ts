import { SAMPLE_BOUNDS } from '../../sample/bounds.ts';
import type { Objects } from '../git/objects.ts';
import { LINK, REGULAR_FILE, SUBMODULE } from '../git/tree.ts';
import type { Blob, Change, Piece, SkipCode, Skipped, Told, Tree } from '../unit.ts';
import { classify, type FileClass } from './classify.ts';
import { generatedByAttributes, generatedReason } from './generated.ts';
import { importersOf } from './importers.ts';
import { isPlainPath } from './side.ts';
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
  const changedSources = new Set<string>();
  for (const change of compared.changes) {
    yield* changePieces(compared, change, byAttributes, changedSources);
  }
  const { found, leftOut } = await importersOf(compared.headTree, changedSources);
  for (const importer of found) {
    const unit = await importerUnit(compared, importer);
    if (unit !== undefined) yield { unit };
  }
  if (leftOut !== undefined) yield told('importers', undefined, leftOut);
}

async function* changePieces(
  compared: Compared,
  change: Change,
  byAttributes: (path: string) => boolean,
  changedSources: Set<string>,
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
    yield* deletedUnits(compared, change);
    return;
  }
  if (change.head.mode === LINK) {
    yield* linkPieces(compared, change, change.head);
    return;
  }
  if (!REGULAR_FILE.test(change.head.mode)) {
    yield skip(shown, 'malformed', `its mode ${change.head.mode} is none that git writes`, true);
    return;
  }
  const head = await textOf(compared.objects, change.head);
  if ('code' in head) {
    yield { skipped: { file: shown, ...head } };
    return;
  }
  const kind = classify(change.path, head.content, change.head.mode);
  if (kind.is === 'left-out') {
    yield { skipped: { file: shown, ...kind.skipped } };
    return;
  }
  const generated = generatedReason(change.path, head.content, byAttributes);
  if (generated !== undefined)
    yield told('generated', shown, `is taken for generated, and examined all the same: ${generated}`);
  const base = await baseOf(compared.objects, change);
  const marked = generated === undefined ? {} : { generated };
  if (kind.extract !== undefined)
    yield* partPieces(compared, change, kind.extract, { head, ...(base !== undefined && { base }) }, marked);
  if (kind.is === 'container') return;
  changedSources.add(change.path);
  yield { unit: fileUnit(compared, change, kind, head, sameClass(base, kind), marked) };
}

/** The base of a file that was renamed may have been no program. */
function sameClass(base: Text | undefined, kind: FileClass): Text | undefined {
  if (base === undefined || kind.is !== 'source') return undefined;
  const before = classify(base.path, base.content, base.mode);
  return before.is === 'source' && before.language === kind.language ? base : undefined;
}

async function baseOf(objects: Objects, { base }: Change): Promise<Text | undefined> {
  if (base === undefined || !REGULAR_FILE.test(base.mode)) return undefined;
  const text = await textOf(objects, base);
  return 'code' in text ? undefined : text;
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

async function* linkPieces(compared: Compared, { path }: Change, blob: Blob): AsyncIterable<Piece> {
  const content = (await compared.objects.read(blob.id, 8_192))?.content.toString() ?? '(not in this clone)';
  const depth = path.split('/').length - 1;
  const isWithin = !content.startsWith('/') && leastDepth(content, depth) >= 0 && !/(^|\/)\.git(\/|$)/i.test(content);
  const where = isWithin ? 'inside of the repository' : 'outside of the repository or into git’s own files';
  yield skip(compared.prefix + path, 'symbolic-link', `it is a link to ${content.slice(0, 200)}, ${where}`, !isWithin);
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
