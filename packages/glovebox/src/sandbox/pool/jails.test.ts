import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { sampleOfSource } from '../../sample/load.ts';
import type { RunOptions } from '../backend.ts';
import { createJail } from '../jail/jail.ts';
import { LIMIT_PROFILES } from '../limits.ts';
import { createPool, type Pool } from './pool.ts';

const OPTIONS: RunOptions = { limits: LIMIT_PROFILES.default, observe: true };
const hello = sampleOfSource('import os\nprint("hello", sorted(os.listdir()))\n', 'python', {
  entry: 'main.py',
});

let pool: Pool;
afterEach(() => pool.dispose());

async function jails(size: number): Promise<Pool> {
  pool = createPool(createJail(), { sizes: { python: size }, memoryBytes: 1 << 30 });
  await pool.fill('python', OPTIONS);
  return pool;
}

/** Processes this one started and has not seen the end of. */
function children(): number[] {
  return readdirSync('/proc/self/task').flatMap((thread) =>
    readFileSync(`/proc/self/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
}

describe('a pool of jails', () => {
  it('serves a burst of five times its size', async () => {
    await jails(6);
    const runs = await Promise.all(Array.from({ length: 30 }, () => pool.run(hello, OPTIONS)));
    for (const { status, exitCode, stdout } of runs)
      expect({ status, exitCode, stdout }).toEqual({ status: 'exited', exitCode: 0, stdout: "hello ['main.py']\n" });
  });

  it('gets over the death of those that wait', async () => {
    const before = new Set(children());
    await jails(4);
    for (const pid of children().filter((child) => !before.has(child))) process.kill(pid, 'SIGKILL');
    const runs = await Promise.all(Array.from({ length: 6 }, () => pool.run(hello, OPTIONS)));
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('leaves no process and no cgroup when it is disposed of', async () => {
    const before = children();
    await jails(4);
    expect(children().length).toBe(before.length + 4);
    await Promise.all([pool.run(hello, OPTIONS), pool.run(hello, OPTIONS)]);
    await pool.dispose();
    expect(children()).toEqual(before);
    expect(cgroups()).toEqual([]);
  });
});

function cgroups(): string[] {
  return readdirSync('/sys/fs/cgroup', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.startsWith(`glovebox-${process.pid}-`))
    .map((entry) => `${entry.parentPath}/${entry.name}`);
}
