import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GloveboxError } from '../../error.ts';
import { cacheFolder } from '../images/cache.ts';
import { BUNDLES } from './bundles.ts';

const MAKE_MS = 180_000;
/** Behind the memory in the file. */
const DIGEST_BYTES = 32;
let known: Promise<string> | undefined;

/** Path of Python's memory after its start-up, made when it is not there. Throws `snapshot-corrupt`, `backend-failed`. */
export function pyodideSnapshot(pyodide: string): Promise<string> {
  known ??= findOrMake(pyodide).catch((error) => {
    known = undefined;
    throw error;
  });
  return known;
}

/** Where it is kept; the name says what it was made from. */
export function snapshotPath(pyodide: string): string {
  const hash = createHash('sha256')
    .update(readFileSync(join(pyodide, 'package.json')))
    .update(readFileSync(join(BUNDLES, 'python.mjs')));
  return join(cacheFolder('wasm'), `python-${hash.digest('hex').slice(0, 16)}.snapshot`);
}

async function findOrMake(pyodide: string): Promise<string> {
  const path = snapshotPath(pyodide);
  if (!existsSync(path)) await makeSnapshot(pyodide);
  verifySnapshot(path);
  return path;
}

/** Starts Python once, outside of any sandbox because nothing of a sample is in it, and keeps its memory with a digest behind it. */
export async function makeSnapshot(pyodide: string): Promise<void> {
  const path = snapshotPath(pyodide);
  const unfinished = `${path}.${randomBytes(4).toString('hex')}.part`;
  try {
    await runHost([`make=${unfinished}`, `pyodide=${pyodide}/`]);
    const memory = readFileSync(unfinished);
    writeFileSync(unfinished, Buffer.concat([memory, sha256(memory)]), { mode: 0o600 });
    renameSync(unfinished, path);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

/** Throws `snapshot-corrupt`. */
export function verifySnapshot(path: string): void {
  const content = readFileSync(path);
  const end = content.length - DIGEST_BYTES;
  if (end > 0 && sha256(content.subarray(0, end)).equals(content.subarray(end))) return;
  throw new GloveboxError(
    'snapshot-corrupt',
    `${path} is not what was written there: its digest does not match`,
    `Make it again: rm ${path} && glovebox images build wasm.`,
  );
}

function runHost(settings: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [join(BUNDLES, 'python.mjs'), ...settings], {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: MAKE_MS,
    env: {},
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said = (said + chunk).slice(-2000);
  });
  return new Promise((resolve, reject) => {
    const fail = (why: string, cause?: Error) =>
      reject(
        new GloveboxError(
          /ENOSPC/.test(said) ? 'no-space' : 'backend-failed',
          `Python's memory snapshot could not be made: ${why}`,
          'Make room in the cache folder, run ./setup.sh again, then: glovebox images build wasm.',
          { cause },
        ),
      );
    child.once('error', (cause) => fail(cause.message, cause));
    child.once('close', (code, signal) =>
      code === 0 ? resolve() : fail(said.trim().split('\n').at(-1) || `${signal ?? code}`),
    );
  });
}

function sha256(content: Uint8Array): Buffer {
  return createHash('sha256').update(content).digest();
}
