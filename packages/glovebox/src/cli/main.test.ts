import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportSchema } from '../report/report.ts';
import { runSchema } from '../sandbox/run.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'glovebox-cli-'));
  const files: Record<string, string | Uint8Array> = {
    'hello.py': "print('Hello, world!')\n",
    'empty.py': '',
    'seven.py': 'import sys\nsys.exit(7)\n',
    'abort.py': 'import os\nos.abort()\n',
    'endless.py': 'while True:\n    pass\n',
    'memory.py': "x = 'a' * (1 << 30)\n",
    'shadow.py': "open('/etc/shadow')\n",
    'args.py': 'import sys\nprint(sys.argv[1:], sys.stdin.read())\n',
    'imports.py': "import json\nimport socket\nprint('ran')\n",
    'escape.py': "print('\\x1b[2J', end='')\n",
    'risky.py': 'import ctypes\n\ndef unused(name):\n    return ctypes.CDLL(name)\n',
    'input.txt': 'from a file',
    'elf.py': Buffer.from('\x7fELF\x02\x00'),
    'latin.py': Buffer.from([0xe4, 0x62]),
    'what.txt': 'hello there\n',
    'huge.py': '',
    'bad.yaml': 'limits: default\nthreshold: {}\n',
    'strict.yaml': 'thresholds: {review: 5, block: 5}\nlimits: hardened\n',
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  truncateSync(join(folder, 'huge.py'), 50 * 1024 * 1024);
  mkdirSync(join(folder, 'no-entry'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

function glovebox(
  args: readonly string[],
  { stdin = '', env = {} }: { stdin?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  const child = start(args, env);
  child.stdin?.on('error', () => {}); // a command that does not read it
  child.stdin?.end(stdin);
  return ended(child);
}

function ended(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

describe('inspect takes several paths, each a sample by itself', () => {
  it('as text under the name of each', async () => {
    const { code, stdout } = await glovebox(['inspect', 'risky.py', 'shadow.py']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^risky\.py\n.*ctypes.*\nshadow\.py\n.*\/etc\/shadow/s);
  });

  it('as one array of JSON, and as an object where there is one', async () => {
    const many = JSON.parse((await glovebox(['inspect', 'hello.py', 'shadow.py', '--format', 'json'])).stdout);
    expect(many.map(({ sample }: { sample: { entry: string } }) => sample.entry)).toEqual(['hello.py', 'shadow.py']);
    const one = JSON.parse((await glovebox(['inspect', 'shadow.py', '--format', 'json'])).stdout);
    expect(one).toMatchObject({ sample: { entry: 'shadow.py' }, sites: [{ target: '/etc/shadow' }] });
  });
});

describe('failures end with 2, a reason and a remedy on stderr, and nothing on stdout', () => {
  it.each<[what: string, args: string[], names: RegExp]>([
    ['no command', [], /Usage/],
    ['an unknown command', ['frobnicate'], /unknown command 'frobnicate'/],
    ['an unknown option', ['check', '--fast', 'hello.py'], /--fast/],
    ['no path', ['check'], /path/],
    ['an illegal value', ['check', '--fail-on', 'never', 'hello.py'], /review, block/],
    ['an illegal depth', ['check', '--depth', 'abyss', 'hello.py'], /quick, standard/],
    ['an illegal backend', ['run', '--backend', 'hope', 'hello.py'], /jail/],
    ['an illegal language', ['run', '--language', 'cobol', 'hello.py'], /python, javascript, typescript, bash/],
    ['an endless timeout', ['run', '--timeout', '0', 'hello.py'], /seconds/],
    ['a missing file', ['check', 'none.py'], /there is no none\.py/],
    ['a directory without an entry', ['run', 'no-entry'], /no entry point/],
    ['a binary', ['check', 'elf.py'], /ELF/],
    ['a wrong encoding', ['inspect', 'latin.py'], /byte 0/],
    ['an unknown language', ['run', 'what.txt'], /--language: python/],
    ['a 50 MB source', ['check', 'huge.py'], /50\.0 MiB/],
    [
      'an unknown key in the policy',
      ['check', '--policy', 'bad.yaml', 'hello.py'],
      /bad\.yaml:2: unknown key threshold\b[\s\S]*thresholds/,
    ],
    ['a missing policy', ['run', '--policy', 'none.yaml', 'hello.py'], /none\.yaml/],
    ['a missing input', ['run', '--stdin', 'none', 'hello.py'], /--stdin/],
  ])('%s', async (_, args, names) => {
    const { code, stdout, stderr } = await glovebox(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(names);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('a name cannot talk to the terminal through an error', async () => {
    const { stderr } = await glovebox(['check', 'a\u001b[2J\nallow.py']);
    expect(stderr).toContain('a\\e[2J\\nallow.py');
  });
});

it('help and version are results', async () => {
  expect(await glovebox(['--version'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    stderr: '',
  });
  expect(await glovebox(['check', '--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('--fail-on') });
});

// From here on a real jail is needed.

describe('run ends as the program ends', () => {
  it.each<[args: string[], code: number]>([
    [['hello.py'], 0],
    [['empty.py'], 0],
    [['seven.py'], 7],
    [['abort.py'], 134],
    [['--timeout', '0.5', 'endless.py'], 124],
    [['memory.py'], 137],
    [['--import-allow', 'json', 'imports.py'], 1],
    [['--import-allow', 'json,socket', 'imports.py'], 0],
  ])('%j with %i', async (args, code) => {
    expect(await glovebox(['run', ...args])).toMatchObject({ code });
  });

  it('prints what it prints, to the streams it prints it to', async () => {
    expect(await glovebox(['run', 'hello.py'])).toMatchObject({ stdout: 'Hello, world!\n', stderr: '' });
    expect(await glovebox(['run', 'escape.py'])).toMatchObject({ stdout: '\u001b[2J' });
  });

  it('passes arguments and input on', async () => {
    expect(await glovebox(['run', '--stdin', 'input.txt', 'args.py', '--', '-x', 'y z'])).toMatchObject({
      stdout: "['-x', 'y z'] from a file\n",
    });
  });

  it('reads a program from standard input', async () => {
    expect(await glovebox(['run', '-'], { stdin: 'echo from bash\n' })).toMatchObject({
      code: 0,
      stdout: 'from bash\n',
    });
  });

  it('does not start what imports beyond the list', async () => {
    const { stdout, stderr } = await glovebox(['run', '--import-allow', 'json', 'imports.py']);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/imports\.py:2 imports socket/);
  });

  it('with --format json gives one element of a report’s runs', async () => {
    const { stdout, code } = await glovebox(['run', '--format', 'json', 'seven.py']);
    expect(runSchema.parse(JSON.parse(stdout))).toMatchObject({ status: 'exited', exitCode: 7 });
    expect(code).toBe(7);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('is taken down on %s and ends with %i', async (signal, code) => {
    const child = start(['run', 'endless.py']);
    const end = ended(child);
    setTimeout(() => child.kill(signal), 1_500);
    expect(await end).toMatchObject({ code });
  });
});

describe('check ends with its verdict', () => {
  it.each<[args: string[], code: number, decision: string]>([
    [['hello.py'], 0, 'allow'],
    [['empty.py'], 0, 'allow'],
    [['shadow.py'], 1, 'block'],
    [['risky.py'], 0, 'review'],
    [['--fail-on', 'review', 'risky.py'], 1, 'review'],
    [['--depth', 'quick', 'shadow.py'], 1, 'block'],
    [['--depth', 'quick', 'hello.py'], 0, 'allow'],
    [['--import-allow', 'json', 'imports.py'], 1, 'block'],
  ])('%j with %i, %s', async (args, code, decision) => {
    const { stdout, ...rest } = await glovebox(['check', '--format', 'json', ...args]);
    expect(rest).toEqual({ code, stderr: '' });
    expect(reportSchema.parse(JSON.parse(stdout)).verdict.decision).toBe(decision);
  });

  it('says hello to hello with risk 0', async () => {
    const { stdout } = await glovebox(['check', 'hello.py']);
    expect(stdout.split('\n')[0]).toMatch(/^ALLOW {2}risk 0\/100 {2}hello\.py/);
  });

  it('errors outrank verdicts', async () => {
    expect(await glovebox(['check', '--policy', 'bad.yaml', 'shadow.py'])).toMatchObject({ code: 2 });
  });

  it('shows no escape a sample printed', async () => {
    const { stdout } = await glovebox(['check', 'escape.py']);
    expect(stdout).toContain('\\e[2J');
    expect(stdout).not.toContain('\u001b');
  });

  it('a reader that goes away is no failure', async () => {
    const child = start(['check', 'hello.py']);
    child.stdout?.destroy();
    expect(await ended(child)).toMatchObject({ code: 0, stderr: '' });
  });

  it('quiet is one line', async () => {
    const { stdout } = await glovebox(['check', '--quiet', 'shadow.py']);
    expect(stdout).toMatch(/^BLOCK .*\n$/);
  });
});

it('doctor proves what works', async () => {
  const { code, stdout } = await glovebox(['doctor', '--backend', 'jail', '--format', 'json']);
  expect(JSON.parse(stdout)).toMatchObject({ backends: [{ backend: 'jail', works: true }] });
  expect(code).toBe(0);
});
