import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { TestRepositories, type TestRepository } from '../git/repository.fixture.ts';
import type { OpenChange } from '../unit.ts';
import { openChange, openPush } from './open.ts';

const repositories = new TestRepositories();
const open: OpenChange[] = [];
afterEach(() => {
  for (const change of open.splice(0)) change.close();
  repositories.removeAll();
});

async function changeOf(repository: TestRepository, base?: string, head?: string): Promise<OpenChange> {
  const wanted = { ...(base !== undefined && { base }), ...(head !== undefined && { head }) };
  const change = await openChange(repository.folder, wanted);
  open.push(change);
  return change;
}

function told({ changes }: OpenChange): string[] {
  return changes.map(
    ({ status, path, base }) => `${status} ${path}${base === undefined || base.path === path ? '' : ` < ${base.path}`}`,
  );
}

const LONG = Array.from({ length: 30 }, (_, line) => `print(${line})\n`).join('');

describe('the range', () => {
  it('is what a pull request shows: what the base got since is not in it', async () => {
    const repository = repositories.make();
    repository.commit({ 'a.py': '1\n' });
    repository.git('checkout', '-q', '-b', 'topic');
    repository.commit({ 'mine.py': '1\n' });
    repository.git('checkout', '-q', 'main');
    repository.commit({ 'theirs.py': '1\n' });
    const change = await changeOf(repository, 'main', 'topic');
    expect(told(change)).toEqual(['added mine.py']);
    expect(change.mergeBase).toBe(repository.git('merge-base', 'main', 'topic'));
    expect(change.base).toEqual({ ref: 'main', commit: repository.git('rev-parse', 'main') });
  });

  it('tells renames, copies, deletions, modes and links apart', async () => {
    const repository = repositories.make();
    repository.commit({
      'old.py': LONG,
      'kept.py': `${LONG}#\n`,
      'gone.py': 'x\n',
      'run.sh': 'echo\n',
      'file.py': 'y\n',
    });
    repository.commit({
      'old.py': null,
      'new.py': `${LONG}print()\n`,
      'kept.py': `${LONG}#\n#\n`,
      'copy.py': `${LONG}#\n`,
      'gone.py': null,
      'run.sh': { program: 'echo\n' },
      'file.py': { link: '/etc/passwd' },
    });
    const change = await changeOf(repository, 'HEAD~1', 'HEAD');
    expect(told(change)).toEqual([
      'copied copy.py < kept.py',
      'type-changed file.py',
      'deleted gone.py',
      'modified kept.py',
      'renamed new.py < old.py',
      'modified run.sh',
    ]);
    expect(change.changes.at(-1)).toMatchObject({ base: { mode: '100644' }, head: { mode: '100755' } });
  });

  it('keeps names apart that are no lines, no options and no paths', async () => {
    const repository = repositories.make();
    repository.commit();
    const names = ['-rf.py', 'two\nlines.py', 'tab\t.py', ' .py', '"quoted".py', '$(touch x).py', 'ünï.py'];
    repository.commit(Object.fromEntries(names.map((name) => [name, `print(${JSON.stringify(name)})\n`])));
    const change = await changeOf(repository, 'HEAD~1');
    expect(change.changes.map(({ path }) => path).sort()).toEqual([...names].sort());
    const read: string[] = [];
    for await (const { unit } of change.pieces()) read.push((await unit?.load())?.head?.sample.entry ?? '');
    expect(read.sort()).toEqual([...names].sort());
  });

  it('is read on a detached head, over a merge and over an octopus', async () => {
    const repository = repositories.make();
    repository.commit({ 'a.py': '1\n' });
    for (const branch of ['one', 'two', 'three']) {
      repository.git('checkout', '-q', '-b', branch, 'main');
      repository.commit({ [`${branch}.py`]: '1\n' });
    }
    repository.git('checkout', '-q', '-b', 'all', 'main');
    repository.git('merge', '-q', '--no-ff', '-m', 'octopus', 'one', 'two', 'three');
    repository.git('checkout', '-q', '--detach', 'all');
    expect(told(await changeOf(repository, 'main'))).toEqual(['added one.py', 'added three.py', 'added two.py']);
    expect(told(await changeOf(repository, 'two', 'all'))).toEqual(['added one.py', 'added three.py']);
    expect(told(await changeOf(repository, 'all'))).toEqual([]);
  });

  it('holds against every common commit where branches were merged crosswise', async () => {
    const repository = repositories.make();
    repository.commit({ 'a.py': '1\n' });
    repository.git('checkout', '-q', '-b', 'topic');
    repository.commit({ 'topic.py': '1\n' });
    repository.git('branch', 'topic-1');
    repository.git('checkout', '-q', 'main');
    repository.commit({ 'main.py': '1\n' });
    repository.git('branch', 'main-1');
    repository.git('merge', '-q', '-m', 'cross', 'topic-1');
    repository.git('checkout', '-q', 'topic');
    repository.git('merge', '-q', '-m', 'cross', 'main-1');
    repository.commit({ 'new.py': '1\n' });
    expect(repository.git('merge-base', '--all', 'main', 'topic').split('\n')).toHaveLength(2);
    // Of one common commit alone, one of the two older files would be missing.
    expect(told(await changeOf(repository, 'main', 'topic'))).toEqual([
      'added main.py',
      'added new.py',
      'added topic.py',
    ]);
  });

  it('is all that differs where histories have nothing in common, and says so', async () => {
    const repository = repositories.make();
    repository.commit({ 'a.py': '1\n', 'same.py': '1\n' });
    repository.git('checkout', '-q', '--orphan', 'other');
    repository.commit({ 'b.py': '2\n' });
    const change = await changeOf(repository, 'main', 'other');
    expect(told(change)).toEqual(['added b.py']);
    const first = (await change.pieces()[Symbol.asyncIterator]().next()).value;
    expect(first?.told).toMatchObject({ kind: 'range', message: expect.stringContaining('no commit in common') });
  });

  it('is found for a branch that only the remote has here, in a worktree and in a bare repository', async () => {
    const origin = repositories.make();
    origin.commit({ 'a.py': '1\n' });
    const clone = repositories.clone(origin);
    clone.git('checkout', '-q', '-b', 'topic');
    clone.git('branch', '-q', '-D', 'main');
    clone.commit({ 'b.py': '1\n' });
    const change = await changeOf(clone, 'main');
    expect(change.base.ref).toBe('origin/main');
    const tree = `${clone.folder}-tree`;
    clone.git('worktree', 'add', '-q', '--detach', tree, 'topic');
    const inTree = await openChange(tree, { base: 'origin/main' });
    expect(told(inTree)).toEqual(['added b.py']);
    inTree.close();
    rmSync(tree, { recursive: true });
    const bare = repositories.clone(clone, '--bare', '--no-local');
    expect(told(await changeOf(bare, 'topic~1', 'topic'))).toEqual(['added b.py']);
  });
});

describe('what cannot be compared says what to do', () => {
  it('in a shallow clone that ends too early', async () => {
    const origin = repositories.make();
    origin.commit({ 'a.py': '1\n' });
    origin.git('checkout', '-q', '-b', 'topic');
    origin.commit({ 'b.py': '1\n' });
    origin.commit({ 'c.py': '1\n' });
    origin.git('checkout', '-q', 'main');
    origin.commit({ 'd.py': '1\n' });
    const clone = repositories.clone(origin, '--depth=1', '--no-single-branch');
    await expect(changeOf(clone, 'origin/main', 'origin/topic')).rejects.toMatchObject({
      code: 'history-incomplete',
      remedy: expect.stringMatching(/git fetch --deepen=\d+ origin main.*git fetch --unshallow.*fetch-depth: 0/),
    });
    clone.git('fetch', '-q', '--unshallow');
    expect(told(await changeOf(clone, 'origin/main', 'origin/topic'))).toEqual(['added b.py', 'added c.py']);
    const narrow = repositories.clone(origin, '--depth=1');
    await expect(changeOf(narrow, 'topic')).rejects.toMatchObject({
      code: 'revision-not-found',
      remedy: expect.stringContaining('git fetch origin topic'),
    });
  });

  it.each([
    ['nowhere', /there is no commit nowhere/],
    ['--upload-pack=touch x', /there is no commit --upload-pack/],
    ['HEAD\nHEAD', /there is no commit/],
    ['', /there is no commit/],
  ])('where the base is %j', async (base, message) => {
    const repository = repositories.make();
    repository.commit();
    await expect(changeOf(repository, base)).rejects.toMatchObject({
      code: 'revision-not-found',
      message: expect.stringMatching(message),
    });
  });

  it('in an empty repository, and in none', async () => {
    const repository = repositories.make();
    await expect(changeOf(repository, 'main')).rejects.toMatchObject({
      message: expect.stringContaining('no commits yet'),
    });
    rmSync(join(repository.folder, '.git'), { recursive: true });
    await expect(changeOf(repository, 'main')).rejects.toMatchObject({ code: 'repository-not-found' });
  });
});

describe('what is staged', () => {
  it('is read from the index, whatever the work tree says', async () => {
    const repository = repositories.make();
    repository.commit({ 'a.py': 'print("old")\n', 'b.py': 'import c\n' });
    repository.stage({ 'a.py': 'print("staged")\n', 'c.py': 'x = "staged"\n', 'b.py': 'import c\nc\n' });
    repository.write({ 'a.py': 'print("work tree")\n', 'c.py': 'x = "work tree"\n', 'unstaged.py': '1\n' });
    const change = await changeOf(repository, undefined, 'staged');
    expect(told(change)).toEqual(['modified a.py', 'modified b.py', 'added c.py']);
    expect(change.head.commit).toBe('staged');
    for await (const { unit } of change.pieces()) {
      const files = (await unit?.load())?.head?.sample.files ?? [];
      for (const { content } of files) expect(Buffer.from(content).toString()).not.toContain('work tree');
      if (unit?.name === 'b.py') expect(files.map(({ path }) => path)).toEqual(['b.py', 'c.py']);
    }
    expect(Buffer.from((await change.headTree.read('a.py')) ?? []).toString()).toContain('staged');
  });

  it('of a first commit is all of it; an unresolved conflict is an error', async () => {
    const repository = repositories.make();
    repository.stage({ 'a.py': '1\n' });
    const first = await changeOf(repository, undefined, 'staged');
    expect([first.base.commit, first.mergeBase, ...told(first)]).toEqual(['none', 'none', 'added a.py']);
    repository.commit();
    repository.git('checkout', '-q', '-b', 'topic');
    repository.commit({ 'a.py': '2\n' });
    repository.git('checkout', '-q', 'main');
    repository.commit({ 'a.py': '3\n' });
    expect(() => repository.git('merge', 'topic')).toThrow();
    await expect(changeOf(repository, undefined, 'staged')).rejects.toMatchObject({
      message: 'a.py has a merge conflict that is not resolved',
    });
  });
});

describe('what a push brings', () => {
  const ZEROS = '0'.repeat(40);

  async function pushOf(repository: TestRepository, ...lines: string[]): Promise<string[][]> {
    const changes = await openPush(repository.folder, `${lines.join('\n')}\n`, 'origin');
    open.push(...changes);
    return changes.map(told);
  }

  function pushed(): { clone: TestRepository; origin: TestRepository; first: string } {
    const origin = repositories.make();
    origin.commit({ 'a.py': '1\n' });
    const clone = repositories.clone(origin);
    const first = clone.git('rev-parse', 'HEAD');
    return { clone, origin, first };
  }

  it('is what the remote does not have, for a known branch, a new one and one that is deleted', async () => {
    const { clone, first } = pushed();
    const second = clone.commit({ 'b.py': '1\n' });
    expect(await pushOf(clone, `refs/heads/main ${second} refs/heads/main ${first}`)).toEqual([['added b.py']]);
    expect(await pushOf(clone, `refs/heads/topic ${second} refs/heads/topic ${ZEROS}`)).toEqual([['added b.py']]);
    expect(await pushOf(clone, `(delete) ${ZEROS} refs/heads/topic ${first}`)).toEqual([]);
    expect(await pushOf(clone, `refs/heads/same ${first} refs/heads/same ${ZEROS}`)).toEqual([[]]);
  });

  it('after history was rewritten is what differs from what both have; also where the remote moved unseen', async () => {
    const { clone, first } = pushed();
    const old = clone.commit({ 'b.py': '1\n' });
    clone.git('reset', '-q', '--hard', first);
    const other = clone.commit({ 'c.py': '1\n' });
    expect(await pushOf(clone, `refs/heads/main ${other} refs/heads/main ${old}`)).toEqual([['added c.py']]);
    expect(await pushOf(clone, `refs/heads/main ${other} refs/heads/main ${'1'.repeat(40)}`)).toEqual([['added c.py']]);
  });

  it('to a remote that nothing is known of is all of it', async () => {
    const repository = repositories.make();
    const only = repository.commit({ 'a.py': '1\n', 'b.py': '1\n' });
    expect(await pushOf(repository, `refs/heads/main ${only} refs/heads/main ${ZEROS}`)).toEqual([
      ['added a.py', 'added b.py'],
    ]);
  });

  it('several refs are several changes; what git would not write is refused', async () => {
    const { clone, first } = pushed();
    const second = clone.commit({ 'b.py': '1\n' });
    const lines = ['main', 'topic'].map((name) => `refs/heads/${name} ${second} refs/heads/${name} ${first}`);
    expect(await pushOf(clone, ...lines)).toHaveLength(2);
    await expect(pushOf(clone, 'rm -rf /')).rejects.toMatchObject({ code: 'usage' });
  });
});
