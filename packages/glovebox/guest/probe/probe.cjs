// Looks for holes from inside a sandbox. Every question has an answer outside, given as an argument, that must not be seen here.
// Prints one JSON object: question -> what it found. An empty string means: nothing, the wall held.
'use strict';
const fs = require('node:fs');
const net = require('node:net');
const { spawnSync } = require('node:child_process');

const [hostFile, hostPort, hostPid, hostMarker] = process.argv.slice(2);

function attempt(action) {
  try {
    return String(action() ?? '');
  } catch {
    return '';
  }
}

function connects(port) {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port: Number(port), timeout: 500 });
    socket.once('connect', () => resolve('connected'));
    socket.once('error', () => resolve(''));
    socket.once('timeout', () => resolve(''));
  });
}

async function main() {
  const found = {
    'host files': attempt(() => fs.readFileSync(hostFile, 'utf8')),
    'host processes': attempt(() => (process.kill(Number(hostPid), 0), 'reached')),
    'host processes in /proc': attempt(() => fs.readFileSync(`/proc/${hostPid}/cmdline`, 'utf8')),
    'host network': await connects(hostPort),
    'host environment': attempt(() => Object.entries(process.env).find(([, value]) => value === hostMarker)?.[0]),
    'container sockets': attempt(() => ['/var/run/docker.sock', '/run/docker.sock', '/run/podman/podman.sock'].find((path) => fs.existsSync(path))),
    'account secrets': attempt(() => fs.readFileSync('/etc/shadow', 'utf8').slice(0, 20)),
    'system write': attempt(() => (fs.writeFileSync('/usr/bin/glovebox-probe', ''), 'written')),
    'root write': attempt(() => (fs.writeFileSync('/glovebox-probe', ''), 'written')),
    'new user namespace': attempt(() => (spawnSync('unshare', ['--user', 'true']).status === 0 ? 'made' : '')),
    'mount': attempt(() => (spawnSync('mount', ['-t', 'tmpfs', 'none', '/tmp']).status === 0 ? 'mounted' : '')),
  };
  process.stdout.write(`${JSON.stringify(found)}\n`);
}

main();
