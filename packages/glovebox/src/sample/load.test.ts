import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../error.ts';
import { loadSample } from './load.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'glovebox-sample-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, content: string | Uint8Array): string {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
  return full;
}

function paths(sample: { files: readonly { path: string }[] }): string[] {
  return sample.files.map((file) => file.path);
}

describe('a file', () => {
  it.each([
    ['a.py', '', 'python'],
    ['a.PYW', '', 'python'],
    ['a.mjs', '', 'javascript'],
    ['a.jsx', '', 'javascript'],
    ['a.cts', '', 'typescript'],
    ['a.bash', '', 'bash'],
    ['tool', '#!/usr/bin/env -S python3.11 -u\n1', 'python'],
    ['tool', '#!/bin/sh\nx', 'bash'],
    ['tool', '#!/usr/bin/env VAR=1 node\nx', 'javascript'],
    ['empty', '', 'python'],
  ])('named %s with %j is %s', async (name, source, language) => {
    expect((await loadSample(write(`by-name/${name}`, source))).language).toBe(language);
  });

  it('takes the language it is told', async () => {
    expect((await loadSample(write('told/a.txt', 'x'), { language: 'bash' })).language).toBe('bash');
  });

  it('brings along the Python modules it imports from beside it, and theirs', async () => {
    write('py/helper.py', 'from pack.part import thing\n');
    write('py/pack/__init__.py', '');
    write('py/pack/part.py', 'thing = 1\n');
    write('py/unrelated.py', '');
    write('outside.py', '');
    const entry = write('py/main.py', 'import os, helper as h\nfrom json import loads\nfrom ..  import outside\n');
    expect(paths(await loadSample(entry))).toEqual(['helper.py', 'main.py', 'pack/__init__.py', 'pack/part.py']);
  });

  it('brings along what each of several import lines names, in brackets and after other lines too', async () => {
    for (const name of ['one', 'two', 'three', 'four', 'five']) write(`lines/${name}.py`, '');
    const entry = write(
      'lines/main.py',
      'from one import x\nimport two\nfrom . import (three,  # a\n  four)\nimport five\n',
    );
    expect(paths(await loadSample(entry))).toEqual(['five.py', 'four.py', 'main.py', 'one.py', 'three.py', 'two.py']);
  });

  it('brings along the scripts it imports by a relative path', async () => {
    write('js/lib/index.js', "export * from '../deep.js'");
    write('js/deep.ts', '');
    write('js/data.json', '{}');
    const entry = write(
      'js/main.mjs',
      "import x from './lib';\nconst y = require('./data.json');\nimport '../../etc/passwd';\n",
    );
    expect(paths(await loadSample(entry))).toEqual(['data.json', 'deep.ts', 'lib/index.js', 'main.mjs']);
  });

  it('takes no module through a link, which could be any file of the reader’s', async () => {
    const secret = write('elsewhere/secret.py', 'KEY = 1');
    const entry = write('linked/main.py', 'import secret\n');
    symlinkSync(secret, join(root, 'linked/secret.py'));
    expect(paths(await loadSample(entry))).toEqual(['main.py']);
  });

  it('has an id that depends on contents, entry and language and on nothing else', async () => {
    const one = await loadSample(write('id/1/a.py', 'x = 1\n'));
    const same = await loadSample(write('id/2/a.py', 'x = 1\n'), { args: ['ignored'] });
    const other = await loadSample(write('id/3/a.py', 'x = 2\n'));
    const renamed = await loadSample(write('id/4/b.py', 'x = 1\n'));
    expect(one.id).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(same.id).toBe(one.id);
    expect(new Set([one.id, other.id, renamed.id]).size).toBe(3);
  });
});

describe('a directory', () => {
  it('starts with a usual name and leaves out links and what is not its own', async () => {
    write('dir/app.py', 'import x\n');
    write('dir/x.py', '');
    write('dir/node_modules/evil/index.js', '');
    symlinkSync('/etc/hostname', join(root, 'dir/link'));
    const sample = await loadSample(join(root, 'dir'));
    expect(sample.entry).toBe('app.py');
    expect(paths(sample)).toEqual(['app.py', 'x.py']);
    expect(sample.skipped?.map(({ file }) => file)).toEqual(['link', 'node_modules']);
  });

  it('starts with what package.json says', async () => {
    write('pkg/package.json', '{"main": "./src/start"}');
    write('pkg/src/start.js', '');
    write('pkg/index.js', '');
    expect((await loadSample(join(root, 'pkg'))).entry).toBe('src/start.js');
  });

  it('does not follow a package.json that leads out of it', async () => {
    write('out/package.json', '{"main": "../a.js"}');
    write('out/only.js', '');
    expect((await loadSample(join(root, 'out'))).entry).toBe('only.js');
  });
});

describe('standard input', () => {
  it('is told by its content', async () => {
    const sample = await loadSample('-', { stdin: streamOf('import os\nprint(os.getcwd())\n') });
    expect([sample.language, sample.entry]).toEqual(['python', 'stdin.py']);
  });
});

describe('bad input is an error with its own code and a remedy', () => {
  const cases: [what: string, make: () => string, code: ErrorCode, names: RegExp][] = [
    ['a missing file', () => join(root, 'none.py'), 'sample-not-found', /none\.py/],
    ['a file used as a directory', () => join(write('f.py', ''), 'x.py'), 'sample-not-found', /x\.py/],
    [
      'a directory without an entry',
      () => dirname(write('no-entry/notes.md', '')),
      'sample-no-entry',
      /main\.py.*index\.js/,
    ],
    ['a program', () => write('bin.py', Buffer.from('\x7fELF\x02')), 'sample-binary', /ELF/],
    ['an archive', () => write('zip.py', Buffer.from('PK\x03\x04')), 'sample-binary', /zip/],
    ['NUL bytes', () => write('nul.py', 'a\0b'), 'sample-binary', /NUL/],
    [
      'a wrong encoding',
      () => write('latin.py', Buffer.from([0x61, 0xc3, 0xa4, 0xe4, 0x62])),
      'sample-encoding',
      /byte 3\b/,
    ],
    ['a cut-off character', () => write('cut.py', Buffer.from([0x61, 0xe2, 0x82])), 'sample-encoding', /byte 1\b/],
    ['an unknown language', () => write('what.txt', 'hello there\n'), 'language-unknown', /what\.txt/],
    [
      'a source too large',
      () => write('large.py', Buffer.alloc(2 * 1024 * 1024 + 1, 97)),
      'sample-too-large',
      /2\.0 MiB/,
    ],
    ['a device', () => '/dev/null', 'sample-unreadable', /neither/],
  ];
  it.each(cases)('%s', async (_, make, code, names) => {
    const error = await loadSample(make()).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code,
      message: expect.stringMatching(names),
      remedy: expect.stringMatching(/\w+ .*\./),
    });
  });

  it('names the legal languages', async () => {
    const error = await loadSample(write('odd.txt', 'hello\n')).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ remedy: expect.stringMatching(/--language: python, javascript, typescript, bash/) });
  });

  it('refuses 50 MB by its size, without reading it', async () => {
    const path = write('huge.py', '');
    truncateSync(path, 50 * 1024 * 1024);
    const before = process.memoryUsage().rss;
    await expect(loadSample(path)).rejects.toMatchObject({ code: 'sample-too-large' });
    expect(process.memoryUsage().rss - before).toBeLessThan(40 * 1024 * 1024);
  });

  it('stops reading standard input at the bound', async () => {
    const endless = async function* () {
      for (;;) yield new Uint8Array(1024 * 1024);
    };
    await expect(loadSample('-', { stdin: endless() })).rejects.toMatchObject({ code: 'sample-too-large' });
  });

  it('bounds the number of files of a directory', async () => {
    for (let index = 0; index <= 1000; index++) write(`many/${index}.txt`, '');
    await expect(loadSample(join(root, 'many'))).rejects.toMatchObject({ code: 'sample-too-large' });
  });
});

async function* streamOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
