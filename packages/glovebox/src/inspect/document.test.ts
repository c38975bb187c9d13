import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Language } from '../sample/sample.ts';
import { openDocument } from './document.ts';
import { sampleOf } from './inspect.fixture.ts';
import { inspect } from './inspect.ts';
import type { Inspection } from './site.ts';

function withoutTime({ durationMs: _, ...rest }: Inspection): Omit<Inspection, 'durationMs'> {
  return rest;
}

async function fresh(language: Language, files: Record<string, string>) {
  return withoutTime(await inspect(sampleOf(language, files)));
}

describe('a document that is edited', () => {
  it('is inspected as a fresh sample would be, edit by edit', async () => {
    const document = await openDocument(sampleOf('python', { 'a.py': 'import os\nos.getcwd()\n' }));
    const typed = '\nos.system("rm -rf ~")  # nosec';
    for (const letter of typed) {
      const at = document.text.length;
      const seen = withoutTime(await document.update([{ start: at, end: at, text: letter }]));
      expect(seen).toEqual(await fresh('python', { 'a.py': document.text }));
    }
    expect(document.text).toBe(`import os\nos.getcwd()\n${typed}`);
    document.close();
  });

  it('sees the other files of the sample, which are read once', async () => {
    const files = {
      'a.js': 'require("./b")',
      'b.js': 'eval(x)',
      'c.md': '#',
      'package.json': '{"dependencies": {"unheard-of-lib": "1"}}',
    };
    const document = await openDocument(sampleOf('javascript', files));
    const seen = withoutTime(await document.update([{ start: 0, end: 0, text: 'require("unheard-of-lib");\n' }]));
    expect(seen).toEqual(await fresh('javascript', { ...files, 'a.js': document.text }));
    expect(seen.sites.map(({ file, callee }) => `${file} ${callee}`)).toContain('b.js eval');
    expect(seen.packages).toEqual([]);
  });

  it('applies edits that are given at once in their order', async () => {
    const document = await openDocument(sampleOf('bash', { 'a.sh': 'rm a\n' }));
    const [first, second] = [
      document.update([
        { start: 0, end: 2, text: 'cat' },
        { start: 4, end: 5, text: 'b' },
      ]),
      document.update([{ start: 0, end: 3, text: 'rm' }]),
    ];
    expect((await first).sites.map(({ callee, target }) => `${callee} ${target}`)).toEqual(['cat b']);
    expect((await second).sites.map(({ callee, target }) => `${callee} ${target}`)).toEqual(['rm b']);
  });

  it('takes offsets beyond the text for its end', async () => {
    const document = await openDocument(sampleOf('python', { 'a.py': 'x = 1\n' }));
    await document.update([
      { start: 900, end: 1_000, text: 'eval(x)\n' },
      { start: -5, end: -1, text: '# a\n' },
    ]);
    expect(document.text).toBe('# a\nx = 1\neval(x)\n');
  });

  it('may be any source of the sample, and nothing else', async () => {
    const sample = sampleOf('python', { 'a.py': '', 'b.sh': 'ls\n', 'c.md': '' });
    expect((await openDocument(sample, 'b.sh')).text).toBe('ls\n');
    await expect(openDocument(sample, 'c.md')).rejects.toThrow('c.md is no source');
    await expect(openDocument(sample, 'd.py')).rejects.toThrow('d.py is no source');
  });

  it('keeps the limits of a sample', async () => {
    const document = await openDocument(sampleOf('bash', { 'a.sh': 'rm a\n'.repeat(19_999) }));
    const at = document.text.length;
    const seen = withoutTime(await document.update([{ start: at, end: at, text: 'rm b\nrm c\n' }]));
    expect(seen).toEqual(await fresh('bash', { 'a.sh': document.text }));
    expect(seen.skipped).toHaveLength(1);
  });
});

const TEXTS = {
  python:
    'import os, base64\n\ndef f(a, b=1):\n    """No network access."""\n    with open(a) as g:\n        exec(base64.b64decode("cHJpbnQoMSk="))\n    return os.system("ls " + a)\n\nclass A:\n    x = "é😀"\n',
  javascript:
    'const fs = require("fs");\nfunction f(a) {\n  eval("1 + " + a);\n  return a + `😀`;\n}\nclass A { b = () => fs.rmSync("x"); }\n',
  typescript:
    'import { exec } from "node:child_process";\nlet x: Array<string> = [];\nenum E { A }\nexec(x[0] as string);\n',
  bash: 'f() {\n  rm -rf "$1"\n}\nfor a in b c; do f "$a"; done\ncat <<EOF | sh\nls é\nEOF\n',
} as const;

describe.each(Object.entries(TEXTS))('any edits of a source in %s', (language, code) => {
  it('lead to what a fresh inspection sees', async () => {
    const edits = fc.array(
      fc.record({
        at: fc.nat(code.length + 20),
        length: fc.nat(12),
        text: fc.oneof(
          fc.constantFrom('', '\n', '"', '(', ')', '#', ' ', 'eval(x)\n', 'é😀', code.slice(0, 40)),
          fc.string({ maxLength: 4 }),
        ),
      }),
      { minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(edits, async (all) => {
        const document = await openDocument(sampleOf(language as Language, { main: code }));
        for (const { at, length, text } of all) {
          const seen = withoutTime(await document.update([{ start: at, end: at + length, text }]));
          expect(seen).toEqual(await fresh(language as Language, { main: document.text }));
        }
        document.close();
      }),
      { numRuns: 60 },
    );
  });
});

describe('a glance', () => {
  it('sees what is written, leaves out what takes long to work out, and a second look sees all', async () => {
    const hidden = [
      'def dec(text, key):',
      '    out = ""',
      '    for n in range(len(text)):',
      '        out += chr(text[n] ^ key)',
      '    return out',
    ];
    const numbers = [...'import os; os.system("id")'].map((letter) => letter.charCodeAt(0) ^ 7);
    const filler = Array.from({ length: 60 }, (_, n) => `x${n} = dec([${numbers.join(', ')}] * 3, ${n})`);
    const text = [...hidden, ...filler, `exec(dec([${numbers.join(', ')}], 7))`, 'open("/etc/hosts", "a")', ''].join(
      '\n',
    );
    const document = await openDocument(sampleOf('python', { 'a.py': 'x = 1\n' }));
    const glanced = await document.glance([{ start: 0, end: 6, text }]);
    expect(glanced.sites.map(({ target }) => target)).toContain('/etc/hosts');
    expect(glanced.skipped).toEqual([]);
    const looked = await document.inspect();
    const fresh = await inspect(sampleOf('python', { 'a.py': text }));
    expect(looked.sites).toEqual(fresh.sites);
    document.close();
  });
});
