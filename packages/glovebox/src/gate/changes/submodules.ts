import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { openRepository, type Repository } from '../git/repository.ts';
import { CommitTree, SUBMODULE } from '../git/tree.ts';
import type { Change, Piece } from '../unit.ts';
import { piecesOf } from '../units/pieces.ts';
import { changedFiles } from './list.ts';

/** Submodules inside of submodules. */
const MOST_DEPTH = 3;
/** Files of one submodule: what is brought whole is a library, and examined where it is kept. */
const MOST_FILES = 1_000;

/** What moving a submodule's pointer brings, read from where it is checked out; a submodule that is not here is told and skipped. */
export async function* submodulePieces(
  outer: Repository,
  change: Change,
  prefix: string,
  closing: (() => void)[],
): AsyncIterable<Piece> {
  const file = prefix + change.path;
  const from = change.base?.mode === SUBMODULE ? change.base.id : undefined;
  const to = change.head?.mode === SUBMODULE ? change.head.id : undefined;
  yield { told: { kind: 'submodule', file, message: `submodule ${short(from)} → ${short(to)}` } };
  if (to === undefined) return;
  const absent = (why: string): Piece => ({
    skipped: {
      file,
      code: 'submodule-absent',
      reason: `the submodule's commit ${short(to)} is not examined: ${why}`,
      needsReview: true,
    },
  });
  if (prefix.split('/').length > MOST_DEPTH * 4) return yield absent('it is nested too deeply');
  const inner = await openInside(outer, change.path);
  if (inner === undefined) return yield absent('it is not checked out; git submodule update --init brings it');
  closing.push(() => inner.close());
  const head = await inner.objects.head(`${to}^{commit}`);
  if (head === undefined) return yield absent('its clone does not have it; git submodule update --init fetches it');
  const known = from === undefined ? undefined : await inner.objects.head(`${from}^{commit}`);
  const base = known?.id ?? inner.emptyTree;
  const changes = await changedFiles(inner.git, base, head.id);
  const below = `${file}/`;
  yield* piecesOf({
    objects: inner.objects,
    changes: changes.slice(0, MOST_FILES),
    baseTree: new CommitTree(inner.git, inner.objects, base),
    headTree: new CommitTree(inner.git, inner.objects, head.id),
    prefix: below,
    submodule: (nested) => submodulePieces(inner, nested, below, closing),
  });
  if (changes.length > MOST_FILES)
    yield {
      skipped: {
        file,
        code: 'too-many',
        reason: `the submodule brings ${changes.length} files, of which ${MOST_FILES} are examined`,
        needsReview: true,
      },
    };
}

function short(id: string | undefined): string {
  return id === undefined ? 'none' : id.slice(0, 12);
}

/** The repository that is checked out at a path. Links on the way could lead to any other. */
async function openInside(outer: Repository, path: string): Promise<Repository | undefined> {
  if (outer.top === undefined) return undefined;
  let at = outer.top;
  for (const name of path.split('/')) {
    at = join(at, name);
    if (lstatSync(at, { throwIfNoEntry: false })?.isDirectory() !== true) return undefined;
  }
  if (lstatSync(join(at, '.git'), { throwIfNoEntry: false }) === undefined) return undefined;
  const inner = await openRepository(at);
  // Without one of its own, git would find the outer one.
  if (inner.top !== at) {
    inner.close();
    return undefined;
  }
  return inner;
}
