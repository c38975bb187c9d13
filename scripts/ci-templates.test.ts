/** The templates in deploy/: they name what the action has, ask for no more than they need, and put nothing of a stranger's into a shell. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const action = parse(read('packages/action/action.yml'));
const workflows = globSync('deploy/github/*.yml', { cwd: root });

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
}

const stepsOf = (path: string): Step[] =>
  Object.values<{ steps: Step[] }>(parse(read(path)).jobs).flatMap(({ steps }) => steps);

describe.each(workflows)('%s', (path) => {
  it('gives the action inputs that it has, and a whole history', () => {
    const steps = stepsOf(path);
    const ours = steps.filter(({ uses = '' }) => uses.includes('/packages/action@'));
    expect(ours).toHaveLength(1);
    for (const input of Object.keys(ours[0]?.with ?? {})) expect(Object.keys(action.inputs)).toContain(input);
    const checkout = steps.find(({ uses = '' }) => uses.startsWith('actions/checkout@'));
    expect(checkout?.with).toMatchObject({ 'fetch-depth': 0, 'persist-credentials': false });
  });

  it('puts no expression into a shell, and asks for no more than it needs', () => {
    for (const { run = '' } of stepsOf(path)) expect(run).not.toContain('${' + '{');
    const { permissions, on } = parse(read(path));
    const writes = Object.entries(permissions).filter(([, access]) => access !== 'read');
    const uploads = stepsOf(path).some(({ uses = '' }) => uses.includes('upload-sarif'));
    const needed = [...('pull_request' in on ? ['pull-requests'] : []), ...(uploads ? ['security-events'] : [])];
    expect(writes.map(([name]) => name)).toEqual(needed);
    expect(Object.keys(on)).not.toContain('pull_request_target');
  });
});

it('the action needs nothing but its bundle, and every input is described and empty', () => {
  expect(action.runs).toEqual({ using: 'node24', main: 'dist/index.js' });
  for (const [name, { description, default: value }] of Object.entries<{ description: string; default?: string }>(
    action.inputs,
  )) {
    expect(description, name).toMatch(/\.$/);
    if (name !== 'token') expect(value, name).toBeUndefined();
  }
});

it('the action is described with all it takes and gives', () => {
  const page = read('packages/action/README.md');
  for (const name of [...Object.keys(action.inputs), ...Object.keys(action.outputs)])
    expect(page).toContain(`\`${name}\``);
});

it('GitLab’s is YAML, compares with the target and keeps results', () => {
  const { glovebox } = parse(read('deploy/gitlab/glovebox.yml'));
  const script = glovebox.script.join('\n');
  // As the target is now: whoever branches chooses where the branch left it.
  expect(script).toMatch(
    /git fetch .*\$CI_MERGE_REQUEST_TARGET_BRANCH_NAME[\s\S]*gate --base "refs\/remotes\/origin\/\$CI_MERGE/,
  );
  expect(glovebox.artifacts.reports.junit).toBe('glovebox-results/result.xml');
});

describe('the script for any CI', () => {
  const SCRIPT = join(root, 'deploy/ci/glovebox-gate.sh');
  let folder: string;
  let checkout: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'glovebox-ci-'));
    checkout = join(folder, 'checkout');
    const upstream = join(folder, 'upstream');
    mkdirSync(upstream);
    git(upstream, 'init', '--quiet', '--initial-branch=main');
    commit(upstream, "print('orders')\n");
    git(folder, 'clone', '--quiet', upstream, checkout);
    git(checkout, 'checkout', '--quiet', '-b', 'orders');
    commit(checkout, "import shutil\nshutil.rmtree('/home')\n");
    // As an installed one is called.
    const program = join(folder, 'glovebox');
    writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${root}/packages/glovebox/src/cli/main.ts' "$@"\n`);
    chmodSync(program, 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('compares with what the CI says the change is for, and a link in the place of results leads nowhere', () => {
    const victim = join(folder, 'victim');
    mkdirSync(victim);
    symlinkSync(victim, join(checkout, 'glovebox-results'));
    const { status } = start(['--depth', 'quick'], { CHANGE_TARGET: 'main' });
    expect(status).toBe(1);
    expect(JSON.parse(readFileSync(join(checkout, 'glovebox-results/result.json'), 'utf8')).verdict.decision).toBe(
      'block',
    );
    expect(globSync('*', { cwd: victim })).toEqual([]);
    expect(start(['origin/main', '--depth', 'quick', '--fail-on', 'block']).status).toBe(1);
  });

  it.each(['--upload-pack=x', '$(touch pwned)', 'main;touch pwned', 'main..x', '`id`'])(
    'takes no %s for a branch',
    (name) => {
      expect(start([], { CHANGE_TARGET: name })).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('is no branch'),
      });
      expect(existsSync(join(checkout, 'pwned'))).toBe(false);
    },
  );

  it('says what to name where there is nothing to compare with', () => {
    expect(start([])).toMatchObject({ status: 2, stderr: expect.stringContaining('glovebox-gate.sh origin/main') });
  });

  function start(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const options = {
      cwd: checkout,
      encoding: 'utf8',
      env: { ...process.env, GLOVEBOX: join(folder, 'glovebox'), ...env },
    } as const;
    return spawnSync(SCRIPT, [...args], options);
  }

  function commit(repository: string, source: string): void {
    writeFileSync(join(repository, 'shop.py'), source);
    git(repository, 'add', '--all');
    git(repository, 'commit', '--quiet', '--message', 'change');
  }

  function git(cwd: string, ...args: readonly string[]): void {
    execFileSync(
      'git',
      ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgSign=false', ...args],
      { cwd, stdio: 'pipe' },
    );
  }
});
