/** What `npm run pack` makes is what a user installs: it works in an empty project, on machines that have little. */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  environmentOf,
  filesOf,
  installInto,
  type Machine,
  manifestOf,
  npxGlovebox,
  packRelease,
  type Release,
  TOOLS,
} from './installed.fixture.ts';

const ROOT = join(import.meta.dirname, '..');
const NATIVE = `glovebox-linux-${process.arch}`;
const folder = mkdtempSync(join(tmpdir(), 'glovebox-installed-'));
const project = join(folder, 'project');
let release: Release;
let node22 = '';

beforeAll(() => {
  release = packRelease(join(folder, 'release'));
  installInto(project, [release.main, release.native]);
  installInto(join(folder, 'node22'), [`node-linux-${process.arch}@22`]);
  node22 = join(folder, `node22/node_modules/node-linux-${process.arch}/bin/node`);
  for (const example of ['dangerous/steal-credentials.py', 'ordinary/count-words.py'])
    copyFileSync(join(ROOT, 'examples', example), join(project, example.split('/').at(-1) ?? ''));
}, 120_000);
afterAll(() => {
  for (const made of [folder, TOOLS]) rmSync(made, { recursive: true, force: true });
});

function machine(has: Partial<Machine> = {}): Machine {
  return { node: process.execPath, bubblewrap: true, compiler: false, cache: join(folder, 'cache'), ...has };
}

describe('the package', () => {
  it('holds what a user needs and nothing else', () => {
    expect(filesOf(release.main)).toMatchSnapshot();
    expect(filesOf(release.native)).toEqual(
      [
        'LICENSE',
        'README.md',
        'bin/vsock-bridge',
        'bin/warden',
        'lib/children.so',
        'lib/world.so',
        'package.json',
      ].sort(),
    );
  });

  it('asks for what it loads, for the native parts of its own version, and for nothing to develop with', () => {
    const { version, dependencies, optionalDependencies, devDependencies, scripts } = manifestOf(release.main);
    expect(Object.keys(dependencies)).toEqual([
      '@pydantic/monty',
      '@vscode/tree-sitter-wasm',
      'better-sqlite3',
      'pyodide',
      'web-tree-sitter',
      'zod',
    ]);
    expect(optionalDependencies).toEqual({ [NATIVE]: version });
    expect({ devDependencies, scripts }).toEqual({});
    expect(manifestOf(release.native)).toMatchObject({ os: ['linux'], cpu: [process.arch], version });
  });

  it('has nothing that publint finds wrong', async () => {
    const { messages } = await publint({ pkgDir: join(project, 'node_modules/glovebox'), pack: false, strict: true });
    expect(messages).toEqual([]);
  });

  it.each([
    ['node16', 'node16'],
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('has types that a compiler finds in a project of its own, module %s and resolution %s', (module, resolution) => {
    for (const name of ['@types/node', 'ai', '@langchain/core'])
      if (!existsSync(join(project, 'node_modules', name))) link(name);
    writeFileSync(join(project, 'typed.ts'), TYPED);
    const flags = `--noEmit --strict --lib es2024 --target es2022 --types node --module ${module} --moduleResolution ${resolution}`;
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [compiler, ...flags.split(' '), 'typed.ts'], {
      cwd: project,
      encoding: 'utf8',
    });
    // All declarations are checked; what is wrong with those of other libraries is theirs.
    const found = stdout.split('\n');
    expect(found.filter((line) => /^(node_modules\/glovebox\/|typed)/.test(line))).toEqual([]);
  });
});

describe.each([22, 24])('installed, with Node %i', (major) => {
  const node = () => (major === 22 ? node22 : process.execPath);

  it('checks an example in the jail without a compiler', () => {
    const done = npxGlovebox(project, machine({ node: node() }), ['check', '--format', 'json', 'steal-credentials.py']);
    expect({ status: done.status, stderr: done.stderr }).toEqual({ status: 1, stderr: '' });
    const { verdict, runs } = JSON.parse(done.stdout);
    expect(verdict.decision).toBe('block');
    expect(runs[0]).toMatchObject({ backend: 'jail', isolation: { seccomp: 2 } });
    expect(runs[0].fallback).toBeUndefined();
  });

  it('checks an example in WebAssembly without bubblewrap, and says so', () => {
    const poor = machine({ node: node(), bubblewrap: false });
    const done = npxGlovebox(project, poor, ['check', '--format', 'json', 'count-words.py']);
    expect(done.status).toBe(0);
    expect(done.stderr).toMatch(/WebAssembly and not in the jail.*apt-get install bubblewrap/);
    expect(JSON.parse(done.stdout).runs[0]).toMatchObject({ backend: 'wasm', fallback: { instead: 'jail' } });
  });

  it('is a library', () => {
    writeFileSync(join(project, 'program.mjs'), PROGRAM);
    const { stdout, stderr } = spawnSync(node(), ['program.mjs'], {
      cwd: project,
      env: environmentOf(project, machine({ node: node() })),
      encoding: 'utf8',
    });
    expect({ stdout, stderr }).toEqual({ stdout: 'allow 6\n', stderr: '' });
  });
});

describe('installed without the package of the native parts', () => {
  const native = join(project, 'node_modules', NATIVE);
  const aside = join(folder, 'aside');
  beforeAll(() => renameSync(native, aside));
  afterAll(() => renameSync(aside, native));

  it('says what is missing where there is no compiler', () => {
    const done = npxGlovebox(project, machine(), ['check', 'count-words.py']);
    expect({ status: done.status, stdout: done.stdout }).toEqual({ status: 2, stdout: '' });
    expect(done.stderr).toMatch(new RegExp(`no warden.*${NATIVE}.*compiler[\\s\\S]*apt-get install gcc`));
  });

  it('compiles them into the cache of the user where there is one, once', () => {
    const able = machine({ compiler: true, cache: join(folder, 'compiling') });
    const first = npxGlovebox(project, able, ['check', '--format', 'json', 'steal-credentials.py']);
    expect(first.status, first.stderr).toBe(1);
    expect(JSON.parse(first.stdout).runs[0]).toMatchObject({ backend: 'jail', isolation: { seccomp: 2 } });
    const [made = ''] = readdirSync(join(able.cache, 'glovebox/native'));
    const parts = readdirSync(join(able.cache, 'glovebox/native', made), { recursive: true }).sort();
    expect(parts).toEqual(['bin', 'bin/vsock-bridge', 'bin/warden', 'lib', 'lib/children.so', 'lib/world.so']);
    // What is there is used, also when the compiler has gone.
    const again = npxGlovebox(project, { ...able, compiler: false }, ['check', '--no-cache', 'count-words.py']);
    expect(again.status, again.stderr).toBe(0);
  });
});

it('the prebuilt library brings other conditions to what runs inside', () => {
  writeFileSync(
    join(project, 'later.py'),
    "import datetime\nif datetime.date.today() > datetime.date(2031, 5, 1):\n    print('it is later')\n",
  );
  const done = npxGlovebox(project, machine(), ['check', '--depth', 'deep', '--format', 'json', 'later.py']);
  const { runs } = JSON.parse(done.stdout);
  expect(runs.map(({ stdout }: { stdout: string }) => stdout)).toContain('it is later\n');
});

/** What a user installs besides, from this checkout. */
function link(name: string): void {
  const place = join(project, 'node_modules', name);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules', name), place);
}

const TYPED = `import { check, inspect, openBox, run, watch, type Report } from 'glovebox';
import * as sdk from 'glovebox/ai-sdk';
import * as langchain from 'glovebox/langchain';
const report: Report = await check('program.py');
const decision: 'allow' | 'review' | 'block' = report.verdict.decision;
// @ts-expect-error there is no such decision, so the types are more than any
const none: 'perhaps' = report.verdict.decision;
for await (const { capability } of watch('program.py')) console.log(capability satisfies string);
console.log(decision, none, inspect, openBox, run, sdk, langchain);
`;

const PROGRAM = `import { check, openBox, sampleOfSource } from 'glovebox';
const sample = sampleOfSource('print(1)', 'python');
const report = await check(sample);
const box = await openBox({ language: 'python' });
const { value } = await box.run('sum([1, 2, 3])');
await box.close();
console.log(report.verdict.decision, value);
`;
