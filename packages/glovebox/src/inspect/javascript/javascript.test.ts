import { describe, expect, it } from 'vitest';
import { importsIn, inspected, sampleOf, usesIn } from '../inspect.fixture.ts';
import { inspect } from '../inspect.ts';

const uses = (code: string) => usesIn('javascript', code);

describe('a JavaScript callee is known', () => {
  it.each([
    ['by require', "require('child_process').exec('id')"],
    ['by require with the prefix of builtins', "const cp = require('node:child_process'); cp.exec('id')"],
    ['by destructuring', "const { exec } = require('child_process'); exec('id')"],
    ['by destructuring under another name', "const { exec: e } = require('child_process'); e('id')"],
    ['by a named import', "import { exec } from 'child_process'; exec('id')"],
    ['by an aliased import', "import { exec as e } from 'node:child_process'; e('id')"],
    ['by a default import', "import cp from 'child_process'; cp.exec('id')"],
    ['by a namespace import', "import * as cp from 'child_process'; cp.exec('id')"],
    ['by a dynamic import', "const { exec } = await import('child_process'); exec('id')"],
    ['after a re-assignment', "const cp = require('child_process'); const f = cp.exec; f('id')"],
    ['by a name in pieces', "require('child' + '_process')['ex' + 'ec']('id')"],
    [
      'through promisify',
      "const { promisify } = require('util'); const run = promisify(require('child_process').exec); run('id')",
    ],
    ['through call', "require('child_process').exec.call(null, 'id')"],
    ['through the main module', "process.mainModule.require('child_process').exec('id')"],
    ['as a field of an object', "class A { run = require('child_process').exec; go() { this.run('id') } }"],
  ])('%s', async (_, code) => {
    expect(await uses(code)).toContain('process.spawn child_process.exec id');
  });
});

describe('what looks alike is not a site', () => {
  it.each([
    ['a method called eval', 'model.eval("1")'],
    ['exec of a regular expression', '/a/.exec("a")'],
    ['a parameter called process', 'function f(process) { return process.env.X }'],
    ['an own function called require', 'function require(x) { return x } require("child_process").exec("id")'],
    ['an own function called fetch', 'const fetch = (x) => x; fetch("https://x.example")'],
    ['a timer with a function', 'setTimeout(() => {}, 10)'],
    ['a member of a module of the sample itself', "import { exec } from './child_process.js'; exec('id')"],
    ['a text that mentions a call', '"eval(1)" // eval(1)'],
  ])('%s', async (_, code) => {
    expect(await uses(code)).toEqual([]);
  });
});

describe('the target of a JavaScript call', () => {
  it.each([
    ["require('child_process').spawn('sh', ['-c', 'id'])", 'process.spawn child_process.spawn sh -c id'],
    ["require('fs').readFileSync('a.txt')", 'file.read fs.readFileSync a.txt'],
    ["require('fs/promises').writeFile('a.txt', x)", 'file.write fs.promises.writeFile a.txt'],
    ["require('fs').promises.rm('a', { recursive: true })", 'file.delete fs.promises.rm a'],
    ["require('fs').chmodSync('a', 0o755)", 'file.permission fs.chmodSync a'],
    ["fetch('https://x.example/')", 'network.connect fetch https://x.example/'],
    ["fetch('https://x.example/', { method: 'POST', body: b })", 'network.send fetch https://x.example/'],
    [
      "require('https').request({ hostname: 'h.example', path: '/p' })",
      'network.connect https.request https://h.example/p',
    ],
    ["require('net').connect(80, 'h.example')", 'network.connect net.connect h.example:80'],
    ["require('net').connect({ host: 'h.example', port: 80 })", 'network.connect net.connect h.example:80'],
    ["require('http').createServer(f).listen(8080)", 'network.listen http.Server.listen 0.0.0.0:8080'],
    ["require('http').createServer(f).listen(8080, '127.0.0.1')", 'network.listen http.Server.listen 127.0.0.1:8080'],
    ["require('dns').lookup('h.example', f)", 'network.resolve dns.lookup h.example'],
    ["globalThis.eval('1')", 'code.eval eval 1'],
    ["(0, eval)('1')", 'code.eval eval 1'],
    ["new Function('a', 'return a')", 'code.eval Function return a'],
    ["[].constructor.constructor('return process')()", 'code.eval Function return process'],
    ["setTimeout('alert(1)', 5)", 'code.eval setTimeout alert(1)'],
    ["require('vm').runInNewContext('1')", 'code.eval vm.runInNewContext 1'],
    ["process.kill(1, 'SIGKILL')", 'process.signal process.kill 1'],
    ['process.setuid(0)', 'system.privilege process.setuid 0'],
    ["require('os').hostname()", 'system.probe os.hostname'],
    ['Buffer.alloc(10 * 1024 ** 3)', 'resource.exhaust Buffer.alloc 10737418240 bytes'],
    [
      `require('fs').readFileSync(\`\${require('os').homedir()}/.ssh/id_rsa\`)`,
      'secret.read fs.readFileSync ~/.ssh/id_rsa',
    ],
    [
      "const p = require('path'); require('fs').readFile(p.join(process.env.HOME, '.npmrc'), f)",
      'secret.read fs.readFile ~/.npmrc',
    ],
    ["require('fs').appendFileSync(process.env.HOME + '/.zshrc', x)", 'system.persist fs.appendFileSync ~/.zshrc'],
  ])('%s', async (code, expected) => {
    expect(await uses(code)).toContain(expected);
  });

  it('shows the text a decoder hid', async () => {
    const { sites } = await inspected(
      'javascript',
      "eval(atob('MSsx')); eval(Buffer.from('312b31', 'hex').toString())",
    );
    expect(sites.map((site) => site.target)).toEqual(['1+1', '1+1']);
    expect(sites.map((site) => site.arguments?.decoded)).toEqual(['1+1', '1+1']);
  });
});

describe('JSX', () => {
  const BUTTON =
    'const b = <button title={`a`} onClick={() => require("child_process").exec("id")} {...rest}>{eval("1")}</button>;';

  it('is read in TSX', async () => {
    const { sites, problems } = await inspect(
      sampleOf('typescript', { 'a.tsx': `${BUTTON} const c: string = b as any;` }),
    );
    expect(problems).toEqual([]);
    expect(sites.map(({ callee }) => callee)).toEqual(expect.arrayContaining(['child_process.exec', 'eval']));
  });

  it('is read in JavaScript', async () => {
    expect(await uses(BUTTON)).toEqual(
      expect.arrayContaining(['process.spawn child_process.exec id', 'code.eval eval 1']),
    );
  });
});

describe('a text that a decoder made', () => {
  it.each([
    ['by a loop', "let s = ''; for (const c of [49, 43, 49]) s += String.fromCharCode(c); eval(s)"],
    ['by an own function', "function d(t) { return atob(t) } eval(d('MSsx'))"],
    ['by a callback', "eval([48, 42, 48].map((c) => String.fromCharCode(c + 1)).join(''))"],
    ['in one of its parts', "eval('1' + Buffer.from('2b', 'hex').toString() + '1')"],
  ])('is marked when it is made %s', async (_, code) => {
    const { sites } = await inspected('javascript', code);
    const site = sites.find(({ callee }) => callee === 'eval');
    expect(site?.arguments?.decoded).toBe(site?.target);
    expect(site?.target).toMatch(/^1\+1$/);
  });
});

describe('a name that is put together', () => {
  it.each([
    ["require('child_process')['ex' + 'ec']('id')", { assembled: 'exec' }],
    ["require('child_process')['\\x65xec'].call(null, 'id')", { assembled: 'exec' }],
    ["require('child_process')[atob('ZXhlYw==')]('id')", { decoded: 'exec' }],
    ["require('child_process')[Buffer.from('65786563', 'hex')]('id')", { decoded: 'exec' }],
  ])('is said of %s', async (code, expected) => {
    const { sites } = await inspected('javascript', code);
    expect(sites.find((site) => site.callee === 'child_process.exec')?.arguments).toMatchObject(expected);
  });

  it('of a module is said as well', async () => {
    const { sites } = await inspected('javascript', "require('child' + '_process')");
    expect(sites[0]?.arguments).toEqual({ '0': 'child_process', assembled: 'child_process' });
  });

  it.each([
    "require('child_process')['exec']('id')",
    "const f = 'exec'; require('child_process')[f]('id')",
    'require(`child_process`).exec("id")',
    "require(require('path').join(__dirname, 'a'))",
  ])('is not said of %s', async (code) => {
    const { sites } = await inspected('javascript', code);
    for (const site of sites) expect(Object.keys(site.arguments ?? {})).not.toContain('assembled');
  });
});

describe('the environment in JavaScript', () => {
  it.each([
    ['use(process.env.X)', ['X']],
    ["use(process.env['X'])", ['X']],
    ['const { X, Y: y } = process.env', ['X', 'Y']],
    ['JSON.stringify(process.env)', ['*']],
    ['const all = { ...process.env }', ['*']],
    ['for (const name in process.env) use(name)', ['*']],
    ['const env = process.env; use(env.X)', ['X']],
    ['process.env.X = "1"; delete process.env.X', []],
    ["require('child_process').spawn('x', [], { env: process.env })", []],
  ])('%s', async (code, targets) => {
    const { sites } = await inspected('javascript', code);
    expect(sites.filter((site) => site.capability === 'environment.read').map((site) => site.target)).toEqual(targets);
  });
});

describe('imports', () => {
  it('are sites with the module as it is written', async () => {
    const code = "import a from 'node:fs'; import 'b'; export * from './c.js'; require('d'); await import('e')";
    expect(await importsIn('javascript', code)).toEqual(['node:fs', 'b', './c.js', 'd', 'e']);
  });

  it('of types load nothing', async () => {
    expect(await importsIn('typescript', "import type { A } from 'a'; import b = require('b')")).toEqual(['b']);
  });

  it('of TypeScript are followed through annotations and casts', async () => {
    const code = "import net from 'net'; function f(s: net.Socket) { s.connect(80, 'h') } (eval as any)('1')";
    expect(await usesIn('typescript', code)).toEqual(['network.connect net.Socket.connect h:80', 'code.eval eval 1']);
  });
});
