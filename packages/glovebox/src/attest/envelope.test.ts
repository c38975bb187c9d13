import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSigner } from '../signing/signer.ts';
import { dirHash } from './content.ts';
import { open, PAYLOAD_TYPE, preAuthEncoding, seal } from './envelope.ts';
import { writeAttestation } from './store.ts';
import { type Envelope, Scene } from './tampering/scene.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'glovebox-envelope-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('an envelope', () => {
  it('is encoded as the DSSE protocol’s own example is', () => {
    const encoded = preAuthEncoding('http://example.com/HelloWorld', Buffer.from('hello world'));
    expect(Buffer.from(encoded).toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
    // Lengths are of bytes.
    expect(Buffer.from(preAuthEncoding('\u00e9', Buffer.from('\u00e9'))).toString()).toBe('DSSEv1 2 \u00e9 2 \u00e9');
  });

  it('is verified by OpenSSL, which knows nothing of us', async () => {
    const scene = await Scene.make();
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const path = (name: string) => join(folder, name);
    writeFileSync(path('key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    writeFileSync(path('public.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
    const envelope = JSON.parse(seal(scene.statement, [loadSigner(path('key.pem'))])) as Envelope;
    const payload = Buffer.from(envelope.payload, 'base64');
    writeFileSync(path('signed'), `DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} ${payload}`);
    writeFileSync(path('signature'), Buffer.from(envelope.signatures[0]?.sig ?? '', 'base64'));
    const args = [
      'pkeyutl',
      '-verify',
      '-pubin',
      '-inkey',
      path('public.pem'),
      '-rawin',
      '-in',
      path('signed'),
      '-sigfile',
      path('signature'),
    ];
    expect(execFileSync('openssl', args, { encoding: 'utf8' })).toMatch(/Verified Successfully/);
    writeFileSync(path('signed'), 'something else');
    expect(() => execFileSync('openssl', args, { stdio: 'ignore' })).toThrow();
    expect(open(Buffer.from(JSON.stringify(envelope)))).toMatchObject({ statement: scene.statement });
    scene.end();
  });

  it('is written whole, and through no link that lies there', () => {
    const [store, victim] = [join(folder, 'store'), join(folder, 'victim')];
    writeFileSync(victim, 'mine');
    writeAttestation(join(store, 'one.json'), store, 'first');
    rmSync(join(store, 'one.json'));
    symlinkSync(victim, join(store, 'one.json'));
    writeAttestation(join(store, 'one.json'), store, 'second');
    expect([readFileSync(victim, 'utf8'), readFileSync(join(store, 'one.json'), 'utf8')]).toEqual(['mine', 'second']);
    expect(readdirSync(store)).toEqual(['one.json']);
    expect(() => writeAttestation(join(victim, 'x.json'), victim, '')).toThrow(/cannot write .*victim/);
  });
});

it('a folder’s digest is that of Go’s Hash1, in the order of bytes', () => {
  // Of golang.org/x/mod/sumdb/dirhash's own test: files "abc" and "xyz" without content.
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const files = ['xyz', 'abc'].map((path) => ({ path, sha256: empty }));
  const expected = execFileSync('sha256sum', { input: `${empty}  abc\n${empty}  xyz\n`, encoding: 'utf8' }).split(
    ' ',
  )[0];
  expect(dirHash(files)).toBe(expected);
  const beyond = ['\u{1f600}', '\ufb01'].map((path) => ({ path, sha256: empty }));
  const sorted = execFileSync('sha256sum', {
    input: `${empty}  \ufb01\n${empty}  \u{1f600}\n`,
    encoding: 'utf8',
  }).split(' ')[0];
  expect(dirHash(beyond)).toBe(sorted);
  expect(() => dirHash([{ path: 'a\nb', sha256: empty }])).toThrow(/line break/);
});
