import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readEvent } from './event.ts';
import { rangeOf } from './range.ts';
import { Runner } from './runner.fixture.ts';

let runner: Runner;
beforeEach(() => {
  runner = new Runner();
});
afterEach(() => runner.remove());

const ZEROS = '0'.repeat(40);
const repository = { default_branch: 'main' };

function baseOf(name: string, payload: object, asked?: string): Promise<string> {
  const path = join(runner.folder, 'event');
  writeFileSync(path, JSON.stringify(payload));
  const event = readEvent({ GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path });
  return rangeOf(event, asked, runner.workspace).then(({ base }) => base);
}

/** `main` with two commits, of which the first is what the branch `orders` left at. */
function twoBranches() {
  const left = runner.commit({ 'shop.py': '1' });
  runner.git('checkout', '--quiet', '-b', 'orders');
  const before = runner.commit({ 'a.py': '1' });
  const head = runner.commit({ 'a.py': '2' });
  runner.git('checkout', '--quiet', 'main');
  const main = runner.commit({ 'b.py': '1' });
  runner.git('update-ref', 'refs/remotes/origin/main', main);
  return { left, before, head, main };
}

const pullRequest = (base: string, head: string) => ({
  pull_request: { number: 7, base: { sha: base, repo: { full_name: 'a/b' } }, head: { sha: head, repo: null } },
});

it('a pull request: what the merge commit merges into, which may be later than the event; its base where the head is checked out', async () => {
  const { left, head, main } = twoBranches();
  runner.git('checkout', '--quiet', '--detach');
  runner.git('merge', '--quiet', '--no-ff', '--message', 'Merge', 'orders');
  expect(await baseOf('pull_request', pullRequest(left, head))).toBe(main);
  runner.git('checkout', '--quiet', head);
  expect(await baseOf('pull_request', pullRequest(left, head))).toBe(left);
});

it('a push: what was there; on a new branch, the default one as it is now, by whose policy it is judged', async () => {
  const { before, head, main } = twoBranches();
  runner.git('checkout', '--quiet', 'orders');
  expect(await baseOf('push', { before, after: head, repository })).toBe(before);
  expect(await baseOf('push', { before: ZEROS, after: head, repository })).toBe(main);
});

it('a group of the merge queue: its base; by hand: the default branch, and on that the commit before', async () => {
  const { left, head, main } = twoBranches();
  const group = { base_sha: left, head_sha: head };
  expect(await baseOf('merge_group', { merge_group: group })).toBe(left);
  expect(await baseOf('workflow_dispatch', { repository })).toBe(left);
  runner.git('checkout', '--quiet', 'orders');
  expect(await baseOf('workflow_dispatch', { repository })).toBe(main);
  expect(await baseOf('workflow_dispatch', { repository }, 'main')).toBe('main');
  expect(main).not.toBe(left);
});

it('a schedule: what was there a day ago, or the first commit of what is younger', async () => {
  const first = runner.commit({ 'shop.py': '1' });
  runner.commit({ 'shop.py': '2' });
  expect(await baseOf('schedule', {})).toBe(first);
  const aged = new Runner();
  process.env.GIT_COMMITTER_DATE = new Date(Date.now() - 30 * 3_600_000).toISOString();
  aged.commit({ 'shop.py': '1' });
  const yesterday = aged.commit({ 'shop.py': '2' });
  delete process.env.GIT_COMMITTER_DATE;
  aged.commit({ 'shop.py': '3' });
  runner.remove();
  runner = aged;
  expect(await baseOf('schedule', {})).toBe(yesterday);
});

it('fails with a remedy where there is one commit, where the base is not there, and outside of a repository', async () => {
  runner.commit({ 'shop.py': '1' });
  await expect(baseOf('workflow_dispatch', { repository })).rejects.toMatchObject({
    remedy: expect.stringContaining('fetch-depth: 0'),
  });
  const before = 'a'.repeat(40);
  await expect(baseOf('push', { before, after: before, repository })).rejects.toThrow(`does not have ${before}`);
});

it.each<[string, object, string]>([
  ['pull_request', {}, 'pull_request.number'],
  ['pull_request', pullRequest('main; touch x', ZEROS), 'pull_request.base.sha'],
  ['push', { before: '--output=x', after: ZEROS }, 'before'],
  ['merge_group', {}, 'merge_group.base_sha'],
])('an event that is none of GitHub’s is refused: %s %j', async (name, payload, names) => {
  runner.commit({ 'shop.py': '1' });
  expect(() => baseOf(name, payload)).toThrow(names);
});

it('a default branch whose name git could misread is none', async () => {
  runner.commit({ 'shop.py': '1' });
  const first = runner.git('rev-parse', 'HEAD');
  runner.commit({ 'shop.py': '2' });
  for (const default_branch of ['--output=x', '../x', 'a b', '$(id)'])
    expect(await baseOf('workflow_dispatch', { repository: { default_branch } })).toBe(first);
});

it.each(['pull_request_target', 'workflow_run', 'issue_comment'])(
  'an event that lends a stranger’s code the repository’s rights is refused: %s',
  (name) => {
    expect(() => baseOf(name, { ...pullRequest('a'.repeat(40), 'b'.repeat(40)), repository })).toThrow(name);
  },
);
