import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { GloveboxError } from '../../error.ts';
import { Git } from './git.ts';
import { Objects } from './objects.ts';

/** A repository that is open for reading; close it. */
export interface Repository {
  readonly git: Git;
  readonly objects: Objects;
  /** Top of the work tree; absent in a bare repository. */
  readonly top?: string;
  /** Where its objects, configuration and usual hooks are: the same for all its work trees. */
  readonly commonDir: string;
  readonly isShallow: boolean;
  /** Name of the tree without files, in this repository's hash. */
  readonly emptyTree: string;
  close(): void;
}

/** Opens the repository that a folder lies in. Throws `repository-not-found`, `repository-untrusted`, `git-missing`. */
export async function openRepository(folder: string): Promise<Repository> {
  const path = resolve(folder);
  // Only one that was named is taken: a bare repository among a change's files could not be told from it.
  const isBare = existsSync(join(path, 'HEAD')) && existsSync(join(path, 'objects')) && existsSync(join(path, 'refs'));
  const isHere = path === process.cwd();
  const git = new Git(path, isBare, isHere);
  const [common = '', shallow = '', inside = ''] = (
    await git.line(['rev-parse', '--git-common-dir', '--is-shallow-repository', '--is-inside-work-tree'])
  ).split('\n');
  const [top, emptyTree] = await Promise.all([
    inside === 'true' ? git.line(['rev-parse', '--show-toplevel']) : undefined,
    git.line(['hash-object', '-t', 'tree', '--stdin']),
  ]);
  // From the top, paths mean the same to every command.
  const whole = top === undefined ? git : new Git(top, false, isHere);
  const objects = new Objects(whole);
  return {
    git: whole,
    objects,
    ...(top !== undefined && { top }),
    commonDir: resolve(path, common),
    isShallow: shallow === 'true',
    emptyTree,
    close: () => objects.close(),
  };
}

/**
 * The commit that a name stands for; a branch that only a remote has here is found there too. Names go in by standard input, so
 * that none is taken for an option. Throws `revision-not-found` with what to fetch.
 */
export async function commitOf(repository: Repository, name: string): Promise<{ ref: string; commit: string }> {
  for (const ref of [name, `refs/remotes/origin/${name}`]) {
    const found = await repository.objects.head(`${ref}^{commit}`);
    if (found?.type === 'commit') return { ref: ref.replace(/^refs\/remotes\//, ''), commit: found.id };
  }
  throw await unknownRevision(repository, name);
}

async function unknownRevision({ objects, git, isShallow }: Repository, name: string): Promise<GloveboxError> {
  if ((await objects.head('HEAD')) === undefined && (await isWithoutCommits(git)))
    return new GloveboxError(
      'revision-not-found',
      `there is no commit ${name} in ${git.folder}: the repository has no commits yet`,
      'Make the first commit, or examine what is staged: glovebox gate --staged.',
    );
  const fetching = /^[0-9a-f]{7,64}$/.test(name)
    ? `git fetch origin ${name}`
    : `git fetch origin ${name.replace(/^origin\//, '')}`;
  return new GloveboxError(
    'revision-not-found',
    `there is no commit ${name} in ${git.folder}${isShallow ? ', which is a shallow clone' : ''}`,
    isShallow
      ? `Fetch it: ${fetching} (in GitHub Actions: fetch-depth: 0 for actions/checkout).`
      : `Check the name, or fetch it: ${fetching}.`,
  );
}

async function isWithoutCommits(git: Git): Promise<boolean> {
  return (await git.line(['rev-list', '--all', '--max-count=1'])) === '';
}
