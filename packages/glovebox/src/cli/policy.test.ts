import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'glovebox-policy-'));
  const files = {
    'glovebox.policy.yaml': [
      'extends: library',
      'depth: quick',
      'permit:',
      '  network.connect: [api.example.com:443]',
      'paths:',
      '  "tools/**":',
      '    extends: strict',
      '    depth: standard',
      'tests:',
      '  - { code: "print(1)", language: python, decision: allow }',
      '  - name: starts a program',
      '    code: "import subprocess; subprocess.run([\'ls\'])"',
      '    language: python',
      '    as: tools/x.py',
      '    decision: block',
      '    rules: [beyond-permits]',
      '  - { denied: [process.spawn ls], permitted: [network.connect api.example.com] }',
    ].join('\n'),
    'src/a.py': 'print(1)\n',
    'tools/b.py': "open('/etc/passwd').read()\n",
    'given/glovebox.policy.yaml': 'thresholds: { review: 100, block: 100 }\n',
    'given/c.py': "open('/etc/shadow').read()\n",
    'differs.yaml': 'tests: [{ code: "print(1)", language: python, depth: quick, decision: block }]\n',
    'unmatched.yaml': '# nothing\npaths:\n  "lib/**": { depth: quick }\n',
    'unruly.yaml': 'tests:\n  - { code: "", language: python, rules: [no-such-rule] }\n',
  };
  for (const folder of ['src', 'tools', 'given']) mkdirSync(join(root, folder));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(root, name), content);
});
afterAll(() => rmSync(root, { recursive: true }));

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

function glovebox(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { cwd: root }, (error, stdout, stderr) =>
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
}

describe.concurrent('glovebox check', () => {
  it('obeys the policy that stands here, with the section that holds for the sample, and says so', async () => {
    const { status, stdout } = await glovebox('check', 'tools/b.py', '--format', 'json');
    const { engine, runs } = JSON.parse(stdout);
    expect(engine).toMatchObject({ policyFile: 'glovebox.policy.yaml', policySections: ['tools/**'] });
    expect(runs).toHaveLength(1);
    expect(status).toBe(1);
    expect((await glovebox('check', 'src/a.py')).stdout).toMatch(/nothing was run.*\npolicy +glovebox\.policy\.yaml\n/);
  });

  it('does not obey one that lies with the sample, and says so', async () => {
    const { status, stdout, stderr } = await glovebox('check', 'given/c.py');
    expect(status).toBe(1);
    expect(stdout).toMatch(/policy +glovebox\.policy\.yaml; not obeyed: given\/glovebox\.policy\.yaml/);
    expect(stderr).toContain('given/glovebox.policy.yaml is not obeyed: it lies with the sample');
  });

  it('takes the name of a preset, and none at all', async () => {
    const strict = await glovebox('check', '--policy', 'strict', '--depth', 'quick', 'tools/b.py', '--format', 'json');
    expect(strict.status).toBe(1);
    expect(JSON.parse(strict.stdout).engine.policyFile).toBe('preset strict');
    const none = JSON.parse((await glovebox('check', '--no-policy', 'src/a.py', '--format', 'json')).stdout);
    expect(none.engine).not.toHaveProperty('policyFile');
    expect(none.runs).toHaveLength(1);
  });
});

describe.concurrent('glovebox policy', () => {
  it('check says what a policy comes to', async () => {
    const { status, stdout } = await glovebox('policy', 'check');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^glovebox\.policy\.yaml is valid\nsha256:[0-9a-f]{64}\nextends preset library, preset strict\n3 tests/,
    );
    expect(stdout).toMatch(/permit\.network\.connect +api\.example\.com:443/);
    expect(stdout).toMatch(/tools\/\*\*\n {2}thresholds +review 1, block 1/);
  });

  it.each([
    ['unmatched.yaml', /unmatched\.yaml:3: paths\.lib\/\*\* matches no file below/, /src\/\*\*, tools\/\*\*/],
    ['unruly.yaml', /unruly\.yaml:2: there is no rule no-such-rule/, /./],
    ['nowhere.yaml', /cannot read the policy nowhere\.yaml/, /library, web-service/],
  ])('check of %s ends with 2, the line and what there is', async (file, message, remedy) => {
    const { status, stderr } = await glovebox('policy', 'check', file);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(remedy);
  });

  it('explain says which line decides, and whether an act is permitted by which', async () => {
    const { status, stdout } = await glovebox(
      'policy',
      'explain',
      'tools/b.py',
      'network.connect',
      'https://api.example.com/x',
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^tools\/b\.py: glovebox\.policy\.yaml, section tools\/\*\*\ndepth +standard\n +by glovebox\.policy\.yaml:8\n/,
    );
    expect(stdout).toMatch(/permitted by glovebox\.policy\.yaml:4 \(api\.example\.com:443\)\n/);
    expect(await glovebox('policy', 'explain', 'a.py', 'clock.read', 'x')).toMatchObject({ status: 2 });
  });

  it('test runs the table, and ends with 1 where one is decided otherwise', async () => {
    const { status, stdout } = await glovebox('policy', 'test', '--format', 'json');
    const { tests, differ } = JSON.parse(stdout);
    expect(tests.map(({ decision }: { decision?: string }) => decision)).toEqual(['allow', 'block', undefined]);
    expect({ status, differ }).toEqual({ status: 0, differ: 0 });
    const other = await glovebox('policy', 'test', 'differs.yaml');
    expect(other.status).toBe(1);
    expect(other.stdout).toMatch(/DIFFERS .*block +allow \(0\)/);
    expect(other.stdout).toContain('differs.yaml:1: decided allow: nothing found');
    expect(await glovebox('policy', 'test', 'unmatched.yaml')).toMatchObject({ status: 2 });
  });
});
