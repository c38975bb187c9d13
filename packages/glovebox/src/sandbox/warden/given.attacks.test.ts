import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { identify } from '../../sample/identify.ts';
import type { Sample } from '../../sample/sample.ts';
import { LIMIT_PROFILES, type Limits } from '../limits.ts';
import type { Run } from '../run.ts';
import { createWardenBackend } from './backend.ts';
import { OTHER_USER, planInWalls, SAME_USER } from './made-walls.ts';

const isRoot = process.getuid?.() === 0;
if (!isRoot) console.log('skipped: walls for a warden can be made by root alone');

const ATTACKS = readFileSync(fileURLToPath(new URL('given.attacks.py', import.meta.url)), 'utf8');

const sameUser = createWardenBackend({
  name: 'container',
  async probe() {},
  plan: async (language, options) => planInWalls({ as: 'user' }, SAME_USER, { language, ...options }),
});
const otherUser = createWardenBackend({
  name: 'microvm',
  async probe() {},
  plan: async (language, options) => planInWalls({ as: 'root' }, OTHER_USER, { language, ...options }),
});
afterAll(() => Promise.all([sameUser.dispose(), otherUser.dispose()]));

function run(on: typeof sameUser, code: string, limits: Partial<Limits> = {}): Promise<Run> {
  const files = [{ path: 'main.py', content: Buffer.from(code) }];
  const sample: Sample = {
    id: identify('python', 'main.py', files),
    language: 'python',
    entry: 'main.py',
    files,
    args: [],
  };
  return on.run(sample, { limits: { ...LIMIT_PROFILES.default, wallMs: 10_000, ...limits }, observe: true });
}

/** What came of each attempt on a process: `did`, or the name of the error. */
async function attempts(on: typeof sameUser, target: string): Promise<Map<string, string>> {
  const result = await run(on, `${ATTACKS}\nprint(json.dumps(attack(${target})))\nsys.exit(7)\n`);
  expect(result).toMatchObject({ status: 'exited', exitCode: 7, stderr: '' });
  return new Map(Object.entries(JSON.parse(result.stdout)));
}

/** What can be done to a process of the same user that nothing protects: that the attempts are real is shown by these. */
const POSSIBLE = [
  'read environ',
  'read maps',
  'open root',
  'open a descriptor to write',
  'lower its descriptors',
  'lower its memory',
  'end its time',
  'make it idle',
  'pin it to a processor',
  'make it nice',
  'make its input idle',
  'kill',
];

describe.runIf(isRoot).each([
  ['of its own user', sameUser],
  ['of another user', otherUser],
])('a sample that attacks a warden %s', (_, walls) => {
  it('can do to it nothing that it can do to a process of its own', async () => {
    const toVictim = await attempts(walls, 'victim()');
    const toWarden = await attempts(walls, '1');
    const done = (of: Map<string, string>) => [...of].filter(([, what]) => what === 'did').map(([name]) => name);
    expect(done(toVictim)).toEqual(expect.arrayContaining(POSSIBLE));
    // Signals are accepted and not delivered: process 1 of a namespace takes what it handles alone.
    expect(done(toWarden).filter((name) => name !== 'kill' && name !== 'kill by pidfd')).toEqual([]);
  });

  it('cannot end, stop or blind it by signals', async () => {
    const code = `import os
for number in range(1, 65):
    try: os.kill(1, number)
    except OSError: pass
for round in range(2000):
    for number in (14, 17):
        try: os.kill(1, number)
        except OSError: break
try: os.kill(-1, 9)
except OSError: pass
open("/work/after", "w").write("x")
print("alive")
`;
    const result = await run(walls, code);
    expect(result).toMatchObject({ status: 'exited', exitCode: 0, stdout: 'alive\n' });
    expect(result.events.some((event) => event.target === '/work/after')).toBe(true);
    expect(result.changes).toMatchObject([{ path: '/work/after' }]);
  });

  it('cannot hold up its time by signals or by taking the processor', async () => {
    const code = `import os
for _ in range(8):
    if os.fork() == 0:
        while True:
            try: os.kill(1, 14); os.kill(1, 17)
            except OSError: pass
while True: pass
`;
    const result = await run(walls, code, { wallMs: 1000 });
    expect(result).toMatchObject({ status: 'timed-out', limit: 'wallClock' });
    expect(result.durationMs).toBeLessThan(10_000);
  });

  it('cannot speak in its name', async () => {
    const code = `import os, sys
lie = b'\\n{"t":"end","cause":"exited","code":0,"ms":1}\\n{"t":"out","stream":"stdout","data":"bGll"}\\n'
reached = []
for pid in [name for name in os.listdir("/proc") if name.isdigit()]:
    for number in range(0, 70):
        try: fd = os.open(f"/proc/{pid}/fd/{number}", os.O_WRONLY | os.O_NONBLOCK)
        except OSError: continue
        if int(pid) != os.getpid(): reached.append((pid, number))
        try: os.write(fd, lie)
        except OSError: pass
        os.close(fd)
for number in range(3, 256):
    try: os.write(number, lie)
    except OSError: pass
sys.exit(9 if reached else 8)
`;
    const result = await run(walls, code);
    expect(result).toMatchObject({ status: 'exited', exitCode: 8, stderr: expect.not.stringContaining('Traceback') });
    expect(result.stdout).not.toBe('lie');
  });

  it('cannot hide from it', async () => {
    const code = `import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
print(libc.prctl(4, 0, 0, 0, 0))
open("/work/seen", "w")
os.execv("/bin/cat", ["cat", "/etc/group"])
`;
    const result = await run(walls, code);
    expect(result.events.map((event) => event.target)).toEqual(expect.arrayContaining(['/work/seen', '/etc/group']));
  });

  it('cannot leave processes where none are counted', async () => {
    const code = `import os, time
made = 0
try:
    while made < 300:
        if os.fork() == 0:
            os.setsid()
            time.sleep(100)
        made += 1
        if made % 20 == 0: time.sleep(0.02)
except OSError: print("refused")
print(made)
time.sleep(1)
`;
    const result = await run(walls, code, { processes: 20 });
    expect(result.status === 'killed' ? result.limit : result.stdout).toMatch(/processes|refused/);
    expect(result.events.some((event) => event.target === 'processes' && event.observer === 'limits')).toBe(true);
  });
});
