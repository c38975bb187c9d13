import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { usesIn } from '../inspect.fixture.ts';

const CALL = 'process.spawn child_process.exec id';
const CODE = 'require("child_process").exec("id")';
const QUOTED = JSON.stringify(CODE);
const base64 = (content: string) => Buffer.from(content).toString('base64');
const xored = (content: string, key: number) => JSON.stringify([...Buffer.from(content)].map((code) => code ^ key));
const run = (command: string) => `require('child_process').exec(${command})`;

it.each([
  "require('child_process').execFileSync('sh', { input: 'rm /etc/x' })",
  "require('child_process').spawnSync('/bin/bash', ['-s'], { input: 'rm /etc/x' })",
  "require('child_process').execSync('sh', { input: 'rm /etc/x' })",
  "require('child_process').execSync('sh -c \"rm /etc/x\"', { input: 'true' })",
])('what a shell is given to read is code: %s', async (code) => {
  expect(await usesIn('javascript', code)).toContain('file.delete rm /etc/x');
});

describe('a module is found whatever loads it', () => {
  it.each([
    ['an alias of require', "const r = require; r('child_process').exec('id')"],
    ['a name in a variable', "const n = 'child_process'; require(n).exec('id')"],
    ['a name put together', "require(['child', 'process'].join('_'))['exec']('id')"],
    ['the module object', "module.require('child_process').exec('id')"],
    ['the loader of the class', "module.constructor._load('child_process').exec('id')"],
    ['the loader of the main module', "process.mainModule.constructor._load('child_process').exec('id')"],
    [
      'createRequire',
      "const { createRequire } = require('module'); createRequire(__filename)('child_process').exec('id')",
    ],
    [
      'an imported createRequire',
      "import { createRequire as c } from 'node:module'; c(import.meta.url)('child_process').exec('id')",
    ],
    ['getBuiltinModule', "process.getBuiltinModule('node:child_process').exec('id')"],
    ['a promise of a module', "import('child_process').then((cp) => cp.exec('id'))"],
    ['a promise taken apart', "import('child_process').then(({ exec: e }) => e('id'))"],
    ['await with a default', "const { exec: e = null } = await import('node:child_process'); e('id')"],
    ['the global object', "globalThis['req' + 'uire']('child_process').exec('id')"],
    ['a global that was put there', "global['r'] = require; r('child_process').exec('id')"],
    ['a spread of the module', "const cp = { ...require('child_process') }; cp.exec('id')"],
    ['a proxy of the module', "new Proxy(require('child_process'), {}).exec('id')"],
    [
      'an assignment without declaration',
      "var n; n = 'child_process'; function f() { cp = require(n); cp.exec('id') } f()",
    ],
    ['a later assignment', "let x = require('fs'); x = require('child_process'); x.exec('id')"],
    ['a string name in an import', 'import { "exec" as e } from "child_process"; e("id")'],
    ['a fragment without its imports', "exec('id')"],
  ])('%s', async (_, code) => {
    expect(await usesIn('javascript', code)).toContain(CALL);
  });
});

describe('a function is found whatever calls it', () => {
  it.each([
    ['Reflect.apply', "Reflect.apply(require('child_process').exec, null, ['id'])"],
    ['Reflect.get', "Reflect.get(require('child_process'), 'exec')('id')"],
    ['a property descriptor', "Object.getOwnPropertyDescriptor(require('child_process'), 'exec').value('id')"],
    ['bind with an argument', "require('child_process').exec.bind(null, 'id')()"],
    ['apply', "require('child_process').exec.apply(null, ['id'])"],
    ['call of call', "Function.prototype.call.call(require('child_process').exec, null, 'id')"],
    ['optional chaining', "require?.('child_process')?.exec?.('id')"],
    ['a comma', "(0, require('child_process').exec)('id')"],
    ['a computed name in a pattern', "const { ['ex' + 'ec']: e } = require('child_process'); e('id')"],
    ['a list in place of a name', "require('child_process')[['exec']]('id')"],
    ['a static field', "class A { static run = require('child_process').exec } A.run('id')"],
    [
      'a field set by a constructor',
      "class A { constructor() { this.run = require('child_process').exec } go() { this.run('id') } }",
    ],
    ['a getter of a class', "class A { get run() { return require('child_process').exec } } new A().run('id')"],
    ['a private method', "class A { #r() { return require('child_process') } go() { this.#r().exec('id') } }"],
    ['a getter of an object', "const o = { get run() { return require('child_process').exec } }; o.run('id')"],
    ['a field set later', "const o = {}; o.run = require('child_process').exec; o.run('id')"],
    ['an item of a list', "const t = [0, require('child_process').exec]; t[1]('id')"],
    ['any item of a list', "for (const f of [require('child_process').exec]) f('id')"],
    ['a Map', "new Map([['a', require('child_process').exec]]).get('a')('id')"],
    ['a Map filled later', "const m = new Map(); m.set('a', require('child_process').exec); m.get('a')('id')"],
    ['the values of an object', "Object.values({ a: require('child_process').exec })[0]('id')"],
    ['a search for its name', "const c = require('child_process'); c[Object.keys(c).find((n) => n === 'exec')]('id')"],
    ['a search for its entry', "Object.entries(require('child_process')).find(([n]) => n === 'exec')[1]('id')"],
    ['a function that gives it', "const f = () => require('child_process').exec; f()('id')"],
    ['a function that loads what it is told', "const f = (n) => require(n); f('child_process').exec('id')"],
    ['a function that is told a command', "function f(c) { require('child_process').exec(c) } f('id')"],
    ['a function that gives one that calls', "const f = (n) => (c) => require(n).exec(c); f('child_process')('id')"],
    ['a default parameter', "function f(c = 'id') { require('child_process').exec(c) } f()"],
    ['an immediate call', "(function (a, b) { a(b).exec('id') })(require, 'child_process')"],
    ['a method of an own object', "const o = { c: 'id', go() { require('child_process').exec(this.c) } }; o.go()"],
    ['forEach with the function itself', "['id'].forEach(require('child_process').exec)"],
    ['forEach with a callback', "['id'].forEach((c) => require('child_process').exec(c))"],
    ['a timer', "setTimeout(require('child_process').exec, 5, 'id')"],
    ['a promise', "Promise.resolve(require('child_process')).then((c) => c.exec('id'))"],
    ['a tagged template', "const { exec } = require('child_process'); exec`id`"],
    ['a partial of lodash', "const _ = require('lodash'); _.partial(require('child_process').exec, 'id')()"],
  ])('%s', async (_, code) => {
    expect(await usesIn('javascript', code)).toContain(CALL);
  });
});

describe('a text is known whatever makes it', () => {
  it.each([
    ['reversal', run("'di'.split('').reverse().join('')")],
    ['spreading and reversal', run("[...'di'].reverse().join('')")],
    ['character codes', run('String.fromCharCode(105, 100)')],
    ['spread character codes', run('String.fromCharCode(...[105, 100])')],
    ['applied character codes', run('String.fromCharCode.apply(null, [105, 100])')],
    ['hex and unicode escapes', run("'\\x69\\u{64}'")],
    ['octal escapes', run("'\\151\\144'")],
    ['templates', run(['`', '$', "{'i'}d`"].join(''))],
    ['atob', run(`atob('${base64('id')}')`)],
    ['a base64 buffer', run(`Buffer.from('${base64('id')}', 'base64').toString('utf8')`)],
    ['a hex buffer', run("Buffer.from('6964', 'hex') + ''")],
    ['a buffer of codes', run('Buffer.from([105, 100]).toString()')],
    ['percent signs', run("decodeURIComponent('%69%64')")],
    ['unescape', run("unescape('%u0069%64')")],
    ['replacing', run("'i-d'.replace(/-/g, '')")],
    [
      'replacing by a function',
      run("'vq'.replace(/[a-z]/g, (c) => String.fromCharCode(((c.charCodeAt(0) - 84) % 26) + 97))"),
    ],
    ['slices', run("'xxidxx'.slice(2, 4)")],
    ['substr', run("'xxidxx'.substr(-4, 2)")],
    ['a number in another base', run('(661).toString(36)')],
    ['JSON', run(`JSON.parse('{"a":"id"}').a`)],
    ['reduce', run("['i', 'd'].reduce((a, b) => a + b)")],
    ['a text decoder', run('new TextDecoder().decode(new Uint8Array([105, 100]))')],
    [
      'decompression',
      run(`require('zlib').inflateSync(Buffer.from('${deflateSync('id').toString('base64')}', 'base64')).toString()`),
    ],
    ['XOR with a key', run(`${xored('id', 42)}.map((c) => String.fromCharCode(c ^ 42)).join('')`)],
    [
      'a loop',
      `const d = ${xored('id', 7)}; let s = ''; for (let i = 0; i < d.length; i++) s += String.fromCharCode(d[i] ^ 7); ${run('s')}`,
    ],
    [
      'a loop over items',
      `let s = ''; for (const c of ${xored('id', 7)}) { s += String.fromCharCode(c ^ 7) } ${run('s')}`,
    ],
    [
      'a callback that appends',
      `let s = ''; ${xored('id', 7)}.forEach((c) => { s += String.fromCharCode(c ^ 7) }); ${run('s')}`,
    ],
    ['a while loop', `let i = 0, s = ''; while (i < 2) { s += 'id'.charAt(i); i++ } ${run('s')}`],
    ['pushing', `const p = []; p.push('i'); p.push('d'); ${run("p.join('')")}`],
    ['appending', `let s = ''; s += 'i'; s += 'd'; ${run('s')}`],
    [
      'an own decoder',
      `function d(t, k) { let o = ''; for (let i = 0; i < t.length; i++) o += String.fromCharCode(t.charCodeAt(i) ^ k.charCodeAt(i % k.length)); return o } ${run("d('\\x02\\x01', 'ke')")}`,
    ],
    [
      'an own class',
      `class D { d(s) { return Buffer.from(s, 'base64').toString() } go() { ${run(`this.d('${base64('id')}')`)} } }`,
    ],
    ['a closure', run("((a) => (b) => a + b)('i')('d')")],
    ['rest parameters', run("((...p) => p.join(''))('i', 'd')")],
    ['either branch', `let c; if (x) c = 'id'; else c = 'id'; ${run('c')}`],
    ['String.raw', run('String.raw`id`')],
  ])('%s', async (_, code) => {
    expect(await usesIn('javascript', code)).toContain(CALL);
  });
});

/** Base64 with the letters' cases swapped, as obfuscators write it. */
function swapped(content: string): string {
  return base64(content)
    .replace(/=+$/, '')
    .replace(/[a-z]/gi, (letter) => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase()));
}

function rc4(content: string, key: string): string {
  const state = Array.from({ length: 256 }, (_, index) => index);
  const swap = (a: number, b: number): void => {
    [state[a], state[b]] = [state[b] ?? 0, state[a] ?? 0];
  };
  let j = 0;
  for (let i = 0; i < 256; i++) {
    j = (j + (state[i] ?? 0) + key.charCodeAt(i % key.length)) % 256;
    swap(i, j);
  }
  j = 0;
  return [...content]
    .map((character, index) => {
      const i = (index + 1) % 256;
      j = (j + (state[i] ?? 0)) % 256;
      swap(i, j);
      const mask = state[((state[i] ?? 0) + (state[j] ?? 0)) % 256] ?? 0;
      return String.fromCharCode(character.charCodeAt(0) ^ mask);
    })
    .join('');
}

describe('what obfuscators write is read', () => {
  it.each([
    [
      'a table of texts behind a function with an offset',
      "const t = ['exec', 'child_process', 'id']; function g(i) { return t[i - 0x10] } require(g(0x11))[g(0x10)](g(0x12))",
    ],
    [
      'a table that is turned before use',
      "var t = ['id', 'exec', 'child_process']; (function (a, n) { const r = function (k) { while (--k) { a['push'](a['shift']()) } }; r(++n) }(t, 0x1)); const g = function (i) { return t[i - 0x0] }; require(g('0x1'))[g('0x0')](g('0x2'))",
    ],
    [
      'a table behind functions that replace themselves, turned until a sum fits',
      `function table() { const a = ['12abc', '${base64('child_process')}', '${base64('exec')}', '${base64('id')}']; table = function () { return a }; return table() }
       function look(n, k) { const all = table(); look = function (x, y) { x = x - 0x64; let v = all[x]; if (look['ready'] === undefined) { look['plain'] = function (s) { return atob(s) }; look['ready'] = !![] } return look['plain'](v) }; return look(n, k) }
       (function (f, sum) { const d = look, a = f(); while (!![]) { try { const v = parseInt(a[3]) / 0x1; if (v === sum) break; else a['push'](a['shift']()) } catch (e) { a['push'](a['shift']()) } } }(table, 0xc));
       require(look(0x64))[look(0x65)](look(0x66))`,
    ],
    [
      'a table in an alphabet and a cipher of its own',
      `const t = [${['child_process', 'exec', 'id'].map((word) => JSON.stringify(swapped(rc4(word, 'Key!')))).join(', ')}];
       const plain = function (s) { const al = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/='; let out = '', code = ''; for (let n = 0x0, a, b, i = 0x0; b = s['charAt'](i++); ~b && (a = n % 0x4 ? a * 0x40 + b : b, n++ % 0x4) ? out += String['fromCharCode'](0xff & a >> (-0x2 * n & 0x6)) : 0x0) { b = al['indexOf'](b) } for (let k = 0x0; k < out['length']; k++) { code += '%' + ('00' + out['charCodeAt'](k)['toString'](0x10))['slice'](-0x2) } return decodeURIComponent(code) };
       const look = function (x, key) { let s = [], j = 0x0, t0, res = '', str = plain(t[x - 0x1a]); for (var i = 0x0; i < 0x100; i++) { s[i] = i } for (i = 0x0; i < 0x100; i++) { j = (j + s[i] + key['charCodeAt'](i % key['length'])) % 0x100, t0 = s[i], s[i] = s[j], s[j] = t0 } i = 0x0, j = 0x0; for (let y = 0x0; y < str['length']; y++) { i = (i + 0x1) % 0x100, j = (j + s[i]) % 0x100, t0 = s[i], s[i] = s[j], s[j] = t0, res += String['fromCharCode'](str['charCodeAt'](y) ^ s[(s[i] + s[j]) % 0x100]) } return res };
       require(look(0x1a, 'Key!'))[look(0x1b, 'Key!')](look(0x1c, 'Key!'))`,
    ],
    [
      'operators behind the functions of an object',
      "const o = { p: function (a, b) { return a + b }, c: function (f, x) { return f(x) } }; require(o.p('child_', 'process')).exec(o.p('i', 'd'))",
    ],
    [
      'a script that unpacks itself with its words',
      String.raw`eval(function(p,a,c,k,e,d){e=function(c){return(c<a?'':e(parseInt(c/a)))+((c=c%a)>35?String.fromCharCode(c+29):c.toString(36))};if(!''.replace(/^/,String)){while(c--)d[e(c)]=k[c]||e(c);k=[function(e){return d[e]}];e=function(){return'\\w+'};c=1};while(c--)if(k[c])p=p.replace(new RegExp('\\b'+e(c)+'\\b','g'),k[c]);return p}('0("1").2("3")',4,4,'require|child_process|exec|id'.split('|'),0,{}))`,
    ],
    [
      'letters picked out of what the engine prints',
      `[][(![]+[])[+[]]+(![]+[])[!+[]+!+[]]+(![]+[])[+!+[]]+(!![]+[])[+[]]]['constructor'](${QUOTED})()`,
    ],
  ])('%s', async (_, code) => {
    expect(await usesIn('javascript', code)).toContain(CALL);
  });
});

describe('code inside code is handed on to be read', () => {
  it.each([
    ['eval', `eval(${QUOTED})`],
    ['indirect eval', `(0, eval)(${QUOTED})`],
    ['eval under another name', `var e = eval; e(${QUOTED})`],
    ['eval of the global object', `window['ev' + 'al'](${QUOTED})`],
    ['this as the global object', `this['eval'](${QUOTED})`],
    ['Function', `new Function('a', ${QUOTED})()`],
    ['the constructor of a function', `(() => {}).constructor(${QUOTED})()`],
    ['the constructor of a class', `''['sub']['constructor'](${QUOTED})()`],
    ['the constructor of async functions', `Object.getPrototypeOf(async function () {}).constructor(${QUOTED})()`],
    ['Reflect.construct', `Reflect.construct(Function, [${QUOTED}])()`],
    ['a timer', `setTimeout(${QUOTED}, 5)`],
    ['vm', `require('vm').runInThisContext(${QUOTED})`],
    ['a script object', `new (require('vm').Script)(${QUOTED}).runInThisContext()`],
    ['a worker', `new (require('worker_threads').Worker)(${QUOTED}, { eval: true })`],
    ['a module object', `new module.constructor()._compile(${QUOTED}, 'x')`],
    ['a module as data', `import('data:text/javascript,${encodeURIComponent(CODE)}')`],
    ['node -e', `require('child_process').spawn('node', ['-e', ${QUOTED}])`],
    [
      'a script element',
      `const s = document.createElement('script'); s.textContent = ${QUOTED}; document.body.append(s)`,
    ],
    ['markup', `document.write('<script>' + ${QUOTED} + '</script>')`],
    [
      'serialized functions',
      `require('node-serialize').unserialize('{"a":"_$$ND_FUNC$$_function(){require(\\'child_process\\').exec(\\'id\\')}()"}')`,
    ],
    ['two layers', `eval(atob('${base64(`eval(atob('${base64(CODE)}'))`)}'))`],
    [
      'compression',
      `eval(require('zlib').gunzipSync(Buffer.from('${gzipSync(CODE).toString('base64')}', 'base64')).toString())`,
    ],
  ])('%s', async (_, code) => {
    expect(await usesIn('javascript', code)).toContain(CALL);
  });

  it.each([
    ['a shell', "require('child_process').spawn('/bin/bash', ['-lc', 'rm -rf ~/x'])", 'file.delete rm ~/x'],
    ['a command line', "require('child_process').execSync('rm -rf ~/x')", 'file.delete rm ~/x'],
    [
      'a program with words',
      "require('child_process').spawnSync('rm', ['-rf', require('os').homedir()])",
      'file.delete rm ~',
    ],
    [
      'Python',
      `require('child_process').execFile('python3', ['-c', 'import os; os.system("id")'])`,
      'process.spawn os.system id',
    ],
    ['Deno', "new Deno.Command('sh', { args: ['-c', 'rm -rf ~/x'] }).spawn()", 'file.delete rm ~/x'],
    ['Bun', "Bun.spawn(['sh', '-c', 'rm -rf ~/x'])", 'file.delete rm ~/x'],
    ['zx', "import { $ } from 'zx'; await $`rm -rf ~/x`", 'file.delete rm ~/x'],
  ])('to %s', async (_, code, expected) => {
    expect(await usesIn('javascript', code)).toContain(expected);
  });
});

describe('TypeScript hides nothing', () => {
  it.each([
    ['casts', "(require('child_process') as any).exec('id' as string)"],
    ['angle brackets', "const cp = <any>require('child_process'); cp!.exec('id')"],
    ['import with require', "import cp = require('child_process'); cp.exec('id')"],
    ['enumerations', "enum E { A = 'id' } require('child_process').exec(E.A)"],
    ['typed parameters', "function f(c: string, n?: number): void { require('child_process').exec(c) } f('id')"],
    ['class members', "class A { private readonly c: string = 'id'; go() { require('child_process').exec(this.c) } }"],
    [
      'decorators',
      "function run(c: string) { return require('child_process').exec(c) } @log() class A { @run('id') m() {} }",
    ],
    ['satisfies', "const o = { c: 'id' } satisfies object; require('child_process').exec(o.c)"],
  ])('in %s', async (_, code) => {
    expect(await usesIn('typescript', code)).toContain(CALL);
  });
});
