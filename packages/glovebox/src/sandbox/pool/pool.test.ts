import { afterEach, describe, expect, it } from 'vitest';
import { GloveboxError } from '../../error.ts';
import { identify } from '../../sample/identify.ts';
import type { Language, Sample } from '../../sample/sample.ts';
import type { Backend, Prepared, RunOptions } from '../backend.ts';
import { LIMIT_PROFILES } from '../limits.ts';
import type { Run } from '../run.ts';
import { createPool, type Pool, type PoolSettings } from './pool.ts';

const OPTIONS: RunOptions = { limits: LIMIT_PROFILES.default, observe: true };
const MIB = 1024 * 1024;

function sample(language: Language = 'python'): Sample {
  const files = [{ path: 'main', content: Buffer.from('') }];
  return { id: identify(language, 'main', files), language, entry: 'main', files, args: [] };
}

/** A backend that keeps a book: what it made, in which order, and what is still there. */
function createBook(choices: { runMs?: number; fails?: () => boolean } = {}) {
  const alive = new Map<number, { die(): void; options: RunOptions }>();
  const started: string[] = [];
  let made = 0;
  let preparing = 0;
  const book = {
    alive,
    started,
    most: { preparing: 0, alive: 0 },
    disposed: 0,
    backend: undefined as unknown as Backend,
  };
  book.backend = {
    name: 'jail',
    async probe() {},
    async prepare(_, options): Promise<Prepared> {
      if (choices.fails?.()) throw new GloveboxError('daemon-unreachable', 'there is no daemon', 'Start it.');
      const id = ++made;
      const gone = Promise.withResolvers<void>();
      book.most.preparing = Math.max(book.most.preparing, ++preparing);
      await after(2);
      preparing--;
      let dead = false;
      const end = () => {
        dead = true;
        alive.delete(id);
        gone.resolve();
      };
      alive.set(id, { die: end, options });
      book.most.alive = Math.max(book.most.alive, alive.size);
      return {
        ended: gone.promise,
        async dispose() {
          end();
        },
        async run() {
          started.push(`${id}`);
          if (dead) throw new GloveboxError('backend-failed', 'it is dead', 'Try another.');
          await after(choices.runMs ?? 5);
          end();
          return { stdout: `${id}` } as Run;
        },
      };
    },
    async run() {
      throw new Error('the pool prepares every sandbox itself');
    },
    async dispose() {
      book.disposed++;
    },
  };
  return book;
}

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

const pools: Pool[] = [];
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.dispose()));
});

function pooled(backend: Backend, settings: Partial<PoolSettings> = {}): Pool {
  const pool = createPool(backend, { sizes: { python: 3 }, memoryBytes: 64 * MIB, ...settings });
  pools.push(pool);
  return pool;
}

async function settled(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 400 && !condition(); turn++) await after(5);
  expect(condition()).toBe(true);
}

describe('a pool', () => {
  it('has sandboxes ready, uses each once and puts others in their place', async () => {
    const { backend, started } = createBook();
    const pool = pooled(backend);
    await pool.fill('python', OPTIONS);
    expect(pool.waiting).toBe(3);
    await Promise.all([1, 2, 3].map(() => pool.run(sample(), OPTIONS)));
    expect([...started].sort()).toEqual(['1', '2', '3']);
    await settled(() => pool.waiting === 3);
    await pool.run(sample(), OPTIONS);
    expect(new Set(started).size).toBe(4);
  });

  it('learns from the first run what to prepare', async () => {
    const { backend } = createBook();
    const pool = pooled(backend);
    await pool.run(sample(), OPTIONS);
    await settled(() => pool.waiting === 3);
  });

  it('never gives a run a sandbox with other limits', async () => {
    const { backend, alive } = createBook();
    const pool = pooled(backend);
    await pool.fill('python', OPTIONS);
    const tight = { ...OPTIONS, limits: LIMIT_PROFILES.hardened };
    const running = pool.run(sample(), tight);
    await settled(() => [...alive.values()].some(({ options }) => options.limits === LIMIT_PROFILES.hardened));
    await running;
    expect(pool.waiting).toBeGreaterThan(0);
  });

  it('prepares nothing for a run with a clock of its own', async () => {
    const { backend, started } = createBook();
    const pool = pooled(backend);
    await pool.fill('python', OPTIONS);
    await pool.run(sample(), { ...OPTIONS, clock: '2001-01-01T00:00:00Z' });
    await pool.run(sample(), { ...OPTIONS, clock: '2002-01-01T00:00:00Z' });
    expect(started).toEqual(['4', '5']);
    expect(pool.waiting).toBe(3);
  });

  it('serves a burst beyond it cold, in order of arrival, so many at a time and without a failure', async () => {
    const book = createBook();
    const pool = pooled(book.backend, { startsAtOnce: 2 });
    await pool.fill('python', OPTIONS);
    const finished: number[] = [];
    const runs = Array.from({ length: 40 }, async (_, index) => {
      const result = await pool.run(sample(), OPTIONS);
      finished.push(index);
      return result;
    });
    const results = await Promise.all(runs);
    expect(new Set(results.map(({ stdout }) => stdout)).size).toBe(40);
    expect(book.most.preparing).toBeLessThanOrEqual(2);
    const distance = finished.map((index, place) => Math.abs(index - place));
    expect(Math.max(...distance)).toBeLessThanOrEqual(3); // those that run side by side may finish in any order
  });

  it('lets no more run at one time than it may, and the rest waits', async () => {
    const book = createBook();
    const pool = pooled(book.backend, { sizes: {}, runsAtOnce: 4, startsAtOnce: 8 });
    await Promise.all(Array.from({ length: 20 }, () => pool.run(sample(), OPTIONS)));
    expect(book.most.alive).toBeLessThanOrEqual(4);
  });

  it('waits within its memory, shared by the kinds in use', async () => {
    const { backend } = createBook();
    const pool = pooled(backend, { sizes: { python: 50, bash: 50 }, memoryBytes: 40 * MIB, bytesEach: 4 * MIB });
    await pool.fill('python', OPTIONS);
    expect(pool.waiting).toBe(10);
    await pool.fill('bash', OPTIONS);
    expect(pool.waiting).toBe(10);
  });

  it('replaces one that died while it waited', async () => {
    const { backend, alive } = createBook();
    const pool = pooled(backend);
    await pool.fill('python', OPTIONS);
    const [victim] = alive.keys();
    alive.get(victim ?? 0)?.die();
    await settled(() => pool.waiting === 3 && alive.size === 3);
  });

  it('starts cold what drew a sandbox whose death nobody told', async () => {
    const { backend, alive, started } = createBook();
    const mute: Backend = {
      ...backend,
      prepare: async (...given) => {
        const { run, dispose } = await backend.prepare(...given);
        return { run, dispose };
      },
    };
    const pool = pooled(mute, { sizes: { python: 1 } });
    await pool.fill('python', OPTIONS);
    for (const { die } of alive.values()) die();
    const result = await pool.run(sample(), OPTIONS);
    expect(started).toEqual(['1', result.stdout]);
  });

  it('puts fresh ones in the place of old ones', async () => {
    const { backend, alive } = createBook();
    const pool = pooled(backend, { maxAgeMs: 40 });
    await pool.fill('python', OPTIONS);
    await settled(() => [...alive.keys()].every((id) => id > 3) && pool.waiting === 3);
  });

  it('forgets who gives up waiting, and serves the others', async () => {
    const book = createBook({ runMs: 30 });
    const pool = pooled(book.backend, { sizes: {}, runsAtOnce: 1 });
    const abort = new AbortController();
    const first = pool.run(sample(), OPTIONS);
    const second = pool.run(sample(), { ...OPTIONS, signal: abort.signal });
    const third = pool.run(sample(), OPTIONS);
    abort.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    await Promise.all([first, third]);
    expect(book.started).toHaveLength(2);
  });

  it('does not try for ever what cannot be prepared, and says so to whoever runs', async () => {
    let broken = true;
    let tries = 0;
    const { backend } = createBook({
      fails() {
        tries++;
        return broken;
      },
    });
    const pool = pooled(backend);
    await expect(pool.run(sample(), OPTIONS)).rejects.toMatchObject({ code: 'daemon-unreachable' });
    await after(50);
    expect(tries).toBeLessThan(6);
    broken = false;
    await pool.run(sample(), OPTIONS);
    await settled(() => pool.waiting === 3);
  });

  it.each([
    ['when it is disposed of', (pool: Pool) => void pool.dispose()],
    ['when its signal aborts', (_: Pool, abort: AbortController) => abort.abort()],
  ])('is drained %s, and those in the queue are told', async (_, end) => {
    const book = createBook({ runMs: 30 });
    const abort = new AbortController();
    const pool = pooled(book.backend, { runsAtOnce: 1, signal: abort.signal });
    await pool.fill('python', OPTIONS);
    const running = pool.run(sample(), OPTIONS);
    const queued = pool.run(sample(), OPTIONS);
    await settled(() => book.started.length === 1);
    end(pool, abort);
    await expect(queued).rejects.toMatchObject({ code: 'cancelled' });
    await running;
    await settled(() => book.alive.size === 0 && book.disposed === 1);
    await expect(pool.run(sample(), OPTIONS)).rejects.toMatchObject({ code: 'cancelled' });
  });
});
