import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GloveboxError } from '../packages/glovebox/src/error.ts';
import { loadSample } from '../packages/glovebox/src/sample/load.ts';
import { createJail, LIMIT_PROFILES, type Limits, type Run } from '../packages/glovebox/src/sandbox/index.ts';
import { type Inventory, leftBehind, TRACES, takeInventory } from './leftovers.ts';

const SETTLE_MS = 5_000;
const AT_ONCE = 3;
const GLOVEBOX = fileURLToPath(new URL('../packages/glovebox/bin/glovebox.js', import.meta.url));

type Program = 'hello' | 'double-fork' | 'memory' | 'forks';

/** Ways a run comes to its end, and how many of the 500 do. */
const ORDINARY: readonly {
  title: string;
  program: Program;
  limits: Partial<Limits>;
  count: number;
  ends: Run['status'];
}[] = [
  { title: 'end by themselves', program: 'hello', limits: {}, count: 100, ends: 'exited' },
  {
    title: 'time out with daemons of their own',
    program: 'double-fork',
    limits: { wallMs: 100 },
    count: 80,
    ends: 'timed-out',
  },
  {
    title: 'run out of memory',
    program: 'memory',
    limits: { memoryBytes: 32 * 1024 * 1024 },
    count: 40,
    ends: 'out-of-memory',
  },
  { title: 'end before their 60 children', program: 'forks', limits: {}, count: 30, ends: 'exited' },
];

/** Runs given up in their first milliseconds, when bubblewrap has processes that wait for each other. */
const CANCELLED = 150;

/** Commands ended by a signal at ever later moments: while their jail is made, and while it works. `ends` is their exit code or signal. */
const KILLED: readonly {
  title: string;
  signal: NodeJS.Signals;
  to: 'command' | 'warden';
  count: number;
  ends: number | NodeJS.Signals;
}[] = [
  { title: 'are of a command killed with -9', signal: 'SIGKILL', to: 'command', count: 50, ends: 'SIGKILL' },
  { title: 'lose their warden by kill -9', signal: 'SIGKILL', to: 'warden', count: 30, ends: 2 },
  { title: 'are of a command that gets a SIGTERM', signal: 'SIGTERM', to: 'command', count: 10, ends: 143 },
  { title: 'are of a command that gets a SIGINT', signal: 'SIGINT', to: 'command', count: 10, ends: 130 },
];
const STEP_MS = 2;

describe('after 500 runs', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-leftovers-'));
  const outside = process.env.TMPDIR;
  const look = () => takeInventory([folder, '/dev/shm']);
  let before: Inventory;
  beforeAll(async () => {
    process.env.TMPDIR = folder;
    await createJail().run(await loadSample(pathOf('hello')), { limits: LIMIT_PROFILES.default, observe: true });
    before = look();
  });
  afterAll(() => {
    if (outside === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = outside;
    rmSync(folder, { recursive: true });
  });

  it.each(ORDINARY)('of which $count $title', async ({ program, limits, count, ends }) => {
    const jail = createJail();
    const sample = await loadSample(pathOf(program));
    const options = { limits: { ...LIMIT_PROFILES.default, ...limits }, observe: true };
    const statuses = await inLanes(count, async () => (await jail.run(sample, options)).status);
    expect(new Set(statuses)).toEqual(new Set([ends]));
  });

  it(`of which ${CANCELLED} are cancelled while their jail is made`, async () => {
    const jail = createJail();
    const sample = await loadSample(pathOf('double-fork'));
    const endings = await inLanes(CANCELLED, async (turn) => {
      const options = { limits: LIMIT_PROFILES.default, observe: true, signal: AbortSignal.timeout(1 + (turn % 15)) };
      return jail.run(sample, options).catch((error: GloveboxError) => error.code);
    });
    expect(new Set(endings)).toEqual(new Set(['cancelled']));
  });

  it.each(KILLED)('of which $count $title', async ({ signal, to, count, ends }) => {
    const endings = await inLanes(count, (turn) => endInTheMiddle(signal, to, turn * STEP_MS));
    expect(new Set(endings)).toEqual(new Set([ends]));
  });

  it.each(TRACES)('nothing is left of their %s', async (trace) => {
    const left = await leftBehind(before, look, SETTLE_MS);
    expect(left[trace]).toEqual([]);
  });

  it('they were 500', () => {
    expect([...ORDINARY, ...KILLED].reduce((sum, { count }) => sum + count, CANCELLED)).toBe(500);
  });
});

function pathOf(program: Program): string {
  return fileURLToPath(new URL(`programs/${program}.py`, import.meta.url));
}

/** Does `one` so many times, a few at once. */
async function inLanes<Result>(count: number, one: (turn: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  let turn = 0;
  const lane = async () => {
    while (turn < count) results.push(await one(turn++));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return results;
}

/** Lets a command run and ends it or its warden so long after the warden is there; gives its exit code or the signal it died of. */
async function endInTheMiddle(
  signal: NodeJS.Signals,
  to: 'command' | 'warden',
  afterMs: number,
): Promise<number | string> {
  const child = spawn(process.execPath, [GLOVEBOX, 'run', pathOf('double-fork')], { stdio: 'ignore' });
  const exited: Promise<[number | null, string | null]> = once(child, 'exit') as never;
  const warden = await wardenOf(child);
  await sleep(afterMs);
  process.kill(to === 'command' ? (child.pid ?? Number.NaN) : warden, signal);
  const [code, endedBy] = await exited;
  return endedBy ?? code ?? 'nothing';
}

async function wardenOf(parent: ChildProcess): Promise<number> {
  for (; parent.exitCode === null; await sleep(2)) {
    const pid = readdirSync('/proc').find((name) => isWardenOf(name, parent.pid));
    if (pid !== undefined) return Number(pid);
  }
  throw new Error(`the command ended with ${parent.exitCode} before it had a warden; is it built?`);
}

function isWardenOf(pid: string, parent: number | undefined): boolean {
  if (!/^\d+$/.test(pid)) return false;
  try {
    return new RegExp(`^\\d+ \\(warden\\) \\S ${parent} `).test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false; // gone while we looked
  }
}
