import { afterEach, describe, expect, it } from 'vitest';
import { openChange } from '../changes/open.ts';
import { TestRepositories, type TestRepository, type Written } from '../git/repository.fixture.ts';
import { type OpenChange, type Piece, placeIn, type Skipped, type Told, type Unit } from '../unit.ts';

const repositories = new TestRepositories();
const open: OpenChange[] = [];
afterEach(() => {
  for (const change of open.splice(0)) change.close();
  repositories.removeAll();
});

interface Pieces {
  readonly units: Unit[];
  readonly skipped: Skipped[];
  readonly told: Told[];
}

async function piecesOf(repository: TestRepository, base = 'HEAD~1', head = 'HEAD'): Promise<Pieces> {
  const change = await openChange(repository.folder, { base, head });
  open.push(change);
  const pieces: Pieces = { units: [], skipped: [], told: [] };
  for await (const piece of change.pieces() as AsyncIterable<Piece>) {
    if (piece.unit !== undefined) pieces.units.push(piece.unit);
    else if (piece.skipped !== undefined) pieces.skipped.push(piece.skipped);
    else pieces.told.push(piece.told);
  }
  return pieces;
}

type Files = Readonly<Record<string, Written>>;

function committed(...commits: readonly Files[]): TestRepository {
  const repository = repositories.make();
  repository.commit();
  for (const files of commits) repository.commit(files);
  return repository;
}

function named(units: readonly Unit[]): string[] {
  return units.map(({ name, status, language }) => `${status} ${name} ${language}`);
}

async function textOf(unit: Unit | undefined, side: 'head' | 'base'): Promise<string | undefined> {
  const sample = (await unit?.load())?.[side]?.sample;
  const entry = sample?.files.find(({ path }) => path === sample.entry);
  return entry === undefined ? undefined : Buffer.from(entry.content).toString();
}

describe('a unit', () => {
  it('has both sides with what each of them imports there, under the paths of the repository', async () => {
    const repository = committed(
      {
        'app/main.py': 'import helper\nfrom lib import tool\n',
        'app/helper.py': 'OLD = 1\n',
        'lib/tool.py': '',
        'lib/__init__.py': '',
      },
      {
        'app/main.py': 'import helper\nfrom lib import tool\nimport extra\n',
        'app/helper.py': 'NEW = 1\n',
        'app/extra.py': '',
      },
    );
    const { units } = await piecesOf(repository);
    expect(named(units)).toEqual([
      'added app/extra.py python',
      'modified app/helper.py python',
      'modified app/main.py python',
    ]);
    const { head, base } = (await units[2]?.load()) ?? {};
    expect(head?.sample.files.map(({ path }) => path)).toEqual([
      'app/extra.py',
      'app/helper.py',
      'app/main.py',
      'lib/__init__.py',
      'lib/tool.py',
    ]);
    expect(base?.sample.files.map(({ path }) => path)).toEqual([
      'app/helper.py',
      'app/main.py',
      'lib/__init__.py',
      'lib/tool.py',
    ]);
    expect(Buffer.from(base?.sample.files[0]?.content ?? []).toString()).toBe('OLD = 1\n');
    expect(await textOf(units[0], 'base')).toBeUndefined();
  });

  it('of a renamed file has the old one as its base; text that became a program has none', async () => {
    const long = '# a long line so that git sees the likeness of both\n'.repeat(5);
    const repository = committed(
      { 'old.py': `${long}print(1)\n`, 'notes.txt': `${long}import os\n` },
      { 'old.py': null, 'new.py': `${long}print(2)\n`, 'notes.txt': null, 'notes.py': `${long}import os\n` },
    );
    const { units, told } = await piecesOf(repository);
    expect(named(units)).toEqual(['modified new.py python', 'added notes.py python']);
    expect(await textOf(units[0], 'base')).toContain('print(1)');
    expect(told).toContainEqual({ kind: 'renamed', file: 'new.py', message: 'was old.py' });
  });

  it('is made of a deleted program, and of none that was no program', async () => {
    const repository = committed({ 'a.py': 'print(1)\n', 'b.md': '# x\n' }, { 'a.py': null, 'b.md': null });
    const { units, skipped } = await piecesOf(repository);
    expect(named(units)).toEqual(['deleted a.py python']);
    expect(await textOf(units[0], 'base')).toBe('print(1)\n');
    expect(await textOf(units[0], 'head')).toBeUndefined();
    expect(skipped).toEqual([]);
  });

  it('is made of a program that imports a changed module, by way of another too', async () => {
    const repository = committed(
      { 'main.py': 'import middle\n', 'middle.py': 'import low\n', 'low.py': 'x = 1\n', 'other.py': 'import json\n' },
      { 'low.py': 'x = 2\n' },
    );
    const { units } = await piecesOf(repository);
    expect(named(units)).toEqual(['modified low.py python', 'unchanged main.py python']);
    expect(units[1]?.files).toEqual(['low.py']);
    const { head, base } = (await units[1]?.load()) ?? {};
    expect(head?.sample.id).not.toBe(base?.sample.id);
  });

  it('is also what is told by name or first line alone', async () => {
    const repository = committed({
      tool: { program: '#!/usr/bin/env python3\nprint(1)\n' },
      '.husky/pre-commit': 'npm test\n',
      '.envrc': 'export A=1\n',
      'Makefile.py': 'print(1)\n',
      'mod.wasm': new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]),
      'setup.py': 'print(1)\n',
    });
    const { units } = await piecesOf(repository);
    expect(units.map(({ name, kind, language }) => `${name} ${kind} ${language}`)).toEqual([
      '.envrc file bash',
      '.husky/pre-commit file bash',
      'Makefile.py file python',
      'mod.wasm file wasm',
      'setup.py setup python',
      'tool file python',
    ]);
  });
});

describe('parts of a file', () => {
  const workflow = (step: string) =>
    `on: push\njobs:\n  one:\n    steps:\n      - run: echo same\n  two:\n    steps:\n      - run: ${step}\n`;

  it('are units of their own where they changed, with lines of the file they stand in', async () => {
    const path = '.github/workflows/ci.yml';
    const repository = committed({ [path]: workflow('echo old') }, { [path]: workflow('curl http://x.example') });
    const { units } = await piecesOf(repository);
    expect(named(units)).toEqual([`modified ${path}#jobs.two bash`]);
    const { head } = (await units[0]?.load()) ?? {};
    const text = (await textOf(units[0], 'head'))?.split('\n') ?? [];
    const line = text.findIndex((one) => one.includes('curl')) + 1;
    expect(head === undefined ? undefined : placeIn(head, head.sample.entry, line)).toEqual({ file: path, line: 8 });
    expect(await textOf(units[0], 'base')).toContain('echo old');
  });

  it('bring along the files of the repository that they start', async () => {
    const scripts = { postinstall: 'node scripts/after.js' };
    const repository = committed({ 'web/package.json': JSON.stringify({ scripts }), 'web/scripts/after.js': '' });
    const { units } = await piecesOf(repository);
    const { head } = (await units.find(({ kind }) => kind === 'package-script')?.load()) ?? {};
    expect(head?.sample.files.map(({ path }) => path)).toEqual([
      'web/package.json.scripts.postinstall.sh',
      'web/scripts/after.js',
    ]);
  });

  it('that are the same as before are said to be; broken files keep the verdict from allowing', async () => {
    const repository = committed(
      { 'package.json': '{"scripts": {"a": "x"}}', 'n.ipynb': '{"cells": []}', '.gitlab-ci.yml': 'a: {script: x}\n' },
      { 'package.json': '{"name": "b", "scripts": {"a": "x"}}', 'n.ipynb': '{"cells": [', '.gitlab-ci.yml': 'a: [\n' },
    );
    const { units, skipped } = await piecesOf(repository);
    expect(named(units)).toEqual(['deleted .gitlab-ci.yml#a bash']);
    expect(skipped.map(({ file, code, needsReview }) => `${file} ${code} ${needsReview}`)).toEqual([
      '.gitlab-ci.yml malformed true',
      'n.ipynb malformed true',
      'package.json no-code false',
    ]);
  });
});

describe('what is not examined', () => {
  it('is told, and where code could hide in it, keeps the verdict from allowing', async () => {
    const repository = committed({
      'README.md': '# hi\n',
      'main.go': 'package main\n',
      'page.html': '<script>x</script>\n',
      'large.py': `x = "${'a'.repeat(2.5 * 1024 * 1024)}"\n`,
      'program.bin': new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 0]),
      'picture.png': Buffer.from('\x89PNG\r\n\x1a\n\0\0', 'latin1'),
      'fake.png': new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 0]),
      'model.pt': 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n',
      'odd.xyz': 'something in words\n',
      'run.me': { program: 'unknown stuff\n' },
      'run.pl': { program: '#!/usr/bin/perl\nprint 1\n' },
      inside: { link: 'README.md' },
      outside: { link: '../../etc/passwd' },
    });
    const { units, skipped } = await piecesOf(repository);
    expect(units).toEqual([]);
    expect(skipped.map(({ file, code, needsReview }) => `${file} ${code} ${needsReview}`)).toEqual([
      'README.md no-code false',
      'fake.png binary true',
      'inside symbolic-link false',
      'large.py too-large true',
      'main.go unknown-language true',
      'model.pt lfs-pointer true',
      'odd.xyz unknown-language true',
      'outside symbolic-link true',
      'page.html unknown-language true',
      'picture.png binary false',
      'program.bin binary true',
      'run.me unknown-language true',
      'run.pl unknown-language true',
    ]);
  });

  it('does not grow by what the change says of itself: generated files are examined', async () => {
    const repository = committed({
      '.gitattributes': 'api/*.py linguist-generated=true\n',
      'api/client.py': 'print(1)\n',
      'b.py': '# Code generated by x. DO NOT EDIT.\nprint(1)\n',
      'c.py': 'print(1)\n',
    });
    const { units, told } = await piecesOf(repository);
    expect(units.map(({ name, generated }) => `${name} ${generated !== undefined}`)).toEqual([
      'api/client.py true',
      'b.py true',
      'c.py false',
    ]);
    expect(told.filter(({ kind }) => kind === 'generated')).toHaveLength(2);
  });

  it('tells modes and links that changed', async () => {
    const repository = committed(
      { 'a.sh': 'echo\n', 'b.sh': 'echo\n' },
      { 'a.sh': { program: 'echo\n' }, 'b.sh': { link: 'a.sh' } },
    );
    const { told } = await piecesOf(repository);
    expect(told.map(({ file, message }) => `${file} ${message}`)).toEqual([
      'a.sh may be executed now',
      'b.sh was a file and is a link now',
      'b.sh is a link, and examined as what it leads to',
    ]);
  });

  it('refuses paths that only a tree made by hand has', async () => {
    const repository = committed();
    const blob = repository.git('hash-object', '-w', '--stdin');
    const inner = mktree(repository, `100644 blob ${blob}\tevil.py\n`);
    const tree = mktree(repository, `040000 tree ${inner}\t..\n`);
    const commit = repository.git('commit-tree', tree, '-p', 'HEAD', '-m', 'x');
    const { units, skipped } = await piecesOf(repository, 'HEAD', commit);
    expect(units).toEqual([]);
    expect(skipped).toMatchObject([{ file: '../evil.py', code: 'malformed', needsReview: true }]);
  });
});

/** `git mktree` takes names that git itself would not write. */
function mktree(repository: TestRepository, listing: string): string {
  repository.write({ '.git/listing': listing });
  return repository.git('-c', 'alias.mk=!git mktree --missing < .git/listing', 'mk');
}

describe('a submodule', () => {
  function nested(): { outer: TestRepository; inner: TestRepository } {
    const inner = repositories.make();
    inner.commit({ 'lib.py': 'OLD = 1\n' });
    const outer = repositories.make();
    outer.commit({ 'main.txt': 'x' });
    outer.git(
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      `file://${inner.folder}`,
      'vendor/lib',
    );
    outer.commit();
    return { outer, inner };
  }

  it('is told, and what its moved pointer brings is examined where it is checked out', async () => {
    const { outer } = nested();
    outer.write({ 'vendor/lib/lib.py': 'NEW = 1\n', 'vendor/lib/more.py': 'import lib\n' });
    outer.git('-C', 'vendor/lib', 'add', '-A');
    outer.git('-C', 'vendor/lib', '-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-q', '-m', 'x');
    // A pull request may ask for its submodules to be left out.
    outer.git('config', '-f', '.gitmodules', 'submodule.vendor/lib.ignore', 'all');
    outer.git('add', '-f', 'vendor/lib', '.gitmodules');
    outer.git('update-index', '--cacheinfo', `160000,${outer.git('-C', 'vendor/lib', 'rev-parse', 'HEAD')},vendor/lib`);
    outer.git('commit', '-q', '-m', 'move');
    const { units, told } = await piecesOf(outer);
    expect(named(units)).toEqual(['modified vendor/lib/lib.py python', 'added vendor/lib/more.py python']);
    expect(told.find(({ kind }) => kind === 'submodule')?.message).toMatch(/submodule \w{12} → \w{12}/);
    const { head } = (await units[1]?.load()) ?? {};
    expect(head === undefined ? undefined : placeIn(head, 'lib.py', 1)).toEqual({ file: 'vendor/lib/lib.py', line: 1 });
  });

  it('that is not checked out is skipped, and keeps the verdict from allowing', async () => {
    const { outer } = nested();
    const clone = repositories.clone(outer);
    const { skipped } = await piecesOf(clone);
    expect(skipped.find(({ file }) => file === 'vendor/lib')).toMatchObject({
      code: 'submodule-absent',
      needsReview: true,
    });
  });
});
