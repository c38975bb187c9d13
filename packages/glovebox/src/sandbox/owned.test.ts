import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const OWNED = fileURLToPath(new URL('owned.ts', import.meta.url));

let temporary: string;
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'glovebox-owned-test-'));
});
afterEach(() => rmSync(temporary, { recursive: true }));

/** Runs lines of a module beside `owned.ts`, with a folder for temporary files of the test's own. */
function start(code: string): ChildProcess {
  return spawn(
    process.execPath,
    ['--input-type=module', '--eval', `import * as it from ${JSON.stringify(OWNED)};\n${code}`],
    {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
}

async function said(child: ChildProcess): Promise<string> {
  const [line] = await once(child.stdout ?? child, 'data');
  return String(line).trim();
}

async function outcome(code: string): Promise<{ code: number | null; stderr: string }> {
  const child = start(code);
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const [exit] = await once(child, 'close');
  return { code: exit, stderr };
}

const OWNER = `
import { spawn } from 'node:child_process';
const child = spawn('/bin/sleep', ['60'], { detached: true, stdio: 'ignore' });
it.ownProcess(child.pid);
console.log(JSON.stringify([it.ownFolder('glovebox-x-').path, child.pid]));
setInterval(() => {}, 1000);
`;

it('what an owner killed with -9 had is ended at the next start, and not before', async () => {
  const owner = start(OWNER);
  const [folder, pid] = JSON.parse(await said(owner)) as [string, number];
  await outcome('await it.reap()');
  expect(existsSync(folder)).toBe(true);
  expect(existsSync(`/proc/${pid}`)).toBe(true);
  const gone = once(owner, 'exit');
  owner.kill('SIGKILL');
  await gone;
  await outcome('await it.reap()');
  expect(existsSync(folder)).toBe(false);
  await expect.poll(() => runs(pid)).toBe(false);
});

it('what cannot be ended is kept for a start that can', async () => {
  const owner = start("it.own({ kind: 'container', id: 'c', socket: 's' }); console.log('noted');");
  await once(owner, 'exit');
  const ended = "await it.reap({ container: ({ id }) => { process.exitCode = id === 'c' ? 7 : 1; } });";
  expect(await outcome('await it.reap()')).toMatchObject({ code: 0 });
  expect(await outcome("await it.reap({ container: () => { throw new Error('not now'); } })")).toMatchObject({
    code: 0,
  });
  expect(await outcome(ended)).toMatchObject({ code: 7 });
  expect(await outcome(ended)).toMatchObject({ code: 0 });
});

it('notes that others could have written are not obeyed', async () => {
  const namespace = /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0];
  const folder = join(temporary, `glovebox-owned-${process.getuid?.()}-${namespace}`);
  mkdirSync(folder);
  chmodSync(folder, 0o777);
  expect(await outcome("it.ownFolder('glovebox-x-')")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('belongs to'),
  });
});

/** Killed, it may stay as a zombie until the machine's first process takes note. */
function runs(pid: number): boolean {
  try {
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
