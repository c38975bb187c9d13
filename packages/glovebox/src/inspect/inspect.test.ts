import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../sample/sample.ts';

const SOURCE_LANGUAGES = ['python', 'javascript', 'typescript', 'bash'] as const;

import { inspected, sampleOf } from './inspect.fixture.ts';
import { inspect } from './inspect.ts';
import { siteSchema } from './site.ts';
import { parserFor } from './syntax/parser.ts';

describe('inspection of a sample', () => {
  it('reads every file of a known language and says which it did not', async () => {
    const result = await inspect(
      sampleOf('python', {
        'a.py': 'import b',
        'b.py': 'eval(x)',
        'c/d.js': 'eval(x)',
        'run.sh': 'rm x\n',
        'notes.md': '# eval',
        tool: '#!/bin/sh\nrm y\n',
      }),
    );
    expect(result.sites.map(({ id, file, callee }) => [id, file, callee])).toEqual([
      ['site:1', 'a.py', 'import'],
      ['site:2', 'b.py', 'eval'],
      ['site:3', 'c/d.js', 'eval'],
      ['site:4', 'run.sh', 'rm'],
      ['site:5', 'tool', 'rm'],
    ]);
    expect(result.skipped).toEqual([{ file: 'notes.md', reason: 'no grammar for this kind of file' }]);
  });

  it('reads the entry in the language of the sample, whatever its name', async () => {
    expect((await inspect(sampleOf('bash', { 'script.txt': 'rm x\n' }))).sites).toHaveLength(1);
  });

  it('reads TSX as such', async () => {
    const { problems, sites } = await inspect(sampleOf('typescript', { 'a.tsx': 'const a = <b c={eval("1")}>x</b>;' }));
    expect([problems, sites.length]).toEqual([[], 1]);
  });

  it('runs, imports and opens nothing', async () => {
    const marker = join(tmpdir(), `glovebox-inspected-${process.pid}`);
    await inspected('python', `open(${JSON.stringify(marker)}, "w").write("x")`);
    await inspected('javascript', `require("fs").writeFileSync(${JSON.stringify(marker)}, "x"); throw 1`);
    await inspected('bash', `touch ${marker}\n`);
    expect(existsSync(marker)).toBe(false);
  });

  it('reports syntax errors with their place', async () => {
    const { problems, sites } = await inspected('python', 'import os\nos.system("id")\ndef f(:\n  pass\n');
    expect(problems[0]).toMatchObject({ file: 'main', line: 3 });
    expect(sites.map((site) => site.callee)).toContain('os.system');
  });

  it('accepts correct source without a problem', async () => {
    const sources = {
      python: 'x: int = 1\nmatch x:\n  case 1: pass\n',
      javascript: 'a?.b ??= 1n;',
      typescript: 'let a: A<B> = c satisfies D;',
      bash: 'exec 3<>f; echo "$((1 + 2))" | cat\n',
    };
    for (const language of SOURCE_LANGUAGES)
      expect((await inspected(language, sources[language])).problems).toEqual([]);
  });

  it('collects comments that ask scanners to look away, and obeys none', async () => {
    const { suppressions, sites } = await inspected(
      'python',
      'eval(x)  # nosec B307\n# an ordinary comment about noses\n# type: ignore\ny = "# noqa"\n',
    );
    expect(suppressions).toEqual([{ file: 'main', line: 1, text: '# nosec B307' }]);
    expect(sites).toHaveLength(1);
    const other = await inspected('javascript', '/* a\n eslint-disable no-eval */ eval(x)');
    expect(other.suppressions.map(({ line }) => line)).toEqual([2]);
  });

  it('counts the lines that hold something to execute', async () => {
    const code =
      '"""Says\nwhat it is."""\n\nimport os  # one\n\n@wrapped\ndef f(a):\n    "docs"\n    # comment\n    if a:\n        return (\n            1)\n    elif b: pass\n    else:\n        g()\n';
    expect((await inspected('python', code)).executableLines).toEqual({ main: [4, 6, 7, 10, 11, 13, 15] });
    expect((await inspected('bash', '# x\nf() {\n  echo a\n}\nif [ -f b ]; then\n  f\nfi\n')).executableLines).toEqual({
      main: [3, 5, 6],
    });
    expect(
      (await inspected('typescript', 'interface A {\n  b: 1\n}\n\nconst c = {\n  d: 1,\n};\n')).executableLines,
    ).toEqual({ main: [5] });
  });
});

describe('inspection is bounded', () => {
  it('skips a file over 2 MiB', async () => {
    const { skipped, sites } = await inspected('python', `eval(x)\n${'#'.repeat(2 * 1024 * 1024)}`);
    expect([skipped.length, sites.length]).toEqual([1, 0]);
  });

  it('lists at most 20,000 sites and says so', async () => {
    const { skipped, sites } = await inspected('bash', 'rm a\n'.repeat(20_500));
    expect(sites).toHaveLength(20_000);
    expect(skipped[0]?.reason).toContain('only in part');
  });

  it.each([
    ['python', '('.repeat(100_000)],
    ['python', `x = ${'-'.repeat(100_000)}1`],
    ['python', `a${'.b'.repeat(50_000)}()`],
    ['javascript', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
    ['javascript', 'a=>'.repeat(50_000)],
    ['typescript', 'A<'.repeat(20_000)],
    ['bash', `echo ${'$('.repeat(20_000)}`],
    ['python', 'while 1:\n  x += x\n  eval(x)\n'],
    ['python', 'x = y\ny = x\neval(x)\n'],
  ] as const)('survives %s nested without end', async (language, code) => {
    await expect(inspected(language, code)).resolves.toBeDefined();
  });

  it('finds what is hidden at any depth of nesting', async () => {
    for (const depth of [1, 59, 60, 61, 118, 119, 120, 121, 122, 300]) {
      const { sites } = await inspected(
        'python',
        `import os\n${'f('.repeat(depth)}os.system("id")${')'.repeat(depth)}`,
      );
      expect(
        sites.map(({ callee, target }) => `${callee} ${target}`),
        `depth ${depth}`,
      ).toContain('os.system id');
    }
  });

  it('survives NUL bytes and invalid UTF-8', async () => {
    const bytes = new Uint8Array([
      ...new TextEncoder().encode('eval("'),
      0,
      0xff,
      0xc3,
      0x28,
      ...new TextEncoder().encode('")\n'),
    ]);
    for (const language of LANGUAGES) await expect(inspect(sampleOf(language, { main: bytes }))).resolves.toBeDefined();
  });
});

const FRAGMENTS = {
  python: [
    'import os',
    'from os import *',
    'os.system(',
    '"a" + ',
    'f"{x',
    ')',
    '\n',
    '    ',
    'def f(self, *a, **k):',
    'class A(B):',
    'self.x = ',
    'for x in [',
    'lambda ',
    '** ',
    'with open("a") as f:',
    'os.environ',
    'x += x',
    'getattr(',
    '%',
    '.format(',
    ']',
    '__proto__',
    'constructor(',
  ],
  javascript: [
    'require("fs")',
    'const {',
    'a: b',
    '} = ',
    'process.env',
    '`${',
    '`',
    '(',
    ')',
    '=>',
    'class A {',
    'this.x = ',
    'import(',
    '[',
    ']',
    '...',
    '\n',
    '__proto__',
    '.constructor',
    'new Function(',
    '"',
    '/',
    'async ',
  ],
  typescript: [
    'let x: ',
    'A<',
    '>',
    'as any',
    'import type {',
    'enum E {',
    'declare ',
    '!',
    'eval(',
    ')',
    '\n',
    'function f(a: net.Socket',
    'constructor',
  ],
  bash: [
    'rm ',
    '$(',
    ')',
    '"',
    "'",
    '`',
    '| ',
    '> ',
    '<<EOF\n',
    'EOF\n',
    'f() {',
    '}',
    ';',
    '$x',
    '${x:-',
    'for a in ',
    'do ',
    'done',
    '&',
    '\n',
    'eval ',
    'sudo ',
    '/dev/tcp/a/1',
    'constructor ',
    '__proto__ ',
  ],
} as const;

describe('no source makes inspection throw', () => {
  it.each(SOURCE_LANGUAGES)('of %s, and every site fits the schema', async (language) => {
    const pieces = fc.array(
      fc.oneof(fc.constantFrom(...FRAGMENTS[language]), fc.string({ unit: 'binary', maxLength: 8 })),
      { maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(pieces, async (parts) => {
        const { sites } = await inspected(language, parts.join(''));
        for (const site of sites) siteSchema.parse(site);
      }),
      { numRuns: 300 },
    );
  });

  it('when it is cut off anywhere', async () => {
    const code = 'import os\nwith open(f"{os.environ[\'HOME\']}/.ssh/id_rsa") as f:\n  exec(f.read() + "a" "b")\n';
    for (let length = 0; length < code.length; length++) await inspected('python', code.slice(0, length));
  });
});

describe('a parser', () => {
  it('is loaded once', async () => {
    expect(parserFor('python')).toBe(parserFor('python'));
    expect(await parserFor('python')).not.toBe(await parserFor('bash'));
  });
});
