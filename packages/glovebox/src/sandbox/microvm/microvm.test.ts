import { spawn } from 'node:child_process';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { identify } from '../../sample/identify.ts';
import type { Language, Sample } from '../../sample/sample.ts';
import { cacheFolder } from '../images/cache.ts';
import { LIMIT_PROFILES } from '../limits.ts';
import { buildImage } from './image/build.ts';
import { findImage, imageKey } from './image/image.ts';
import { createMicrovm } from './microvm.ts';

const ENDINGS: Record<string, string> = { python: 'py', javascript: 'js', bash: 'sh' };
const OPTIONS = { limits: LIMIT_PROFILES.default, observe: true };

/** Under emulation, on a machine with other things to do, and with a snapshot to be made first. */
const MINUTES = 60_000;

function sampleOf(language: Language, code: string): Sample {
  const entry = `sample.${ENDINGS[language]}`;
  const files = [{ path: entry, content: Buffer.from(code) }];
  return { id: identify(language, entry, files), language, entry, files, args: [] };
}

const microvm = createMicrovm();
afterAll(() => microvm.dispose());
beforeAll(async () => {
  if (!existsSync(join(cacheFolder('microvm'), imageKey()))) await buildImage(() => {});
}, 10 * MINUTES);

describe('a virtual machine', { timeout: 8 * MINUTES }, () => {
  it('runs Python, and its kernel tells what it did', async () => {
    const run = await microvm.run(
      sampleOf('python', 'import os\nprint(os.getuid())\nopen("/tmp/note", "w").write("a")\n'),
      OPTIONS,
    );
    expect(run).toMatchObject({ status: 'exited', exitCode: 0, stdout: '1000\n', stderr: '' });
    expect(run.changes).toEqual([{ path: '/tmp/note', change: 'created', bytes: 1 }]);
    const write = run.events.find((event) => event.observer === 'kernel' && event.capability === 'file.write');
    expect(write).toMatchObject({ target: '/tmp/note', outcome: 'allowed', source: { file: 'sample.py', line: 3 } });
    expect(run.isolation).toMatchObject({
      kernel: 'guest',
      seccomp: 2,
      noNewPrivileges: true,
      capabilities: '0',
      interfaces: ['lo'],
    });
    expect(run.isolation?.accelerated).toBeTypeOf('boolean');
  });

  it('runs JavaScript', async () => {
    const run = await microvm.run(sampleOf('javascript', 'console.log(6 * 7);\nprocess.exitCode = 3;\n'), OPTIONS);
    expect(run).toMatchObject({ status: 'exited', exitCode: 3, stdout: '42\n' });
  });

  it('runs bash', async () => {
    const run = await microvm.run(sampleOf('bash', 'read line; echo "got $line"; kill -SEGV $$\n'), {
      ...OPTIONS,
      stdin: Buffer.from('words\n'),
    });
    expect(run).toMatchObject({ status: 'killed', signal: 'SIGSEGV', stdout: 'got words\n' });
  });

  it('holds memory and disk', async () => {
    const prepared = await microvm.prepare('python', OPTIONS);
    const hungry = await prepared.run(sampleOf('python', 'print(len(b"a" * 400_000_000))\n'));
    expect(hungry).toMatchObject({ status: 'out-of-memory', limit: 'memory' });
    const disk = await microvm.run(sampleOf('python', 'open("/tmp/big", "wb").write(bytes(80_000_000))\n'), OPTIONS);
    expect(disk.stderr).toMatch(/No space left|File too large/);
  });

  it('ends what never ends, when its time is over', async () => {
    const limits = { ...LIMIT_PROFILES.default, wallMs: 3_000 };
    const run = await microvm.run(sampleOf('bash', 'while true; do :; done\n'), { ...OPTIONS, limits });
    expect(run).toMatchObject({ status: 'timed-out', limit: 'wallClock' });
  });

  it('has a clock of its own', async () => {
    const run = await microvm.run(sampleOf('bash', 'date -u +%F\n'), { ...OPTIONS, clock: '2031-05-06T07:08:09Z' });
    expect(run.stdout).toBe('2031-05-06\n');
    expect(run.conditions.clock).toBe('2031-05-06T07:08:09.000Z');
  });

  it.each<[Language, string]>([
    [
      'python',
      'import os, random, tempfile, uuid\nprint(os.urandom(8).hex())\nprint(random.random())\nprint(uuid.uuid4())\nprint(tempfile.mktemp())\n',
    ],
    [
      'javascript',
      'const c = require("node:crypto");\nconsole.log(Math.random());\nconsole.log(c.randomBytes(8).toString("hex"));\nconsole.log(c.randomUUID());\n',
    ],
    ['bash', 'echo $RANDOM$RANDOM\necho $SRANDOM\nmktemp -u\n'],
  ])('draws other numbers in %s than the next machine of the same snapshot', async (language, code) => {
    const sample = sampleOf(language, code);
    const options = { ...OPTIONS, clock: '2030-01-01T00:00:00Z' }; // not even the time differs
    const first = (await microvm.run(sample, options)).stdout.trim().split('\n');
    const second = (await microvm.run(sample, options)).stdout.trim().split('\n');
    expect(first.length).toBeGreaterThanOrEqual(3);
    for (const line of first) expect(second).not.toContain(line);
  });

  it('leaves nothing to the next one', async () => {
    await microvm.run(sampleOf('bash', 'echo secret > /tmp/left; echo secret > /dev/shm/left\n'), OPTIONS);
    const run = await microvm.run(sampleOf('bash', 'ls -A /tmp /dev/shm /home/user\n'), OPTIONS);
    expect(run.stdout).not.toContain('left');
  });

  it('ends at once when it is cancelled, prepared or not', async () => {
    const prepared = await microvm.prepare('bash', OPTIONS);
    await prepared.dispose();
    const abort = new AbortController();
    const running = microvm.run(sampleOf('bash', 'sleep 20\n'), { ...OPTIONS, signal: abort.signal });
    await setTimeout(500);
    abort.abort();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(machines()).toEqual([]);
  });

  it('says that it was lost when its monitor is killed', async () => {
    const prepared = await microvm.prepare('bash', OPTIONS);
    const running = prepared.run(sampleOf('bash', 'sleep 20\n'));
    await setTimeout(300);
    for (const pid of machines()) process.kill(pid, 'SIGKILL');
    const killed = performance.now();
    await expect(running).rejects.toMatchObject({ code: 'sandbox-lost', remedy: expect.stringMatching(/./) });
    expect(performance.now() - killed).toBeLessThan(2_000);
  });

  it('ends with its owner, however that ends', async () => {
    const program = [
      `const { createMicrovm } = await import(${JSON.stringify(join(import.meta.dirname, 'microvm.ts'))});`,
      `const { LIMIT_PROFILES } = await import(${JSON.stringify(join(import.meta.dirname, '../limits.ts'))});`,
      `await createMicrovm().prepare('bash', { limits: LIMIT_PROFILES.default, observe: true });`,
      `console.log('up');`,
      `setInterval(() => {}, 1000);`,
    ].join('\n');
    const owner = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 5 * MINUTES,
    });
    await new Promise((resolve) => owner.stdout.once('data', resolve));
    const pids = machines(owner.pid);
    expect(pids.length).toBeGreaterThan(0);
    owner.kill('SIGKILL');
    for (let i = 0; i < 20 && pids.some(isAlive); i++) await setTimeout(100);
    expect(pids.filter(isAlive)).toEqual([]);
  });
});

describe('microvm+jail', { timeout: 8 * MINUTES }, () => {
  it("puts bubblewrap's walls around the sample inside the machine", async () => {
    const layered = createMicrovm({ layer: 'jail' });
    const run = await layered.run(sampleOf('bash', 'id -u; ls /\n'), OPTIONS);
    await layered.dispose();
    expect(run).toMatchObject({ backend: 'microvm+jail', status: 'exited' });
    expect(run.stdout).toMatch(/^1000\n/);
    expect(run.isolation).toMatchObject({ kernel: 'guest', rootReadOnly: true });
  });
});

describe('without what it needs', { timeout: 8 * MINUTES }, () => {
  const { GLOVEBOX_CACHE, PATH } = process.env;
  const real = cacheFolder('microvm');
  const cache = mkdtempSync(join(tmpdir(), 'glovebox-cache-'));
  const inside = join(cache, 'glovebox/microvm');
  const sample = sampleOf('bash', 'echo hello\n');

  beforeAll(() => mkdirSync(inside, { recursive: true }));
  afterEach(() => {
    restoreVariable('GLOVEBOX_CACHE', GLOVEBOX_CACHE);
    restoreVariable('PATH', PATH);
    rmSync(inside, { recursive: true });
    mkdirSync(inside);
  });
  afterAll(() => rmSync(cache, { recursive: true }));

  it('a missing image is built by a command that is named', async () => {
    process.env.GLOVEBOX_CACHE = cache;
    await expect(createMicrovm().run(sample, OPTIONS)).rejects.toMatchObject({
      code: 'image-missing',
      remedy: expect.stringContaining('glovebox images build microvm'),
    });
  });

  it('a damaged image is told apart from a whole one', async () => {
    cpSync(join(real, imageKey()), join(inside, imageKey()), { recursive: true });
    process.env.GLOVEBOX_CACHE = cache;
    await expect(findImage()).resolves.toMatchObject({ id: expect.stringMatching(/^[0-9a-f]{64}$/) });
    overwrite(join(inside, imageKey(), 'rootfs'), 1_000_000);
    await expect(findImage()).rejects.toMatchObject({
      code: 'image-invalid',
      message: expect.stringContaining('rootfs'),
    });
    truncateSync(join(inside, imageKey(), 'kernel'), 1000);
    await expect(findImage()).rejects.toMatchObject({
      code: 'image-invalid',
      message: expect.stringContaining('kernel'),
    });
  });

  it('a damaged snapshot is told, and made anew once it is removed', async () => {
    await microvm.run(sample, OPTIONS);
    symlinkSync(join(real, imageKey()), join(inside, imageKey()));
    cpSync(join(real, 'probe.json'), join(inside, 'probe.json'));
    cpSync(join(real, 'snapshots'), join(inside, 'snapshots'), { recursive: true });
    process.env.GLOVEBOX_CACHE = cache;
    for (const name of readdirSync(join(inside, 'snapshots')))
      overwrite(join(inside, 'snapshots', name, 'memory'), 5_000_000);
    await expect(createMicrovm().run(sample, OPTIONS)).rejects.toMatchObject({
      code: 'snapshot-corrupt',
      remedy: expect.stringMatching(/^Remove it \(rm -r .*\); the next run makes a new one\.$/),
    });
  });

  it('QEMU that is not installed is named, with the package that brings it', async () => {
    process.env.PATH = '/nonexistent';
    await expect(createMicrovm().run(sample, OPTIONS)).rejects.toMatchObject({
      code: 'backend-unavailable',
      remedy: expect.stringContaining('qemu-system-x86'),
    });
  });
});

function overwrite(path: string, at: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.from('damage'), 0, 6, at);
  closeSync(file);
}

function restoreVariable(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

/** Bubblewraps that `owner` started. */
function machines(owner = process.pid): number[] {
  return readdirSync(`/proc/${owner}/task`)
    .flatMap((task) => readFileSync(`/proc/${owner}/task/${task}/children`, 'utf8').trim().split(' '))
    .filter(
      (pid) =>
        pid !== '' && isAlive(Number(pid)) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('qemu-system'),
    )
    .map(Number);
}

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}/cmdline`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
}
