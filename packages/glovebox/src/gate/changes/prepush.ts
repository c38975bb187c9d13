import { GloveboxError } from '../../error.ts';
import type { Git } from '../git/git.ts';
import type { Repository } from '../git/repository.ts';
import { type Range, rangeOf, wholeRange } from './range.ts';

const ZEROS = /^0+$/;
const LINE = /^(\S+) ([0-9a-f]{40,64}) (\S+) ([0-9a-f]{40,64})$/;
/** Refs of one push: more is no push of a person's. */
const MOST_REFS = 1_000;

/**
 * What a push would bring, from what git tells a `pre-push` hook on standard input: one range for each ref that is updated; a
 * ref that is deleted brings nothing. Throws `usage` for lines git does not write, so that a hook that is called wrongly refuses.
 */
export async function pushedRanges(repository: Repository, told: string, remote = 'origin'): Promise<Range[]> {
  const lines = told.split('\n').filter((line) => line.trim() !== '');
  if (lines.length > MOST_REFS)
    throw new GloveboxError('usage', `a push of ${lines.length} refs`, 'Push fewer at once.');
  const ranges: Range[] = [];
  for (const line of lines) {
    const [, localRef = '', local = '', , there = ''] = LINE.exec(line) ?? [];
    if (local === '') throw badLine(line);
    if (ZEROS.test(local)) continue;
    const range = await rangeOfPush(repository, localRef, local, there, remote);
    if (range !== undefined) ranges.push(range);
  }
  return ranges;
}

/**
 * After a forced push the remote has what is pushed and no more, so that what both have in common is what counts there too. Where
 * the remote's own commit is not here, as before a fetch, or where the branch is new, it is what any branch of the remote has.
 */
async function rangeOfPush(
  repository: Repository,
  ref: string,
  local: string,
  there: string,
  remote: string,
): Promise<Range | undefined> {
  const tip = await repository.objects.head(`${local}^{commit}`);
  // A tag may name a file or a tree; no code is merged or run by that.
  if (tip === undefined) return undefined;
  const head = { ref, commit: tip.id };
  if (!ZEROS.test(there) && (await repository.objects.head(`${there}^{commit}`)) !== undefined)
    return { ...(await rangeOf(repository, { base: there, head: tip.id })), head };
  const newest = await newestShared(repository, tip.id, remote);
  if (newest === undefined)
    return wholeRange(repository, head, `nothing of ${remote} is known here: everything pushed is new`);
  return { ...(await rangeOf(repository, { base: newest, head: tip.id })), head };
}

/** Of all that the remote's branches were last seen to have, the newest commit that the tip comes from. */
async function newestShared({ git }: Repository, tip: string, remote: string): Promise<string | undefined> {
  const known = (await seenOf(git, remote)) ?? (await seenOf(git)) ?? [];
  if (known.length === 0) return undefined;
  // The commits that are new there, and those that they directly come from, which it has.
  const beyond = await git.line(['rev-list', '--boundary', '--topo-order', tip, '--not', ...known]);
  const lines = beyond.split('\n').filter(Boolean);
  if (lines.length === 0) return tip;
  const shared = lines.filter((line) => line.startsWith('-')).map((line) => line.slice(1));
  return shared[0];
}

function badLine(line: string): GloveboxError {
  return new GloveboxError(
    'usage',
    `standard input is not what git tells a pre-push hook: ${JSON.stringify(line.slice(0, 120))}`,
    'It is <local ref> <local object> <remote ref> <remote object>, one line a ref.',
  );
}

/** The tips of a remote's branches as they were last seen; of all remotes where an address was named instead. */
async function seenOf(git: Git, remote?: string): Promise<string[] | undefined> {
  if (remote !== undefined && !/^[\w./-]+$/.test(remote)) return undefined;
  const where = remote === undefined ? 'refs/remotes/' : `refs/remotes/${remote}/`;
  const listed = await git.line(['for-each-ref', '--format=%(objectname)', where]);
  const tips = [...new Set(listed.split('\n').filter(Boolean))].slice(0, MOST_REFS);
  return tips.length === 0 ? undefined : tips;
}
