// Installs code-server once: the real workbench of VS Code as a server. node packages/vscode/src/workbench/code-server.ts
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const VERSION = '4.139.1';
const ROOT = join(import.meta.dirname, '../../../..');
const FOLDER = join(ROOT, 'node_modules/.cache', `code-server-${VERSION}`);
const NPM = join(ROOT, 'node_modules/npm/bin/npm-cli.js');
const PROGRAM = join(FOLDER, 'node_modules/code-server/out/node/entry.js');
const INSTALL_MS = 600_000;

/** Why there is no workbench on this machine, before anything is installed. */
export const NO_CODE_SERVER = process.versions.node.startsWith('24.')
  ? undefined
  : `code-server needs Node 24, this is ${process.versions.node}`;

/** Path of the program, about 600 MB with what it needs. No script of a package is run: what is native comes built. */
export async function codeServer(): Promise<string> {
  const done = join(FOLDER, 'installed');
  if (existsSync(done)) return PROGRAM;
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'package.json'), '{ "private": true }\n');
  await npm(FOLDER, `code-server@${VERSION}`);
  await npm(join(FOLDER, 'node_modules/code-server/lib/vscode'), '--omit=dev');
  writeFileSync(done, '');
  return PROGRAM;
}

async function npm(folder: string, ...args: readonly string[]): Promise<void> {
  await promisify(execFile)(
    process.execPath,
    [NPM, 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...args],
    { cwd: folder, timeout: INSTALL_MS },
  );
}

if (import.meta.main) {
  if (NO_CODE_SERVER === undefined) await codeServer();
  else console.error(NO_CODE_SERVER);
}
