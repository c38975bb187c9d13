import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CacheOptions, openCache, openShelf } from './cache.ts';
import { ownFolders, reportOf } from './store.fixture.ts';

let own: ReturnType<typeof ownFolders>;
let told: string[];

beforeEach(() => {
  own = ownFolders();
  told = [];
  for (const name of ['XDG_CACHE_HOME', 'XDG_CONFIG_HOME']) vi.stubEnv(name, own.env[name]);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  own.remove();
});

/** Without a memory of its own, as another process would open it. */
const reopened = (limits: CacheOptions['limits'] = {}) =>
  openCache({ limits: { memoryCharacters: 0, ...limits }, tell: (line) => told.push(line) });
const folder = () => join(own.caches, 'glovebox/reports');
const file = (number = 1) => join(folder(), `reports-${number}.db`);

describe('what is kept', () => {
  it('is there for the next process, with the time of its examination', async () => {
    const before = new Date().toISOString();
    const cache = await reopened();
    expect(cache.get('key')).toBeUndefined();
    expect(cache.put('key', reportOf(1))).toBe(true);
    cache.close();
    const kept = (await reopened()).get('key');
    expect(kept?.report).toEqual(reportOf(1));
    expect((kept?.examined ?? '') >= before).toBe(true);
    expect(told).toEqual([]);
  });

  it('is for this user alone', async () => {
    (await reopened()).put('key', reportOf(1));
    expect(statSync(folder()).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder())) expect(statSync(join(folder(), name)).mode & 0o777, name).toBe(0o600);
    expect(statSync(join(own.env.XDG_CONFIG_HOME ?? '', 'glovebox/cache.key')).mode & 0o777).toBe(0o600);
    expect(readFileSync(file(), 'latin1') + readFileSync(`${file()}-wal`, 'latin1')).not.toContain('key');
  });

  it('is not changed by who changes what was answered', async () => {
    const cache = await openCache();
    cache.put('key', reportOf(1));
    const first = cache.get('key');
    if (first !== undefined) first.report.verdict.decision = 'block';
    expect(cache.get('key')?.report.verdict.decision).toBe('allow');
  });

  it('is no answer once it is too old, or from a future', async () => {
    const cache = await openCache({ limits: { ageMs: 1_000 } });
    vi.useFakeTimers({ toFake: ['Date'] });
    cache.put('key', reportOf(1));
    vi.setSystemTime(Date.now() + 900);
    expect(cache.get('key')).toBeDefined();
    vi.setSystemTime(Date.now() + 200);
    expect(cache.get('key')).toBeUndefined();
    vi.setSystemTime(Date.now() - 3_600_000);
    expect(cache.get('key')).toBeUndefined();
  });

  it('stays within its bound, and what was used last stays', async () => {
    const cache = await reopened({ diskBytes: 40_000 });
    vi.useFakeTimers({ toFake: ['Date'] });
    for (let number = 0; number < 60; number++) {
      vi.setSystemTime(Date.now() + 7_200_000);
      cache.put(`key ${number}`, reportOf(number));
      cache.get('key 0');
    }
    expect(cache.get('key 0')).toBeDefined();
    expect(cache.get('key 1')).toBeUndefined();
    expect(cache.get('key 59')).toBeDefined();
    const shelf = await openShelf();
    expect(shelf.stats().bytes).toBeLessThanOrEqual(40_000);
    expect(shelf.stats().reports).toBeGreaterThan(5);
  });

  it('is not there for who has another secret', async () => {
    (await reopened()).put('key', reportOf(1));
    vi.stubEnv('GLOVEBOX_CACHE_KEY', 'another secret of thirty-two characters');
    const other = await reopened();
    expect(other.get('key')).toBeUndefined();
    expect(other.put('key', reportOf(2))).toBe(true);
    vi.stubEnv('GLOVEBOX_CACHE_KEY', '');
    expect((await reopened()).get('key')?.report).toEqual(reportOf(1));
    expect(told).toEqual([]);
  });
});

describe('what was changed', () => {
  const CHANGES: [string, string][] = [
    ['its content', 'UPDATE report SET content = zeroblob(length(content))'],
    ['its time', 'UPDATE report SET examined = examined + 1'],
    [
      'the name it lies under',
      'UPDATE report SET content = (SELECT content FROM report r WHERE r.name <> report.name), seal = (SELECT seal FROM report r WHERE r.name <> report.name)',
    ],
    ['its seal', 'UPDATE report SET seal = zeroblob(32)'],
  ];

  it.each(CHANGES)('is found out by its seal and examined again: %s', async (_, change) => {
    const cache = await reopened();
    for (const number of [1, 2]) cache.put(`key ${number}`, reportOf(number));
    cache.close();
    alter(change);
    const after = await reopened();
    expect(after.get('key 1')).toBeUndefined();
    expect(told).toEqual([expect.stringContaining('was changed by somebody')]);
    expect(after.put('key 1', reportOf(1))).toBe(true);
    expect(after.get('key 1')?.report).toEqual(reportOf(1));
  });

  it('is removed by prune, and what is whole stays', async () => {
    const cache = await reopened();
    for (const number of [1, 2, 3]) cache.put(`key ${number}`, reportOf(number));
    alter('UPDATE report SET seal = zeroblob(32) WHERE rowid = 2');
    alter('UPDATE report SET examined = 1 WHERE rowid = 3');
    const shelf = await openShelf();
    expect(shelf.prune()).toEqual({ old: 1, broken: 1 });
    expect(cache.get('key 1')).toBeDefined();
    expect(shelf.stats().reports).toBe(1);
  });

  function alter(statement: string): void {
    const database = new Database(file());
    expect(database.prepare(statement).run().changes).toBeGreaterThan(0);
    database.close();
  }
});

describe('a broken file', () => {
  it.each([
    [
      'no database',
      () => writeFileSync(file(), 'this is no database, but it is long enough to be read as one'.repeat(200)),
    ],
    ['pages of nothing', () => writeFileSync(file(), readFileSync(file()).fill(0, 4096))],
    ['cut in the middle', () => writeFileSync(file(), readFileSync(file()).subarray(0, 6000))],
  ])('is told of and made anew: %s', async (_, breakIt) => {
    const cache = await reopened();
    for (let number = 0; number < 50; number++) cache.put(`key ${number}`, reportOf(number));
    cache.close();
    breakIt();
    const after = await reopened();
    for (let number = 0; number < 50; number++) after.get(`key ${number}`);
    expect(after.put('key 1', reportOf(1))).toBe(true);
    expect(told).toEqual([`the cache was broken and is made anew: ${file(1)}`]);
    expect((await reopened()).get('key 1')?.report).toEqual(reportOf(1));
    const database = new Database(file(2), { readonly: true });
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(existsSync(file(1))).toBe(false);
  });

  it('that another process replaced is left for the new one', async () => {
    const [first, second] = [await reopened(), await reopened()];
    for (let number = 0; number < 50; number++) first.put(`key ${number}`, reportOf(number));
    const database = new Database(file());
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.close();
    writeFileSync(file(), readFileSync(file()).fill(0, 4096));
    const third = await reopened();
    for (const cache of [third, first, second]) expect(cache.put('key 1', reportOf(7))).toBe(true);
    expect(third.get('key 1')?.report).toEqual(reportOf(7));
    expect(readdirSync(folder()).filter((name) => name.endsWith('.db'))).toEqual(['reports-2.db']);
  });
});

describe('a place that cannot be trusted or used', () => {
  const OTHER = 12_345;
  const isRoot = process.getuid?.() === 0;

  it.each<[string, () => void]>([
    ['a folder that others may write in', () => chmodSync(folder(), 0o770)],
    ['a link for a folder', () => linked()],
    ['a file that others may write', () => chmodSync(file(), 0o666)],
    [
      'a secret that others may read',
      () => chmodSync(join(own.env.XDG_CONFIG_HOME ?? '', 'glovebox/cache.key'), 0o644),
    ],
    ['a secret that is none', () => writeFileSync(join(own.env.XDG_CONFIG_HOME ?? '', 'glovebox/cache.key'), 'x')],
  ])('is told and not used: %s', async (_, spoil) => {
    (await reopened()).put('key', reportOf(1));
    spoil();
    const cache = await reopened();
    expect(cache.get('key')).toBeUndefined();
    expect(cache.put('key', reportOf(1))).toBe(false);
    expect(told).toEqual([expect.stringContaining('the cache on disk is not used')]);
  });

  it.skipIf(!isRoot)('is told and not used: a folder, or a file, of another user', async () => {
    (await reopened()).put('key', reportOf(1));
    chownSync(file(), OTHER, OTHER);
    expect((await reopened()).get('key')).toBeUndefined();
    chownSync(folder(), OTHER, OTHER);
    expect((await reopened()).get('key')).toBeUndefined();
    expect(told).toEqual([expect.stringContaining(file()), expect.stringContaining(folder())]);
  });

  it('stops nothing: no folder can be made there', async () => {
    mkdirSync(own.caches);
    writeFileSync(join(own.caches, 'glovebox'), 'a file');
    const cache = await openCache({ tell: (line) => told.push(line) });
    expect(cache.put('key', reportOf(1))).toBe(false);
    expect(cache.get('key')?.report).toEqual(reportOf(1));
    expect(told).toHaveLength(1);
  });

  it('stops nothing: there is no room', async () => {
    // SQLite's own word for a full disk, at a bound of pages that is reached at once.
    const cache = await reopened({ diskBytes: 60_000 });
    const filler = new Database(file());
    filler.exec('CREATE TABLE filler (content BLOB)');
    filler.prepare('INSERT INTO filler VALUES (zeroblob(400000))').run();
    filler.close();
    const kept = Array.from({ length: 100 }, (_, number) => cache.put(`key ${number}`, reportOf(number)));
    expect(kept[0]).toBe(true);
    expect(kept.at(-1)).toBe(false);
    expect(cache.get('key 0')?.report).toEqual(reportOf(0));
    expect(cache.get('key 99')).toBeUndefined();
    expect(told).toEqual([expect.stringContaining('database or disk is full')]);
  });

  function linked(): void {
    const real = join(own.caches, 'elsewhere');
    mkdirSync(real, { mode: 0o700 });
    vi.stubEnv('XDG_CACHE_HOME', join(own.caches, 'second'));
    mkdirSync(join(own.caches, 'second/glovebox'), { recursive: true });
    symlinkSync(real, join(own.caches, 'second/glovebox/reports'));
  }
});
