import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ALICE, BOB, hour, pemKey, Repository, sshKey } from '../examine/overridden.fixture.ts';
import { readAudit } from './audit/verify.ts';
import { diskSource } from './disk.ts';
import { readOverrides } from './file.ts';
import { overridesFrom, trustedKeysIn } from './overrides.ts';
import { addOverride, removeOverride, trustKey, type Unsigned } from './record.ts';

const base = mkdtempSync(join(tmpdir(), 'glovebox-record-'));
afterAll(() => rmSync(base, { recursive: true }));
const alice = sshKey(base, 'alice');
const bob = pemKey(base, 'bob');
const ADDER = fileURLToPath(new URL('./adder.fixture.ts', import.meta.url));

let repository: Repository;
let made = 0;
beforeEach(() => {
  made += 1;
  const root = join(base, `repository-${made}`);
  mkdirSync(root);
  repository = new Repository(root);
});

const digest = 'a'.repeat(32);
const unsigned = (id: string, file = 'a.py'): Unsigned => ({
  id: `ov-${id.padStart(12, '0')}`,
  rule: 'a-rule',
  severity: 'low',
  file,
  line: 'x',
  fingerprint: digest,
  written: digest,
  seen: [],
  scope: 'file',
  reason: 'it is as it is',
  expires: '2026-04-01T00:00:00Z',
});

async function logOf({ root }: Repository) {
  const source = diskSource(root);
  const { head } = readOverrides(await source.read('.glovebox/overrides.yaml', 1e7));
  return readAudit(await source.read('.glovebox/audit.jsonl', 1e7), head, await trustedKeysIn(source), true);
}

describe('who may accept', () => {
  it('is nobody until a key is trusted, and the first is trusted by itself alone', async () => {
    const { root } = repository;
    await expect(addOverride({ root, signer: alice }, unsigned('1'))).rejects.toMatchObject({ code: 'key-untrusted' });
    await expect(trustKey({ root, signer: bob }, ALICE, alice.publicKey)).rejects.toMatchObject({
      code: 'key-untrusted',
    });
    await trustKey({ root, signer: alice }, ALICE, alice.publicKey);
    await expect(addOverride({ root, signer: bob }, unsigned('1'))).rejects.toMatchObject({ code: 'key-untrusted' });
    await expect(trustKey({ root, signer: bob }, BOB, bob.publicKey)).rejects.toMatchObject({ code: 'key-untrusted' });
    await trustKey({ root, signer: alice }, BOB, bob.publicKey);
    await addOverride({ root, signer: bob }, unsigned('1'));
    expect((await logOf(repository)).faults).toEqual([]);
  });

  it('is a name that is a name: no line of a list more', async () => {
    const { root } = repository;
    await trustKey({ root, signer: alice }, ALICE, alice.publicKey);
    const two = `${bob.publicKey}\n* ${bob.publicKey}`;
    await trustKey({ root, signer: alice }, BOB, two);
    expect(repository.read('allowed_signers').trim().split('\n')).toHaveLength(2);
    await expect(trustKey({ root, signer: alice }, BOB, bob.publicKey)).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('what is written down', () => {
  beforeEach(async () => {
    await trustKey({ root: repository.root, signer: alice, now: hour(0) }, ALICE, alice.publicKey);
  });

  it('keeps comments and has its order, whoever was first', async () => {
    const recorder = { root: repository.root, signer: alice, now: hour(1) };
    await addOverride(recorder, unsigned('1', 'z.py'));
    repository.write(
      'overrides.yaml',
      repository.read('overrides.yaml').replace('  - id:', '  # Look again in May.\n  - id:'),
    );
    await addOverride(recorder, unsigned('2', 'a.py'));
    await addOverride(recorder, unsigned('3', 'm.py'));
    const text = repository.read('overrides.yaml');
    expect([...text.matchAll(/file: (\w)\.py/g)].map(([, file]) => file)).toEqual(['a', 'm', 'z']);
    expect(text).toMatch(/# Look again in May\.\n {2}- id: ov-0{11}1\n/);
    await removeOverride(recorder, unsigned('3').id);
    expect(repository.read('overrides.yaml')).not.toContain('m.py');
  });

  it('is refused to a clock that is behind, and to a log that does not hold', async () => {
    const { root } = repository;
    await addOverride({ root, signer: alice, now: hour(9) }, unsigned('1'));
    await expect(addOverride({ root, signer: alice, now: hour(8) }, unsigned('2'))).rejects.toMatchObject({
      message: expect.stringContaining('clock'),
    });
    repository.editLog((lines) => lines.slice(0, 1));
    await expect(addOverride({ root, signer: alice, now: hour(10) }, unsigned('2'))).rejects.toMatchObject({
      code: 'override-invalid',
      message: expect.stringContaining('truncated'),
    });
  });

  it('goes on after a line that was broken off', async () => {
    const { root } = repository;
    repository.write('audit.jsonl', `${repository.read('audit.jsonl')}{"act":"add","ac`);
    expect((await logOf(repository)).torn).toBe(2);
    await addOverride({ root, signer: alice, now: hour(1) }, unsigned('1'));
    const log = await logOf(repository);
    expect([log.faults, log.torn, log.lines.length]).toEqual([[], undefined, 2]);
  });

  it('goes on after a process that was ended between the log and the file', async () => {
    const { root } = repository;
    const before = repository.read('overrides.yaml');
    await addOverride({ root, signer: alice, now: hour(1) }, unsigned('1'));
    repository.write('overrides.yaml', before);
    await addOverride({ root, signer: alice, now: hour(2) }, unsigned('2'));
    expect((await logOf(repository)).faults).toEqual([]);
    expect((await overridesFrom({ reader: diskSource(root), now: hour(3) })).valid.map(({ id }) => id)).toEqual([
      unsigned('2').id,
    ]);
  });
});

describe('a repository that leads elsewhere', () => {
  it.each(['audit.jsonl', 'overrides.yaml', 'allowed_signers', '.lock', '.'])(
    'by %s has nothing written there',
    async (name) => {
      const { root } = repository;
      await trustKey({ root, signer: alice, now: hour(0) }, ALICE, alice.publicKey);
      const other = join(root, 'other');
      writeFileSync(other, 'mine');
      const path = join(root, name === '.' ? '.glovebox' : `.glovebox/${name}`);
      renameSync(path, join(root, 'moved'));
      symlinkSync(name === '.' ? 'moved' : other, path);
      await expect(addOverride({ root, signer: alice, now: hour(1) }, unsigned('1'))).rejects.toMatchObject({
        message: expect.stringContaining('is a link'),
      });
      expect(readFileSync(other, 'utf8')).toBe('mine');
    },
  );
});

describe('many processes', () => {
  it('lose nothing that they said was written, and break nothing, though some are killed', async () => {
    const { root } = repository;
    await trustKey({ root, signer: alice }, ALICE, alice.publicKey);
    const steady = [1, 2].map(() => start(root, 5));
    const killed = [1, 2].map(() => start(root, 1_000));
    for (const one of killed) {
      await one.said(2);
      one.child.kill('SIGKILL');
    }
    const said = (await Promise.all([...steady, ...killed].map(({ done }) => done))).flat();
    expect(said.length).toBeGreaterThanOrEqual(2 * 5 + 2 * 2);
    const log = await logOf(repository);
    expect(log.faults).toEqual([]);
    const { valid } = await overridesFrom({ reader: diskSource(root) });
    expect(said.filter((id) => !valid.some((override) => override.id === id))).toEqual([]);
    await addOverride({ root, signer: alice }, unsigned('1'));
    expect((await logOf(repository)).faults).toEqual([]);
  });
});

interface Adder {
  readonly child: ChildProcess;
  readonly done: Promise<string[]>;
  said(count: number): Promise<void>;
}

function start(root: string, count: number): Adder {
  const child = spawn(process.execPath, [ADDER, root, join(base, 'alice'), String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  const waiting: (() => void)[] = [];
  const ids = () => text.split('\n').slice(0, -1);
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    for (const wake of waiting) wake();
  });
  const done = new Promise<string[]>((resolve) => child.on('close', () => resolve(ids())));
  return {
    child,
    done,
    said: (wanted) =>
      new Promise((resolve) => {
        const look = () => void (ids().length >= wanted && resolve());
        waiting.push(look);
        look();
      }),
  };
}
