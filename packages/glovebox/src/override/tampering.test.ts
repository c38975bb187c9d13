import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  ALICE,
  BOB,
  hour,
  MALLORY,
  type Prepared,
  prepare,
  type Repository,
  signedAnew,
  signedHead,
} from '../examine/overridden.fixture.ts';
import type { IgnoredReason, Override } from './override.ts';

let prepared: Prepared;
beforeAll(async () => {
  prepared = await prepare();
});
afterAll(() => prepared.dispose());

const NOW = hour(24);

describe('overrides that nobody touched', () => {
  it('are applied: each finding says who accepted it, why and until when', async () => {
    const report = await prepared.copy().check(NOW);
    const [first, second] = prepared.overrides;
    expect(report.overrides).toEqual({
      applied: expect.arrayContaining([
        { id: first.id, fingerprint: first.fingerprint },
        { id: second.id, fingerprint: second.fingerprint },
      ]),
      ignored: [],
    });
    const accepted = report.findings.filter(({ status }) => status === 'overridden');
    expect(accepted.map(({ override }) => override)).toEqual(
      expect.arrayContaining([
        { id: first.id, by: ALICE, reason: 'reviewed, it is a decoy', expires: first.expires },
        { id: second.id, by: BOB, reason: 'reviewed, it is a decoy', expires: second.expires },
      ]),
    );
    expect(report.verdict.reasons).not.toContain(first.rule);
  });

  it('survive what is not theirs: comments, order, a last line that was broken off, lines of code that move', async () => {
    const copy = prepared.copy();
    copy.write('overrides.yaml', `# mine\n${copy.read('overrides.yaml').replace('head:', '# ours\nhead:')}`);
    copy.edit((file) => void file.overrides.reverse());
    copy.write('audit.jsonl', `${copy.read('audit.jsonl')}{"act":"rem`);
    const app = `${copy.root}/src/app.py`;
    writeFileSync(app, `"""Words."""\n\n${(await import('../examine/overridden.fixture.ts')).SOURCE}`);
    const report = await copy.check(NOW);
    expect(report.overrides?.applied).toHaveLength(2);
  });
});

/** What somebody does to the files, and what becomes of Alice's override. */
type Attack = readonly [string, IgnoredReason, (repository: Repository, prepared: Prepared) => void];

/** Changes fields of the entry. */
function entry(
  what: string,
  reason: IgnoredReason,
  change: (override: Override, prepared: Prepared) => object,
): Attack {
  return [
    what,
    reason,
    (repository, all) =>
      repository.edit(({ overrides }) => void Object.assign(mine(overrides), change(mine(overrides), all))),
  ];
}

const field = (name: keyof Override, value: unknown) =>
  entry(`its ${name} is another`, 'bad-signature', () => ({ [name]: value }));

function mine(overrides: Override[]): Override {
  const found = overrides.find(({ id }) => id === prepared.overrides[0].id);
  if (found === undefined) throw new Error('it is gone');
  return found;
}

const flipped = (text: string) => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`;
const hex = (text: string) => `${text.startsWith('a') ? 'b' : 'a'}${text.slice(1)}`;

const ATTACKS: readonly Attack[] = [
  field('rule', 'secret-sent'),
  field('severity', 'low'),
  field('file', 'src/app.py '),
  field('line', 'print()'),
  field('scope', 'repository'),
  field('reason', 'somebody else wrote this'),
  field('by', BOB),
  field('created', '2026-03-01T02:00:00Z'),
  field('expires', '2026-12-01T00:00:00Z'),
  field('seen', ['network.connect anywhere:443']),
  entry('a bit of its fingerprint is another', 'bad-signature', ({ fingerprint }) => ({
    fingerprint: hex(fingerprint),
  })),
  entry('a bit of what is written is another', 'bad-signature', ({ written }) => ({ written: hex(written) })),
  entry('a bit of its signature is another', 'bad-signature', ({ signature }) => ({ signature: flipped(signature) })),
  entry('its signature is empty', 'bad-signature', () => ({ signature: '' })),
  entry('its signature is that of another entry', 'bad-signature', (_, { overrides: [, other] }) => ({
    signature: other.signature,
  })),
  entry('it names the key of somebody else who is trusted', 'bad-signature', (_, { bob }) => ({ key: bob.keyId })),
  entry('it is signed with a key that nobody trusts', 'unknown-key', (own, { mallory }) => signedAnew(own, mallory)),
  entry('it is signed with such a key under the name of a trusted one', 'bad-signature', (own, { alice, mallory }) => ({
    ...signedAnew(own, mallory),
    key: alice.keyId,
  })),
  entry('somebody who is trusted signs it in her name', 'other-signer', (own, { bob }) => signedAnew(own, bob)),
  entry('she signs other words that the log does not have', 'not-logged', (own, { alice }) =>
    signedAnew({ ...own, scope: 'repository' }, alice),
  ),
  entry('it has no reason', 'no-reason', (own, { alice }) => signedAnew({ ...own, reason: '  ' }, alice)),
  entry('it lasts for ten years', 'too-long', (own, { alice }) =>
    signedAnew({ ...own, expires: '2036-03-01T00:00:00Z' }, alice),
  ),
  entry('it has a field more', 'malformed', () => ({ note: 'x' })),
  entry('it has a field less', 'malformed', () => ({ reason: undefined })),
  [
    'her key is revoked',
    'revoked-key',
    (repository, { alice }) => repository.write('revoked_keys', `${alice.keyId}\n`),
  ],
  [
    'her key is revoked from yesterday on',
    'revoked-key',
    (repository, { alice }) => repository.write('revoked_keys', `${alice.keyId} 2026-03-01T12:00:00Z\n`),
  ],
  [
    'her key is no longer valid',
    'expired-key',
    (repository) =>
      repository.write(
        'allowed_signers',
        repository.read('allowed_signers').replace(`${ALICE} `, `${ALICE} valid-before="20260301120000Z" `),
      ),
  ],
  [
    'her key is not yet valid',
    'expired-key',
    (repository) =>
      repository.write(
        'allowed_signers',
        repository.read('allowed_signers').replace(`${ALICE} `, `${ALICE} valid-after="20270301120000Z" `),
      ),
  ],
  [
    'her key is trusted for attestations alone',
    'unknown-key',
    (repository) =>
      repository.write(
        'allowed_signers',
        repository.read('allowed_signers').replace(`${ALICE} `, `${ALICE} namespaces="glovebox-attestation" `),
      ),
  ],
  ['nobody is trusted', 'unknown-key', (repository) => repository.remove('allowed_signers')],
  [
    'her key is trusted by another name',
    'other-signer',
    (repository) => repository.write('allowed_signers', repository.read('allowed_signers').replace(ALICE, MALLORY)),
  ],
  ['the log is gone', 'log-broken', (repository) => repository.remove('audit.jsonl')],
  ['the log is an older one', 'log-broken', (repository, { older }) => repository.write('audit.jsonl', older.log)],
  ['the log is cut short', 'log-broken', (repository) => repository.editLog((lines) => lines.slice(0, -1))],
  ['the log has a line less', 'log-broken', (repository) => repository.editLog((lines) => lines.toSpliced(2, 1))],
  [
    'the log has other words',
    'log-broken',
    (repository) => repository.editLog((lines) => lines.map((line) => line.replace('"remove"', '"trust"'))),
  ],
  [
    'the head is gone',
    'log-broken',
    (repository) => repository.edit((file) => void delete (file as { head?: unknown }).head),
  ],
  [
    'the head says less',
    'log-broken',
    (repository) => repository.edit(({ head }) => Object.assign(head, { sequence: 3 })),
  ],
  [
    'the head is signed by nobody who is trusted',
    'log-broken',
    (repository, { mallory }) =>
      repository.edit(({ head }) => {
        const last = JSON.parse(repository.read('audit.jsonl').trim().split('\n').at(-1) ?? '');
        Object.assign(head, signedHead(last, mallory));
      }),
  ],
];

describe('an override does nothing, and says so, when', () => {
  it.each(ATTACKS)('%s: %s', async (_, reason, attack) => {
    const copy = prepared.copy();
    attack(copy, prepared);
    const report = await copy.check(NOW);
    const { id, fingerprint } = prepared.overrides[0];
    expect(report.overrides?.ignored).toContainEqual({ id, reason, message: expect.stringContaining(id) });
    expect(report.findings.find((finding) => finding.fingerprint === fingerprint)?.status).toBe('open');
  });

  it('its time is over', async () => {
    const { overrides, findings } = await prepared.copy().check(hour(31 * 24));
    expect(overrides?.ignored.map(({ reason }) => reason)).toEqual(['expired', 'expired']);
    expect(findings.every(({ status }) => status === 'open')).toBe(true);
  });

  it('the clock was set back', async () => {
    const { overrides, findings } = await prepared.copy().check(hour(3));
    expect(overrides?.ignored.map(({ reason }) => reason)).toEqual(['clock-behind', 'clock-behind']);
    expect(findings.every(({ status }) => status === 'open')).toBe(true);
  });

  it('it was taken away and stands there again', async () => {
    const copy = prepared.copy();
    copy.edit((file) => void file.overrides.push(prepared.removed));
    const report = await copy.check(NOW);
    expect(report.overrides?.ignored).toEqual([
      { id: prepared.removed.id, reason: 'removed', message: expect.stringContaining(ALICE) },
    ]);
    expect(report.overrides?.applied).toHaveLength(2);
  });

  it('the whole file is the older one, which had it', async () => {
    const copy = prepared.copy();
    copy.write('overrides.yaml', prepared.older.file);
    const report = await copy.check(NOW);
    expect(report.overrides?.ignored.map(({ id, reason }) => [id, reason])).toEqual([[prepared.removed.id, 'removed']]);
  });

  it('it stands there twice: once', async () => {
    const copy = prepared.copy();
    copy.edit((file) => void file.overrides.push(mine(file.overrides)));
    copy.write('overrides.yaml', JSON.stringify(parse(copy.read('overrides.yaml'))));
    const report = await copy.check(NOW);
    expect(report.overrides?.ignored.map(({ reason }) => reason)).toEqual(['duplicate']);
    expect(report.overrides?.applied).toHaveLength(2);
  });

  it.each([
    ['is no YAML', 'overrides: [\n'],
    ['is of another schema', 'schema: glovebox.overrides/2\noverrides: []\n'],
    ['has a key twice', 'schema: glovebox.overrides/1\noverrides: []\noverrides: []\n'],
    ['refers to itself', 'schema: glovebox.overrides/1\noverrides: &a [*a]\n'],
    ['is a list', '- 1\n'],
  ])('its file %s', async (_, text) => {
    const copy = prepared.copy();
    copy.write('overrides.yaml', text);
    const report = await copy.check(NOW);
    expect(report.overrides?.ignored).toEqual([
      { id: 'overrides.yaml', reason: 'malformed', message: expect.stringContaining('overrides.yaml') },
    ]);
  });

  it('the sample lies elsewhere than it was accepted', async () => {
    const report = await prepared.copy().check(NOW, 'vendor');
    expect(report.overrides).toBeUndefined();
    expect(report.findings.every(({ status }) => status === 'open')).toBe(true);
  });

  it('the code does something else', async () => {
    const copy = prepared.copy();
    writeFileSync(
      `${copy.root}/src/app.py`,
      (await import('../examine/overridden.fixture.ts')).SOURCE.replace('drop.example', 'other.example').replace(
        'id_rsa',
        'id_dsa',
      ),
    );
    const report = await copy.check(NOW);
    expect(report.overrides?.ignored.map(({ reason }) => reason)).toEqual(['no-match', 'no-match']);
  });
});
