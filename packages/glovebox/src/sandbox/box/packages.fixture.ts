import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Network } from '../backend.ts';

/** Paths that the index was asked for. */
export const asked: string[] = [];
/** Addresses that anybody came to who was not let out. */
export const strayed: string[] = [];

const WHEEL = 'tinything-1.2-py3-none-any.whl';
const MAKE_WHEEL = `
import sys, zipfile
info = 'tinything-1.2.dist-info/'
files = {
    'tinything/__init__.py': 'def answer(): return 42\\n',
    info + 'METADATA': 'Metadata-Version: 2.1\\nName: tinything\\nVersion: 1.2\\n',
    info + 'WHEEL': 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n',
}
files[info + 'RECORD'] = ''.join(f'{name},,\\n' for name in [*files, info + 'RECORD'])
with zipfile.ZipFile(sys.argv[1], 'w') as wheel:
    for name, text in files.items(): wheel.writestr(name, text)
`;

let folder: string;
let index: Server;
let elsewhere: Server;
let wheel: Buffer;
let tarball: Buffer;

const portOf = (server: Server) => (server.address() as AddressInfo).port;
const listening = (server: Server) =>
  new Promise<Server>((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));

/** An index that speaks as PEP 503 and as a registry of npm, and a server beside it that nobody is let out to. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'glovebox-index-'));
  execFileSync('/usr/bin/python3', ['-c', MAKE_WHEEL, join(folder, WHEEL)]);
  wheel = readFileSync(join(folder, WHEEL));
  elsewhere = await listening(
    createServer((request, response) => strayed.push(`${request.url}`) && response.end('gone')),
  );
  tarball = packed();
  index = await listening(
    createServer((request, response) => {
      asked.push(`${request.url}`);
      const answer = answers()[`${request.url}`];
      response.writeHead(answer === undefined ? 404 : 200, { 'content-type': answer?.[0] ?? 'text/plain' });
      response.end(answer?.[1] ?? '');
    }),
  );
});
afterAll(() => {
  index.close();
  elsewhere.close();
  rmSync(folder, { recursive: true });
});

/** What its script does when it is let: asks the index, and whoever is not permitted. */
function packed(): Buffer {
  mkdirSync(join(folder, 'package'));
  const script = `
    const tried = ['http://index.example:' + process.env.npm_config_registry.split(':')[2].replace('/', '') + '/from-script',
      'http://127.0.0.1:${portOf(elsewhere)}/by-address', 'http://elsewhere.example:${portOf(elsewhere)}/by-name'];
    Promise.allSettled(tried.map((url) => fetch(url))).then((all) =>
      require('node:fs').writeFileSync('/work/tried', all.map(({ status }) => status).join(' ')));`;
  const files = {
    'package.json': JSON.stringify(MANIFEST),
    'index.js': 'module.exports = 42;',
    'install.js': script,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'package', name), text);
  execFileSync('tar', ['czf', 'package.tgz', 'package'], { cwd: folder });
  return readFileSync(join(folder, 'package.tgz'));
}

const MANIFEST = { name: 'tiny', version: '1.0.0', main: 'index.js', scripts: { postinstall: 'node install.js' } };

function answers(): Record<string, readonly [type: string, body: string | Buffer]> {
  const dist = { tarball: `${registry()}tiny/-/tiny-1.0.0.tgz`, integrity: npmHash() };
  const versions = { '1.0.0': { ...MANIFEST, hasInstallScript: true, dist } };
  const manifest = { name: 'tiny', 'dist-tags': { latest: '1.0.0' }, versions };
  return {
    '/simple/tinything/': ['text/html', `<a href="/files/${WHEEL}#${pipHash()}">${WHEEL}</a>`],
    [`/files/${WHEEL}`]: ['application/zip', wheel],
    '/tiny': ['application/json', JSON.stringify(manifest)],
    '/tiny/-/tiny-1.0.0.tgz': ['application/gzip', tarball],
  };
}

export const pipHash = () => `sha256=${createHash('sha256').update(wheel).digest('hex')}`;
export const npmHash = () => `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
export const registry = () => `http://index.example:${portOf(index)}/`;

/** A way out to the index, by a name that the policy resolves itself. */
export function wayToIndex(): Network {
  return {
    mode: 'allow',
    hosts: [`index.example:${portOf(index)}`],
    addresses: [`127.0.0.1:${portOf(index)}`],
    resolve: { 'index.example': '127.0.0.1', 'elsewhere.example': '127.0.0.1' },
  };
}
