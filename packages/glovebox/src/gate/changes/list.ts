import { GloveboxError } from '../../error.ts';
import type { Git } from '../git/git.ts';
import type { Blob, Change, ChangeStatus } from '../unit.ts';

const LETTERS: Readonly<Record<string, ChangeStatus>> = {
  A: 'added',
  M: 'modified',
  D: 'deleted',
  R: 'renamed',
  C: 'copied',
  T: 'type-changed',
};

/** Files that a change compares for likeness; past it only files that are the same are seen to be renamed. */
const RENAME_LIMIT = 2_000;

const SHOWN = [
  '-r',
  '-z',
  '--raw',
  '--no-abbrev',
  '--full-index',
  '--no-ext-diff',
  '--no-textconv',
  '--no-relative',
  // `.gitmodules` is part of the change, and could ask for its submodules to be left out.
  '--ignore-submodules=none',
];

/** Files that differ between two trees, or between a tree and the index. */
export async function changedFiles(git: Git, base: string, head: string | 'staged'): Promise<Change[]> {
  const command = head === 'staged' ? ['diff-index', '--cached'] : ['diff-tree'];
  const trees = head === 'staged' ? [base] : [base, head];
  const alike = ['--find-renames', '--find-copies', `-l${RENAME_LIMIT}`];
  const listed = await git.ends([...command, ...SHOWN, ...alike, ...trees, '--']);
  if (listed.ok) return parsed(listed.stdout);
  // Likeness is told from contents, and in a partial clone they may be missing.
  return parsed(await git.output([...command, ...SHOWN, '--no-renames', ...trees, '--']));
}

function parsed(listed: Buffer): Change[] {
  const fields = listed.toString().split('\0');
  const changes: Change[] = [];
  for (let at = 0; at + 1 < fields.length; ) {
    const [, baseMode = '', headMode = '', baseId = '', headId = '', letter = ''] =
      /^:(\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])\d*$/.exec(fields[at++] ?? '') ?? [];
    const basePath = fields[at++] ?? '';
    const headPath = letter === 'R' || letter === 'C' ? (fields[at++] ?? '') : basePath;
    const status = LETTERS[letter];
    if (status === undefined) throw unmerged(basePath, letter);
    changes.push({
      status,
      path: headPath,
      ...blob('base', basePath, baseMode, baseId),
      ...blob('head', headPath, headMode, headId),
    });
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function blob<Side extends 'base' | 'head'>(side: Side, path: string, mode: string, id: string) {
  return /^0+$/.test(mode) ? {} : ({ [side]: { path, mode, id } } as Partial<Record<Side, Blob>>);
}

function unmerged(path: string, letter: string): GloveboxError {
  return new GloveboxError(
    'git-failed',
    letter === 'U'
      ? `${path} has a merge conflict that is not resolved`
      : `git tells a change of kind "${letter}" for ${path}`,
    letter === 'U' ? 'Resolve it and stage the result.' : 'Tell the developers of Glovebox which git this is.',
  );
}
