/** The set-up and the build on machines where something is missing. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const buildWarden = join(root, 'packages/glovebox/native/warden/build.sh');
let machine: string;

beforeEach(() => {
  machine = mkdtempSync(join(tmpdir(), 'glovebox-machine-'));
  for (const tool of ['sh', 'dirname', 'id', 'cat', 'mktemp', 'rm', 'mkdir', 'mv', 'find']) install(tool);
});
afterEach(() => rmSync(machine, { recursive: true }));

test('without bubblewrap and without a way to install it, the set-up names the exact command and changes nothing', () => {
  const { status, stderr } = run(join(root, 'setup.sh'));
  expect(status).toBe(1);
  expect(stderr).toMatch(/missing: bubblewrap \(the jail/);
  expect(stderr).toMatch(/remedy: run this, .*sudo apt-get update && sudo apt-get install -y .*bubblewrap/);
});

test('without a compiler the warden build ends with 3 and the package that is missing', () => {
  const { status, stderr } = run(buildWarden, join(machine, 'warden'));
  expect({ status, stderr }).toEqual({
    status: 3,
    stderr: expect.stringContaining('apt-get install -y gcc libc6-dev'),
  });
});

test('a compiler that cannot compile ends with 1 and its own words, and leaves no file', () => {
  symlinkSync('/bin/false', join(machine, 'cc'));
  expect(run(buildWarden, join(machine, 'made/warden')).status).toBe(1);
  expect(spawnSync('ls', ['-A', join(machine, 'made')], { encoding: 'utf8' }).stdout).toBe('');
});

function run(script: string, ...args: string[]) {
  return spawnSync('sh', [script, ...args], { encoding: 'utf8', env: { PATH: machine } });
}

function install(tool: string) {
  const found = ['/bin', '/usr/bin'].map((folder) => join(folder, tool)).find((path) => existsSync(path));
  if (found !== undefined) symlinkSync(found, join(machine, tool));
}
