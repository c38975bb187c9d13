import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CheckSettings, check } from '../examine/examine.ts';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import type { Report } from '../report/report.ts';
import { sampleOfSource } from '../sample/load.ts';
import type { Sample } from '../sample/sample.ts';
import { createJail } from '../sandbox/jail/jail.ts';
import { createBackend } from '../sandbox/registry.ts';
import { type Cache, openCache } from './cache.ts';
import { isKeepable } from './keepable.ts';
import { keyOf, type Question } from './key.ts';
import { ownFolders, reportOf } from './store.fixture.ts';

let own: ReturnType<typeof ownFolders>;
let cache: Cache;

beforeEach(async () => {
  own = ownFolders();
  for (const name of ['XDG_CACHE_HOME', 'XDG_CONFIG_HOME']) vi.stubEnv(name, own.env[name]);
  cache = await openCache();
});
afterEach(() => {
  cache.close();
  vi.unstubAllEnvs();
  own.remove();
});

const program = (source: string) => sampleOfSource(source, 'python', { entry: 'a.py' });
const wasCached = ({ engine }: Report) => engine.cached !== undefined;

describe('check with a cache', () => {
  it('answers the same code with the same report, marked with when it was examined', async () => {
    const sample = program("import os\nprint('once')\nos.remove('/tmp/there')\n");
    const first = await check(sample, { cache });
    const { engine, ...second } = await check(sample, { cache });
    expect(first.engine.cached).toBeUndefined();
    expect(engine).toEqual({ ...first.engine, cached: { examined: expect.stringMatching(/^\d{4}-.*Z$/) } });
    expect(second).toEqual({ ...first, engine: undefined });
  });

  it.each<[string, CheckSettings, CheckSettings]>([
    ['another depth', { depth: 'quick' }, {}],
    ['another backend', { depth: 'quick', backend: 'jail' }, { backend: 'jail' }],
    ['another standard input', { stdin: Buffer.from('a') }, { stdin: Buffer.from('b') }],
    ['another policy', {}, { policy: { ...DEFAULT_POLICY, thresholds: { review: 20, block: 60 } } }],
    ['decoys', { canaries: false }, {}],
    ['no exercise', { exercise: false }, {}],
  ])('examines under %s', async (_, one, other) => {
    const sample = program("print('hello')\n");
    await check(sample, { ...one, cache });
    expect(wasCached(await check(sample, { ...other, cache }))).toBe(false);
    expect(wasCached(await check(sample, { ...other, cache }))).toBe(true);
  });

  it('examines what runs in a backend of somebody’s own, each time, and keeps what runs in one that is known', async () => {
    const sample = program("print('hello')\n");
    const [theirs, ours] = [createJail({ cgroups: false }), await createBackend('jail')];
    await check(sample, { cache });
    expect(wasCached(await check(sample, { cache, backend: theirs }))).toBe(false);
    expect(wasCached(await check(sample, { cache, backend: ours }))).toBe(true);
    await Promise.all([theirs.dispose(), ours.dispose()]);
  });

  it('examines again what was ended by the clock, and what asked the world outside', async () => {
    const slow = program('import time\ntime.sleep(9)\n');
    const policy = { ...DEFAULT_POLICY, limits: { ...DEFAULT_POLICY.limits, wallMs: 300 } };
    const network = { mode: 'allow', hosts: ['pypi.org'] } as const;
    for (const settings of [{ policy }, { policy: { ...DEFAULT_POLICY, network }, depth: 'quick' }] as const)
      for (const _ of ['once', 'again']) expect(wasCached(await check(slow, { ...settings, cache }))).toBe(false);
  });

  it('keeps nothing of what was cancelled', async () => {
    const sample = program('import time\ntime.sleep(9)\n');
    const signal = AbortSignal.timeout(300);
    await expect(check(sample, { cache, signal })).rejects.toMatchObject({ code: 'cancelled' });
    expect((await openCache()).get(keyOf(questionOf(sample)))).toBeUndefined();
  });
});

const questionOf = (sample: Sample): Question => ({
  sample,
  policy: DEFAULT_POLICY,
  depth: 'standard',
  backend: 'jail',
  canaries: true,
  exercise: true,
});

describe('the key', () => {
  const sample = program('x = 1\n');
  const question = questionOf(sample);

  it('is another for every part of the question', () => {
    const others: Question[] = [
      { ...question, sample: { ...sample, files: [{ path: 'a.py', content: Buffer.from('x = 2\n') }] } },
      { ...question, sample: { ...sample, files: [...sample.files, { path: 'b.py', content: Buffer.from('') }] } },
      { ...question, sample: { ...sample, args: ['a'] } },
      { ...question, sample: { ...sample, args: ['a', ''] } },
      { ...question, sample: { ...sample, intent: 'counts' } },
      { ...question, sample: { ...sample, language: 'bash' } },
      { ...question, depth: 'deep' },
      { ...question, backend: 'gvisor' },
      { ...question, stdin: Buffer.from('') },
      { ...question, clock: '2031-05-06T00:00:00.000Z' },
      { ...question, canaries: false },
      { ...question, exercise: false },
      { ...question, policy: { ...DEFAULT_POLICY, network: { mode: 'replay', recording: [] } } },
    ];
    const keys = new Set([question, ...others].map(keyOf));
    expect(keys.size).toBe(others.length + 1);
    expect(keyOf({ ...question, sample: { ...sample } })).toBe(keyOf(question));
  });

  it('is another with another warden or bubblewrap', async () => {
    // The engine is read once in a process: each key is another process's.
    const keyOfAnotherProcess = async () => {
      vi.resetModules();
      return (await import('./key.ts')).keyOf(question);
    };
    const folder = own.env.XDG_CONFIG_HOME ?? '';
    for (const name of ['warden', 'bwrap']) writeFileSync(join(folder, name), 'another');
    const before = await keyOfAnotherProcess();
    expect(await keyOfAnotherProcess()).toBe(before);
    vi.stubEnv('GLOVEBOX_WARDEN', join(folder, 'warden'));
    expect(await keyOfAnotherProcess()).not.toBe(before);
    vi.stubEnv('GLOVEBOX_WARDEN', undefined);
    vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
    expect(await keyOfAnotherProcess()).not.toBe(before);
  });
});

it('what ended because of how busy the machine was is not kept', () => {
  const [run] = [{ status: 'exited', conditions: { clock: null } }] as unknown as Report['runs'];
  const ending = (end: Partial<Report['runs'][number]>) =>
    isKeepable({ ...reportOf(1), runs: [{ ...run, ...end } as never] });
  expect(ending({})).toBe(true);
  expect(ending({ status: 'killed', signal: 'SIGSEGV' })).toBe(true);
  expect(ending({ status: 'killed', signal: 'SIGKILL', limit: 'processes' })).toBe(true);
  expect(ending({ status: 'out-of-memory', limit: 'memory' })).toBe(true);
  expect(ending({ status: 'killed', signal: 'SIGKILL' })).toBe(false);
  expect(ending({ status: 'out-of-memory' })).toBe(false);
  expect(ending({ status: 'timed-out', limit: 'wallClock' })).toBe(false);
});
