import { openRepository, type Repository } from '../git/repository.ts';
import { CommitTree, IndexTree } from '../git/tree.ts';
import type { Change, OpenChange, Piece, Tree } from '../unit.ts';
import { piecesOf } from '../units/pieces.ts';
import { changedFiles } from './list.ts';
import { pushedRanges } from './prepush.ts';
import { type Range, type RangeWanted, rangeOf } from './range.ts';
import { submodulePieces } from './submodules.ts';

/**
 * Opens the change of a repository between two commits, or what is staged, for reading. Throws a {@link GloveboxError} with a code
 * of git's, and `usage`.
 */
export async function openChange(folder: string, wanted: RangeWanted): Promise<OpenChange> {
  const repository = await openRepository(folder);
  try {
    return await opened(repository, await rangeOf(repository, wanted));
  } catch (cause) {
    repository.close();
    throw cause;
  }
}

/** Opens what a push would bring, one change for each ref; `told` is what git wrote to the hook. */
export async function openPush(folder: string, told: string, remote?: string): Promise<OpenChange[]> {
  const repository = await openRepository(folder);
  try {
    const ranges = await pushedRanges(repository, told, remote);
    const changes = await Promise.all(ranges.map((range) => opened(repository, range)));
    if (changes.length === 0) repository.close();
    return changes;
  } catch (cause) {
    repository.close();
    throw cause;
  }
}

async function opened(repository: Repository, range: Range): Promise<OpenChange> {
  const { git, objects, emptyTree } = repository;
  const [against = emptyTree] = range.against;
  const changes = await changesAgainst(repository, range);
  const treeOf = (root: string): Tree => new CommitTree(git, objects, root);
  const headTree = range.head.commit === 'staged' ? await IndexTree.of(git, objects) : treeOf(range.head.commit);
  const hasBase = range.base.commit !== 'none';
  const baseTree = treeOf(hasBase ? range.base.commit : emptyTree);
  const mergeTree = treeOf(against);
  const closing: (() => void)[] = [() => repository.close()];
  const compared = {
    objects,
    changes,
    baseTree: mergeTree,
    headTree,
    prefix: '',
    submodule: (change: Change) => submodulePieces(repository, change, '', closing),
  };
  return {
    base: range.base,
    mergeBase: against === emptyTree ? 'none' : against,
    head: range.head,
    changes,
    baseTree,
    headTree,
    pieces: () => withNotes(range.notes, piecesOf(compared)),
    close: () => {
      for (const close of closing.splice(0)) close();
    },
  };
}

async function* withNotes(notes: readonly string[], pieces: AsyncIterable<Piece>): AsyncIterable<Piece> {
  for (const message of notes) yield { told: { kind: 'range', message } };
  yield* pieces;
}

/** Where there is more than one common commit, whatever differs from any of them counts. */
async function changesAgainst({ git }: Repository, { against, head }: Range): Promise<Change[]> {
  const found = new Map<string, Change>();
  for (const one of against) {
    for (const change of await changedFiles(git, one, head.commit)) {
      if (!found.has(change.path)) found.set(change.path, change);
    }
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
