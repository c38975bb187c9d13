import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { sampleOfSource } from '../../sample/load.ts';
import { createJail } from '../jail/jail.ts';
import { type Box, type BoxOptions, openBox } from './box.ts';

const jail = createJail();
afterAll(() => jail.dispose());

const boxes: Box[] = [];
afterEach(async () => {
  await Promise.all(boxes.splice(0).map((box) => box.close()));
});

async function open(language: BoxOptions['language'], options: Partial<BoxOptions> = {}): Promise<Box> {
  const box = await openBox({ language, backend: jail, ...options });
  boxes.push(box);
  return box;
}

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

describe('a Python box', () => {
  it('keeps variables, imports and files, and tells value, output and events of each cell', async () => {
    const box = await open('python');
    expect(await box.run('import os\nx = 20\nprint("set")')).toMatchObject({
      name: 'cell-1.py',
      status: 'exited',
      exitCode: 0,
      stdout: 'set\n',
      boxEnded: false,
    });
    const second = await box.run('os.mkdir("/work/made")\nx + 22');
    expect(second).toMatchObject({ name: 'cell-2.py', value: '42', stdout: '', stderr: '' });
    const made = second.events.filter(({ target }) => target === '/work/made');
    expect(made.map(({ observer, source }) => ({ observer, source }))).toEqual([
      { observer: 'interpreter', source: { file: 'cell-2.py', line: 1 } },
      { observer: 'kernel', source: { file: 'cell-2.py', line: 1 } },
    ]);
    expect(second.events.filter(({ target }) => target.includes('cell-'))).toEqual([]);
    expect(second.lines?.find(({ file }) => file === 'cell-2.py')?.executed).toEqual([1, 2]);
  });

  it('goes on after an error, and after the program asked to exit', async () => {
    const box = await open('python');
    const failed = await box.run('y = 1\nraise ValueError("no\\nmore")');
    expect(failed).toMatchObject({ status: 'exited', exitCode: 1, error: { name: 'ValueError', message: 'no\nmore' } });
    expect(failed.error?.traceback).toBe(
      'Traceback (most recent call last):\n  File "/work/cell-1.py", line 2, in <module>\n    raise ValueError("no\\nmore")\nValueError: no\nmore\n',
    );
    expect(await box.run('raise SystemExit(7)')).toMatchObject({ exitCode: 7, boxEnded: false });
    expect((await box.run('y')).value).toBe('1');
  });

  it('reads and writes files from outside', async () => {
    const box = await open('python');
    await box.files.write('in/data.bin', Buffer.from([0, 1, 255]));
    expect((await box.run('open("in/data.bin", "rb").read()')).value).toBe("b'\\x00\\x01\\xff'");
    await box.run('open("/tmp/out.txt", "w").write("ü" * 100_000)');
    expect(Buffer.from(await box.files.read('/tmp/out.txt')).toString()).toBe('ü'.repeat(100_000));
    await box.files.write('in/data.bin', 'again');
    expect(await box.files.list('in')).toEqual([{ name: 'data.bin', kind: 'file', bytes: 5 }]);
    await expect(box.files.read('none')).rejects.toMatchObject({ code: 'box-file' });
    await expect(box.files.read('/etc/passwd')).rejects.toMatchObject({ code: 'box-file' });
    await expect(box.files.write('../../etc/x', '')).rejects.toMatchObject({ code: 'box-file' });
    await box.run('import os; os.symlink("/etc/passwd", "link")');
    await expect(box.files.read('link')).rejects.toMatchObject({ code: 'box-file' });
    expect((await box.run('1')).value).toBe('1');
  });

  it('streams what is printed while the cell runs', async () => {
    const pieces: { text: string; at: number }[] = [];
    const box = await open('python');
    const started = performance.now();
    await box.run('import time\nfor i in range(3):\n    print(i)\n    time.sleep(0.2)', {
      onOutput: ({ text }) => pieces.push({ text, at: performance.now() - started }),
    });
    expect(pieces.map(({ text }) => text)).toEqual(['0\n', '1\n', '2\n']);
    const [first, , third] = pieces;
    expect((third?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(300);
  });

  it('hands what a thread prints between cells to the next one', async () => {
    const heard: string[] = [];
    const box = await open('python', { onOutput: ({ text }) => heard.push(text) });
    await box.run('import threading, time\nthreading.Timer(0.15, lambda: print("late")).start()');
    await after(400);
    const next = await box.run('print("now")');
    expect(next).toMatchObject({ stdout: 'now\n', between: { stdout: 'late\n', stderr: '' } });
    expect(heard).toEqual(['late\n', 'now\n']);
  });

  it('interrupts an endless loop and keeps what there was', async () => {
    const box = await open('python');
    const running = box.run('x = 5\nwhile True:\n    pass');
    await after(300);
    box.interrupt();
    expect(await running).toMatchObject({
      status: 'interrupted',
      error: { name: 'KeyboardInterrupt' },
      boxEnded: false,
    });
    box.interrupt();
    expect((await box.run('x')).value).toBe('5');
  });

  it('interrupts at the time-out, and ends the box when that does not help', async () => {
    const box = await open('python');
    const first = await box.run('import time\ntime.sleep(60)', { timeoutMs: 300 });
    expect(first).toMatchObject({ status: 'timed-out', boxEnded: false });
    const stubborn = 'import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass';
    expect(await box.run(stubborn, { timeoutMs: 300 })).toMatchObject({ status: 'timed-out', boxEnded: true });
    await expect(box.run('1')).rejects.toMatchObject({ code: 'box-closed' });
  });

  it.each(['python', 'javascript', 'bash'] as const)('is interrupted before it has begun, in %s', async (language) => {
    const box = await open(language);
    const loop = { python: 'while True: pass', javascript: 'while (true);', bash: 'while :; do :; done' }[language];
    const running = box.run(loop);
    await after(0);
    box.interrupt();
    expect(await running).toMatchObject({ status: 'interrupted', boxEnded: false });
  });

  it('bounds a flood of output for each cell', async () => {
    const box = await open('python', { limits: { outputBytes: 100_000 } });
    const flood = await box.run('for _ in range(20000): print("x" * 99)');
    expect(flood).toMatchObject({ truncated: true, exitCode: 0 });
    expect(flood.stdout.length).toBe(100_000);
    expect(await box.run('print("short")')).toMatchObject({ stdout: 'short\n', truncated: false });
  });

  it.each([
    [
      'kills itself',
      'import os, signal\nos.kill(os.getpid(), signal.SIGKILL)',
      { status: 'killed', signal: 'SIGKILL' },
    ],
    ['leaves without a word', 'import os\nos._exit(3)', { status: 'exited', exitCode: 3 }],
    ['takes all memory', 'x = "a" * (1024 ** 3)', { status: 'out-of-memory', limit: 'memory' }],
  ])('ends with a program that %s, and says so', async (_, code, expected) => {
    const box = await open('python');
    expect(await box.run(code)).toMatchObject({ ...expected, boxEnded: true });
    await expect(box.run('1')).rejects.toMatchObject({ code: 'box-closed' });
    await expect(box.files.read('x')).rejects.toMatchObject({ code: 'box-closed' });
    expect(box.isOpen).toBe(false);
  });

  it('runs a sample of several files, and each cell reads its own input', async () => {
    const box = await open('python');
    const sample = sampleOfSource('import sys\nprint(__name__, sys.stdin.read())\n', 'python', { entry: 'tool.py' });
    expect(await box.run(sample, { stdin: 'one' })).toMatchObject({ name: 'tool.py', stdout: '__main__ one\n' });
    expect(await box.run(sample, { stdin: 'second\nand third' })).toMatchObject({
      stdout: '__main__ second\nand third\n',
    });
    expect((await box.run('input()', { stdin: 'line\n' })).value).toBe("'line'");
    expect((await box.run('input()')).error?.name).toBe('EOFError');
    await expect(box.run(sampleOfSource('', 'bash'))).rejects.toMatchObject({ code: 'usage' });
  });

  it('lets cells wait in order, and one that gives up leaves', async () => {
    const box = await open('python');
    const abort = new AbortController();
    const first = box.run('import time\ntime.sleep(0.3)\nn = 1');
    const second = box.run('n = 100', { signal: abort.signal });
    const third = box.run('n');
    abort.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    await first;
    expect((await third).value).toBe('1');
  });
});

describe('a Node box', () => {
  it.each(['javascript', 'typescript'] as const)('keeps the state of %s', async (language) => {
    const box = await open(language);
    await box.run('const fs = require("node:fs")\nlet x = 40');
    const second = await box.run(
      'const y = await Promise.resolve(2)\nfs.mkdirSync("/work/made")\nconsole.log("out"); x + y',
    );
    expect(second).toMatchObject({ value: '42', stdout: 'out\n', exitCode: 0 });
    const made = second.events.find(({ target, observer }) => target === '/work/made' && observer === 'kernel');
    expect(made?.source).toEqual({ file: second.name, line: 2 });
    const read = 'require("node:fs").readFileSync(0, "utf8")';
    expect((await box.run(read, { stdin: 'one' })).value).toBe("'one'");
    expect((await box.run(read, { stdin: 'and two' })).value).toBe("'and two'");
    expect((await box.run('null.x')).error).toMatchObject({ name: 'TypeError' });
  });

  it('interrupts an endless loop, and tells of a program that exits', async () => {
    const box = await open('javascript');
    const running = box.run('let x = 5\nwhile (true);');
    await after(400);
    box.interrupt();
    expect(await running).toMatchObject({ status: 'interrupted', boxEnded: false });
    expect((await box.run('x')).value).toBe('5');
    expect(await box.run('process.exit(4)')).toMatchObject({ status: 'exited', exitCode: 4, boxEnded: true });
  });
});

describe('a bash box', () => {
  it('keeps the state of the shell, whatever ended the cell', async () => {
    const box = await open('bash');
    await box.run('x=kept; f() { echo "f $x"; }; cd /tmp');
    expect(await box.run('set -e\nfalse\necho not')).toMatchObject({ exitCode: 1, stdout: '', boxEnded: false });
    const next = await box.run('f; pwd\nmkdir made');
    expect(next).toMatchObject({ stdout: 'f kept\n/tmp\n', exitCode: 0 });
    const made = next.events.find(({ target, operation }) => target === '/tmp/made' && operation.startsWith('mkdir'));
    expect(made?.source).toEqual({ file: 'cell-3.sh', line: 2 });
    expect(next.events.filter(({ target }) => target.includes('__glovebox'))).toEqual([]);
  });

  it('interrupts the program in the foreground', async () => {
    const box = await open('bash');
    const running = box.run('x=1; sleep 30; echo not');
    await after(300);
    box.interrupt();
    expect(await running).toMatchObject({ status: 'interrupted', exitCode: 130, stdout: '' });
    expect((await box.run('echo $x')).stdout).toBe('1\n');
    expect((await box.run('cat', { stdin: 'one' })).stdout).toBe('one');
    expect((await box.run('read -r y; echo $y', { stdin: 'two\nthree\n' })).stdout).toBe('two\n');
  });
});

describe('boxes', () => {
  it('are apart from each other', async () => {
    const [one, two] = await Promise.all([open('python'), open('python')]);
    await Promise.all([one.run('x = 1; open("f", "w").close()'), two.run('y = 2')]);
    expect((await two.run('x')).error?.name).toBe('NameError');
    expect((await two.files.list()).map(({ name }) => name)).not.toContain('f');
  });

  it('leave nothing when they are closed, in the middle of a cell too', async () => {
    const before = children();
    const box = await open('python');
    const running = box.run('import time\ntime.sleep(60)');
    await after(200);
    expect(children().length).toBeGreaterThan(before.length);
    await box.close();
    expect(await running.catch((error) => error.code)).toMatchObject({ status: 'killed', boxEnded: true });
    expect(children()).toEqual(before);
    await expect(box.run('1')).rejects.toMatchObject({ code: 'box-closed' });
  });

  it('end with their signal and their lifetime', async () => {
    const abort = new AbortController();
    const box = await open('python', { signal: abort.signal });
    abort.abort();
    const brief = await open('python', { lifetimeMs: 100 });
    await after(400);
    await expect(box.run('1')).rejects.toMatchObject({ code: 'box-closed' });
    await expect(open('python', { signal: abort.signal })).rejects.toMatchObject({ code: 'cancelled' });
    await expect(brief.run('1')).rejects.toMatchObject({
      code: 'box-closed',
      message: expect.stringContaining('lifetime'),
    });
  });

  it('are not to be had from a backend that keeps no state', async () => {
    const { open: _, ...stateless } = jail;
    await expect(openBox({ language: 'python', backend: stateless })).rejects.toMatchObject({
      code: 'backend-unavailable',
    });
  });
});

function children(): number[] {
  return readdirSync('/proc/self/task').flatMap((thread) =>
    readFileSync(`/proc/self/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
}
