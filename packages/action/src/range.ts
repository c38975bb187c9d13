import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TriggeringEvent } from './event.ts';
import { ActionFailure } from './failure.ts';

/** What to compare with; the head is what is checked out. */
export interface Range {
  readonly base: string;
  /** How the base was found, for the log. */
  readonly because: string;
}

const run = promisify(execFile);
const A_DAY = '24 hours ago';

/** The commit that the event's change begins at. Throws where it is not in the checkout, with how to fetch it. */
export async function rangeOf(event: TriggeringEvent, asked: string | undefined, folder: string): Promise<Range> {
  const range = asked === undefined ? await baseOf(event, folder) : { base: asked, because: 'the input base' };
  if (await exists(folder, range.base)) return range;
  const isShallow = (await git(folder, 'rev-parse', '--is-shallow-repository')) === 'true';
  throw new ActionFailure(
    `the checkout does not have ${range.base}, ${range.because}`,
    isShallow
      ? 'It is a shallow clone: give actions/checkout fetch-depth: 0.'
      : 'Fetch it in a step before, or name another commit with the input base.',
  );
}

async function baseOf(event: TriggeringEvent, folder: string): Promise<Range> {
  switch (event.kind) {
    case 'pull-request':
      return (await mergedOnto(event.head, folder)) ?? { base: event.base, because: 'the pull request’s base' };
    case 'merge-group':
      return { base: event.base, because: 'the base of the merge queue’s group' };
    case 'push':
      if (event.before !== undefined) return { base: event.before, because: 'what was pushed onto' };
      return branchedFrom(event.defaultBranch, folder);
    case 'schedule':
      return aDayAgo(folder);
    case 'other':
      return branchedFrom(event.defaultBranch, folder);
  }
}

/**
 * A pull request is checked out as a commit that merges it into its base as that is now, which may be later than the event. Its first
 * parent is what the change is to be compared with: what others merged meanwhile is not the author's.
 */
async function mergedOnto(head: string, folder: string): Promise<Range | undefined> {
  const [, first, second, third] = ((await git(folder, 'rev-list', '--parents', '--max-count=1', 'HEAD')) ?? '').split(
    ' ',
  );
  if (first === undefined || second !== head || third !== undefined) return undefined;
  return { base: first, because: 'what the checked-out merge commit merges into' };
}

/**
 * The default branch as it is now, from whose policy, overrides and keys the gate judges what came since the two parted: where they
 * parted was chosen by whoever branched, and may be before something was forbidden.
 */
async function branchedFrom(defaultBranch: string, folder: string): Promise<Range> {
  const upstream = `refs/remotes/origin/${defaultBranch}`;
  const left = defaultBranch === '' ? undefined : await git(folder, 'merge-base', upstream, 'HEAD');
  const base = left === undefined ? undefined : await git(folder, 'rev-parse', '--verify', `${upstream}^{commit}`);
  if (base !== undefined && left !== (await git(folder, 'rev-parse', 'HEAD')))
    return { base, because: `what origin/${defaultBranch} is now` };
  const parent = await git(folder, 'rev-parse', '--verify', '--quiet', 'HEAD^1');
  if (parent !== undefined) return { base: parent, because: 'the commit before' };
  throw new ActionFailure(
    'there is nothing to compare with: the checkout has one commit',
    'Give actions/checkout fetch-depth: 0, or name the input base.',
  );
}

/** What came since yesterday; in a repository that is younger, since its first commit. */
async function aDayAgo(folder: string): Promise<Range> {
  const base =
    (await git(folder, 'rev-list', '--first-parent', '--max-count=1', `--before=${A_DAY}`, 'HEAD')) ||
    (await git(folder, 'rev-list', '--first-parent', '--max-parents=0', 'HEAD'))?.split('\n')[0];
  if (base) return { base, because: 'what was there a day ago' };
  throw new ActionFailure(
    'there is nothing to compare with',
    'Give actions/checkout fetch-depth: 0, or name the input base.',
  );
}

async function exists(folder: string, revision: string): Promise<boolean> {
  return (await git(folder, 'rev-parse', '--verify', '--quiet', `${revision}^{commit}`)) !== undefined;
}

/** Folder of the repository, which paths in a result are relative to. */
export async function rootOf(folder: string): Promise<string> {
  return (await git(folder, 'rev-parse', '--show-toplevel')) ?? folder;
}

/** What git answers; undefined where it ends with an error. No shell, and no program that the repository's configuration names. */
async function git(folder: string, ...args: readonly string[]): Promise<string | undefined> {
  try {
    const inert = ['--no-pager', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];
    const { stdout } = await run('git', [...inert, ...args], { cwd: folder, timeout: 60_000, env: gitEnvironment() });
    return stdout.trim();
  } catch (cause) {
    if (typeof (cause as { code?: unknown }).code === 'number') return undefined;
    throw new ActionFailure(
      `git cannot be run in ${folder}: ${(cause as Error).message}`,
      'Check the repository out first: actions/checkout.',
      { cause },
    );
  }
}

/** In a container job the checkout belongs to another user; that this one is meant was the workflow's decision. */
export function gitEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return { ...env, GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' };
}
