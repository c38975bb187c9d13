import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const PASSPHRASE = 'correct horse';
const SOURCE = 'print(open("/etc/shadow").read())\n';

const base = mkdtempSync(join(tmpdir(), 'glovebox-override-cli-'));
const root = join(base, 'repository');
const key = join(base, 'alice');
const locked = join(base, 'bob');

interface Answer {
  readonly code: number | null;
  readonly out: string;
  readonly log: string;
}

function glovebox(
  args: readonly string[],
  { cwd = root, env = {} }: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Answer {
  const home = { HOME: base, XDG_CONFIG_HOME: join(base, '.config'), GIT_CONFIG_NOSYSTEM: '1' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...home, ...env },
  });
  return { code: status, out: stdout, log: stderr };
}

const quick = ['--depth', 'quick'] as const;
const strict = [...quick, '--fail-on', 'review'] as const;
const words = ['--reason', 'the host is our own mirror', '--expires', '30d'] as const;

beforeAll(() => {
  mkdirSync(join(root, 'src'), { recursive: true });
  execFileSync('git', ['init', '-q', root]);
  writeFileSync(join(root, 'src/app.py'), SOURCE);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', PASSPHRASE, '-f', locked]);
});
afterAll(() => rmSync(base, { recursive: true }));

describe('glovebox override, from the first key to the last entry', () => {
  it('lets a finding pass that somebody signed for, and says who, why and until when', () => {
    expect(glovebox(['check', 'src/app.py', ...strict]).code).toBe(1);
    expect(glovebox(['override', 'trust', `${key}.pub`, '--name', 'alice@example.com', '--key', key]).code).toBe(0);
    const report = join(base, 'report.json');
    writeFileSync(report, glovebox(['check', 'src', ...quick, '--format', 'json']).out);
    const { findings } = JSON.parse(readFileSync(report, 'utf8'));
    expect(findings.length).toBeGreaterThan(0);
    for (const { fingerprint } of findings) {
      const added = glovebox([
        'override',
        'add',
        fingerprint.slice(0, 12),
        'src',
        '--report',
        report,
        ...words,
        '--key',
        key,
      ]);
      expect([added.code, added.log]).toEqual([0, '']);
    }
    // Accepted of the folder, and met again as a file.
    const checked = glovebox(['check', 'src/app.py', ...strict]);
    expect(checked.code).toBe(0);
    expect(checked.out).toMatch(/accepted by alice@example\.com until \d{4}-\d\d-\d\d.*: the host is our own mirror/);
    const { verdict, overrides } = JSON.parse(glovebox(['check', '.', ...quick, '--format', 'json']).out);
    expect([verdict.decision, overrides.applied.length, overrides.ignored]).toEqual(['allow', findings.length, []]);
  });

  it('names a finding by its rule and line, with a key that git signs with and that has a passphrase', () => {
    writeFileSync(join(root, 'src/b.py'), SOURCE.replace('shadow', 'gshadow'));
    execFileSync('git', ['-C', root, 'config', 'user.signingkey', `${locked}.pub`]);
    glovebox(['override', 'trust', `${locked}.pub`, '--name', 'bob@example.com', '--key', key]);
    const name = JSON.parse(glovebox(['check', 'src/b.py', ...quick, '--format', 'json']).out).findings[0].rule;
    const add = (passphrase?: string) =>
      glovebox(
        ['override', 'add', `${name}@b.py:1`, 'src/b.py', ...quick, ...words],
        passphrase === undefined ? {} : { env: { GLOVEBOX_KEY_PASSPHRASE: passphrase } },
      );
    expect(add()).toMatchObject({ code: 2, log: expect.stringContaining('GLOVEBOX_KEY_PASSPHRASE') });
    expect(add('wrong')).toMatchObject({ code: 2, log: expect.stringContaining('passphrase') });
    expect(add(PASSPHRASE)).toMatchObject({ code: 0, out: expect.stringContaining('by     bob@example.com until') });
    expect(add(PASSPHRASE)).toMatchObject({ code: 2, log: expect.stringContaining('no open finding') });
  });

  it('refuses what has no reason or no end before it examines anything', () => {
    const of = (...args: string[]) => glovebox(['override', 'add', '00000000', 'src/app.py', ...args, '--key', key]);
    expect(of('--expires', '30d')).toMatchObject({ code: 2, log: expect.stringContaining('--reason') });
    expect(of('--reason', 'because', '--expires', '30d')).toMatchObject({
      code: 2,
      log: expect.stringContaining('three words'),
    });
    expect(of('--reason', 'it is fine here', '--expires', 'soon')).toMatchObject({
      code: 2,
      log: expect.stringContaining('no date'),
    });
  });

  it('lists, verifies and audits, and takes away', () => {
    const { overrides } = JSON.parse(glovebox(['override', 'list', '--format', 'json']).out);
    expect(overrides.every(({ counts }: { counts: boolean }) => counts)).toBe(true);
    expect(glovebox(['override', 'verify', 'src']).code).toBe(0);
    expect(glovebox(['override', 'audit'])).toMatchObject({ code: 0, out: expect.stringContaining('the log holds') });
    const [{ id }] = overrides;
    expect(glovebox(['override', 'remove', id, '--key', key]).code).toBe(0);
    expect(glovebox(['override', 'audit']).out).toMatch(new RegExp(`remove {2}${id} {2}alice@example.com`));
    expect(glovebox(['check', 'src/app.py', ...quick]).out).not.toContain(id);
  });

  it('says what was tampered with, with exit code 1, and a check goes on without it', () => {
    const copy = join(base, 'copy');
    cpSync(root, copy, { recursive: true });
    const file = join(copy, '.glovebox/overrides.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('scope: file', 'scope: repository'));
    expect(glovebox(['override', 'verify'], { cwd: copy })).toMatchObject({
      code: 1,
      out: expect.stringContaining('bad-signature'),
    });
    expect(glovebox(['check', 'src/b.py', ...quick], { cwd: copy }).out).toMatch(
      /override {2}bad-signature: ov-\w+ does nothing/,
    );
    const log = join(copy, '.glovebox/audit.jsonl');
    writeFileSync(log, readFileSync(log, 'utf8').split('\n').toSpliced(2, 1).join('\n'));
    expect(glovebox(['override', 'audit'], { cwd: copy })).toMatchObject({
      code: 1,
      out: expect.stringContaining('line 3 removed'),
    });
  });

  it('does not obey the overrides that a sample brings along', () => {
    const away = join(base, 'away');
    mkdirSync(away);
    const answer = glovebox(['check', join(root, 'src/b.py'), ...quick, '--format', 'json'], { cwd: away });
    expect(JSON.parse(answer.out).overrides).toBeUndefined();
    expect(answer.log).toContain('is not obeyed');
  });

  it('shows no control character of a hand-written entry', () => {
    const copy = join(base, 'hostile');
    cpSync(root, copy, { recursive: true });
    const file = join(copy, '.glovebox/overrides.yaml');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replaceAll('the host is our own mirror', '"\\e[2J\\u202e fine, it is fine"'),
    );
    const texts = [
      ['override', 'list'],
      ['override', 'verify'],
      ['check', 'src/app.py', ...quick],
    ].map((args) => glovebox(args, { cwd: copy }).out);
    expect(texts.join('')).not.toMatch(/[\u001b\u202e]/);
    expect(texts[0]).toContain('\\e[2J');
  });
});
