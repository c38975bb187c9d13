/** bin/glovebox.js: what a person with an old Node or an unbuilt checkout gets. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isAlive } from '../packages/glovebox/src/sandbox/processes.fixture.ts';

const source = join(import.meta.dirname, '../packages/glovebox/bin/glovebox.js');
let checkout: string;
let bin: string;

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'glovebox-launcher-'));
  bin = join(checkout, 'bin/glovebox.js');
  cpSync(source, bin);
  writeFileSync(join(checkout, 'package.json'), '{"type":"module"}');
});
afterEach(() => rmSync(checkout, { recursive: true }));

test('an unbuilt checkout is told to run the set-up', () => {
  expect(run([bin])).toMatchObject({ status: 2, stderr: expect.stringContaining('run ./setup.sh') });
});

test('arguments and exit code go through', () => {
  program('console.log(process.argv.slice(2).join()); process.exit(7)');
  expect(run([bin, 'check', '-'])).toMatchObject({ status: 7, stdout: 'check,-\n' });
});

test('a program that cannot be loaded is an internal error', () => {
  program('throw new Error("broken")');
  expect(run([bin])).toMatchObject({ status: 101, stderr: expect.stringContaining('broken') });
});

test('an old Node with no newer one beside it gets the version that is needed and the remedy', () => {
  program('console.log("ran")');
  const { status, stdout, stderr } = run([...asNode('18.20.4'), bin]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/Node 18\.20\.4 is too old: 22\.15 or newer is needed\nremedy: .*npm install node/);
});

test('an old Node hands over to the newer one that is installed, with arguments and exit code', () => {
  installNode();
  program('console.log("ran", ...process.argv.slice(2), process.env.GLOVEBOX_STARTED_BY_OLD_NODE); process.exit(7)');
  expect(run([...asNode('20.1.0'), bin, 'a b'])).toMatchObject({ status: 7, stdout: 'ran a b undefined\n' });
});

test('a signal reaches the program behind an old Node, and its end is passed on', async () => {
  expect(await endAfter('SIGTERM')).toEqual({ code: null, signal: 'SIGTERM', alive: false });
});

test('kill -9 of the old Node leaves no program behind', async () => {
  expect(await endAfter('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL', alive: false });
});

test('the oldest Node is the one package.json names', () => {
  const { engines } = JSON.parse(readFileSync(join(source, '../../package.json'), 'utf8'));
  const [, major, minor] = /OLDEST = \[(\d+), (\d+)\]/.exec(readFileSync(source, 'utf8')) ?? [];
  expect(engines.node).toBe(`>=${major}.${minor}`);
});

async function endAfter(signal: 'SIGTERM' | 'SIGKILL') {
  installNode();
  program('console.log(process.pid); setTimeout(() => {}, 20_000)');
  const parent = spawn(process.execPath, [...asNode('20.1.0'), bin], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (text) => resolve(Number(text))));
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    parent.once('exit', (code, signal) => resolve({ code, signal })),
  );
  parent.kill(signal);
  const end = await ended;
  for (let waited = 0; isAlive(pid) && waited < 5_000; waited += 20)
    await new Promise((resolve) => setTimeout(resolve, 20));
  return { ...end, alive: isAlive(pid) };
}

function run(args: string[]) {
  return spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, XDG_CACHE_HOME: checkout } });
}

function program(text: string) {
  mkdirSync(join(checkout, 'dist/cli'), { recursive: true });
  writeFileSync(join(checkout, 'dist/cli/main.js'), text);
}

/** Makes this Node say that it is an older one. */
function asNode(version: string): string[] {
  const preload = join(checkout, 'old.cjs');
  // Only the first process: the one it hands over to is the real Node.
  const lie = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  writeFileSync(preload, `if (!process.env.GLOVEBOX_STARTED_BY_OLD_NODE) ${lie};`);
  return ['--require', preload];
}

function installNode() {
  const folder = join(checkout, `node_modules/node-${process.platform}-${process.arch}`);
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{}');
  writeFileSync(join(folder, 'bin/node'), `#!/bin/sh\nexec "${process.execPath}" "$@"\n`);
  chmodSync(join(folder, 'bin/node'), 0o755);
}
