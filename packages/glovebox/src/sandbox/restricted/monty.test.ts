import { afterAll, describe, expect, it } from 'vitest';
import type { Sample } from '../../sample/sample.ts';
import { LIMIT_PROFILES, type Limits } from '../limits.ts';
import { createRestricted } from './restricted.ts';

const monty = createRestricted({ engine: 'monty' });
afterAll(() => monty.dispose());

describe('a program in Monty', () => {
  it('prints and ends like one in Python', async () => {
    const source =
      'import json\ndef f(n):\n    return [x ** 2 for x in range(n)]\nprint(json.dumps(f(4)), f"{7:>3}")\nprint(1)\n';
    expect(await run(source)).toMatchObject({
      status: 'exited',
      exitCode: 0,
      stdout: '[0, 1, 4, 9]   7\n1\n',
      stderr: '',
    });
  });

  it('ends with 1 and its traceback by an uncaught exception', async () => {
    const done = await run('def f():\n    return 1 // 0\nprint("before")\nf()\n');
    expect(done).toMatchObject({ status: 'exited', exitCode: 1, stdout: 'before\n' });
    expect(done.stderr).toMatch(
      /^Traceback[\s\S]*main\.py", line 4, in <module>[\s\S]*line 2, in f[\s\S]*ZeroDivisionError: [^\n]+\n$/,
    );
  });

  it('ends so too where a name is missing, called or not', async () => {
    expect((await run('nothing\n')).stderr).toContain("NameError: name 'nothing' is not defined");
    expect((await run('nothing(1)\n')).stderr).toContain("NameError: name 'nothing' is not defined");
  });

  it('is told where its syntax is wrong', async () => {
    expect(await run('x = (\n')).toMatchObject({
      status: 'exited',
      exitCode: 1,
      stderr: expect.stringContaining('SyntaxError'),
    });
  });

  it('may be longer than a job', async () => {
    const source = `${'x = 1  # a long line of no importance at all, many times over\n'.repeat(2000)}print("end")\n`;
    expect((await run(source)).stdout).toBe('end\n');
  });

  it.each([
    ['a class', 'x = 1\n\nclass A:\n    pass\n', 3],
    ['a generator', 'def f():\n    yield 1\n', 2],
    ['a match statement', 'match 1:\n    case 1:\n        pass\n', 1],
    ['del', 'x = 1\ndel x\n', 2],
  ])('with %s is refused, and the line named', async (_, source, line) => {
    expect(await run(source)).toMatchObject({
      status: 'refused',
      exitCode: null,
      stdout: '',
      reason: expect.stringContaining(`main.py, line ${line}: `),
    });
  });

  it.each([
    ['open("/etc/passwd")', 'file.read', '/etc/passwd'],
    ['import subprocess', 'code.import', 'subprocess'],
    ['import os\nos.getenv("HOME")', 'environment.read', ''],
  ])('that tries %j is told in an event with its line', async (source, capability, target) => {
    const { events, exitCode } = await run(`x = 1\n${source}\n`);
    const line = source.split('\n').length + 1;
    expect(exitCode).toBe(1);
    expect(events).toContainEqual(
      expect.objectContaining({ capability, target, outcome: 'denied', source: { file: 'main.py', line } }),
    );
  });

  it.each([
    ['the attributes of a class', 'print(().__class__)'],
    ['a format string', 'print("{0.__class__}".format(1))'],
    ['sys.modules', 'import sys\nprint(sys.modules)'],
    ['eval', 'print(eval("1"))'],
    ['exec', 'exec("1")'],
    ['a function of os', 'import os\nprint(os.system("id"))'],
    ['the globals of a function', 'def f(): pass\nprint(f.__globals__)'],
    ['the frame of an exception', 'try:\n    1 / 0\nexcept Exception as e:\n    print(e.__traceback__.tb_frame)'],
    ['getattr', 'print(getattr((), "__class__").__bases__)'],
  ])('has no %s to escape by', async (_, source) => {
    expect(await run(`${source}\n`)).toMatchObject({ status: 'exited', exitCode: 1, stdout: '' });
  });
});

describe('the limits of Monty', () => {
  it('end what takes too long', async () => {
    const done = await run('print("begun")\nwhile True:\n    pass\n', { wallMs: 800 });
    expect(done).toMatchObject({ status: 'timed-out', limit: 'wallClock', stdout: 'begun\n' });
  });

  it('end what takes too much memory, in one step or in many', async () => {
    expect((await run('x = [0] * 10 ** 9\n')).status).toBe('out-of-memory');
    expect((await run('x = "a"\nwhile True:\n    x += x\n')).status).toBe('out-of-memory');
  });

  it('end endless recursion as Python does', async () => {
    const done = await run('def f(n):\n    return f(n + 1)\nf(0)\n');
    expect(done).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('RecursionError') });
  });

  it('cut what is printed', async () => {
    const done = await run('for x in range(2000):\n    print("x" * 1000)\n', { outputBytes: 100_000 });
    expect(done).toMatchObject({ status: 'exited', exitCode: 0, truncated: true });
    expect(done.stdout).toHaveLength(100_000);
  });
});

describe('the sandbox of Monty', () => {
  it('is a jail, and the report names the engine', async () => {
    const { isolation } = await run('print(1)\n');
    expect(isolation).toMatchObject({
      seccomp: 2,
      capabilities: '0',
      interfaces: ['lo'],
      engine: expect.stringMatching(/^Monty \d/),
    });
    expect(isolation?.limits.memory).toEqual({ value: LIMIT_PROFILES.default.memoryBytes, enforcedBy: 'runtime' });
  });

  it('is used once, and prepared or not gives the same', async () => {
    const sandbox = await monty.prepare('python', options());
    expect((await sandbox.run(sampleOf('x = 1\nprint(x)\n'))).stdout).toBe('1\n');
    expect((await run('print(x)\n')).stderr).toContain('NameError');
  });

  it('runs, and refuses, unobserved too', async () => {
    const unobserved = { ...options(), observe: false };
    expect(await monty.run(sampleOf('print(1)\n'), unobserved)).toMatchObject({
      status: 'exited',
      stdout: '1\n',
      events: [],
    });
    const refused = await monty.run(sampleOf('async def f():\n    yield 1\n'), unobserved);
    expect(refused).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('main.py, line ') });
  });

  it('can be cancelled', async () => {
    const stop = new AbortController();
    const running = monty.run(sampleOf('while True:\n    pass\n'), { ...options(), signal: stop.signal });
    setTimeout(() => stop.abort(), 500);
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('a sandbox of Monty that is used again', () => {
  const lasting = createRestricted({ engine: 'monty', reuse: true });
  const again = (source: string, limits: Partial<Limits> = {}) => lasting.run(sampleOf(source), options(limits));
  afterAll(() => lasting.dispose());

  it('gives each program an interpreter of its own, and its own times, output and end', async () => {
    expect(await again('x = 1\nprint(x)\n')).toMatchObject({ stdout: '1\n', exitCode: 0 });
    const second = await again('print("mine")\nprint(x)\n');
    expect(second).toMatchObject({
      exitCode: 1,
      stdout: 'mine\n',
      stderr: expect.stringContaining("name 'x' is not defined"),
    });
    expect(second.durationMs).toBeLessThan(1_000);
    expect((await again('class A: pass\n')).status).toBe('refused');
    expect(await again('print(3)\n')).toMatchObject({ status: 'exited', stdout: '3\n', stderr: '', events: [] });
  });

  it('says in the report that runs share a process', async () => {
    expect((await again('print(1)\n')).isolation?.engine).toContain('one process for several runs');
  });

  it('is replaced when a program ran into a limit', async () => {
    expect((await again('while True:\n    pass\n', { wallMs: 600 })).status).toBe('timed-out');
    expect((await again('print(4)\n', { wallMs: 600 })).stdout).toBe('4\n');
    expect((await again('x = "a"\nwhile True:\n    x += x\n')).status).toBe('out-of-memory');
    expect((await again('print(5)\n')).stdout).toBe('5\n');
  });

  it('takes programs side by side', async () => {
    const runs = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => again(`print(${n})\n`)));
    expect(runs.map((run) => run.stdout)).toEqual(['1\n', '2\n', '3\n', '4\n', '5\n', '6\n']);
  });
});

describe('Monty without a jail', () => {
  const alone = createRestricted({ engine: 'monty', walls: 'process' });
  afterAll(() => alone.dispose());

  it('runs in a child process, and the report calls it that', async () => {
    const done = await alone.run(sampleOf('print(6 * 7)\n'), options());
    expect(done).toMatchObject({
      status: 'exited',
      exitCode: 0,
      stdout: '42\n',
      reason: expect.stringContaining('no jail'),
    });
    expect(done.isolation).toMatchObject({ namespaces: [], engine: expect.stringMatching(/^Monty/) });
    expect(done.isolation).not.toHaveProperty('kernel');
  });

  it('refuses, denies and ends as in a jail', async () => {
    expect(await alone.run(sampleOf('class A: pass\n'), options())).toMatchObject({
      status: 'refused',
      reason: expect.stringContaining('main.py, line 1: '),
    });
    const denied = await alone.run(sampleOf('open("/etc/passwd")\n'), options());
    expect(denied.events).toContainEqual(expect.objectContaining({ capability: 'file.read', outcome: 'denied' }));
    const endless = alone.run(sampleOf('while True:\n    pass\n'), options({ wallMs: 700 }));
    expect(await endless).toMatchObject({ status: 'timed-out', limit: 'wallClock' });
    expect((await alone.run(sampleOf('x = [0] * 10 ** 9\n'), options())).status).toBe('out-of-memory');
  });

  it('is not offered to RestrictedPython, which is no wall', async () => {
    const open = createRestricted({ engine: 'restrictedpython', walls: 'process' });
    await expect(open.run(sampleOf('print(1)\n'), options())).rejects.toMatchObject({ code: 'backend-unavailable' });
  });
});

function run(source: string, limits: Partial<Limits> = {}) {
  return monty.run(sampleOf(source), options(limits));
}

function options(limits: Partial<Limits> = {}) {
  return { limits: { ...LIMIT_PROFILES.default, ...limits }, observe: true };
}

function sampleOf(source: string): Sample {
  return {
    id: `sha256:${'0'.repeat(64)}`,
    language: 'python',
    entry: 'main.py',
    files: [{ path: 'main.py', content: Buffer.from(source) }],
    args: [],
  };
}
