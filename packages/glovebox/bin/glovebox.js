#!/usr/bin/env node
// Any Node from 12.17 on must be able to parse this file, so that an old one gets a remedy instead of a syntax error:
// no top-level await, no `node:` imports, no named imports that an old Node lacks.
import childProcess from 'child_process';
import fs from 'fs';
import module from 'module';
import os from 'os';
import path from 'path';
import { fileURLToPath } from 'url';

const OLDEST = [22, 15];
const STARTED_BY_OLD_NODE = 'GLOVEBOX_STARTED_BY_OLD_NODE';
const script = fileURLToPath(import.meta.url);
const program = path.join(path.dirname(script), '../dist/cli/main.js');

if (!isCurrent(process.versions.node)) {
  startWithNewerNode();
} else if (!fs.existsSync(program)) {
  fail('this checkout is not built', 'run ./setup.sh in the root of the checkout');
} else {
  endWithOldNode();
  cacheCompiledCode();
  import('../dist/cli/main.js').catch((error) => {
    console.error(error);
    process.exit(101);
  });
}

function isCurrent(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

function startWithNewerNode() {
  const node = newerNode();
  if (node === undefined || process.env[STARTED_BY_OLD_NODE]) {
    fail(
      `Node ${process.versions.node} is too old: ${OLDEST.join('.')} or newer is needed`,
      `in a checkout run ./setup.sh; elsewhere install a newer Node, or add one to your project: npm install node@24`,
    );
    return;
  }
  // The channel tells the child when this process is gone, also by kill -9: nothing may stay behind.
  const child = childProcess.spawn(node, [...process.execArgv, script, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [STARTED_BY_OLD_NODE]: '1' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal has sent its Ctrl-C to the child already, and a second one means "at once" to many programs.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => fail(`cannot start ${node}: ${error.message}`, 'run ./setup.sh again'));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function newerNode() {
  const require = module.createRequire(import.meta.url);
  for (const name of [`node-${process.platform}-${process.arch}`, 'node']) {
    try {
      const binary = path.join(path.dirname(require.resolve(`${name}/package.json`)), 'bin/node');
      if (fs.existsSync(binary)) return binary;
    } catch {
      // Not installed here: the next name may be.
    }
  }
  return undefined;
}

function endWithOldNode() {
  if (!process.env[STARTED_BY_OLD_NODE]) return;
  delete process.env[STARTED_BY_OLD_NODE];
  if (!process.channel) return;
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}

// In the user's own cache folder: compiled code under a shared /tmp could be planted by another user.
function cacheCompiledCode() {
  const caches = process.env.XDG_CACHE_HOME || (os.homedir() && path.join(os.homedir(), '.cache'));
  if (caches && module.enableCompileCache) module.enableCompileCache(path.join(caches, 'glovebox', 'compiled'));
}

function fail(what, remedy) {
  console.error(`glovebox: ${what}\nremedy: ${remedy}`);
  process.exitCode = 2;
}
