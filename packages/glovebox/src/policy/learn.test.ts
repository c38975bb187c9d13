import { describe, expect, it } from 'vitest';
import type { Capability } from '../capability.ts';
import { processorMs } from '../inspect/clock.fixture.ts';
import type { Run } from '../sandbox/run.ts';
import { learn } from './learn.ts';
import { DEFAULT_POLICY } from './policy.ts';

type Done = readonly [Capability, string] | readonly [Capability, string, 'interpreter'];

function runOf(...done: readonly Done[]): Run {
  const events = done.map(([capability, target, observer = 'kernel'], index) => ({
    id: `event:${index + 1}`,
    atMs: index,
    capability,
    operation: 'seen',
    target,
    outcome: 'allowed' as const,
    observer,
    process: { pid: 2, command: 'python3' },
    source: { file: 'a.py', line: index + 1 },
  }));
  return { events } as unknown as Run;
}

describe('the smallest policy', () => {
  it('lists what was done, once each, and not what the sample’s own folder holds', () => {
    const run = runOf(
      ['file.read', '/work/data.csv'],
      ['file.write', '/work/out.csv'],
      ['file.write', '/work/out.csv'],
      ['network.resolve', 'api.example.com'],
      ['network.connect', 'api.example.com:443'],
      ['environment.read', 'HOME', 'interpreter'],
      ['file.write', '/work/forged', 'interpreter'],
    );
    expect(learn([run, run], DEFAULT_POLICY).permit).toEqual({
      'file.write': ['./out.csv'],
      'network.connect': ['api.example.com:443'],
      'environment.read': ['HOME'],
    });
  });

  it('has a pattern for a name that is another in every run', () => {
    const runs = ['k3j81', 'kx9z1', 'p00m1'].map((name) =>
      runOf(['file.write', `/tmp/tmp${name}.txt`], ['process.spawn', `tar czf /tmp/${name} .`]),
    );
    expect(learn(runs, DEFAULT_POLICY).permit).toEqual({
      'file.write': ['/tmp/tmp?????.txt'],
      'process.spawn': ['tar czf /tmp/????? .'],
    });
  });

  it('is made soon of thousands of names that no two runs share', async () => {
    const runOfMany = (run: string) =>
      runOf(...Array.from({ length: 1_500 }, (_, at) => ['process.spawn', `true ${run}${at}`] as const));
    const runs = [runOfMany('a'), runOfMany('b')];
    expect(await processorMs(() => learn(runs, DEFAULT_POLICY))).toBeLessThan(2_000);
  });

  it('has one entry for a folder with many names', () => {
    const run = runOf(...Array.from({ length: 30 }, (_, n) => ['file.write', `/work/cells/${n}.json`] as const));
    expect(learn([run, run], DEFAULT_POLICY).permit).toEqual({ 'file.write': ['./cells/*'] });
  });
});

describe('what would have been denied', () => {
  const run = runOf(['file.write', '/work/out.csv'], ['network.connect', 'api.example.com:443']);

  it('without a list is the network, at its line', () => {
    expect(learn([run], DEFAULT_POLICY).denied).toEqual([
      { capability: 'network.connect', target: 'api.example.com:443', source: { file: 'a.py', line: 2 } },
    ]);
  });

  it('with a list is what it does not cover', () => {
    const policy = { ...DEFAULT_POLICY, network: { mode: 'sinkhole' }, permit: { 'network.connect': ['*'] } } as const;
    expect(learn([run], policy).denied).toMatchObject([{ target: './out.csv' }]);
  });
});
