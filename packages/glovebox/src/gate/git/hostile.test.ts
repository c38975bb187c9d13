import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openChange } from '../changes/open.ts';
import { TestRepositories, type TestRepository } from './repository.fixture.ts';
import { openRepository } from './repository.ts';
import { gitEnvironment } from './settings.ts';

const repositories = new TestRepositories();
afterEach(() => repositories.removeAll());

interface Decoy {
  /** A program that leaves a mark. */
  readonly program: string;
  wasRun(): boolean;
}

function decoyIn(repository: TestRepository): Decoy {
  const [program, mark] = [join(repository.folder, '.git', 'decoy'), join(repository.folder, '.git', 'decoy-ran')];
  repository.write({ '.git/decoy': { program: `#!/bin/sh\ntouch '${mark}'\nexit 1\n` } });
  return { program, wasRun: () => existsSync(mark) };
}

function madeOfTwo(): TestRepository {
  const repository = repositories.make();
  repository.commit({ 'a.py': 'print(1)\n', '.gitattributes': '*.py diff=decoy filter=decoy merge=decoy\n' });
  repository.commit({ 'a.py': 'import b\nprint(2)\n', 'b.py': 'x = 1\n', 'c.sh': 'echo hi\n' });
  return repository;
}

/** Reads everything there is to read of a repository, as the gate does. */
async function readAll(folder: string): Promise<number> {
  let units = 0;
  for (const wanted of [{ base: 'HEAD~1', head: 'HEAD' }, { head: 'staged' }]) {
    const change = await openChange(folder, wanted);
    for await (const { unit } of change.pieces()) if (unit !== undefined && (await unit.load()).head) units += 1;
    await change.headTree.paths();
    change.close();
  }
  const { git, close } = await openRepository(folder);
  await git.output(['log', '--format=%H%n%B', '-n', '5', 'HEAD']);
  close();
  return units;
}

describe('a repository that names programs for git to start', () => {
  it.each<[string, (repository: TestRepository, decoy: Decoy) => void, readonly string[]]>([
    ['core.fsmonitor', (r, { program }) => r.git('config', 'core.fsmonitor', program), ['status']],
    ['diff.external', (r, { program }) => r.git('config', 'diff.external', program), ['diff', 'HEAD~1', 'HEAD']],
    [
      'a driver’s command',
      (r, { program }) => r.git('config', 'diff.decoy.command', program),
      ['diff', 'HEAD~1', 'HEAD'],
    ],
    [
      'a driver’s textconv',
      (r, { program }) => r.git('config', 'diff.decoy.textconv', program),
      ['diff', 'HEAD~1', 'HEAD'],
    ],
    [
      'a filter',
      (r, { program }) => r.git('config', 'filter.decoy.smudge', program),
      ['checkout', 'HEAD~1', '--', 'a.py'],
    ],
    [
      'a hook for the index',
      (r, { program }) => {
        mkdirSync(join(r.folder, '.git/hooks'), { recursive: true });
        r.write({ '.git/hooks/post-index-change': { program: `#!/bin/sh\n${program}\n` } });
      },
      ['update-index', '--force-write-index'],
    ],
    [
      'what checks signatures',
      (r, { program }) => {
        r.git('config', 'log.showSignature', 'true');
        r.git('config', 'gpg.program', program);
        const [head = '', ...message] = r.git('cat-file', 'commit', 'HEAD').split('\n\n');
        const signed = `${head}\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n${message.join('\n\n')}\n`;
        writeFileSync(join(r.folder, '.git/signed'), signed);
        r.git('reset', '-q', '--hard', r.git('hash-object', '-t', 'commit', '-w', '.git/signed'));
      },
      ['log'],
    ],
  ])('%s: ours starts nothing, plain git does', async (_, arrange, control) => {
    const repository = madeOfTwo();
    const decoy = decoyIn(repository);
    arrange(repository, decoy);
    rmSync(join(repository.folder, '.git/decoy-ran'), { force: true });
    expect(await readAll(repository.folder)).toBeGreaterThan(0);
    expect(decoy.wasRun()).toBe(false);
    try {
      repository.git(...control);
    } catch {
      // A decoy does not do what it stands for.
    }
    expect(decoy.wasRun()).toBe(true);
  });

  it('a partial clone that fetches by a program: ours skips what is missing, plain git starts it', async () => {
    const origin = madeOfTwo();
    origin.git('config', 'uploadpack.allowFilter', 'true');
    const clone = repositories.clone(origin, '--no-checkout', '--filter=blob:none');
    const decoy = decoyIn(clone);
    clone.git('config', 'remote.origin.url', `ext::${decoy.program}`);
    clone.git('config', 'protocol.ext.allow', 'always');
    const change = await openChange(clone.folder, { base: 'HEAD~1', head: 'HEAD' });
    const codes: string[] = [];
    for await (const { skipped } of change.pieces())
      if (skipped !== undefined) codes.push(`${skipped.file} ${skipped.code}`);
    change.close();
    expect(codes).toEqual(['a.py missing-object', 'b.py missing-object', 'c.sh missing-object']);
    expect(decoy.wasRun()).toBe(false);
    expect(() => clone.git('cat-file', '-p', 'HEAD:b.py')).toThrow();
    expect(decoy.wasRun()).toBe(true);
  });

  it('a submodule with such a configuration: ours starts nothing, plain git does', async () => {
    const inner = madeOfTwo();
    const outer = repositories.make();
    outer.commit({ 'x.txt': 'x' });
    outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', `file://${inner.folder}`, 'sub');
    outer.commit();
    const decoy = decoyIn(outer);
    outer.git('-C', 'sub', 'config', 'core.fsmonitor', decoy.program);
    expect(await readAll(outer.folder)).toBeGreaterThan(2);
    expect(decoy.wasRun()).toBe(false);
    outer.git('-C', 'sub', 'status');
    expect(decoy.wasRun()).toBe(true);
  });

  it('a bare repository among the files: ours starts nothing there and takes it for none, plain git does', async () => {
    const repository = madeOfTwo();
    const decoy = decoyIn(repository);
    repository.git('init', '-q', '--bare', 'trap');
    repository.write({
      'trap/config': `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n\tfsmonitor = ${decoy.program}\n`,
    });
    mkdirSync(join(repository.folder, 'trap/deeper'));
    await expect(openRepository(join(repository.folder, 'trap/deeper'))).rejects.toMatchObject({ code: 'git-failed' });
    expect(decoy.wasRun()).toBe(false);
    repository.git('-C', 'trap/deeper', 'status');
    expect(decoy.wasRun()).toBe(true);
  });

  it('takes none of the variables that turn git elsewhere, unless it was started there as a hook', () => {
    const around = {
      PATH: '/bin',
      GIT_DIR: '/x',
      GIT_INDEX_FILE: '/i',
      GIT_EXTERNAL_DIFF: 'x',
      GIT_TRACE: '/t',
      GIT_CONFIG_GLOBAL: '/g',
    };
    expect(gitEnvironment(false, around)).toMatchObject({ PATH: '/bin', GIT_CONFIG_GLOBAL: '/g' });
    expect(Object.keys(gitEnvironment(false, around))).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^GIT_(DIR|INDEX_FILE|EXTERNAL_DIFF|TRACE)$/)]),
    );
    expect(gitEnvironment(true, around)).toMatchObject({ GIT_DIR: '/x', GIT_INDEX_FILE: '/i' });
    expect(gitEnvironment(true, around)).not.toHaveProperty('GIT_EXTERNAL_DIFF');
  });
});

describe('what a repository shows here and nobody else would get', () => {
  it('a replaced object: the true one is read, plain git shows the other', async () => {
    const repository = madeOfTwo();
    const bad = repository.git('rev-parse', 'HEAD:b.py');
    repository.write({ '.git/good': 'x = "harmless"\n' });
    repository.git('replace', bad, repository.git('hash-object', '-w', '.git/good'));
    expect(repository.git('cat-file', '-p', 'HEAD:b.py')).toContain('harmless');
    const change = await openChange(repository.folder, { base: 'HEAD~1', head: 'HEAD' });
    expect(Buffer.from((await change.headTree.read('b.py')) ?? []).toString()).toBe('x = 1\n');
    change.close();
  });
});
