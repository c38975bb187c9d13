import { execFile } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ownFolders } from '../store/store.fixture.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

let own: ReturnType<typeof ownFolders>;
let program: string;

beforeEach(() => {
  own = ownFolders();
  program = join(own.caches, '../hello.py');
  writeFileSync(program, "print('hello')\n");
});
afterEach(() => own.remove());

function glovebox(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env: own.env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

const cachedIn = async (...args: string[]) => {
  const { stdout } = await glovebox('check', '--format', 'json', '--depth', 'quick', ...args, program);
  return JSON.parse(stdout).engine.cached !== undefined;
};

it('check answers from the cache the second time, says so, and not with --no-cache', async () => {
  expect(await cachedIn()).toBe(false);
  expect(await cachedIn()).toBe(true);
  expect(await cachedIn('--no-cache')).toBe(false);
  const { stdout, stderr } = await glovebox('check', '--depth', 'quick', program);
  expect(stdout).toMatch(/ms, cached, examined \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
  expect(stderr).toBe('');
});

it('the cache can be looked at, checked and emptied', async () => {
  await cachedIn();
  expect(JSON.parse((await glovebox('cache', 'stats', '--format', 'json')).stdout)).toMatchObject({ reports: 1 });
  expect((await glovebox('cache', 'stats')).stdout).toMatch(/^1 reports, .* of at most 256\.0 MiB, examined from/);
  expect((await glovebox('cache', 'prune')).stdout).toBe(
    'removed 0 that were old and 0 that were not as they were written\n',
  );
  expect((await glovebox('cache', 'clear')).stdout).toBe('removed 1\n');
  expect(await cachedIn()).toBe(false);
});

it('a cache that cannot be trusted is told on stderr, and the check goes on; looking after it fails', async () => {
  await cachedIn();
  chmodSync(join(own.caches, 'glovebox/reports'), 0o777);
  const { code, stderr } = await glovebox('check', '--depth', 'quick', program);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringMatching(/^glovebox: the cache on disk is not used: .*reports/),
  });
  expect(await cachedIn()).toBe(false);
  expect(await glovebox('cache', 'stats')).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('chmod go-w'),
  });
});
