import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { processorMs } from '../clock.fixture.ts';
import { inspected, usesIn } from '../inspect.fixture.ts';
import { regexOf } from './compute/regex.ts';

const times = (count: number, write: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => write(i)).join('');

const cost = (code: string) => processorMs(() => inspected('javascript', code));

describe('what is computed is bounded', () => {
  it.each([
    ['a loop without end', 'let s = ""; while (true) s += "a"; eval(s)'],
    ['a recursion without end', 'function f(x) { return f(x + 1) } eval(f(0))'],
    ['functions that call each other', 'function f(x) { return g(x) } function g(x) { return f(x) } eval(f("a"))'],
    ['a thousand loops without end', times(1_000, (i) => `let s${i} = ""; for (;;) s${i} += "a"; eval(s${i});`)],
    ['a text that doubles', `let a = "x"; ${'a = a + a; '.repeat(2_000)} eval(a)`],
    ['a text that doubles in a loop', 'let a = "x"; for (let i = 0; i < 1e9; i++) a = a + a; eval(a)'],
    ['repeat', 'eval("x".repeat(1e9))'],
    ['padding', 'eval("x".padStart(1e9, "ab"))'],
    ['a large array', 'eval(new Array(1e9).fill("x").join("y"))'],
    ['a list in itself', 'const a = []; a.push(a); a.push(a); eval(a.join(""))'],
    ['a list that shares its parts', `let a = ["x"]; ${'a = [a, a]; '.repeat(100)} eval(a.join(""))`],
    ['a deep list', 'function f() { let a = []; for (let i = 0; i < 5000; i++) a = [a]; return a } exec(f())'],
    ['a pattern that backtracks', `eval("${'a'.repeat(30_000)}".replace(/(a+)+b/, "x"))`],
    ['a pattern made while running', `eval("${'a'.repeat(40)}".replace(new RegExp("(a|a)*b"), "x"))`],
    ['patterns that are slow', `eval("${'a'.repeat(3_900)}".replace(/a*b/g, "x"));`.repeat(100)],
    [
      'data that unfolds',
      `eval(require("zlib").inflateSync(Buffer.from("${deflateSync(Buffer.alloc(20_000_000)).toString('base64')}", "base64")).toString())`,
    ],
    ['deep JSON', `eval(JSON.parse('${'['.repeat(20_000)}${']'.repeat(20_000)}').x)`],
    [
      'replacing by something long',
      'const s = "a".repeat(900000); eval(s.replaceAll("a", s)); eval(s.split("").join(s))',
    ],
    ['a list that doubles', 'let a = [1, 2]; for (;;) a = a.concat(a); eval(a)'],
    ['functions in functions', `eval(${'(() => '.repeat(2_000)}1${')()'.repeat(2_000)})`],
    [
      'functions that all call each other',
      times(500, (i) => `function f${i}(a) { exec(a); f${(i + 1) % 500}(a + "x"); f${(i * 7) % 500}(a) }`),
    ],
    ['methods under one name', times(500, (i) => `class C${i} { run(a) { exec(a); this.run(a + 1) } }`)],
    ['an object that grows', `const o = {}; ${times(1_000, (i) => `o.a${i} = "x"; exec(o.a${i});`)}`],
    ['a sort that never answers', 'exec([3, 2, 1].sort(() => { for (;;) {} }).join(""))'],
    [
      'a table that is turned for ever',
      'var t = ["a"]; (function (a) { for (;;) a.push(a.shift()) })(t); function d(i) { return t[i] } exec(d(0))',
    ],
    [
      'a list that holds itself ten thousand times',
      'const a = " ".repeat(9000).split(""); eval(a.fill(a).flat(3).length)',
    ],
    [
      'a list put together of itself',
      'const a = " ".repeat(9000).split(""); a.fill(a); eval(a.concat.apply(a, a).length)',
    ],
    [
      'long texts that are looked at again and again',
      'const s = "a".repeat(1e6); for (let i = 0; i < 9999; i++) new Set(s); eval(i)',
    ],
    ['long texts that are changed again and again', 'let s = "a".repeat(1e6); for (;;) s = s.toUpperCase(); eval(s)'],
    ['a long text that is sought from the end', 'eval("a".repeat(3e5).lastIndexOf("a".repeat(1e5) + "b"))'],
    ['a getter that reads itself', 'class A { get x() { return this.x } } exec(new A().x)'],
  ])('%s', async (_, code) => {
    expect(await cost(code)).toBeLessThan(4_000);
  });

  it('and goes on after giving up', async () => {
    const code = 'let s = ""; while (true) s += "a"; eval(s); require("child_process").exec(["i", "d"].join(""))';
    expect(await usesIn('javascript', code)).toContain('process.spawn child_process.exec id');
  });
});

describe('a pattern of the sample is used', () => {
  it.each(['/a/g', '/[^a-z]+/gi', '/../g', '/\\b\\w+\\b/g', '/x|y|z/', '/(\\d)(\\w)/', '/^a{1,62}$/', '/(?<n>a)/'])(
    '%s',
    (written) => {
      expect(regexOf(written)).toBeDefined();
    },
  );

  it.each(['/(a+)+/', '/(a|a)*b/', '/a*a*b/', '/(?=a+)b/', '/(a)\\1/', '/a**/', '/[/', 'a'])(
    'never when it is %s',
    (written) => {
      expect(regexOf(written)).toBeUndefined();
    },
  );
});

describe('what the engine itself refuses is not known, and ends nothing', () => {
  it.each([
    ['texts without end', 'eval("".repeat(Infinity)); exec("after")'],
    ['lists of half an item', 'eval(new Array(1.5)); exec("after")'],
    ['bytes of half an item', 'eval(new Uint8Array(1.5)); exec("after")'],
    [
      'more arguments than the stack holds',
      'var t = ["a"]; (function (a) { a.push(..."a".repeat(3e5)); a.shift() })(t); eval(t[0]); exec("after")',
    ],
  ])('%s', async (_, code) => {
    const { sites } = await inspected('javascript', `const { exec } = require("child_process");\n${code}`);
    expect(sites.map(({ callee, target }) => `${callee} ${target}`)).toContain('child_process.exec after');
  });
});

describe('odd values do no harm', () => {
  it.each([
    'exec("\\u{110000}" + "\\ud800" + "\\u{fffffffff}")',
    'exec(String.fromCodePoint(-1, 1e99)); exec(encodeURIComponent("\\ud800")); exec(decodeURIComponent("%"))',
    'exec("x".repeat(Infinity)); exec("x".repeat(-1)); exec("x".slice(-Infinity)); exec([1].at(NaN))',
    'exec((1e21).toString(36)); exec((255).toString(99)); exec(parseInt("z", 1))',
    'const o = { __proto__: 1, constructor: "c" }; exec(o.constructor); exec(o.__proto__); exec("a"["__proto__"])',
    'const h = {}; h["__proto__"] = "x"; exec(h["__proto__"]); exec(h.hasOwnProperty); exec([].toString.call(1))',
    'exec(Buffer.from("zz", "hex").toString("nothing")); exec(new TextDecoder("x").decode(new Uint8Array(-1)))',
    'exec(Symbol("x")); exec(1n + 2n); exec(new Proxy({}, {})); exec(undefined.x); exec(null[0])',
    'a: for (;;) { for (;;) continue a } switch (x) { default: } try { throw {} } catch ({ a }) { exec(a) } finally { exec(1) }',
    'var { a: { b: [c = 1, ...d] } } = e, [f, { g }] = h; exec(c, d, f, g); ({ c: i.j, k: l[m] } = n); exec(i, l)',
  ])('%s', async (code) => {
    await expect(inspected('javascript', code)).resolves.toBeDefined();
  });

  const PIECES = [
    'let s = "";',
    'for (const c of ',
    'for (let i = 0; i < 5; i++) ',
    's += ',
    'function f(a, b = 1, ...c) { return ',
    'f(',
    '}',
    '{',
    '[',
    ']',
    ')',
    '(',
    '"ab"',
    '[1, 2]',
    '.map((x) => x ^ 3)',
    '.join("")',
    '.split("")',
    '.reverse()',
    'String.fromCharCode(',
    '...',
    ' + ',
    ' ^ ',
    '!',
    '.constructor',
    '.call(',
    '.bind(',
    'eval(',
    'require(',
    'this.x',
    'class A { #a = 1; get b() { return this.#a } }',
    'new ',
    'await ',
    '=> ',
    'x',
    'x = ',
    'x.push(',
    'Object.entries(',
    'Buffer.from(',
    ', "base64")',
    'atob(',
    '.replace(/a/g, ',
    '`${',
    '}`',
    ';',
    '?.',
    'switch (x) { case 1: ',
    'while (x) ',
    'try { ',
    '} catch (e) { ',
    'return ',
  ];

  it('of any shape', async () => {
    const sources = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(sources, async (parts) => {
        await inspected('javascript', parts.join(''));
      }),
      { numRuns: 400 },
    );
  }, 60_000);
});
