import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { optionsOf, sampleOf } from '../contract/subject.ts';
import { openTestbed, type Testbed } from '../contract/testbed.ts';
import { GloveboxError } from '../packages/glovebox/src/error.ts';
import type { BackendName, Run } from '../packages/glovebox/src/sandbox/run.ts';
import { type Inventory, leftBehind, TRACES, takeInventory } from './leftovers.ts';

const GLOVEBOX = fileURLToPath(new URL('../packages/glovebox/bin/glovebox.js', import.meta.url));

/** Whose end is tried in the middle of a run, by the name the kernel knows its process under. */
const LINKS: Partial<Record<BackendName, Readonly<Record<string, RegExp>>>> = {
  jail: { 'the warden': /^warden$/, bubblewrap: /^bwrap$/ },
  container: { 'the container engine': /^dockerd$/, 'the warden inside': /^warden$/ },
  gvisor: { 'the sandbox of runsc': /^(runsc-sandbox|exe)$/ },
  microvm: { 'the machine monitor': /^qemu-/ },
  wasm: { 'the warden': /^warden$/ },
  restricted: { 'the warden': /^warden$/ },
};
const ENDLESS = 'while True:\n    pass\n';
/** Far beyond what it takes to tell that something has ended, far below the run's own time. */
const PATIENCE_MS = 8_000;
const WALL_MS = 25_000;
const SETUP_MS = 10 * 60_000;

describe.each(Object.entries(LINKS))('in the middle of a run in the %s', (name, links) => {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-killed-'));
  const endless = join(folder, 'endless.py');
  writeFileSync(endless, ENDLESS);
  const look = () => takeInventory([tmpdir(), '/dev/shm']);
  let testbed: Testbed;
  let before: Inventory;
  beforeAll(async () => {
    testbed = await openTestbed(name as BackendName);
    await testbed.backend.run(sampleOf('print(1)\n'), optionsOf());
  }, SETUP_MS);
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await testbed?.close();
  }, SETUP_MS);

  it.each(Object.entries(links))(
    'the end of %s is an error that says so, at once',
    async (_, program) => {
      const known = new Set(processes(program));
      const running = testbed.backend.run(sampleOf(ENDLESS), optionsOf({ limits: { wallMs: WALL_MS } }));
      const ended = running.then(
        (run: Run) => run,
        (error: unknown) => error,
      );
      const victim = await appears(() => own(program).find((pid) => !known.has(pid)) ?? engineOf(testbed, program));
      await sleep(1_000);
      process.kill(victim, 'SIGKILL');
      const killed = performance.now();
      const outcome = await Promise.race([ended, sleep(PATIENCE_MS, 'still waiting')]);
      console.log(`${name}: told ${Math.round(performance.now() - killed)} ms after the kill`);
      expect(outcome).toSatisfy(saysThatItFailed);
      if (victim !== testbed.engine) return;
      await testbed.close();
      testbed = await openTestbed(name as BackendName);
    },
    60_000,
  );

  it('the end of Glovebox leaves nothing that the next start does not end', async () => {
    before = look();
    const child = spawn(process.execPath, [GLOVEBOX, 'run', '--backend', name, '--timeout', '60', endless], {
      stdio: 'ignore',
    });
    await sleep(4_000);
    await killed(child);
    const again = spawn(process.execPath, [GLOVEBOX, 'run', '--backend', name, '--timeout', '1', endless], {
      stdio: 'ignore',
    });
    expect(await once(again, 'exit')).toEqual([124, null]);
    const left = await leftBehind(before, look, 5_000);
    for (const trace of TRACES) expect(left[trace], trace).toEqual([]);
  }, 60_000);
});

function saysThatItFailed(outcome: unknown): boolean {
  if (outcome instanceof GloveboxError) return outcome.remedy !== '' && outcome.code !== 'cancelled';
  return (outcome as Run | undefined)?.status === 'killed';
}

/** The engine is no child of a run: it was there before, and is the test's own. */
function engineOf(testbed: Testbed, program: RegExp): number | undefined {
  return testbed.engine !== undefined && program.test('dockerd') ? testbed.engine : undefined;
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) throw new Error(`glovebox ended by itself with ${child.exitCode}`);
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function appears(find: () => number | undefined): Promise<number> {
  for (const until = Date.now() + 30_000; Date.now() < until; await sleep(50)) {
    const found = find();
    if (found !== undefined) return found;
  }
  throw new Error('the process to end never appeared');
}

/** The daemon is found by its id, whoever else has one. */
function own(program: RegExp): number[] {
  return program.test('dockerd') ? [] : processes(program);
}

/** Below this very process, or a shim of its own container engine: others on the machine are nobody's to end. */
function processes(program: RegExp): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => program.test(commandOf(pid)) && isBelow(pid));
}

function isBelow(pid: number): boolean {
  const folder = dirname(process.env.DOCKER_HOST?.replace('unix://', '') ?? '/none/none');
  for (let at = pid; at > 1; at = parentOf(at))
    if (at === process.pid || commandLineOf(at).includes(`${folder}/`)) return true;
  return false;
}

function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return ''; // ended while we looked
  }
}
