import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from '../../examine/examine.ts';
import type { Report } from '../../report/report.ts';
import { loadSample } from '../../sample/load.ts';
import { loadSigner, type Signer } from '../../signing/signer.ts';
import { trustedKeysOf } from '../../signing/trusted.ts';
import { type Acceptance, DEFAULT_ACCEPTANCE } from '../accept.ts';
import { attest } from '../attest.ts';
import type { Answer } from '../decide.ts';
import { PAYLOAD_TYPE, preAuthEncoding, seal } from '../envelope.ts';
import type { Statement } from '../statement.ts';
import { contentAt, contentWith, verifyContent } from '../verify.ts';

export const NOW = new Date('2026-06-01T12:00:00.000Z');
const DAY_MS = 86_400_000;
export const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY_MS);

export interface Envelope {
  payload: string;
  payloadType: string;
  signatures: { keyid: string; sig: string }[];
}

/** A deployment that is in order, until somebody tampers with it: files, an attestation of them, keys, a clock. */
export class Scene {
  readonly root = mkdtempSync(join(tmpdir(), 'glovebox-tampering-'));
  readonly app = join(this.root, 'app');
  readonly store = join(this.root, 'store');
  readonly ada = this.signer('ada');
  readonly bob = this.signer('bob');
  /** Whose key nobody trusts. */
  readonly mallory = this.signer('mallory');
  trusted = `ada@example.com ${this.ada.publicKey}\nbob@example.com ${this.bob.publicKey}\n`;
  revoked = '';
  now = NOW;
  acceptance: Acceptance = { ...DEFAULT_ACCEPTANCE, maxAgeMs: 7 * DAY_MS };
  /** What is asked about instead of the files. */
  digest: string | undefined;
  statement!: Statement;
  #report!: Report;

  static async make(): Promise<Scene> {
    const scene = new Scene();
    scene.write('main.py', 'import tool\nprint(tool.greeting())\n');
    scene.write('tool.py', 'def greeting():\n    return "hello"\n');
    scene.write('caf\u00e9.txt', 'menu\n');
    mkdirSync(scene.store);
    scene.#report = await check(scene.app, { depth: 'quick' });
    scene.statement = await scene.attested(daysAgo(1));
    scene.put(seal(scene.statement, [scene.ada]));
    return scene;
  }

  /** What is signed about the files as they are now. */
  async attested(now: Date, folder = this.app): Promise<Statement> {
    const sample = await loadSample(folder, { language: 'python' });
    const report = { ...this.#report, sample: { ...this.#report.sample, id: sample.id } };
    const how = { root: folder, depth: 'standard', images: [], policyName: 'default', now } as const;
    return (await attest(sample, report, [this.ada], how)).statement;
  }

  write(path: string, text: string | Uint8Array): void {
    const whole = join(this.app, path);
    mkdirSync(join(whole, '..'), { recursive: true });
    writeFileSync(whole, text);
  }

  /** Lays an attestation down, under the digest of what it is about unless it is said otherwise. */
  put(text: string | Uint8Array, name = this.name): void {
    writeFileSync(join(this.store, name), text);
  }

  get name(): string {
    const { digest } = this.statement.subject[0] as { digest: { dirHash: string } };
    return `${digest.dirHash}.json`;
  }

  /** The envelope that lies there, changed. */
  envelope(change: (envelope: Envelope) => unknown): void {
    const envelope = JSON.parse(readFileSync(join(this.store, this.name), 'utf8')) as Envelope;
    change(envelope);
    this.put(JSON.stringify(envelope));
  }

  /** The envelope written in another way. */
  rewrite(write: (envelope: Envelope) => string): void {
    this.put(write(JSON.parse(readFileSync(join(this.store, this.name), 'utf8')) as Envelope));
  }

  /** The payload changed, and the signature left as it was. */
  payload(change: (statement: Statement) => unknown): void {
    this.envelope((envelope) => {
      const statement = JSON.parse(Buffer.from(envelope.payload, 'base64').toString()) as Statement;
      change(statement);
      envelope.payload = Buffer.from(JSON.stringify(statement)).toString('base64');
    });
  }

  /** A statement that a trusted person signed as it is: the signature holds. */
  signed(change: (statement: Statement) => unknown, signer = this.ada): string {
    const statement = structuredClone(this.statement);
    change(statement);
    return seal(statement, [signer]);
  }

  /** Any payload under any type, signed by somebody. */
  sealed(payload: string, type = PAYLOAD_TYPE, signer = this.ada): string {
    const bytes = Buffer.from(payload);
    const sig = Buffer.from(signer.sign(preAuthEncoding(type, bytes))).toString('base64');
    return JSON.stringify({
      payload: bytes.toString('base64'),
      payloadType: type,
      signatures: [{ keyid: signer.keyId, sig }],
    });
  }

  async answer(): Promise<Answer> {
    const trusted = trustedKeysOf({ path: 'trusted', text: this.trusted }, { path: 'revoked', text: this.revoked });
    const content = this.digest === undefined ? await contentAt(this.app) : contentWith(this.digest);
    return verifyContent(content, [this.store], trusted, this.acceptance, this.now);
  }

  end(): void {
    rmSync(this.root, { recursive: true });
  }

  private signer(name: string): Signer {
    const path = join(this.root, `${name}.pem`);
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    return loadSigner(path);
  }
}
