import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findProgram } from '../../../../../scripts/docker/dockerd.ts';
import type { Backend } from '../backend.ts';
import { LIMIT_PROFILES } from '../limits.ts';
import { dockerWithImage, NO_DAEMON, runIn, sampleOf } from './container.fixture.ts';
import { createContainer } from './container.ts';
import { connect } from './engine.ts';

const MIB = 1024 * 1024;
const USUAL = { limits: LIMIT_PROFILES.default, observe: true } as const;

if (NO_DAEMON !== undefined) console.warn(`container: not tested: ${NO_DAEMON}`);

describe.skipIf(NO_DAEMON !== undefined)('the container', () => {
  let docker: Awaited<ReturnType<typeof dockerWithImage>>;
  let container: Backend;
  beforeAll(async () => {
    docker = await dockerWithImage();
    container = createContainer({ address: docker.address });
  }, 300_000);
  afterAll(async () => {
    await container?.dispose();
    await docker?.stop();
  });

  const run: (code: string, ...more: OptionalOf<typeof runIn>) => ReturnType<typeof runIn> = (code, ...more) =>
    runIn(container, code, ...more);

  it('probes itself', async () => {
    await container.probe();
  });

  it('runs a program with its arguments, its input, its neighbours and its exit code', async () => {
    const code = 'import sys, near\nprint(sys.argv[1:], sys.stdin.read(), near.name)\nsys.exit(7)\n';
    const more = { args: ['a b', 'c\nd', 'ü'], stdin: 'hello', files: { 'near.py': 'name = __name__\n' } };
    const result = await run(code, {}, more);
    expect(result).toMatchObject({ status: 'exited', exitCode: 7, stderr: '' });
    expect(result.stdout).toBe("['a b', 'c\\nd', 'ü'] hello near\n");
  });

  it.each([
    ['javascript', 'console.log([1, 2].map((n) => n * 2).join())'],
    ['typescript', 'const n: number[] = [1, 2];\nconsole.log(n.map((x: number): number => x * 2).join())'],
    ['bash', 'echo $((1 * 2)),$((2 * 2))'],
  ] as const)('runs %s', async (language, code) => {
    expect(await run(code, {}, { language })).toMatchObject({ exitCode: 0, stdout: '2,4\n' });
  });

  it("has the guides' settings, as the daemon holds them", async () => {
    const prepared = await container.prepare('python', USUAL);
    const engine = await connect({ kind: 'socket', path: docker.socket });
    try {
      // The daemon lists a container a moment after it has started it.
      const made = await vi.waitUntil(async () => (await engine.call<{ Id: string }[]>('GET', '/containers/json'))[0], {
        timeout: 5_000,
      });
      const { HostConfig, Config } = await engine.call<Inspected>('GET', `/containers/${made.Id}/json`);
      expect(HostConfig).toMatchObject({
        Memory: 268435456,
        MemorySwap: 268435456,
        NanoCpus: 500_000_000,
        PidsLimit: 51, // the warden and 50
        NetworkMode: 'none',
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        Privileged: false,
        AutoRemove: true,
        IpcMode: 'private',
      });
      expect(HostConfig.SecurityOpt).toContain('no-new-privileges');
      expect(HostConfig.SecurityOpt.some((option) => option.startsWith('seccomp={'))).toBe(true);
      expect(Config).toMatchObject({ User: '1000:1000', Healthcheck: { Test: ['NONE'] } });
      expect(Config.Image).toMatch(/^sha256:/);
    } finally {
      engine.close();
      await prepared.dispose();
    }
  });

  it('reports the isolation as probed from inside', async () => {
    const { isolation } = await run('print(1)\n');
    expect(isolation).toMatchObject({
      seccomp: 2,
      noNewPrivileges: true,
      capabilities: '0',
      uid: 1000,
      interfaces: ['lo'],
      rootReadOnly: true,
    });
    expect([...(isolation?.namespaces ?? [])].sort()).toEqual(['cgroup', 'ipc', 'mnt', 'net', 'pid', 'uts']);
    expect(isolation?.limits.memory).toMatchObject({ value: 256 * MIB });
    expect(isolation?.limits.memory?.enforcedBy).toMatch(/^cgroup-v[12]$/);
  });

  it('sees what the program does from the kernel, with its line', async () => {
    const result = await run(
      'import os, socket\nos.system("cat /etc/passwd")\ntry:\n    socket.create_connection(("evil.example", 80))\nexcept OSError:\n    pass\nopen("/work/left", "w").write("abc")\n',
    );
    const seen = result.events.filter((event) => event.observer === 'kernel');
    expect(seen.find((event) => event.target === '/etc/passwd')).toMatchObject({
      capability: 'file.read',
      source: { file: 'main.py', line: 2 },
      process: { command: 'cat' },
    });
    expect(seen.find((event) => event.capability === 'network.resolve')).toMatchObject({
      target: 'evil.example',
      outcome: 'denied',
      source: { file: 'main.py', line: 4 },
    });
    expect(result.changes).toEqual([{ path: '/work/left', change: 'created', bytes: 3 }]);
    expect(result.stdout).not.toContain('/root:/bin/bash');
  });

  it('tells of a call that the warden refuses, for the profile of the container lets it through to be seen', async () => {
    const code = 'import ctypes\nprint(ctypes.CDLL(None, use_errno=True).ptrace(0, 0, 0, 0))\n';
    const result = await run(code);
    expect(result.stdout).toBe('-1\n');
    expect(result.events).toContainEqual(
      expect.objectContaining({ observer: 'kernel', outcome: 'denied', operation: 'ptrace' }),
    );
  });

  describe('holds the limit', () => {
    it('on memory', async () => {
      const result = await run('x = "a" * (1024 ** 3)\nprint(len(x))\n');
      expect(result).toMatchObject({ status: 'out-of-memory', limit: 'memory', stdout: '' });
    });

    it('on time', async () => {
      const result = await run('while True:\n    pass\n', { wallMs: 500 });
      expect(result).toMatchObject({ status: 'timed-out', limit: 'wallClock' });
    });

    it('on processes', async () => {
      const code =
        'import os, time\nn = 0\ntry:\n    for _ in range(100):\n        if os.fork() == 0:\n            time.sleep(5)\n            os._exit(0)\n        n += 1\nexcept OSError as e:\n    print(n, e.errno)\n';
      expect((await run(code, { processes: 12 })).stdout).toBe('11 11\n');
    });

    it('on output', async () => {
      const result = await run('print("x" * 200_000)\n', { outputBytes: 50_000 });
      expect(result).toMatchObject({ truncated: true, exitCode: 0 });
      expect(result.stdout.length).toBe(50_000);
    });

    it('on descriptors', async () => {
      const code =
        'import os\nn = 0\ntry:\n    while True:\n        os.dup(0)\n        n += 1\nexcept OSError as e:\n    print(n < 40, e.errno)\n';
      expect((await run(code, { descriptors: 40 })).stdout).toBe('True 24\n');
    });

    it('on bytes, for all writable places together', async () => {
      const code =
        'def fill(path):\n    n = 0\n    try:\n        with open(path, "wb", buffering=0) as f:\n            while True:\n                n += f.write(b"x" * 4096)\n    except OSError as e:\n        return n, e.errno\nfor place in ["/work", "/tmp", "/home/user", "/dev/shm"]:\n    print(*fill(place + "/a"))\n';
      const filled = (await run(code, { diskBytes: 8 * MIB })).stdout
        .trim()
        .split('\n')
        .map((line) => line.split(' ').map(Number));
      expect(filled.map(([, errno]) => errno)).toEqual([28, 28, 28, 28]);
      expect(filled.reduce((sum, [bytes = 0]) => sum + bytes, 0)).toBeLessThanOrEqual(8 * MIB);
    });

    it('on files, for all writable places together', async () => {
      const code =
        'total = 0\nfor place in ["/work", "/tmp", "/home/user", "/dev/shm"]:\n    try:\n        while True:\n            open(f"{place}/{total}", "w").close()\n            total += 1\n    except OSError as e:\n        pass\nprint(total)\n';
      expect(Number((await run(code, { files: 200 })).stdout)).toBeLessThanOrEqual(200);
    });
  });

  it('shares nothing with another that runs at the same time', async () => {
    const code =
      'import os, time\nopen("/tmp/mine", "w").close()\ntime.sleep(0.3)\nprint(sorted(os.listdir("/tmp")), sorted(os.listdir("/work")))\n';
    const both = await Promise.all([run(code), run(code)]);
    for (const { stdout } of both) expect(stdout).toBe("['mine'] ['main.py']\n");
  });

  it('prepared takes one sample, and ends unused when it is disposed of', async () => {
    const used = await container.prepare('python', USUAL);
    expect((await used.run(sampleOf('print("ready")\n'))).stdout).toBe('ready\n');
    const unused = await container.prepare('python', USUAL);
    await unused.dispose();
    await expect(unused.run(sampleOf(''))).rejects.toBeInstanceOf(Error);
    await container.dispose();
    expect(await containersOf(docker.socket)).toEqual([]);
  });

  it('cancelled in the middle is gone at once', async () => {
    const abort = new AbortController();
    const running = container.run(sampleOf('import time\ntime.sleep(60)\n'), { ...USUAL, signal: abort.signal });
    setTimeout(() => abort.abort(), 1000);
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    await container.dispose();
    expect(await containersOf(docker.socket)).toEqual([]);
  });
});

const NO_GVISOR = NO_DAEMON ?? (findProgram('runsc') === undefined ? 'there is no runsc' : undefined);
if (NO_GVISOR !== undefined) console.warn(`container+gvisor: not tested: ${NO_GVISOR}`);

describe.skipIf(NO_GVISOR !== undefined)('the container on a kernel of its own', () => {
  let docker: Awaited<ReturnType<typeof dockerWithImage>>;
  let container: Backend;
  beforeAll(async () => {
    docker = await dockerWithImage();
    container = createContainer({ address: docker.address, runtime: 'runsc' });
  }, 300_000);
  afterAll(async () => {
    await container?.dispose();
    await docker?.stop();
  });

  it('talks to gVisor, whose trace is the kernel observer, in the words of the jail', async () => {
    const code =
      'import os, platform\nprint(platform.release())\nos.system("cat /etc/passwd")\nopen("/work/left", "w").write("abc")\n';
    const result = await runIn(container, code);
    expect(result).toMatchObject({ backend: 'container+gvisor', status: 'exited', exitCode: 0 });
    expect(result.stdout).toContain('4.4.0');
    expect(result.isolation).toMatchObject({
      kernel: 'gvisor',
      seccomp: 2,
      noNewPrivileges: true,
      capabilities: '0',
      uid: 1000,
      interfaces: ['lo'],
      rootReadOnly: true,
    });
    const seen = result.events.filter((event) => event.observer === 'kernel');
    expect(seen.find((event) => event.target === '/etc/passwd')).toMatchObject({
      capability: 'file.read',
      source: { file: 'main.py', line: 3 },
      process: { command: 'cat' },
    });
    expect(result.changes).toEqual([{ path: '/work/left', change: 'created', bytes: 3 }]);
  });

  it.each([
    ['memory', 'x = "a" * (1024 ** 3)\nprint(len(x))\n', {}, { status: 'out-of-memory' }],
    ['time', 'while True:\n    pass\n', { wallMs: 1000 }, { status: 'timed-out', limit: 'wallClock' }],
  ])('holds the limit on %s', async (_, code, limits, expected) => {
    expect(await runIn(container, code, limits)).toMatchObject(expected);
  });

  it('leaves no trace in the folder of traces', async () => {
    await container.dispose();
    expect(readdirSync(join(dirname(docker.socket), 'runsc')).filter((name) => name.includes('boot'))).toEqual([]);
  });
});

interface Inspected {
  readonly HostConfig: { readonly SecurityOpt: readonly string[] };
  readonly Config: { readonly Image: string };
}

type OptionalOf<F extends (...args: never[]) => unknown> =
  Parameters<F> extends [unknown, unknown, ...infer Rest] ? Rest : never;

async function containersOf(socket: string): Promise<unknown[]> {
  const engine = await connect({ kind: 'socket', path: socket });
  try {
    return await engine.call<unknown[]>('GET', '/containers/json?all=1');
  } finally {
    engine.close();
  }
}
