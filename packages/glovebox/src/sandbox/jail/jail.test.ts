import { afterAll, describe, expect, it } from 'vitest';
import { identify } from '../../sample/identify.ts';
import type { Language, Sample } from '../../sample/sample.ts';
import { LIMIT_PROFILES, type Limits } from '../limits.ts';
import type { Run } from '../run.ts';
import { createJail } from './jail.ts';

const jail = createJail();
const withoutCgroups = createJail({ cgroups: false });
afterAll(() => Promise.all([jail.dispose(), withoutCgroups.dispose()]));

const MIB = 1024 * 1024;

function sample(
  code: string,
  more: { args?: string[]; language?: Language; files?: Record<string, string> } = {},
): Sample {
  const language = more.language ?? 'python';
  const entry = { python: 'main.py', javascript: 'main.js', typescript: 'main.ts', bash: 'main.sh', wasm: 'main.wasm' }[
    language
  ];
  const files = Object.entries({ ...more.files, [entry]: code }).map(([path, text]) => ({
    path,
    content: Buffer.from(text),
  }));
  return { id: identify(language, entry, files), language, entry, files, args: more.args ?? [] };
}

function run(
  code: string,
  limits: Partial<Limits> = {},
  more: Parameters<typeof sample>[1] & { stdin?: string; backend?: typeof jail } = {},
): Promise<Run> {
  return (more.backend ?? jail).run(sample(code, more), {
    limits: { ...LIMIT_PROFILES.default, ...limits },
    observe: true,
    ...(more.stdin === undefined ? {} : { stdin: Buffer.from(more.stdin) }),
  });
}

function kernelEvents(result: Run) {
  return result.events.filter((event) => event.observer === 'kernel');
}

describe('the three isolation checks of the guides', () => {
  it("`cat /etc/passwd` runs, sees the jail's own file alone, and is told with its line", async () => {
    const result = await run('import os\nos.system("cat /etc/passwd")\n');
    expect(result.stdout).toBe(
      'root:x:0:0:root:/root:/usr/sbin/nologin\nuser:x:1000:1000:user:/home/user:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
    );
    const read = kernelEvents(result).find((event) => event.target === '/etc/passwd');
    expect(read).toMatchObject({
      capability: 'file.read',
      source: { file: 'main.py', line: 2 },
      process: { command: 'cat' },
    });
  });

  it('a connection never leaves, and is told by the name it asked for', async () => {
    const result = await run('import socket\ns = socket.socket()\ns.connect(("evil.example", 80))\n');
    expect(result.exitCode).toBe(1);
    const asked = kernelEvents(result).find((event) => event.capability === 'network.resolve');
    expect(asked).toMatchObject({ target: 'evil.example', outcome: 'denied', source: { file: 'main.py', line: 3 } });
  });

  it.each([
    ['with cgroups', jail],
    ['by the warden alone', withoutCgroups],
  ])('a 1 GiB string ends as out-of-memory, %s', async (_, backend) => {
    const result = await run('x = "a" * (1024 ** 3)\nprint(len(x))\n', {}, { backend });
    expect(result.status).toBe('out-of-memory');
    expect(result.limit).toBe('memory');
    expect(result.stdout).toBe('');
  });

  it('a program that calls itself what its memory is looked for by hides none of it', async () => {
    const code =
      'import ctypes, time\nctypes.CDLL(None).prctl(15, b"RssAnon:0", 0, 0, 0)\nx = b"a" * 2**28\ntime.sleep(1)\n';
    const result = await run(code, { memoryBytes: 128 * MIB }, { backend: withoutCgroups });
    expect(result).toMatchObject({ status: 'out-of-memory', limit: 'memory' });
  });
});

describe('a program in the jail', () => {
  it('has its arguments, its input, its neighbours and its exit code', async () => {
    const code = 'import sys, helper\nprint(sys.argv[1:], sys.stdin.read(), helper.name)\nsys.exit(7)\n';
    const result = await run(
      code,
      {},
      { args: ['a b', 'c\nd', 'ü'], stdin: 'hello', files: { 'helper.py': 'name = __name__\n' } },
    );
    expect(result.stdout).toBe("['a b', 'c\\nd', 'ü'] hello helper\n");
    expect(result).toMatchObject({ status: 'exited', exitCode: 7, truncated: false });
  });

  it('is confined as probed from inside', async () => {
    const { isolation } = await run('');
    expect(isolation).toMatchObject({
      namespaces: ['user', 'pid', 'mnt', 'net', 'ipc', 'uts', 'cgroup'],
      seccomp: 2,
      noNewPrivileges: true,
      capabilities: '0',
      uid: 1000,
      interfaces: ['lo'],
      rootReadOnly: true,
    });
  });

  it('finds no variable of Glovebox in its environment', async () => {
    const result = await run('import os, json\nprint(json.dumps(dict(os.environ)))\n');
    expect(Object.keys(JSON.parse(result.stdout)).sort()).toEqual(['HOME', 'LANG', 'PATH', 'TERM', 'TMPDIR', 'USER']);
  });

  it('tells what it left behind in the writable places', async () => {
    const code =
      'import os\nopen("new", "w").write("12345")\nopen("given", "a").write("more")\nos.remove("gone")\nopen("/tmp/t.sh", "w").close()\nos.chmod("/tmp/t.sh", 0o755)\n';
    const result = await run(code, {}, { files: { given: 'x', gone: 'y', kept: 'z' } });
    expect(result.changes.sort((a, b) => a.path.localeCompare(b.path))).toEqual([
      { path: '/tmp/t.sh', change: 'created', bytes: 0, executable: true },
      { path: '/work/given', change: 'modified', bytes: 5 },
      { path: '/work/gone', change: 'deleted', bytes: 0 },
      { path: '/work/new', change: 'created', bytes: 5 },
    ]);
  });

  it('that is ended by a signal says which', async () => {
    const result = await run('import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n');
    expect(result).toMatchObject({ status: 'killed', signal: 'SIGSEGV', exitCode: null });
  });

  it('acts behind its interpreter only to be seen by the kernel', async () => {
    const result = await run('import ctypes\nlibc = ctypes.CDLL(None)\nlibc.mkdir(b"/work/native", 0o700)\n');
    expect(kernelEvents(result).find((event) => event.operation === 'mkdir')).toMatchObject({
      target: '/work/native',
      unexplained: true,
    });
  });
});

describe('a limit', () => {
  it('on time ends the whole tree, however it forked', async () => {
    const code =
      'import os, time\nfor _ in range(3):\n    if os.fork() == 0:\n        os.setsid()\n        if os.fork() == 0:\n            time.sleep(60)\n        time.sleep(60)\ntime.sleep(60)\n';
    const result = await run(code, { wallMs: 400 });
    expect(result).toMatchObject({ status: 'timed-out', limit: 'wallClock', exitCode: null });
    expect(result.durationMs).toBeLessThan(2000);
  });

  it.each([
    ['with cgroups', jail],
    ['by the warden alone', withoutCgroups],
  ])('on memory counts all children together, %s', async (_, backend) => {
    const code =
      'import os, time\nfor _ in range(8):\n    if os.fork() == 0:\n        x = bytearray(b"x") * (40 * 1024 * 1024)\n        time.sleep(20)\n        os._exit(0)\ntime.sleep(20)\n';
    const result = await run(code, { wallMs: 15_000 }, { backend });
    expect(result.status).toBe('out-of-memory');
  });

  it('on disk holds for all writable places together', async () => {
    const code =
      'import sys\ndef fill(path):\n    n = 0\n    try:\n        with open(path, "wb") as f:\n            while True:\n                f.write(b"x" * 65536)\n                f.flush()\n                n += 65536\n    except OSError as e:\n        return n, e.errno\nprint(fill("/work/a"), fill("/tmp/b"), fill("/dev/shm/c"))\n';
    const result = await run(code, { diskBytes: 8 * MIB });
    const written = [...result.stdout.matchAll(/\((\d+), 28\)/g)].map((match) => Number(match[1]));
    expect(written).toHaveLength(3);
    expect(written.reduce((a, b) => a + b)).toBeLessThanOrEqual(8 * MIB);
    expect(result.events.find((event) => event.target === 'disk')).toMatchObject({
      capability: 'resource.exhaust',
      observer: 'limits',
    });
  });

  it('on files holds', async () => {
    const code =
      'n = 0\ntry:\n    while True:\n        open(f"/tmp/{n}", "w").close()\n        n += 1\nexcept OSError as e:\n    print(n, e.errno)\n';
    const result = await run(code, { files: 200 });
    const [made, errno] = result.stdout.trim().split(' ').map(Number);
    expect(errno).toBe(28);
    expect(made).toBeLessThanOrEqual(200);
    expect(made).toBeGreaterThan(150);
  });

  it.each([
    ['with cgroups', jail],
    ['by rlimits', withoutCgroups],
  ])('on processes holds, %s', async (_, backend) => {
    const code =
      'import os, time\nn = 0\ntry:\n    for _ in range(100):\n        if os.fork() == 0:\n            time.sleep(5)\n            os._exit(0)\n        n += 1\nexcept OSError as e:\n    print(n, e.errno)\n';
    const result = await run(code, { processes: 12 }, { backend });
    const [made, errno] = result.stdout.trim().split(' ').map(Number);
    expect(errno).toBe(11);
    expect(made).toBeLessThan(13);
    expect(made).toBeGreaterThan(5);
  });

  it('on output cuts it and never blocks the program', async () => {
    const result = await run(
      'import sys\nfor _ in range(2000):\n    sys.stdout.write("x" * 1000)\nsys.stderr.write("done")\n',
      { outputBytes: 50_000 },
    );
    expect(result.truncated).toBe(true);
    expect(result.stdout.length + result.stderr.length).toBe(50_000);
    expect(result.exitCode).toBe(0);
  });

  it('on descriptors holds', async () => {
    const code =
      'import os\nn = 0\ntry:\n    while True:\n        os.dup(0)\n        n += 1\nexcept OSError as e:\n    print(n < 40, e.errno)\n';
    expect((await run(code, { descriptors: 40 })).stdout).toBe('True 24\n');
  });
});

describe('a run', () => {
  it('can be cancelled in the middle', async () => {
    const abort = new AbortController();
    const running = jail.run(sample('import time\ntime.sleep(60)\n'), {
      limits: LIMIT_PROFILES.default,
      observe: true,
      signal: abort.signal,
    });
    setTimeout(() => abort.abort(), 200);
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('in a prepared sandbox starts with the interpreter up and sees only its own sample', async () => {
    const prepared = await jail.prepare('python', { limits: LIMIT_PROFILES.default, observe: true });
    const result = await prepared.run(sample('import os\nprint(sorted(os.listdir()))\n'));
    expect(result.stdout).toBe("['main.py']\n");
    expect(result.isolation?.seccomp).toBe(2);
  });

  it('prepared and not used leaves when it is disposed of', async () => {
    const prepared = await jail.prepare('python', { limits: LIMIT_PROFILES.default, observe: true });
    await prepared.dispose();
    await expect(prepared.run(sample(''))).rejects.toBeInstanceOf(Error);
  });

  it('whose files climb out of the sample is refused', async () => {
    const bad = {
      ...sample(''),
      files: [
        { path: '../escape', content: Buffer.from('x') },
        { path: 'main.py', content: Buffer.from('') },
      ],
    };
    await expect(jail.run(bad, { limits: LIMIT_PROFILES.default, observe: true })).rejects.toMatchObject({
      code: 'backend-failed',
    });
  });
});
