import { describe, expect, it } from 'vitest';
import { sampleOfSource } from '../sample/load.ts';
import type { Language } from '../sample/sample.ts';
import { workedMs } from './clock.ts';
import { inspect } from './inspect.ts';
import type { Inspection } from './site.ts';

/** Milliseconds of processor time; twice of what a machine with nothing else to do needs at most. */
const MOST_MS = 6_000;

async function inspected(language: Language, code: string): Promise<Inspection> {
  const started = workedMs();
  const inspection = await inspect(sampleOfSource(code, language));
  expect(workedMs() - started, 'milliseconds').toBeLessThan(MOST_MS);
  return inspection;
}

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');
/** Two others that a function of a large circle calls. */
const after = (index: number): [number, number] => [(index + 1) % 2_000, (index * 7 + 3) % 2_000];

const SLOW: Readonly<Record<string, readonly [Language, string]>> = {
  'functions of Python that call each other in circles': [
    'python',
    `${lines(2_000, (at) => `def f${at}(x):\n    return f${after(at)[0]}(f${after(at)[1]}(x))`)}\nimport os\nos.system(f0(input()))\n`,
  ],
  'functions of JavaScript that call each other in circles': [
    'javascript',
    `${lines(2_000, (at) => `function f${at}(x) { return f${after(at)[0]}(f${after(at)[1]}(x)) }`)}\nrequire('child_process').exec(f0(process.argv[2]))\n`,
  ],
  'a chain of ten thousand functions': [
    'python',
    `import os\n${lines(10_000, (at) => `def f${at}(x):\n    return f${at + 1}(x)`)}\nos.system(f0(input()))\n`,
  ],
  'a text of JavaScript that doubles 5,000 times': [
    'javascript',
    `let a = 'xy';\n${'a = a + a;\n'.repeat(5_000)}require('child_process').exec(a)\n`,
  ],
  'a list of Python that grows for 30,000 lines': [
    'python',
    `import os\na = []\n${lines(30_000, (at) => `a.append('x${at}')`)}\nos.system(''.join(a))\n`,
  ],
  'an array of the shell that grows for 30,000 lines': [
    'bash',
    `a=()\n${lines(30_000, (at) => `a+=(x${at})`)}\neval "\${a[*]}"\n`,
  ],
};

describe('what a source costs is bounded', () => {
  it.each(Object.entries(SLOW))(
    'in %s',
    async (_, [language, code]) => {
      const { sites } = await inspected(language, code);
      expect(sites.map(({ capability }) => capability)).toContain(language === 'bash' ? 'code.eval' : 'process.spawn');
    },
    60_000,
  );

  it.each([
    ['python', `import os\na = 'xy'\n${'a = a + a\n'.repeat(5_000)}os.system(a)\n`],
    ['bash', `a=xy\n${'a=$a$a\n'.repeat(5_000)}eval $a\n`],
  ] as const)(
    'in a text of %s that doubles 5,000 times, and what is cut is said',
    async (language, code) => {
      const { sites, skipped } = await inspected(language, code);
      expect(sites.length).toBeGreaterThan(0);
      expect(skipped.map(({ reason }) => reason)).toEqual(['only in part: its names are too costly to resolve']);
    },
    60_000,
  );
});

it('functions in circles that a person would write are resolved to their end, and nothing is skipped', async () => {
  const circle = lines(
    40,
    (at) => `def f${at}(x):\n    return f${(at + 1) % 40}(x) or f${(at * 7) % 40}(x) or f${(at * 3 + 1) % 40}(x)`,
  );
  const { sites, skipped } = await inspected('python', `import os\n${circle}\nf0('a')\nos.system('id')\n`);
  expect(skipped).toEqual([]);
  expect(sites).toContainEqual(expect.objectContaining({ callee: 'os.system', target: 'id' }));
});

it.each<[Language, string]>([
  ['python', `import os as a0\n${lines(300, (at) => `a${at + 1} = a${at}`)}\nprint(a300)\n`],
  [
    'javascript',
    `const a0 = require('os');\n${lines(300, (at) => `const a${at + 1} = a${at};`)}\nconsole.log(a300.x);\n`,
  ],
])('names of %s that lead further than is followed are told, not dropped', async (language, code) => {
  const { skipped } = await inspected(language, code);
  expect(skipped).toEqual([expect.objectContaining({ reason: expect.stringContaining('only in part') })]);
});
