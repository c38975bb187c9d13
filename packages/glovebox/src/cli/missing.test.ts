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
const NO_BUBBLEWRAP = { PATH: dirname(process.execPath) };
afterAll(() => rmSync(folder, { recursive: true }));

function glovebox(
  environment: Record<string, string>,
  wrap: readonly string[] = [],
  asked: readonly string[] = [program],
) {
  const [command = '', ...args] = [...wrap, process.execPath, MAIN, 'check', ...asked];
  const env = { ...process.env, NO_COLOR: '1', ...environment };
  const { status, stdout, stderr } = spawnSync(command, args, { env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('where something is missing', () => {
  it('no bubblewrap is WebAssembly, which is told with what to do, also to who wants quiet', () => {
    const { status, stdout, stderr } = glovebox(NO_BUBBLEWRAP, [], ['--quiet', program]);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringMatching(
        /^glovebox: it ran in WebAssembly and not in the jail, with lesser walls: bubblewrap is not installed.*apt-get install bubblewrap.*--backend jail/,
      ),
    });
    expect(stdout).toMatch(/ALLOW/);
  });

  it('the report says so as well, in every format that shows runs', () => {
    const json = JSON.parse(glovebox(NO_BUBBLEWRAP, [], ['--format', 'json', program]).stdout);
    expect(json.runs).toEqual([
      expect.objectContaining({
        backend: 'wasm',
        fallback: { instead: 'jail', reason: expect.stringMatching(/no bwrap/), remedy: expect.any(String) },
      }),
    ]);
    for (const format of ['text', 'markdown', 'html'])
      expect(glovebox(NO_BUBBLEWRAP, [], ['--format', format, program]).stdout, format).toMatch(/not in the jail/);
  });

  it.each([
    ['--backend jail', ['--backend', 'jail', program]],
    ['a policy that names the jail', ['--policy', 'POLICY', program]],
    ['what WebAssembly cannot do: other conditions', ['--depth', 'deep', program]],
    ['what WebAssembly cannot do: a network', ['--network', 'sinkhole', program]],
    ['what WebAssembly cannot do: bash', [join(folder, 'hello.sh')]],
  ])('no bubblewrap is an error that says how to get it, with %s', (_, asked) => {
    writeFileSync(join(folder, 'hello.sh'), 'echo hello\n');
    writeFileSync(join(folder, 'jail.yaml'), 'backend: jail\n');
    const args = asked.map((one) => (one === 'POLICY' ? join(folder, 'jail.yaml') : one));
    const { status, stdout, stderr } = glovebox(NO_BUBBLEWRAP, [], args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/bubblewrap is not installed[\s\S]*apt-get install bubblewrap/);
  });

  it('a warden that is named and not there is an error that says how to get one', () => {
    const { status, stdout, stderr } = glovebox({ GLOVEBOX_WARDEN: join(folder, 'none') });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/no warden[\s\S]*compiler/);
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
