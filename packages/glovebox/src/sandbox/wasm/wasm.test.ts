import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { identify } from '../../sample/identify.ts';
import type { Language, Sample } from '../../sample/sample.ts';
import type { Backend, RunOptions } from '../backend.ts';
import { LIMIT_PROFILES, type Limits } from '../limits.ts';
import type { Run } from '../run.ts';
import { assemble, call, forever, i32, i64, print, store } from './assemble.fixture.ts';
import { createWasm, type WasmWalls } from './wasm.ts';

const MIB = 1024 * 1024;
const TIMEOUT_MS = 120_000;

const WALLS: readonly WasmWalls[] = ['jail', 'process'];
const backends = new Map<WasmWalls, Backend>(WALLS.map((walls) => [walls, createWasm({ walls })]));
afterAll(() => Promise.all([...backends.values()].map((backend) => backend.dispose())));

interface Asked extends Partial<Omit<RunOptions, 'limits' | 'stdin'>> {
  readonly language?: Language;
  readonly args?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly limits?: Partial<Limits>;
  readonly stdin?: string;
  readonly walls?: WasmWalls;
}

const ENTRY: Partial<Record<Language, string>> = {
  python: 'main.py',
  javascript: 'main.js',
  typescript: 'main.ts',
  wasm: 'main.wasm',
};

function sampleOf(code: string | Uint8Array, { language = 'python', files = {}, args = [] }: Asked): Sample {
  const entry = ENTRY[language] ?? 'main';
  const all = Object.entries({ ...files, [entry]: code }).map(([path, text]) => ({ path, content: Buffer.from(text) }));
  return { id: identify(language, entry, all), language, entry, files: all, args };
}

function run(code: string | Uint8Array, asked: Asked = {}): Promise<Run> {
  const { limits, stdin, clock, walls = 'process' } = asked;
  const backend = backends.get(walls) as Backend;
  return backend.run(sampleOf(code, asked), {
    limits: { ...LIMIT_PROFILES.default, ...limits },
    observe: true,
    ...(clock === undefined ? {} : { clock }),
    ...(stdin === undefined ? {} : { stdin: Buffer.from(stdin) }),
  });
}

/** Events without when and by whom they were numbered. */
function told(result: Run, observer = 'kernel'): string[] {
  return result.events
    .filter((event) => event.observer === observer)
    .map(({ capability, target, outcome, source }) =>
      [capability, target, outcome, source?.line].filter((word) => word !== undefined).join(' '),
    );
}

const OPEN_FLAGS = { create: 1 };
const RIGHT_TO_WRITE = 64;

/** `path_open` of the name at 200 in /work; the descriptor is stored at 60. */
function open(index: number, length: number, flags: number, rights: number): number[] {
  const args = [i32(4), i32(0), i32(200), i32(length), i32(flags), i64(rights), i64(0), i32(0), i32(60)];
  return [...args.flat(), 0x10, index, 0x1a];
}

/** Writes what 8 describes to the descriptor at 60. */
const writeToOpened = [...i32(60), 0x28, 2, 0, ...i32(8), ...i32(1), ...i32(16), 0x10, 0, 0x1a];

const WORKER = assemble({
  imports: ['fd_write', 'proc_exit', 'environ_get', 'clock_time_get', 'random_get', 'path_open', 'sock_send'],
  data: [
    [100, 'hello wasm\n'],
    [200, 'out.txt'],
  ],
  body: [
    ...print(0, 1, 100, 11),
    ...call(2, 1000, 2000),
    ...[...i32(0), ...i64(0), ...i32(40), 0x10, 3, 0x1a],
    ...call(4, 48, 8),
    ...open(5, 7, OPEN_FLAGS.create, RIGHT_TO_WRITE),
    ...[...store(8, 100), ...store(12, 11), ...writeToOpened],
    ...call(6, 5, 0, 0, 0, 0),
    ...[...i32(3), 0x10, 1],
  ],
});

describe.each(WALLS)('a module in a %s', (walls) => {
  const module = (code: Uint8Array, more: Asked = {}) => run(code, { language: 'wasm', walls, ...more });

  it('prints, writes a file and exits, and every host call is told', { timeout: TIMEOUT_MS }, async () => {
    const result = await module(WORKER);
    expect(result).toMatchObject({ status: 'exited', exitCode: 3, stdout: 'hello wasm\n' });
    expect(result.changes).toEqual([{ path: '/work/out.txt', change: 'created', bytes: 11 }]);
    expect(told(result)).toEqual([
      'environment.read * allowed',
      'clock.read time allowed',
      'file.write /work/out.txt allowed',
      'network.connect descriptor 5:0 denied',
    ]);
    expect(result.events.some((event) => event.unexplained)).toBe(false);
    expect(result.isolation).toMatchObject({ kernel: 'wasm', limits: { memory: { enforcedBy: 'wasm' } } });
  });

  it('that never returns is ended at the wall clock', { timeout: TIMEOUT_MS }, async () => {
    const result = await module(assemble({ body: forever() }), { limits: { wallMs: 1_000 } });
    expect(result).toMatchObject({ status: 'timed-out', limit: 'wallClock', exitCode: null });
  });

  it('that grows its memory without end is out of memory', { timeout: TIMEOUT_MS }, async () => {
    const grow = [...i32(16), 0x40, 0, ...i32(-1), 0x46, 0x04, 0x40, 0x00, 0x0b]; // traps when it is refused
    const result = await module(assemble({ body: forever(grow) }), { limits: { memoryBytes: 32 * MIB } });
    expect(result).toMatchObject({ status: 'out-of-memory', limit: 'memory' });
  });

  it('that is not valid inside is an error that says so', { timeout: TIMEOUT_MS }, async () => {
    const failing = module(assemble({ body: [0x6a] })); // adds what is not there
    await expect(failing).rejects.toMatchObject({ code: 'wasm-invalid', message: expect.stringMatching(/i32\.add/) });
  });
});

describe('a module', () => {
  const module = (code: Uint8Array, more: Asked = {}) => run(code, { language: 'wasm', ...more });

  it.each([
    ['was cut off', WORKER.subarray(0, 60), /cut off/],
    ['ends within its header', WORKER.subarray(0, 6), /within its header/],
    ['is something else', Buffer.from('#!/bin/sh\n'), /version/],
    ['has no _start', assemble({ body: [], start: 'main' }), /has no _start/],
    ['imports what is not offered', assemble({ strange: [['env', 'system']], body: [] }), /not offered: env\.system/],
  ])('that %s is refused before anything is started', async (_, code, message) => {
    const refused = await module(code).catch((error) => error);
    expect(refused).toMatchObject({ code: 'wasm-invalid', message: expect.stringMatching(message) });
    expect(refused.remedy).not.toBe('');
  });

  it('that starts with more than it may have is out of memory', { timeout: TIMEOUT_MS }, async () => {
    const result = await module(assemble({ pages: 5_000, body: [] }));
    expect(result.status).toBe('out-of-memory');
    expect(result.stderr).toContain('327680000 bytes');
  });

  it('that traps says where to look and exits as an aborted program', { timeout: TIMEOUT_MS }, async () => {
    expect(await module(assemble({ body: [0x00] }))).toMatchObject({
      status: 'exited',
      exitCode: 134,
      stderr: 'wasm trap: unreachable\n',
    });
  });

  it('writes no more than the disk holds', { timeout: TIMEOUT_MS }, async () => {
    const writer = assemble({
      imports: ['fd_write', 'proc_exit', 'path_open'],
      pages: 2,
      data: [[200, 'big']],
      body: [
        ...open(2, 3, OPEN_FLAGS.create, RIGHT_TO_WRITE),
        ...[...store(8, 0), ...store(12, 65_536)],
        // Writes until a call gives an error, and exits with that error.
        ...forever([
          ...[...i32(60), 0x28, 2, 0, ...i32(8), ...i32(1), ...i32(16), 0x10, 0, 0x22, 0],
          ...[0x04, 0x40, 0x20, 0, 0x10, 1, 0x0b],
        ]),
      ],
    });
    const result = await module(writer, { limits: { diskBytes: MIB } });
    expect(result).toMatchObject({ status: 'exited', exitCode: 51 }); // ENOSPC
    expect(result.changes).toEqual([{ path: '/work/big', change: 'created', bytes: MIB }]);
  });
});

describe.each(WALLS)('Python in a %s', (walls) => {
  it('runs with arguments, input, neighbours and an exit code, and is told as in a jail', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const code = `import sys, helper, os
print(sys.argv[1:], sys.stdin.read(), helper.name)
open("out.txt", "w").write("x")
try:
    open("/etc/shadow")
except OSError:
    os.system("id")
sys.exit(7)
`;
    const result = await run(code, { walls, args: ['a b', 'ü'], stdin: 'given', files: { 'helper.py': 'name = 5\n' } });
    expect(result).toMatchObject({ status: 'exited', exitCode: 7, stdout: "['a b', 'ü'] given 5\n", stderr: '' });
    expect(result.changes).toEqual([{ path: '/work/out.txt', change: 'created', bytes: 1 }]);
    expect(told(result).filter((event) => !/__pycache__|helper| \/work allowed/.test(event))).toEqual([
      'file.write /work/out.txt allowed 3',
      'file.read /etc/shadow denied 5',
      'process.spawn /bin/sh -c id denied 7',
    ]);
    expect(told(result, 'interpreter')).toContain('process.spawn id allowed 7');
    expect(result.lines).toContainEqual({ file: 'main.py', executed: [1, 2, 3, 4, 5, 6, 7, 8], complete: true });
    expect(result.isolation?.namespaces).toHaveLength(walls === 'jail' ? 7 : 0);
  });

  it('is out of memory where it asks for too much', { timeout: TIMEOUT_MS }, async () => {
    const result = await run('x = "a" * (1024 ** 3)\nprint(len(x))\n', { walls });
    expect(result).toMatchObject({ status: 'out-of-memory', limit: 'memory', stdout: '' });
    expect(result.stderr).toContain('MemoryError');
  });

  it('ends at the wall clock', { timeout: TIMEOUT_MS }, async () => {
    const result = await run('print("begun", flush=True)\nwhile True: pass\n', { walls, limits: { wallMs: 1_500 } });
    expect(result).toMatchObject({ status: 'timed-out', stdout: 'begun\n' });
  });

  it('reaches nothing of Node’s from inside', { timeout: TIMEOUT_MS }, async () => {
    const { stdout, stderr } = await run(WAYS_OUT, { walls });
    expect(stdout, stderr).toMatch(/^tried 10\n/m);
    expect(stdout).not.toContain('got');
  });

  it.each([
    [
      'C’s way to evaluate',
      'f = ctypes.CDLL(None).emscripten_run_script_string\nf.restype = ctypes.c_char_p\nprint("got", f(b"process.version"))',
    ],
    ['C’s way to a shell', 'if ctypes.CDLL(None).system(b"echo got") == 0: print("got")'],
  ])('does not reach out through %s', { timeout: TIMEOUT_MS }, async (_, code) => {
    const { stdout, stderr } = await run(`import ctypes\n${code}`, { walls });
    expect(stdout + stderr).not.toMatch(/^got/m);
  });
});

/** Each would reach Node's process object, its modules or its files if it worked. */
const WAYS_OUT = `
import sys
from pyodide.ffi import to_js, create_proxy, JsException

def page_globals():
    import js
    return js.process.version

def evaluated():
    from pyodide.code import run_js
    return run_js("process.version")

def api():
    import pyodide_js
    return pyodide_js._module.FS.readFile

def mounted():
    import pyodide_js
    return pyodide_js.mountNodeFS("/host", "/")

def constructor_of_list():
    return to_js([]).constructor.constructor("return process")().version

def constructor_of_error():
    try:
        to_js([]).constructor.constructor("x")
    except JsException as e:
        return e.constructor.constructor("return process")().version

def constructor_of_proxy():
    return create_proxy(print).constructor.constructor("return globalThis")().process.version

def stack_formatter():
    seen = []
    try:
        to_js([]).constructor.constructor("x")
    except JsException as e:
        e.constructor.__proto__.prepareStackTrace = create_proxy(lambda error, frames: seen.append(frames[0].getThis().process))
        try:
            to_js([]).constructor.constructor("x")
        except JsException:
            return seen[0]

def fetched():
    from pyodide.http import open_url
    return open_url("http://127.0.0.1:9/").read()

def left_behind():
    import gc
    return [o for o in gc.get_objects() if type(o).__name__ == "JsProxy"][0].constructor.constructor("return this")()

tries = [f for f in list(globals().values()) if getattr(f, "__module__", "") == "__main__" and callable(f)]
for attempt in tries:
    try:
        print(attempt.__name__, "got", attempt())
    except BaseException as error:
        print(attempt.__name__, "refused", type(error).__name__)
print("tried", len(tries))
`;

describe('Python', () => {
  it('draws fresh numbers after a snapshot, has an event loop, and a clock of its own', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const code = `import asyncio, os, random, time
async def main():
    await asyncio.sleep(0.01)
    return time.gmtime().tm_year
print(asyncio.run(main()), random.random(), os.urandom(8).hex())
`;
    const clock = '2031-05-06T07:08:09.000Z';
    const [first, second] = [await run(code, { clock }), await run(code, { clock })];
    const [one, other] = [first.stdout.split(' '), second.stdout.split(' ')];
    expect([one[0], other[0]]).toEqual(['2031', '2031']);
    expect(one[1]).not.toBe(other[1]);
    expect(one[2]).not.toBe(other[2]);
    expect(first.conditions.clock).toBe(clock);
  });

  it('cannot forge facts, changes or its end through its own hints', { timeout: TIMEOUT_MS }, async () => {
    const forged = [
      'K\\x1f{"call":"openat","path":"/etc/shadow"}',
      'C\\x1f/work/forged\\x1fcreated\\x1f1\\x1f420',
      'E\\x1fexited\\x1f0\\x1f',
    ];
    const code = `import os\nfor line in ${JSON.stringify(forged).replaceAll('\\\\x1f', '\\x1f')}:\n    os.write(40, (line + "\\n").encode())\n    os.write(40, line.encode())\nraise SystemExit(9)\n`;
    const result = await run(code);
    expect(result).toMatchObject({ status: 'exited', exitCode: 9, changes: [] });
    expect(told(result)).toEqual([]);
  });

  it('that is recursive without end gets its own error', { timeout: TIMEOUT_MS }, async () => {
    const result = await run('def f(): f()\ntry:\n    f()\nexcept RecursionError:\n    print("deep")\n');
    expect(result).toMatchObject({ status: 'exited', stdout: 'deep\n' });
  });

  it('whose snapshot was damaged is told what to do', { timeout: TIMEOUT_MS }, async () => {
    const before = process.env.GLOVEBOX_CACHE;
    const folder = mkdtempSync(join(tmpdir(), 'glovebox-wasm-'));
    process.env.GLOVEBOX_CACHE = folder;
    try {
      const { makeSnapshot, snapshotPath, verifySnapshot } = await import('./snapshot.ts');
      const { pyodideFolder } = await import('./bundles.ts');
      await makeSnapshot(pyodideFolder());
      const path = snapshotPath(pyodideFolder());
      expect(readdirSync(join(folder, 'glovebox/wasm'))).toHaveLength(1);
      verifySnapshot(path);
      const content = readFileSync(path);
      content[1_000_000] = (content[1_000_000] ?? 0) ^ 1;
      writeFileSync(path, content);
      expect(() => verifySnapshot(path)).toThrow(
        expect.objectContaining({ code: 'snapshot-corrupt', remedy: expect.stringContaining('images build wasm') }),
      );
    } finally {
      if (before === undefined) delete process.env.GLOVEBOX_CACHE;
      else process.env.GLOVEBOX_CACHE = before;
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe.each(WALLS)('JavaScript in a %s', (walls) => {
  const script = (code: string, more: Asked = {}) => run(code, { language: 'javascript', walls, ...more });

  it('runs with a console, timers, arguments and its own modules', { timeout: TIMEOUT_MS }, async () => {
    const code = `const { n } = require('./part');
console.log('n', n, process.argv.slice(2), [1, { a: 'x' }], new Map([[1, 2]]), process.stdin.read());
setTimeout(() => { console.error('later'); process.exit(4); }, 10);
`;
    const result = await script(code, { args: ['a b'], stdin: 'given', files: { 'part.js': 'exports.n = 42;' } });
    expect(result).toMatchObject({ status: 'exited', exitCode: 4, stderr: 'later\n' });
    expect(result.stdout).toBe("n 42 [ 'a b' ] [ 1, { a: 'x' } ] Map(1) { 1 => 2 } given\n");
  });

  it('is refused what is not there, and that is told with its line', { timeout: TIMEOUT_MS }, async () => {
    const code = `console.log(process.env.HOME);
try { require('child_process'); } catch (error) { console.log(error.code); }
fetch('http://evil.example/x').catch((error) => console.log(error.message));
`;
    const result = await script(code);
    expect(result.stdout).toBe('/home/user\nMODULE_NOT_FOUND\nfetch failed\n');
    expect(told(result)).toEqual([
      'environment.read * allowed 1',
      'code.import child_process denied 2',
      'network.connect evil.example:80 denied 3',
    ]);
  });

  it('reaches nothing of Node’s from inside', { timeout: TIMEOUT_MS }, async () => {
    const result = await script(SCRIPTED_WAYS_OUT);
    expect(result.stdout).toBe('tried 6\n');
    expect(result.exitCode, result.stderr).toBe(0);
  });
});

/** Each would find something of Node's if it worked. */
const SCRIPTED_WAYS_OUT = `
const ways = [
  () => console.log.constructor('return process')().binding('fs'),
  () => process.exit.constructor('return globalThis.process')().dlopen.name,
  () => process.stdout.write.constructor.constructor('return globalThis')().Buffer.from('x'),
  () => require('node:fs').readFileSync,
  () => globalThis.WebAssembly.Memory,
  () => { function f() { return f.caller.caller; } return f().constructor('return process')().mainModule.filename; },
];
for (const way of ways) {
  try {
    const found = way();
    if (found !== undefined) console.log('got', found);
  } catch {}
}
import('fs').then((fs) => console.log('got', fs), () => console.log('tried', ways.length));
`;

describe('JavaScript', () => {
  it('is out of memory, and cut where it says too much', { timeout: TIMEOUT_MS }, async () => {
    const hungry = 'const a = [];\nfor (;;) a.push(new Uint8Array(4 * 1024 * 1024).fill(1));\n';
    expect(await run(hungry, { language: 'javascript' })).toMatchObject({ status: 'out-of-memory', limit: 'memory' });
    const loud = await run('for (let i = 0; i < 3000; i++) console.log("x".repeat(1000));\n', {
      language: 'javascript',
      limits: { outputBytes: MIB },
    });
    expect(loud).toMatchObject({ status: 'exited', truncated: true });
    expect(loud.stdout).toHaveLength(MIB);
  });

  it('that is a module, or TypeScript, runs as such', { timeout: TIMEOUT_MS }, async () => {
    const module = 'import { n } from "./part.mjs";\nconst m = await Promise.resolve(n + 1);\nconsole.log(m);\n';
    expect(await run(module, { language: 'javascript', files: { 'part.mjs': 'export const n = 1;' } })).toMatchObject({
      stdout: '2\n',
      stderr: '',
    });
    const typed =
      'enum Kind { A = 3 }\ninterface B { n: number }\nconst b: B = { n: Kind.A };\nconsole.log(b.n as number);\n';
    expect(await run(typed, { language: 'typescript' })).toMatchObject({ stdout: '3\n', stderr: '' });
  });

  it('ends with 1 by an error nobody catches, thrown or rejected', { timeout: TIMEOUT_MS }, async () => {
    const thrown = await run('function f() { throw new TypeError("broken"); }\nf();\n', { language: 'javascript' });
    expect(thrown).toMatchObject({ status: 'exited', exitCode: 1 });
    expect(thrown.stderr).toMatch(/TypeError: broken\n[\s\S]*main\.js:1/);
  });
});

describe('bash', () => {
  it('is refused with what to use instead', async () => {
    const refused = run('echo hi\n', { language: 'bash' });
    await expect(refused).rejects.toMatchObject({
      code: 'language-unsupported',
      remedy: expect.stringContaining('jail'),
    });
  });
});
