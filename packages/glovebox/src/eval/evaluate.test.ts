import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { caseOf } from './eval.fixture.ts';
import { evaluate } from './evaluate.ts';
import { Lane } from './lane.ts';
import { isScored } from './scored.ts';

const QUICK = { depth: 'quick', policy: DEFAULT_POLICY } as const;

describe('side by side', () => {
  const cases = [
    caseOf('print("hello")\n', { id: 'hello' }),
    caseOf('rm -rf ~ /etc\n', { id: 'delete', language: 'bash', label: 'risky' }),
    caseOf('export const two: number = 2;\n', { id: 'two', language: 'typescript' }),
    caseOf('', { id: 'empty', language: 'javascript' }),
  ];

  it('gives a verdict a sample, in the order they came in, and tells of each as it is done', async () => {
    const told: number[] = [];
    const outcomes = await evaluate(cases, { ...QUICK, jobs: 3, onOutcome: (_, index) => told.push(index) });
    expect(outcomes.map(({ id }) => id)).toEqual(['hello', 'delete', 'two', 'empty']);
    expect(outcomes.map((outcome) => isScored(outcome) && outcome.decision)).toEqual([
      'allow',
      'block',
      'allow',
      'allow',
    ]);
    expect(told.sort()).toEqual([0, 1, 2, 3]);
    expect(JSON.stringify(outcomes)).not.toContain('rm -rf');
  });

  it('runs them as well where the depth says so', async () => {
    const [outcome] = await evaluate([caseOf('import os\nos.remove("/etc/passwd")\n')], {
      ...QUICK,
      depth: 'standard',
    });
    expect(outcome).toMatchObject({ decision: 'block' });
  });

  it('a policy of one’s own decides', async () => {
    const policy = { ...DEFAULT_POLICY, thresholds: { review: 100, block: 100 } };
    const [outcome] = await evaluate([caseOf('import os\nos.system(input())\n')], { ...QUICK, policy });
    expect(outcome).toMatchObject({ decision: 'allow' });
  });

  it('no samples are no work', async () => {
    expect(await evaluate([], QUICK)).toEqual([]);
  });

  it('being cancelled ends it', async () => {
    const controller = new AbortController();
    const work = evaluate(
      Array.from({ length: 5_000 }, () => caseOf('print(1)\n')),
      { ...QUICK, jobs: 1, signal: controller.signal, onOutcome: () => controller.abort() },
    );
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });
  });
});

it('a sample without a verdict in its time is given up, and another process goes on', async () => {
  const lane = new Lane(QUICK, 1);
  const examined = caseOf('print(1)\n', { id: 'late' });
  for (let turn = 0; turn < 2; turn++) {
    expect(await lane.examine(examined)).toMatchObject({ id: 'late', reason: 'no verdict within 1 ms' });
  }
  await lane.end();
});

it('a process that dies takes the verdict of its sample along, and no other', async () => {
  const slow = caseOf('import time\ntime.sleep(20)\n', { id: 'slow' });
  const lane = new Lane({ ...QUICK, depth: 'standard' }, 60_000);
  const dying = lane.examine(slow);
  setTimeout(() => process.kill(lane.pid ?? 0, 'SIGKILL'), 1_000);
  expect(await dying).toMatchObject({ id: 'slow', reason: 'the examination ended with SIGKILL' });
  expect(await lane.examine(caseOf('print(1)\n', { id: 'next' }))).toMatchObject({ id: 'next', decision: 'allow' });
  await lane.end();
});

it('being cancelled while a sample runs takes it down in order', async () => {
  const controller = new AbortController();
  const work = evaluate([caseOf('import time\ntime.sleep(20)\n')], {
    ...QUICK,
    depth: 'standard',
    signal: controller.signal,
  });
  setTimeout(() => controller.abort(), 1_000);
  const started = performance.now();
  await expect(work).rejects.toMatchObject({ code: 'cancelled' });
  expect(performance.now() - started).toBeLessThan(4_000);
});

describe('tests that come with a sample', () => {
  const standard = { ...QUICK, depth: 'standard' } as const;
  const python = 'def twice(n):\n    return n * 2\n';
  const checked = (times: number) => `def check(candidate):\n    assert candidate(2) == ${times}\n`;
  const cases = [
    caseOf(python, { tests: checked(4) }),
    caseOf(python, { tests: checked(5) }),
    caseOf(python, { tests: 'assert twice(3) == 7\n' }),
    caseOf(python, {
      tests:
        'import unittest\nclass Tests(unittest.TestCase):\n    def test_it(self):\n        self.assertEqual(twice(1), 3)\n',
    }),
    caseOf('const twice = (n) => n * 2;\n', { language: 'javascript', tests: 'if (twice(1) !== 2) throw 1;\n' }),
    caseOf(python),
  ];

  it('are run with it, and told of', async () => {
    const outcomes = await evaluate(cases, standard);
    expect(outcomes.map((outcome) => isScored(outcome) && outcome.tests)).toEqual([
      'passed',
      'failed',
      'failed',
      'failed',
      'passed',
      undefined,
    ]);
    expect(JSON.stringify(outcomes)).not.toContain('candidate');
  });

  it('are left out where that is asked for, and where nothing is run', async () => {
    for (const how of [QUICK, { ...standard, tests: false }]) {
      const [outcome] = await evaluate(cases.slice(0, 1), how);
      expect(outcome).not.toHaveProperty('tests');
    }
  });
});
