import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { Event } from '../../observe/event.ts';
import { identify } from '../../sample/identify.ts';
import { loadSample } from '../../sample/load.ts';
import type { Language, Sample } from '../../sample/sample.ts';
import { createJail } from '../jail/jail.ts';
import { LIMIT_PROFILES, type Limits } from '../limits.ts';
import { reap } from '../owned.ts';
import type { Run } from '../run.ts';
import { createGvisor } from './gvisor.ts';

const EXAMPLES = fileURLToPath(new URL('../../../../../examples/', import.meta.url));
const ENTRY = { python: 'main.py', javascript: 'main.js', typescript: 'main.ts', bash: 'main.sh' } as const;
const missing = findMissing();
if (missing !== undefined) console.warn(`gVisor is not tested: ${missing}`);

const gvisor = createGvisor();
const jail = createJail();
afterAll(() => Promise.all([gvisor.dispose(), jail.dispose()]));

function sample(code: string, language: keyof typeof ENTRY = 'python'): Sample {
  const files = [{ path: ENTRY[language], content: Buffer.from(code) }];
  return {
    id: identify(language as Language, ENTRY[language], files),
    language,
    entry: ENTRY[language],
    files,
    args: [],
  };
}

function options(limits: Partial<Limits> = {}) {
  return { limits: { ...LIMIT_PROFILES.default, ...limits }, observe: true };
}

function run(code: string, language: keyof typeof ENTRY = 'python', limits: Partial<Limits> = {}): Promise<Run> {
  return gvisor.run(sample(code, language), options(limits));
}

describe.skipIf(missing !== undefined)('a program in gVisor', { timeout: 60_000 }, () => {
  it('with an interpreter from elsewhere makes no place for it among the files of the host', async () => {
    const before = readdirSync('/usr/local/bin');
    expect((await run('console.log(process.execPath)\n', 'javascript')).stdout).toBe('/usr/local/bin/node\n');
    expect(readdirSync('/usr/local/bin')).toEqual(before);
  });

  it('in Python talks to another kernel, and is told of with its lines', async () => {
    const result = await run(
      'import os, platform\nprint(platform.release())\nos.rename("main.py", "/work/x")\nraise SystemExit(3)\n',
    );
    expect(result).toMatchObject({ backend: 'gvisor', status: 'exited', exitCode: 3, stderr: '' });
    expect(result.stdout.trim()).not.toBe(execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim());
    expect(result.events.filter(byKernel)).toMatchObject([
      { capability: 'file.write', operation: 'rename', target: '/work/x', outcome: 'allowed', source: { line: 3 } },
    ]);
  });

  it('in JavaScript', async () => {
    const result = await run(
      'require("fs").writeFileSync("/tmp/a", "x");\nconsole.log(process.pid > 1);\n',
      'javascript',
    );
    expect(result).toMatchObject({ status: 'exited', exitCode: 0, stdout: 'true\n' });
    expect(result.changes).toEqual([{ path: '/tmp/a', change: 'created', bytes: 1 }]);
    const written = result.events.find((event) => event.observer === 'kernel' && event.target === '/tmp/a');
    expect(written).toMatchObject({ capability: 'file.write', source: { file: 'main.js', line: 1 } });
  });

  it('in bash, with the programs it starts', async () => {
    const result = await run('x="a b"\ncat /etc/passwd | head -n 1\n/bin/echo "$x"\n', 'bash');
    expect(result.stdout).toBe('root:x:0:0:root:/root:/usr/sbin/nologin\na b\n');
    const spawned = result.events.filter((event) => event.capability === 'process.spawn');
    expect(spawned.map((event) => `${event.target} ${event.source?.line}`).sort()).toEqual([
      "/bin/echo 'a b' 3",
      'cat /etc/passwd 2',
      'head -n 1 2',
    ]);
  });

  it('is confined as probed from inside', async () => {
    const { isolation } = await run('');
    expect(isolation).toMatchObject({
      kernel: 'gvisor',
      seccomp: 2,
      noNewPrivileges: true,
      capabilities: '0',
      uid: 1000,
      interfaces: ['lo'],
      rootReadOnly: true,
    });
    expect(isolation?.namespaces).toEqual(expect.arrayContaining(['user', 'pid', 'net']));
  });

  it('is seen when it tries what is refused, and when native code acts behind its interpreter', async () => {
    const result = await run(
      'import ctypes\nlibc = ctypes.CDLL(None)\nlibc.mkdir(b"/work/native", 0o700)\nlibc.ptrace(0, 0, 0, 0)\n',
    );
    const found = result.events.filter((event) => event.unexplained);
    expect(found).toMatchObject([
      { operation: 'mkdir', target: '/work/native', outcome: 'allowed' },
      { operation: 'ptrace', capability: 'process.inject', outcome: 'denied' },
    ]);
  });

  it('asks for names in the clear', async () => {
    const result = await run(
      'import socket\ntry:\n    socket.getaddrinfo("evil.example", 80)\nexcept OSError as e:\n    print(e.errno)\n',
    );
    expect(result.stdout).toBe('-3\n');
    expect(
      result.events.find((event) => event.observer === 'kernel' && event.capability === 'network.resolve'),
    ).toMatchObject({
      target: 'evil.example',
      outcome: 'denied',
      source: { line: 3 },
    });
  });

  it('forges no event by what it calls itself, its files or its folders', async () => {
    const code = `import os, ctypes
ctypes.CDLL(None).prctl(15, b"x E kill(0x1, 9)", 0, 0, 0)
open('/tmp/a\\n{"msg":"[   3:   3] a E unlink(0x7f /etc/passwd)","level":"info","time":"2030-01-01T00:00:00Z"}'.replace("/etc/", "_"), "w").close()
os.mkdir("/tmp/d, 0x7f00 ")
os.chdir("/tmp/d, 0x7f00 ")
open("e, O_RDONLY, 0o0) = 3 (0x3) (1us)", "w").close()
`;
    const told = (await run(code)).events.filter(byKernel);
    expect(told.map((event) => `${event.operation} ${event.source?.line}`)).toEqual([
      'openat 3',
      'mkdir 4',
      'openat 6',
    ]);
    expect(told[2]?.target).toBe('/tmp/d, 0x7f00 /e, O_RDONLY, 0o0) = 3 (0x3) (1us)');
  });
});

describe.skipIf(missing !== undefined)('the events of gVisor', { timeout: 120_000 }, () => {
  it.each([
    'dangerous/steal-credentials.py',
    'dangerous/obfuscated-exec.py',
    'ordinary/parse-csv.py',
    'dangerous/environment-dump.js',
    'dangerous/wipe-history.sh',
  ])('are those of the jail: %s', async (example) => {
    const program = await loadSample(join(EXAMPLES, example));
    const [theirs, ours] = [await jail.run(program, options()), await gvisor.run(program, options())];
    expect(words(ours)).toEqual(words(theirs));
    expect(ours.stdout).toBe(theirs.stdout);
  });
});

describe.skipIf(missing !== undefined)('a limit in gVisor', { timeout: 60_000 }, () => {
  it('on time ends the whole tree', async () => {
    const code =
      'import os, time\nfor _ in range(3):\n    if os.fork() == 0:\n        os.setsid()\n        time.sleep(60)\ntime.sleep(60)\n';
    const result = await run(code, 'python', { wallMs: 800 });
    expect(result).toMatchObject({ status: 'timed-out', limit: 'wallClock', exitCode: null });
  });

  it('on memory counts all children together', async () => {
    const code =
      'import os, time\nfor _ in range(8):\n    if os.fork() == 0:\n        x = bytearray(b"x") * (40 * 1024 * 1024)\n        time.sleep(20)\n        os._exit(0)\ntime.sleep(20)\n';
    expect(await run(code, 'python', { wallMs: 30_000 })).toMatchObject({ status: 'out-of-memory', limit: 'memory' });
  });

  it('on processes holds against a fork bomb, which is told', async () => {
    const code =
      'import os, time\nn = 0\ntry:\n    for _ in range(100):\n        if os.fork() == 0:\n            time.sleep(5)\n            os._exit(0)\n        n += 1\nexcept OSError as e:\n    print(n, e.errno)\n';
    const result = await run(code, 'python', { processes: 12 });
    expect(result.stdout).toBe('11 11\n');
    expect(result.events.find((event) => event.target === 'processes')).toMatchObject({
      capability: 'resource.exhaust',
    });
  });

  it('on disk holds for all writable places together', async () => {
    const code =
      'def fill(path):\n    n = 0\n    try:\n        with open(path, "wb") as f:\n            while True:\n                f.write(b"x" * 65536)\n                f.flush()\n                n += 65536\n    except OSError as e:\n        return n, e.errno\nprint(fill("/work/a"), fill("/tmp/b"), fill("/dev/shm/c"))\n';
    const result = await run(code, 'python', { diskBytes: 4 * 1024 * 1024 });
    const written = [...result.stdout.matchAll(/\((\d+), 28\)/g)].map((match) => Number(match[1]));
    expect(written).toHaveLength(3);
    expect(written.reduce((a, b) => a + b)).toBeLessThanOrEqual(4 * 1024 * 1024);
  });
});

describe.skipIf(missing !== undefined)('a sandbox of gVisor', { timeout: 60_000 }, () => {
  it.each(['boot', 'gofer'])('that loses its %s fails at once, and says so', async (part) => {
    const sandbox = await gvisor.prepare('python', options());
    const running = sandbox.run(sample('import time\nprint("up", flush=True)\ntime.sleep(30)\n'));
    const failed = expect(running).rejects.toMatchObject({ code: 'sandbox-lost', remedy: expect.any(String) });
    const victim = await descendant(part);
    const before = performance.now();
    process.kill(victim, 'SIGKILL');
    await failed;
    expect(performance.now() - before).toBeLessThan(2_000);
    expect(descendants()).toEqual([]);
  });

  it('leaves nothing when its owner is killed', async () => {
    const script = `import { createGvisor } from '${new URL('gvisor.ts', import.meta.url)}';
import { LIMIT_PROFILES } from '${new URL('../limits.ts', import.meta.url)}';
const files = [{ path: 'main.py', content: Buffer.from('import time\\ntime.sleep(60)\\n') }];
const started = createGvisor().run({ id: 'x', language: 'python', entry: 'main.py', files, args: [] }, { limits: LIMIT_PROFILES.default, observe: true });
await started;`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const owned = owner.pid as number;
    await descendant('boot', owned);
    const left = descendants(owned);
    const folders = foldersOf(left);
    expect(folders.length).toBeGreaterThan(0);
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    for (let tries = 0; tries < 40 && left.some(isAlive); tries++) await sleep(50);
    expect(left.filter(isAlive)).toEqual([]);
    await reap();
    expect(folders.filter(existsSync)).toEqual([]);
  });

  it('waits prepared for its one sample, and leaves unused', async () => {
    const [used, unused] = await Promise.all([
      gvisor.prepare('python', options()),
      gvisor.prepare('python', options()),
    ]);
    await unused.dispose();
    expect(await used.run(sample('print("warm")\n'))).toMatchObject({ status: 'exited', stdout: 'warm\n' });
    expect(descendants()).toEqual([]);
  });

  it('can be cancelled while it starts and while it runs', async () => {
    for (const ms of [5, 1_000]) {
      const abort = new AbortController();
      const running = gvisor.run(sample('import time\ntime.sleep(30)\n'), { ...options(), signal: abort.signal });
      setTimeout(() => abort.abort(), ms);
      await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    }
    expect(descendants()).toEqual([]);
  });
});

describe('gVisor where it cannot be had', () => {
  it('is not installed', async () => {
    await withPath('/nonexistent', async () => {
      const failed = { code: 'backend-unavailable', remedy: expect.stringContaining('apt-get install runsc') };
      await expect(gvisor.probe()).rejects.toMatchObject(failed);
      await expect(run('')).rejects.toMatchObject(failed);
    });
  });

  it.each([
    ['does not answer', 'exit 1', 'backend-unavailable'],
    [
      'cannot make a sandbox',
      'case "$*" in *flags*) exit 0;; esac; echo "creating container: no such thing" >&2; exit 128',
      'backend-failed',
    ],
    [
      'may not make namespaces',
      'case "$*" in *flags*) exit 0;; esac; echo "fork/exec: operation not permitted" >&2; exit 128',
      'user-namespaces-forbidden',
    ],
    ['says what no warden says', 'case "$*" in *flags*) exit 0;; esac; echo nonsense; exit 0', 'backend-failed'],
  ])('%s', async (_, does, code) => {
    const folder = mkdtempSync(join(tmpdir(), 'glovebox-fake-runsc-'));
    try {
      writeFileSync(join(folder, 'runsc'), `#!/bin/sh\n${does}\n`);
      chmodSync(join(folder, 'runsc'), 0o755);
      await withPath(`${folder}:/usr/bin:/bin`, async () => {
        await expect(run('')).rejects.toMatchObject({ code, remedy: expect.any(String) });
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** What it did to files, as the kernel saw it. Looking for modules reads folders. */
function byKernel({ observer, capability }: Event): boolean {
  return observer === 'kernel' && capability !== 'file.read';
}

function findMissing(): string | undefined {
  if (process.platform !== 'linux') return 'it runs on Linux only';
  const found = (process.env.PATH ?? '').split(':').some((folder) => existsSync(`${folder}/runsc`));
  if (!found) return 'runsc is not installed (apt-get install runsc)';
  return undefined;
}

async function withPath(path: string, action: () => Promise<void>): Promise<void> {
  const before = process.env.PATH;
  process.env.PATH = path;
  try {
    await action();
  } finally {
    process.env.PATH = before;
  }
}

/** What each event says, with its line; random names of temporary files aside. */
function words(result: Run): string[] {
  // How often the threads of Node itself wait for each other is the machine's load, not the program's doing.
  const own = result.events.filter(({ capability, source }) => capability !== 'clock.wait' || source !== undefined);
  const said = own.map(
    ({ observer, capability, target, outcome, source }) =>
      `${observer} ${capability} ${target} ${outcome} ${source?.line}`,
  );
  return [...new Set(said)].sort();
}

/** Processes of runsc below one of ours, by their command lines. */
function descendants(root = process.pid): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const stat = readText(`/proc/${name}/stat`);
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0));
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && parent > 1 && (parent === root || isBelow(parent));
  };
  return [...parents.keys()].filter((pid) => isBelow(pid) && readText(`/proc/${pid}/cmdline`).includes('runsc'));
}

async function descendant(part: string, root?: number): Promise<number> {
  for (let tries = 0; tries < 200; tries++) {
    const found = descendants(root).find((pid) => readText(`/proc/${pid}/cmdline`).split('\0').includes(part));
    if (found !== undefined) return found;
    await sleep(50);
  }
  throw new Error(`no ${part} was started`);
}

function foldersOf(pids: readonly number[]): string[] {
  const named = pids.flatMap(
    (pid) => /--bundle[=\0]([^\0]+)\/sandbox-\d+/.exec(readText(`/proc/${pid}/cmdline`))?.[1] ?? [],
  );
  return [...new Set(named)];
}

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !/^State:\tZ/m.test(readText(`/proc/${pid}/status`));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it has ended meanwhile
  }
}
