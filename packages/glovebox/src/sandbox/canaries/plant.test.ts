import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LIMIT_PROFILES } from '../limits.ts';
import { plantCanaries } from './plant.ts';

const planted = plantCanaries(LIMIT_PROFILES.default);

function contentOf(path: string): Buffer {
  return Buffer.from(planted.files.find((file) => file.path === `/home/user/${path}`)?.content ?? []);
}

function withFile<Result>(content: Buffer, use: (path: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-canary-'));
  try {
    writeFileSync(join(folder, 'file'), content, { mode: 0o600 });
    return use(join(folder, 'file'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('decoys', () => {
  it('are told from each other by what is in them', () => {
    const { search, files, canaries } = planted;
    for (const { path, content } of files) expect(search(content).map(({ canary }) => canary.place)).toEqual([path]);
    expect(canaries.flatMap(({ secrets }) => secrets).every((secret) => secret.length >= 16)).toBe(true);
    expect(files.length).toBeGreaterThanOrEqual(20);
  });

  it('of two runs have nothing in common', () => {
    const next = plantCanaries(LIMIT_PROFILES.default);
    for (const { content } of next.files) expect(planted.search(content)).toEqual([]);
    const values = (one: typeof next) =>
      one.canaries.flatMap(({ secrets }) => secrets.map((s) => Buffer.from(s).toString('hex')));
    const own = new Set(values(planted));
    expect(values(next).filter((value) => own.has(value))).toEqual([]);
  });

  it.skipIf(!existsSync('/usr/bin/ssh-keygen')).each([
    ['.ssh/id_rsa', /^ssh-rsa /],
    ['.ssh/id_ed25519', /^ssh-ed25519 /],
  ])('%s is a key to ssh-keygen', (path, kind) => {
    const told = withFile(contentOf(path), (file) =>
      execFileSync('/usr/bin/ssh-keygen', ['-y', '-f', file], { encoding: 'utf8' }),
    );
    expect(told).toMatch(kind);
  });

  it.skipIf(!existsSync('/usr/bin/python3')).each([
    ['.config/google-chrome/Default/Cookies', 'cookies', 3],
    ['.config/google-chrome/Default/Login Data', 'logins', 2],
  ])('%s is a database to SQLite', (path, table, rows) => {
    const code = `import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
print(db.execute('pragma integrity_check').fetchone()[0], db.execute('select count(*) from ${table}').fetchone()[0])`;
    const told = withFile(contentOf(path), (file) =>
      execFileSync('/usr/bin/python3', ['-c', code, file], { encoding: 'utf8' }),
    );
    expect(told).toBe(`ok ${rows}\n`);
  });

  it('in JSON are JSON', () => {
    for (const { path, content } of planted.files.filter((file) => file.path.endsWith('.json')))
      expect([path, typeof JSON.parse(Buffer.from(content).toString())]).toEqual([path, 'object']);
  });

  it('leave a small disk to the sample, and say so', () => {
    const { files, omitted, canaries } = plantCanaries({ ...LIMIT_PROFILES.default, files: 16 });
    expect(files).toEqual([]);
    expect(canaries.every(({ kind }) => kind === 'variable')).toBe(true);
    expect(omitted).toEqual([{ kind: 'file', reason: expect.stringContaining('200 files') }]);
  });
});
