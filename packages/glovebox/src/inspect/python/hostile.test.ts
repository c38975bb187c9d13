import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspected } from '../inspect.fixture.ts';
import { codeOfMarshal } from './marshal.ts';
import { codeOfYaml } from './yaml.ts';

const BOMB = deflateSync(Buffer.alloc(5_000_000)).toString('base64');
const numbered = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

describe('a Python source that is made to be slow', () => {
  it.each([
    ['doubles a text', `x = "a"\n${'x += x\n'.repeat(2_000)}`],
    [
      'unpacks more than it holds',
      `import zlib, base64\n${`zlib.decompress(base64.b64decode("${BOMB}"))\n`.repeat(30)}`,
    ],
    ['calls itself', `def f(x):\n  return f(x) + f(x)\n${'f("a")\n'.repeat(200)}`],
    [
      'calls twice at each of many levels',
      `${numbered(30, (i) => `def f${i}(x):\n  return f${i + 1}(x) + f${i + 1}(x)`)}\ndef f30(x):\n  return x\nf0("a")\n`,
    ],
    [
      'loops in loops',
      `out = ""\nfor a in range(999):\n  for b in range(999):\n    out += chr(a)\nprint(out)\n`.repeat(10),
    ],
    ['loops without end', `i = 0\nwhile True:\n  i += 1\nprint(str(i))\n`.repeat(20)],
    ['comprehends in comprehensions', `"".join(chr(a + b) for a in range(999) for b in range(999))\n`.repeat(20)],
    ['fills a dictionary in a loop', 'd = {}\nfor i in range(20000):\n  d[i] = i\nexec(d[5])\n'],
    ['updates a dictionary in a loop', 'd = {}\nfor i in range(20000):\n  d.update({str(i): i})\nexec(d["5"])\n'],
    ['puts bytes after bytes', 'd = bytearray(b"")\nfor i in range(19000):\n  d.append(65)\nexec(d)\n'.repeat(5)],
    ['puts each item before the others', 'd = []\nfor i in range(20000):\n  d.insert(0, i)\nexec(d[5])\n'],
    ['puts lists into lists', `a = ["x"]\n${'a = [a]\n'.repeat(3_000)}exec(a)\n`],
    ['shares lists among lists', `a = ["x"]\n${'a = [a, a]\n'.repeat(60)}exec(a)\nopen(a)\n`],
    ['appends on every line', `x = []\n${'x.append("a")\n'.repeat(5_000)}`],
    ['passes something else in every call', `def f(x):\n  eval(x)\n${numbered(5_000, (i) => `f("a${i}")`)}\n`],
    ['branches on every line', `x = ""\n${'if a:\n  x = x + "a"\n'.repeat(800)}`],
    ['has a long chain of bases', `${numbered(500, (i) => `class C${i}(C${i + 1}):\n  pass`)}\nC0().x()\n`],
    ['is its own base', 'class A(A):\n  pass\nA().x()\n'],
    ['replaces each letter by the whole', `x = "a" * 9999\n${'x.replace("a", x)\n'.repeat(50)}`],
    ['formats a long text in many places', `x = "{0}" * 3000\n${'x.format("b" * 9999)\n'.repeat(50)}`],
    ['goes through a long chain of attributes', `import os\nos${'.a'.repeat(20_000)}()\n`],
    ['asks for powers', 'x = 9 ** 9 ** 9\ny = "a" * x\nz = 1 << 99999999999\n'],
  ])(
    'when it %s still shows what it does in the end',
    async (_, code) => {
      const { sites } = await inspected('python', `${code}\nimport os\nos.system("id")\n`);
      expect(sites.map(({ callee, target }) => `${callee} ${target}`)).toContain('os.system id');
    },
    20_000,
  );
});

const VALUES = [
  'x',
  '"a"',
  'b"\\xff"',
  '0x41',
  '[1, 2]',
  '{"a": 1}',
  'None',
  'os',
  'f',
  '(lambda a: a)',
  '""',
  '-1',
  'range(3)',
  'self',
];
const CALLEES = [
  'chr',
  'ord',
  'bytes',
  'map',
  'zip',
  'getattr',
  'f',
  '"a".join',
  '"{}".format',
  'x.append',
  'b"a".decode',
  'base64.b64decode',
  'zlib.decompress',
  'marshal.loads',
  'pickle.loads',
  'exec',
  'sorted',
  'int',
  '"a".translate',
  'str.maketrans',
  'functools.reduce',
  'functools.partial',
  'os.path.join',
  'codecs.decode',
  'x.to_bytes',
  'vars',
  'globals',
  'sum',
  'dict',
  'operator.methodcaller',
];

const expression = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(...VALUES),
    fc
      .tuple(fc.constantFrom(...CALLEES), fc.array(tie('any'), { maxLength: 3 }))
      .map(([callee, given]) => `${callee}(${given.join(', ')})`),
    fc
      .tuple(tie('any'), fc.constantFrom('+', '*', '^', '%', '/', '<<', '==', 'in', 'or', '|'), tie('any'))
      .map((parts) => `(${parts.join(' ')})`),
    fc.tuple(tie('any'), tie('any')).map(([value, key]) => `${value}[${key}]`),
    fc.tuple(tie('any'), tie('any'), tie('any')).map(([value, from, step]) => `${value}[${from}::${step}]`),
    fc.tuple(tie('any'), tie('any')).map(([body, items]) => `[${body} for x in ${items}]`),
    fc
      .tuple(tie('any'), fc.constantFrom('x', '__class__', '__dict__', '__globals__', 'system'))
      .map(([value, name]) => `${value}.${name}`),
  ),
})).any;

const statement = fc.oneof(
  expression.map((value) => `x = ${value}`),
  expression.map((value) => `x += ${value}`),
  expression.map((value) => `x[${value}] = ${value}`),
  expression.map((value) => `for x in ${value}:\n  f(x)\n  x.append(x)`),
  expression.map((value) => `while ${value}:\n  x = ${value}`),
  expression.map((value) => `def f(x, *a, y=${value}, **k):\n  return ${value}`),
  expression.map(
    (value) => `class A(${value}):\n  b = ${value}\n  def f(self):\n    self.c = ${value}\n    return self.c`,
  ),
  expression.map((value) => `if ${value}:\n  x = ${value}\nelse:\n  f = ${value}`),
  expression,
);

describe('no Python source makes inspection throw', () => {
  it('of statements that compute with anything', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(statement, { maxLength: 12 }), async (lines) => {
        await expect(inspected('python', lines.join('\n'))).resolves.toBeDefined();
      }),
      { numRuns: 400 },
    );
  }, 60_000);
});

describe('data that is read without being loaded', () => {
  it('as a marshalled object may be anything', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void codeOfMarshal(bytes)),
      { numRuns: 2_000 },
    );
    expect(codeOfMarshal(new Uint8Array([0x28, 0xff, 0xff, 0xff, 0x7f]))).toBeUndefined();
  });

  it('as YAML may be anything', () => {
    fc.assert(fc.property(fc.string(), (document) => void codeOfYaml(`!!python/name:a.b ${document}`)));
    expect(codeOfYaml('a: 1\nb: !!str x')).toBeUndefined();
  });
});
