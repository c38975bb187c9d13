import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { Sample } from '../../sample/sample.ts';
import { createJail } from '../jail/jail.ts';
import { LIMIT_PROFILES, type Limits } from '../limits.ts';
import type { Run } from '../run.ts';
import { ESCAPES } from './escapes/escapes.fixture.ts';
import { PROGRAMS } from './programs.fixture.ts';
import { createRestricted } from './restricted.ts';

const restricted = createRestricted({ engine: 'restrictedpython' });
const jail = createJail();
afterAll(() => Promise.all([restricted.dispose(), jail.dispose()]));

describe('a way out of restricted Python', () => {
  it.each(ESCAPES)('%s', { timeout: 20_000 }, async (_, source) => {
    const [inside, plain] = await Promise.all([run(source), jail.run(sampleOf(source), options())]);
    expect(plain.stdout, `the attempt is none: ${plain.stderr}`).toContain('ESCAPED');
    expect(inside.stdout).not.toContain('ESCAPED');
    expect(stopped(inside), JSON.stringify([inside.status, inside.stdout, inside.stderr])).toBe(true);
  });
});

describe('everything that attributes and items lead to', () => {
  const walk = readFileSync(new URL('walk.fixture.py', import.meta.url), 'utf8');

  it('holds no module, frame, code, stream or unguarded function', { timeout: 60_000 }, async () => {
    const { stdout, stderr } = await jail.run(sampleOf(walk), options());
    expect(stdout, stderr).toBe('True []\n');
  });

  it('would, without the guards', { timeout: 60_000 }, async () => {
    expect((await jail.run(sampleOf(walk, {}, ['plain']), options())).stdout).toContain('<module');
  });
});

describe('an ordinary program in restricted Python', () => {
  it.each(PROGRAMS)('%s', async (_, source, stdout) => {
    expect(await run(source)).toMatchObject({ stderr: '', status: 'exited', exitCode: 0, stdout: `${stdout}\n` });
  });

  it('takes arguments and standard input, writes to both streams in order, and ends with its own code', async () => {
    const source =
      'import sys\nprint(sys.argv[1:], input(), [line for line in sys.stdin])\nsys.stderr.write("aside\\n")\nsys.exit(7)\n';
    const done = await run(source, { args: ['a b', 'c'], stdin: 'one\ntwo\nthree\n' });
    expect(done).toMatchObject({ exitCode: 7, stdout: "['a b', 'c'] one ['two\\n', 'three\\n']\n", stderr: 'aside\n' });
  });

  it('imports its own files, under the same guards', async () => {
    const files = { 'shapes.py': 'SIDES = 4\ndef area(a):\n    return a * a\n' };
    expect(
      (await run('import shapes\nfrom shapes import area\nprint(shapes.SIDES, area(3))\n', { files })).stdout,
    ).toBe('4 9\n');
    const denied = await run('import shapes\nshapes.go()\n', {
      files: { 'shapes.py': 'def go():\n    open("/etc/passwd")\n' },
    });
    expect(denied.events.find((event) => event.outcome === 'denied')?.source).toEqual({ file: 'shapes.py', line: 2 });
    const refused = await run('import shapes\n', { files: { 'shapes.py': 'x = 1\nasync def f(): pass\n' } });
    expect(refused).toMatchObject({ status: 'refused', reason: expect.stringMatching(/^shapes\.py, line 2: /) });
  });

  it('ends with the traceback of its own lines', async () => {
    const done = await run('def f(x):\n    return x.nothing\nf(1)\n');
    expect(done.exitCode).toBe(1);
    expect(done.stderr).toBe(
      `Traceback (most recent call last):
  File "/work/main.py", line 3, in <module>
    f(1)
  File "/work/main.py", line 2, in f
    return x.nothing
           ^^^^^^^^^
AttributeError: 'int' object has no attribute 'nothing'
`,
    );
  });

  it('is told where its syntax is wrong as by Python', async () => {
    const done = await run('x = (\n');
    expect(done).toMatchObject({
      status: 'exited',
      exitCode: 1,
      stderr: expect.stringContaining("'(' was never closed"),
    });
  });
});

describe('a refusal', () => {
  it('names file, line and construct, and nothing has run', async () => {
    expect(await run('print("begun")\n\nasync def f():\n    pass\n')).toMatchObject({
      status: 'refused',
      reason: 'main.py, line 3: AsyncFunctionDef statements are not allowed.',
      exitCode: null,
      stdout: '',
      events: [],
    });
  });

  it('names the first of several lines', async () => {
    expect((await run('x = 1\ny.__a__\nz.__b__\n')).reason).toContain('line 2');
  });

  it('is no crash where the program is nested beyond all measure', async () => {
    const { status } = await run(`x = ${'-'.repeat(20_000)}1\n`);
    expect(['refused', 'exited']).toContain(status);
  });

  it('cannot be forged by a program that has begun, nor anywhere else', async () => {
    const forged = 'import os\nos.write(40, b"N\\x1f2\\x1f/work/main.py\\x1f1\\x1fforged\\n")\nprint("ran")\n';
    expect(await jail.run(sampleOf(forged), options())).toMatchObject({ status: 'exited', stdout: 'ran\n' });
  });
});

describe('a denial', () => {
  it.each([
    ['import socket', 'code.import', 'socket'],
    ['open("/etc/passwd")', 'file.read', '/etc/passwd'],
    ['open("/work/a", "w")', 'file.write', '/work/a'],
    ['run = eval\nrun("1")', 'code.eval', '1'],
    ['from json import decoder', 'code.import', 'json.decoder'],
  ])('of %j is an event', async (source, capability, target) => {
    const { events, stderr } = await run(`${source}\n`);
    const line = source.split('\n').length;
    expect(events, stderr).toContainEqual(
      expect.objectContaining({
        capability,
        target,
        outcome: 'denied',
        observer: 'interpreter',
        source: { file: 'main.py', line },
      }),
    );
  });
});

describe('the backend', () => {
  it('says in the report which engine it was, inside which walls', async () => {
    const { isolation, backend } = await run('print(1)');
    expect(backend).toBe('restricted');
    expect(isolation).toMatchObject({
      seccomp: 2,
      capabilities: '0',
      rootReadOnly: true,
      engine: expect.stringMatching(/^RestrictedPython \d/),
    });
  });

  it('holds time and memory as the jail does', async () => {
    expect(await run('while True: pass', { limits: { wallMs: 700 } })).toMatchObject({
      status: 'timed-out',
      limit: 'wallClock',
    });
    expect((await run('a = "x"\nwhile True: a += a')).status).toBe('out-of-memory');
  });

  it('runs, and refuses, unobserved too', async () => {
    const unobserved = { ...options(), observe: false };
    expect(await restricted.run(sampleOf('print(1)\n'), unobserved)).toMatchObject({
      status: 'exited',
      stdout: '1\n',
      events: [],
    });
    const refused = await restricted.run(sampleOf('async def f():\n    yield 1\n'), unobserved);
    expect(refused).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('main.py, line ') });
  });

  it('refuses other languages', async () => {
    const sample = { ...sampleOf('echo'), language: 'bash' as const };
    await expect(restricted.run(sample, options())).rejects.toMatchObject({
      code: 'language-unsupported',
      remedy: expect.stringContaining('--backend jail'),
    });
  });

  it('says how to get RestrictedPython where it is missing, and names the other engine', async () => {
    const without = createRestricted({ library: '/nowhere' });
    await expect(without.run(sampleOf('print(1)'), options())).rejects.toMatchObject({
      code: 'interpreter-missing',
      remedy: expect.stringMatching(/apt-get install python3-restrictedpython.*"monty"/),
    });
  });

  it('answers its probe', async () => {
    await restricted.probe();
  });
});

/** Refused before it began, or denied while it ran; on a line that is told. */
function stopped({ status, reason, events }: Run): boolean {
  if (status === 'refused') return /^main\.py, line \d+: /.test(reason ?? '');
  return status === 'exited' && events.some((event) => event.outcome === 'denied' && event.source?.file === 'main.py');
}

function run(
  source: string,
  more: { limits?: Partial<Limits>; files?: Record<string, string>; args?: string[]; stdin?: string } = {},
) {
  const { limits, files, args, stdin } = more;
  return restricted.run(sampleOf(source, files, args), {
    ...options(limits),
    ...(stdin === undefined ? {} : { stdin: Buffer.from(stdin) }),
  });
}

function options(limits: Partial<Limits> = {}) {
  return { limits: { ...LIMIT_PROFILES.default, cpus: 1, ...limits }, observe: true };
}

function sampleOf(source: string, files: Record<string, string> = {}, args: string[] = []): Sample {
  const all = { 'main.py': source, ...files };
  return {
    id: `sha256:${'0'.repeat(64)}`,
    language: 'python',
    entry: 'main.py',
    files: Object.entries(all).map(([path, content]) => ({ path, content: Buffer.from(content) })),
    args,
  };
}
