import { describe, expect, it } from 'vitest';
import { CAPABILITIES } from '../../capability.ts';
import { usesIn } from '../inspect.fixture.ts';
import { usesOfName } from '../resolve/callee.ts';
import { JAVASCRIPT_CALLEES } from './callees.ts';
import { canonical } from './canonical.ts';

describe('the table of JavaScript callees', () => {
  it('has at least 250, each under the name that resolution gives it', () => {
    expect(JAVASCRIPT_CALLEES.size).toBeGreaterThanOrEqual(250);
    const unreachable = [...JAVASCRIPT_CALLEES.keys()].filter((name) => canonical(name) !== name);
    expect(unreachable).toEqual([]);
  });

  it('names a capability for each', () => {
    const known = new Set<string>(CAPABILITIES);
    for (const name of JAVASCRIPT_CALLEES.keys())
      for (const { capability } of usesOfName(JAVASCRIPT_CALLEES, name)) expect(known).toContain(capability);
  });

  it('says each use once', () => {
    const doubled = [...JAVASCRIPT_CALLEES].filter(
      ([, groups]) => new Set(groups.map(({ capability, target }) => `${capability} ${target}`)).size < groups.length,
    );
    expect(doubled.map(([name]) => name)).toEqual([]);
  });
});

describe('what a JavaScript callee does, to what', () => {
  it.each([
    ["require('fs-extra').removeSync('a')", 'file.delete fs.removeSync a'],
    ["require('rimraf').sync('a')", 'file.delete rimraf.sync a'],
    ["require('shelljs').rm('-rf', 'a')", 'file.delete shelljs.rm -rf'],
    ["(await require('fs').promises.open('a', 'w')).writeFile(x)", 'file.write fs.FileHandle.writeFile a'],
    ["require('fs').openSync('a', 'r')", 'file.read fs.openSync a'],
    ["require('fs').createWriteStream('a').end(x)", 'file.write fs.WriteStream.end a'],
    ["require('tar').x({ file: 'a' })", 'file.write tar.x'],
    ["new (require('adm-zip'))('a').extractAllTo('b')", 'file.write adm-zip.extractAllTo b'],
    ["require('dns').promises.resolveTxt('h')", 'network.resolve dns.promises.resolveTxt h'],
    ["require('axios').post('http://h/', x)", 'network.send axios.post http://h/'],
    ["require('axios').create({}).get('http://h/')", 'network.connect axios.get http://h/'],
    ["require('axios')({ url: 'http://h/', method: 'post' })", 'network.send axios http://h/'],
    ["require('got').post('http://h/')", 'network.send got.post http://h/'],
    ["import { request } from 'undici'; request('http://h/')", 'network.connect undici.request http://h/'],
    ["import fetch from 'node-fetch'; fetch('http://h/')", 'network.connect fetch http://h/'],
    ["require('http2').connect('https://h')", 'network.connect http2.connect https://h'],
    ["new WebSocket('ws://h').send(x)", 'network.send WebSocket.send ws://h'],
    ["new (require('ws'))('ws://h')", 'network.connect ws ws://h'],
    ["const s = require('net').connect(1, 'h'); s.write(x)", 'network.send net.Socket.write h:1'],
    ["const r = require('https').request('https://h/'); r.end(x)", 'network.send http.ClientRequest.end https://h/'],
    [
      "const { Client } = require('ssh2'); new Client().connect({ host: 'h', port: 22 })",
      'network.connect ssh2.Client.connect h:22',
    ],
    ["require('mysql2/promise').createConnection({ host: 'h' })", 'network.connect mysql2.createConnection h'],
    ["new (require('pg').Client)('postgres://h/d')", 'network.connect pg.Client postgres://h/d'],
    ["require('mongoose').connect('mongodb://h/d')", 'network.connect mongoose.connect mongodb://h/d'],
    ["require('express')().listen(80)", 'network.listen http.Server.listen 0.0.0.0:80'],
    ["require('fastify')().listen({ port: 80, host: 'h' })", 'network.listen http.Server.listen h:80'],
    ["require('child_process').fork('a.js')", 'process.spawn child_process.fork a.js'],
    ["import { execa } from 'execa'; execa('ls', ['a'])", 'process.spawn execa.execa ls a'],
    ["require('cross-spawn').sync('ls', ['a'])", 'process.spawn cross-spawn.sync ls a'],
    ["require('puppeteer').launch().newPage().goto('http://h/')", 'network.connect puppeteer.Page.goto http://h/'],
    ["require('koffi').load('libc.so.6')", 'code.native koffi.load libc.so.6'],
    ["process.dlopen(module, 'a.node')", 'code.native process.dlopen'],
    ["require('js-yaml').load(x, { schema: yaml.DEFAULT_FULL_SCHEMA })", 'code.deserialize js-yaml.load'],
    ["require('v8').deserialize(x)", 'code.deserialize v8.deserialize'],
    ["require('keytar').getPassword('a', 'b')", 'secret.read keytar.getPassword a b'],
    ["require('node-cron').schedule('* * * * *', f)", 'clock.wait node-cron.schedule * * * * *'],
    ["Deno.readTextFile('a')", 'file.read Deno.readTextFile a'],
    ["Deno.connect({ hostname: 'h', port: 1 })", 'network.connect Deno.connect h:1'],
    ["Deno.env.get('A')", 'environment.read Deno.env.get A'],
    ["Bun.write('a', x)", 'file.write Bun.write a'],
    ["new Deno.Command('ls', { args: ['a'] })", 'process.spawn Deno.Command ls a'],
    [
      "process.binding('spawn_sync').spawn({ file: 'ls', args: ['ls', 'a'] })",
      'process.spawn process.binding.spawn_sync.spawn',
    ],
  ])('%s', async (code, expected) => {
    expect((await usesIn('javascript', code)).some((use) => use.startsWith(expected))).toBe(true);
  });

  it.each([
    ['YAML of plain values', "require('js-yaml').load(x)"],
    ['a selector', "$('#a')"],
    ['markup without a script', "document.write('<b>a</b>')"],
    ['a call of an own constructor', 'class A { copy() { return new this.constructor(this) } }'],
    ['a method that is called like a program', 'list.exec("id"); queue.spawn("id")'],
    ['a page that is asked for a function', "require('puppeteer').launch; page.evaluate(() => 1)"],
  ])('%s is not a site', async (_, code) => {
    expect(await usesIn('javascript', code)).toEqual([]);
  });
});
