import { GloveboxError } from '../../error.ts';
import { commitOf, type Repository } from '../git/repository.ts';
import type { Revision } from '../unit.ts';

/** What is held against what. */
export interface Range {
  readonly base: Revision;
  readonly head: Revision;
  /** Trees or commits to compare head with: more than one where branches were merged crosswise, the empty tree for a first commit. */
  readonly against: readonly string[];
  /** What a reader should know of the range. */
  readonly notes: readonly string[];
}

/** What is asked for: `head` is a commit's name or `staged`; without a base, staged files are held against the last commit. */
export interface RangeWanted {
  readonly base?: string;
  readonly head?: string | 'staged';
}

const STAGED: Revision = { ref: 'the index', commit: 'staged' };
export const NONE: Revision = { ref: 'no commit', commit: 'none' };

/**
 * The range as a pull request shows it: head against what base and head have in common. Throws `revision-not-found` and, where a
 * shallow clone ends before that, `history-incomplete`; both say what to fetch.
 */
export async function rangeOf(repository: Repository, wanted: RangeWanted): Promise<Range> {
  const head = wanted.head ?? 'HEAD';
  if (head === 'staged') return stagedRange(repository, wanted.base);
  if (wanted.base === undefined)
    throw new GloveboxError('usage', 'no base was given', 'Say what to compare with: --base main, or --staged.');
  // One after the other: of two that are missing, the base is told.
  const base = await commitOf(repository, wanted.base);
  return forkRange(repository, base, await commitOf(repository, head), head);
}

/** All of a commit, where there is nothing to hold it against. */
export function wholeRange(repository: Repository, head: Revision, note: string): Range {
  return { base: NONE, head, against: [repository.emptyTree], notes: [note] };
}

async function stagedRange(repository: Repository, wanted: string | undefined): Promise<Range> {
  if (repository.top === undefined)
    throw new GloveboxError(
      'usage',
      `${repository.git.folder} is a bare repository, and nothing can be staged in it`,
      'Give two commits: --base and --head.',
    );
  if (wanted === undefined || wanted === 'HEAD') {
    const last = await repository.objects.head('HEAD^{commit}');
    if (last === undefined) return wholeRange(repository, STAGED, 'the first commit: everything in it is new');
    return { base: { ref: 'HEAD', commit: last.id }, head: STAGED, against: [last.id], notes: [] };
  }
  const [base, tip] = [await commitOf(repository, wanted), await commitOf(repository, 'HEAD')];
  return { ...(await forkRange(repository, base, tip, 'HEAD')), head: STAGED };
}

async function forkRange(repository: Repository, base: Revision, head: Revision, name: string): Promise<Range> {
  const found = await repository.git.ends(['merge-base', '--all', base.commit, head.commit]);
  const against = found.stdout.toString().split('\n').filter(Boolean);
  if (against.length > 1)
    return {
      base,
      head,
      against,
      notes: [`branches were merged crosswise: ${against.length} commits are common to both, and each is held against`],
    };
  if (against.length === 1) return { base, head, against, notes: [] };
  if (repository.isShallow) throw historyIncomplete(repository, base.ref, name);
  return {
    base,
    head,
    against: [base.commit],
    notes: [`${base.ref} and ${name} have no commit in common: all that differs between them counts as the change`],
  };
}

function historyIncomplete({ git }: Repository, base: string, head: string): GloveboxError {
  return new GloveboxError(
    'history-incomplete',
    `${git.folder} is a shallow clone that ends before ${base} and ${head} meet`,
    `Fetch more of it: git fetch --deepen=200 origin ${base.replace(/^origin\//, '')}, or all of it: git fetch --unshallow (in GitHub Actions: fetch-depth: 0 for actions/checkout; in GitLab: GIT_DEPTH: 0).`,
  );
}
