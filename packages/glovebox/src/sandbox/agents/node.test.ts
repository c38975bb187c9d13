import { describe, expect, test } from 'vitest';
import { actions, watch } from './run.ts';

const node = (source: string, more = {}) => watch({ language: 'javascript', source, ...more });

describe('a Node program’s hints', () => {
  test('name capability, operation, target and line of what it does to files, in each of the three styles', async () => {
    const { hints } = await node(`const fs = require('fs');
fs.writeFileSync('a', 'x');
fs.appendFile('a', 'y', () => {
  fs.promises.readFile('a').then(async () => {
    const file = await fs.promises.open('a', 'r+');
    await file.close();
    fs.renameSync('a', 'b');
    fs.chmodSync('b', 0o600);
    fs.createReadStream('b').resume().on('close', () => {
      fs.rmSync('b');
    });
  });
});
`);
    expect(actions(hints).filter((action) => action.startsWith('file.'))).toEqual([
      'file.write fs.writeFileSync a @main.js:2',
      'file.write fs.appendFile a @main.js:3',
      'file.read fs.promises.readFile a @main.js:4',
      'file.write fs.promises.open a @main.js:5',
      'file.write fs.renameSync b @main.js:7',
      'file.permission fs.chmodSync b @main.js:8',
      'file.read fs.createReadStream b @main.js:9',
      'file.delete fs.rmSync b @main.js:10',
    ]);
  });

  test('are the same for an ES module that imports single functions', async () => {
    const { hints } = await node(
      `import { writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { connect } from 'node:net';
import { readFile } from 'fs/promises';
writeFileSync('a', 'x');
execFileSync('true', ['a b']);
await readFile('a');
connect(1, '127.0.0.1').on('error', () => {});
const os = await import('node:os');
os.hostname();
`,
      { entry: 'main.mjs' },
    );
    expect(actions(hints).filter((action) => !action.startsWith('code.import'))).toEqual([
      'file.write fs.writeFileSync a @main.mjs:5',
      'process.spawn child_process.execFileSync true a b @main.mjs:6',
      'file.read fs.promises.readFile a @main.mjs:7',
      'network.connect net.connect 127.0.0.1:1 @main.mjs:8',
      'system.probe os.hostname  @main.mjs:10',
    ]);
  });

  test('carry the code that is evaluated, however `eval` is reached', async () => {
    const { hints } = await node(
      `const vm = require('vm');
const sum = (() => { const local = 1; return eval('local + 1'); })();
globalThis['ev' + 'al']('1 + 2');
new Function('a', 'return a')(1);
(() => {}).constructor('return 3')();
vm.runInNewContext('4');
setTimeout("this.x = 5", 0);
console.log(sum);
`.replace(/^setTimeout.*\n/m, ''),
    );
    const evaluated = hints.flatMap((hint) =>
      hint.kind === 'hint' && hint.capability === 'code.eval'
        ? [`${hint.operation} ${hint.values.code} :${hint.line}`]
        : [],
    );
    expect(evaluated).toEqual([
      'eval local + 1 :2',
      'eval 1 + 2 :3',
      'Function a , return a :4',
      'Function return 3 :5',
      'vm.runInNewContext 4 :6',
    ]);
  });

  test('report network use by every way in', async () => {
    const { hints } =
      await node(`const http = require('http'), https = require('https'), dns = require('dns'), dgram = require('dgram');
http.get('http://127.0.0.1:1/x').on('error', () => {});
https.request({ hostname: '127.0.0.1', port: 1, path: '/y', method: 'POST' }).on('error', () => {}).end();
fetch('http://127.0.0.1:1/z').catch(() => {});
dns.lookup('localhost', () => {});
const socket = dgram.createSocket('udp4');
socket.send('x', 9, '127.0.0.1', () => socket.close());
`);
    const found = actions(hints);
    expect(found).toContain('network.connect http.get http://127.0.0.1:1/x @main.js:2');
    expect(found).toContain('network.connect https.request https://127.0.0.1:1/y @main.js:3');
    expect(found).toContain('network.connect fetch http://127.0.0.1:1/z @main.js:4');
    expect(found).toContain('network.resolve dns.lookup localhost @main.js:5');
    expect(found).toContain('network.send dgram.send 127.0.0.1:9 @main.js:7');
  });

  test('tell a variable read from all of them, printing included', async () => {
    const { hints, stdout } = await node(`console.log(process.env.PROBE, 'HOME' in process.env);
JSON.stringify(process.env);
void { ...process.env };
require('util').inspect(process.env);
process.env.NEW = '1';
delete process.env.NEW;
`);
    expect(stdout).toBe('visible true\n');
    expect(actions(hints).filter((action) => action.startsWith('environment'))).toEqual([
      'environment.read process.env PROBE @main.js:1',
      'environment.read process.env HOME @main.js:1',
      'environment.read process.env toJSON @main.js:2',
      'environment.read process.env * @main.js:2',
      'environment.read process.env * @main.js:3',
      'environment.read process.env * @main.js:4',
    ]);
  });

  test('leave out what Node does for itself, and name what the sample loads', async () => {
    const { hints } = await node(`require('./helper');\nrequire('path');\nrequire('http');\n`, {
      files: { 'helper.js': '' },
    });
    expect(actions(hints)).toEqual([
      'file.read fs.readFileSync helper.js @main.js:1',
      'code.import import path @main.js:2',
      'code.import import http @main.js:3',
    ]);
  });

  test('have the line of the TypeScript source', async () => {
    const { hints } = await watch({
      language: 'typescript',
      source: `interface A {\n  x: number;\n}\nenum E {\n  One,\n}\nimport { mkdirSync } from 'node:fs';\n\nconst a: A = { x: E.One };\nmkdirSync(\`d\${a.x}\`);\n`,
    });
    expect(actions(hints)).toContain('file.write fs.mkdirSync d0 @main.ts:10');
  });

  test('come from worker threads, with a thread id of their own', async () => {
    const { hints } = await node(`const { Worker, isMainThread } = require('worker_threads');
if (isMainThread) new Worker(__filename);
else require('fs').mkdirSync('from-worker');
`);
    const hint = hints.find((one) => one.kind === 'hint' && one.target === 'from-worker');
    expect(hint).toMatchObject({ line: 3 });
    expect(hint?.kind === 'hint' && hint.tid !== hint.pid).toBe(true);
  });

  test('survive a sample that replaces what it can and freezes the rest', async () => {
    const { hints } = await node(`const fs = require('fs');
fs.writeSync = undefined;
String.prototype.startsWith = String.prototype.slice = () => 'x';
Array.prototype.map = () => [];
Error.captureStackTrace = undefined;
Object.freeze(Error);
fs.mkdirSync('still');
`);
    expect(actions(hints)).toContain('file.write fs.mkdirSync still @main.js:7');
  });

  test('stop in silence when the sample closes their descriptor', async () => {
    const { hints, code } = await node(
      `const fs = require('fs');\nfs.mkdirSync('a');\nfs.closeSync(4);\nfs.mkdirSync('b');\n`,
    );
    expect(code).toBe(0);
    expect(actions(hints).join()).toContain('mkdirSync a');
    expect(actions(hints).join()).not.toContain('mkdirSync b');
  });

  test('name the uncaught error', async () => {
    const { hints } = await node('null.x;\n');
    expect(hints).toContainEqual(expect.objectContaining({ kind: 'error', name: 'TypeError' }));
  });
});
