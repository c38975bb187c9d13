import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'glovebox-missing-'));
const program = join(folder, 'hello.py');
writeFileSync(program, "print('hello')\n");
afterAll(() => rmSync(folder, { recursive: true }));

function glovebox(environment: Record<string, string>, wrap: readonly string[] = []) {
  const [command = '', ...args] = [...wrap, process.execPath, MAIN, 'check', program];
  const env = { ...process.env, NO_COLOR: '1', ...environment };
  const { status, stdout, stderr } = spawnSync(command, args, { env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('where something is missing', () => {
  it('no bubblewrap is an error that says how to get it', () => {
    const { status, stdout, stderr } = glovebox({ PATH: dirname(process.execPath) });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/bubblewrap is not installed[\s\S]*apt-get install bubblewrap/);
  });

  it('a warden that no compiler built is an error that says so', () => {
    const { status, stdout, stderr } = glovebox({ GLOVEBOX_WARDEN: join(folder, 'none') });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/warden is not built[\s\S]*compiler/);
  });

  it('forbidden user namespaces are an error that names the setting', () => {
    // In a user namespace of the test's own, whose limit is its own.
    const forbid = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"';
    const { status, stdout, stderr } = glovebox({}, ['unshare', '-Ur', 'sh', '-c', forbid, 'sh']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/jail could not be made[\s\S]*user\.max_user_namespaces/);
  });

  it('an unwritable folder for temporary files is no obstacle: none is used', () => {
    expect(glovebox({ TMPDIR: '/proc/nowhere' })).toMatchObject({ status: 0, stderr: '' });
  });
});
