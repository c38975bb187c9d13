import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { identify } from '../../sample/identify.ts';
import type { Sample } from '../../sample/sample.ts';
import { LIMIT_PROFILES, type Limits } from '../limits.ts';
import type { Run } from '../run.ts';
import { createWardenBackend } from './backend.ts';
import type { ConfigRecord } from './frames.ts';
import { type MadeWalls, OTHER_USER, planInWalls, SAME_USER, WALLED_UID } from './made-walls.ts';

const isRoot = process.getuid?.() === 0;
if (!isRoot) console.log('skipped: walls for a warden can be made by root alone');

function backend(walls: MadeWalls, records: readonly ConfigRecord[]) {
  return createWardenBackend({
    name: 'container',
    async probe() {},
    plan: async (language, options) => planInWalls(walls, records, { language, ...options }),
  });
}

const sameUser = backend({ as: 'user' }, SAME_USER);
const otherUser = backend({ as: 'root' }, OTHER_USER);
afterAll(() => Promise.all([sameUser.dispose(), otherUser.dispose()]));

function python(code: string, args: string[] = []): Sample {
  const files = [{ path: 'main.py', content: Buffer.from(code) }];
  return { id: identify('python', 'main.py', files), language: 'python', entry: 'main.py', files, args };
}

function run(on: typeof sameUser, code: string, limits: Partial<Limits> = {}, observe = true): Promise<Run> {
  return on.run(python(code), { limits: { ...LIMIT_PROFILES.default, wallMs: 10_000, ...limits }, observe });
}

/** Ids of processes of this machine whose command line has this word. */
function running(word: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => commandLine(pid).includes(word));
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return ''; // it has ended
  }
}

describe.runIf(isRoot).each([
  ['of the warden’s own user, as in a container', sameUser],
  ['of another user in namespaces of its own, as in a virtual machine', otherUser],
])('a sample in given walls, %s', (_, walls) => {
  it('runs, is observed with source lines, and what it changed is told', async () => {
    const result = await run(
      walls,
      'import os, sys\nprint(sys.stdin.read() + "out")\nprint("err", file=sys.stderr)\nopen("/work/made", "w").write("hello")\nos.system("cat /etc/passwd > /dev/null")\nsys.exit(7)\n',
    );
    expect(result).toMatchObject({ status: 'exited', exitCode: 7, stdout: 'out\n', stderr: 'err\n' });
    expect(result.changes).toMatchObject([{ path: '/work/made', change: 'created', bytes: 5 }]);
    const read = result.events.find((event) => event.target === '/etc/passwd' && event.observer === 'kernel');
    expect(read).toMatchObject({ capability: 'file.read', source: { file: 'main.py', line: 5 } });
  });

  it('is confined as probed from inside', async () => {
    const { isolation } = await run(walls, 'pass\n');
    expect(isolation).toMatchObject({
      seccomp: 2,
      noNewPrivileges: true,
      capabilities: '0',
      interfaces: ['lo'],
      rootReadOnly: true,
    });
    expect(isolation?.namespaces).toEqual(expect.arrayContaining(['pid', 'mnt', 'net', 'ipc', 'uts', 'cgroup']));
    expect(isolation?.uid).not.toBe(0);
    expect(isolation).not.toHaveProperty('namespaceIds');
  });

  it('is as confined when nobody observes it', async () => {
    const result = await run(walls, 'print(1)\n', {}, false);
    expect(result).toMatchObject({ status: 'exited', stdout: '1\n', isolation: { seccomp: 2, capabilities: '0' } });
  });

  it('sees process 1 and its own, with nobody between', async () => {
    const result = await run(
      walls,
      'import os\nprint(sorted(n for n in os.listdir("/proc") if n.isdigit()) == sorted(["1", str(os.getpid())]), os.getppid())\n',
    );
    expect(result.stdout).toBe('True 1\n');
  });

  it('takes everything along that it started', async () => {
    const word = `left-${process.pid}-${Date.now()}`;
    const code = `import os, subprocess, time
for detach in (lambda: None, os.setsid):
    if os.fork() == 0:
        detach()
        if os.fork() == 0:
            subprocess.Popen(["sh", "-c", "sleep 100; : ${word}"])
            time.sleep(100)
        os._exit(0)
time.sleep(0.3)
print("done")
`;
    const result = await run(walls, code);
    expect(result).toMatchObject({ status: 'exited', exitCode: 0, stdout: 'done\n' });
    expect(running(word)).toEqual([]);
  });

  it('ends with its time, whatever it does about it', async () => {
    const code =
      'import signal, time\nfor n in range(1, 32):\n  try: signal.signal(n, signal.SIG_IGN)\n  except OSError: pass\nwhile True: pass\n';
    const result = await run(walls, code, { wallMs: 500 });
    expect(result).toMatchObject({ status: 'timed-out', limit: 'wallClock', exitCode: null });
  });

  it('ends when it is cancelled', async () => {
    const started = new AbortController();
    const going = walls.run(python('import time\ntime.sleep(100)\n'), {
      limits: LIMIT_PROFILES.default,
      observe: true,
      signal: started.signal,
    });
    setTimeout(() => started.abort(), 300);
    await expect(going).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('ends by its own signal, as one', async () => {
    const result = await run(walls, 'import os\nos.kill(os.getpid(), 9)\n');
    expect(result).toMatchObject({ status: 'killed', signal: 'SIGKILL', exitCode: null });
  });

  it('is held to its memory by the warden', async () => {
    const result = await run(
      walls,
      'x = bytearray(600 << 20)\nfor i in range(0, len(x), 4096): x[i] = 1\nprint(len(x))\n',
    );
    expect(result).toMatchObject({ status: 'out-of-memory', stdout: '' });
  });

  it('waits with its interpreter up until there is a job', async () => {
    const prepared = await walls.prepare('python', { limits: LIMIT_PROFILES.default, observe: true });
    expect(await prepared.run(python('print("late")\n'))).toMatchObject({ status: 'exited', stdout: 'late\n' });
  });
});

describe.runIf(isRoot)('a warden in walls with a hole runs no sample:', () => {
  it.each<[string, MadeWalls, readonly ConfigRecord[], string]>([
    ['a writable root', { as: 'user', hole: 'writable root' }, SAME_USER, 'its root can be written'],
    ['the host’s network', { as: 'user', hole: 'host network' }, SAME_USER, 'other interfaces than lo'],
    ['capabilities to be had', { as: 'user', hole: 'capabilities' }, SAME_USER, 'drop bounding set'],
    ['no place to write to', { as: 'user', hole: 'no tmpfs' }, SAME_USER, 'write /work/main.py: Read-only file system'],
    ['somebody else as process 1', { as: 'user', hole: 'not process 1' }, SAME_USER, 'must be process 1'],
    ['root and no other user named', { as: 'root' }, SAME_USER, 'the sample would be root'],
    ['no root to make namespaces', { as: 'user' }, OTHER_USER, 'needs a warden that is root'],
    ['no other user to become', { as: 'user' }, [['uid', WALLED_UID + 1]], 'needs a warden that is root'],
  ])('%s', async (_, walls, records, complaint) => {
    const on = backend(walls, records);
    await expect(run(on, 'print("ran")\n')).rejects.toThrow(complaint);
  });
});
