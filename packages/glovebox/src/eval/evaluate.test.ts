import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { caseOf } from './eval.fixture.ts';
import { evaluate } from './evaluate.ts';
import { isScored } from './scored.ts';
import { Thread } from './thread.ts';

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

it('a sample without a verdict in its time is given up, and the thread goes on with another', async () => {
  const thread = new Thread(QUICK, 1);
  const examined = caseOf('print(1)\n', { id: 'late' });
  for (let turn = 0; turn < 2; turn++) {
    expect(await thread.examine(examined, undefined)).toMatchObject({ id: 'late', reason: 'no verdict within 1 ms' });
  }
  await thread.end();
});
