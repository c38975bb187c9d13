import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSigner } from './signer.ts';
import { loadTrustedKeys, trustedKeysOf } from './trusted.ts';
import { verify } from './verify.ts';

const folder = mkdtempSync(join(tmpdir(), 'glovebox-signing-'));
afterAll(() => rmSync(folder, { recursive: true }));

const WORDS = Buffer.from('what was signed');
const NOW = { at: new Date('2026-06-01T12:00:00Z'), namespace: 'glovebox-attestation' } as const;

let made = 0;
/** A key that the real ssh-keygen made. */
function sshKey(...options: string[]): string {
  made += 1;
  const path = join(folder, `key-${made}`);
  execFileSync('ssh-keygen', ['-q', '-N', '', '-C', 'ada', '-f', path, ...options]);
  return path;
}

function fingerprint(path: string): string {
  return execFileSync('ssh-keygen', ['-lf', `${path}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? '';
}

function pem(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

function trusting(lines: string, revoked?: string) {
  return trustedKeysOf(
    { path: 'allowed_signers', text: lines },
    revoked === undefined ? undefined : { path: 'revoked_keys', text: revoked },
  );
}

describe('a key that ssh-keygen made', () => {
  it.each([
    ['ed25519', ['-t', 'ed25519']],
    ['rsa', ['-t', 'rsa', '-b', '2048']],
    ['ecdsa 256', ['-t', 'ecdsa', '-b', '256']],
    ['ecdsa 384', ['-t', 'ecdsa', '-b', '384']],
    ['ecdsa 521', ['-t', 'ecdsa', '-b', '521']],
    ['with a passphrase', ['-t', 'ed25519', '-N', 'correct horse', '-a', '4']],
    ['rsa with a passphrase', ['-t', 'rsa', '-b', '2048', '-N', 'correct horse', '-a', '4']],
    ['under aes256-gcm', ['-t', 'ed25519', '-N', 'correct horse', '-a', '4', '-Z', 'aes256-gcm@openssh.com']],
    ['under aes256-cbc', ['-t', 'ed25519', '-N', 'correct horse', '-a', '4', '-Z', 'aes256-cbc']],
    ['as PKCS #8', ['-t', 'rsa', '-b', '2048', '-m', 'PKCS8']],
    ['as encrypted PKCS #8', ['-t', 'ecdsa', '-m', 'PKCS8', '-N', 'correct horse']],
  ])('%s: the same fingerprint, and its signatures hold', (_, options) => {
    const path = sshKey(...options);
    const signer = loadSigner(path, { passphrase: 'correct horse' });
    expect(signer.keyId).toBe(fingerprint(path));
    expect(readFileSync(`${path}.pub`, 'utf8')).toContain(signer.publicKey);
    const claim = { keyId: signer.keyId, signature: signer.sign(WORDS) };
    const trusted = trusting(`ada@example.com ${readFileSync(`${path}.pub`, 'utf8')}`);
    expect(verify(trusted, claim, WORDS, NOW)).toEqual({ ok: true, principal: 'ada@example.com', keyId: signer.keyId });
    expect(verify(trusted, claim, Buffer.from('other words'), NOW)).toMatchObject({ reason: 'bad-signature' });
  });

  it('every leading zero of an ECDSA number is kept', () => {
    for (let round = 0; round < 12; round += 1) {
      const path = sshKey('-t', 'ecdsa', '-b', '521');
      expect(loadSigner(path).keyId).toBe(fingerprint(path));
    }
  });

  it('is refused with its reason: wrong passphrase, none, a kind that is not supported', () => {
    const path = sshKey('-t', 'ed25519', '-N', 'correct horse', '-a', '2');
    expect(() => loadSigner(path)).toThrow(
      expect.objectContaining({ code: 'key-passphrase', message: expect.stringContaining('has a passphrase') }),
    );
    expect(() => loadSigner(path, { passphrase: 'wrong' })).toThrow(
      expect.objectContaining({ code: 'key-passphrase', message: expect.stringContaining('does not open') }),
    );
    const short = sshKey('-t', 'rsa', '-b', '1024');
    expect(() => loadSigner(short)).toThrow(
      expect.objectContaining({ code: 'key-unsupported', message: expect.stringContaining('1024 bits') }),
    );
    const chacha = sshKey('-t', 'ed25519', '-N', 'x', '-Z', 'chacha20-poly1305@openssh.com');
    expect(() => loadSigner(chacha, { passphrase: 'x' })).toThrow(
      expect.objectContaining({ code: 'key-unsupported', message: expect.stringContaining('chacha20') }),
    );
  });
});

describe('a private key file', () => {
  it('in PEM signs as one of SSH does', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const signer = loadSigner(pem('ed.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }) as string));
    const claim = { keyId: signer.keyId, signature: signer.sign(WORDS) };
    expect(claim.signature).toHaveLength(64);
    expect(verify(trusting(`ci ${signer.publicKey}`), claim, WORDS, NOW)).toMatchObject({ ok: true, principal: 'ci' });
  });

  it('that others can read is none', () => {
    const path = sshKey('-t', 'ed25519');
    chmodSync(path, 0o640);
    expect(() => loadSigner(path)).toThrow(
      expect.objectContaining({
        code: 'key-unreadable',
        message: expect.stringContaining('0640'),
        remedy: expect.stringContaining('chmod 600'),
      }),
    );
    const link = join(folder, 'link');
    symlinkSync(path, link);
    expect(() => loadSigner(link)).toThrow(expect.objectContaining({ code: 'key-unreadable' }));
  });

  it('that is missing, public, of another kind or damaged says so', () => {
    expect(() => loadSigner(join(folder, 'none'))).toThrow(
      expect.objectContaining({ code: 'key-unreadable', remedy: expect.stringContaining('ssh-keygen') }),
    );
    const path = sshKey('-t', 'ed25519');
    const publicHalf = pem('public', readFileSync(`${path}.pub`, 'utf8'));
    expect(() => loadSigner(publicHalf)).toThrow(/public key/);
    const x = generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    expect(() => loadSigner(pem('x.pem', x))).toThrow(
      expect.objectContaining({
        code: 'key-unsupported',
        message: expect.stringContaining('x25519'),
        remedy: expect.stringContaining('ed25519'),
      }),
    );
    const whole = readFileSync(path, 'utf8').split('\n');
    fc.assert(
      fc.property(fc.nat(whole.length - 2), fc.nat(60), (line, column) => {
        const broken = whole
          .with(line, `${whole[line]?.slice(0, column)}A${whole[line]?.slice(column + 1)}`)
          .join('\n');
        try {
          loadSigner(pem('broken', broken));
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^key-/) });
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('a list of trusted keys', () => {
  const [ada, bob] = [loadSigner(sshKey('-t', 'ed25519')), loadSigner(sshKey('-t', 'ed25519'))];
  const claimOf = (signer = ada) => ({ keyId: signer.keyId, signature: signer.sign(WORDS) });
  const reason = (lines: string, options: { revoked?: string; at?: string } = {}) => {
    const at = new Date(options.at ?? NOW.at);
    const result = verify(trusting(lines, options.revoked), claimOf(), WORDS, { ...NOW, at });
    return result.ok ? result.principal : result.reason;
  };

  it.each([
    ['# a comment\n\nada ssh-ed25519 KEY her laptop\n', 'ada'],
    ['"ada lovelace" KEY', 'ada lovelace'],
    ['ada@example.com,root@example.com namespaces="git,glovebox-*" KEY', 'ada@example.com,root@example.com'],
    ['ada namespaces="git" KEY', 'unknown-key'],
    ['ada namespaces="glovebox-override" KEY', 'unknown-key'],
    ['ada namespaces="glovebox-*,!glovebox-attestation" KEY', 'unknown-key'],
    ['ada valid-after="20260101Z",valid-before="20261231235959Z" KEY', 'ada'],
    ['ada VALID-BEFORE="20260601115959Z" KEY', 'expired-key'],
    ['ada valid-before="20260601120000Z" KEY', 'ada'],
    ['ada valid-after="20260601120001Z" KEY', 'expired-key'],
    ['ada valid-before="20250101Z" KEY\nada2 KEY', 'ada2'],
    ['bob BOB', 'unknown-key'],
    ['', 'unknown-key'],
  ])('%j gives %s', (text, expected) => {
    const lines = text.replace(/(?:ssh-ed25519 )?KEY/g, ada.publicKey).replace('BOB', bob.publicKey);
    expect(reason(lines)).toBe(expected);
  });

  it.each([
    ['ada cert-authority KEY', /cert-authority is not supported/],
    ['ada valid-before="tomorrow" KEY', /valid-before="tomorrow" is not supported/],
    ['ada valid-before="20260231Z" KEY', /not supported/],
    ['ada namespaces="git" valid-after="20200101" KEY', /list:1/],
    ['ada namespaces="git KEY', /list:1/],
    ['ada', /list:1: not a trusted key/],
    ['ada ssh-ed25519 AAAA', /list:1: the ssh-ed25519 key is damaged/],
    ['ada sk-ssh-ed25519@openssh.com AAAA', /list:1: .*not base64|sk-ssh-ed25519@openssh.com/],
    ['# fine\nada ssh-rsa BLOB', /list:2: the key is ssh-ed25519, not ssh-rsa/],
  ])('%j is an error that names the line', (text, message) => {
    const lines = text.replace('KEY', ada.publicKey).replace('BLOB', ada.publicKey.split(' ')[1] ?? '');
    expect(() => trustedKeysOf({ path: 'list', text: lines })).toThrow(message);
  });

  it('gives what ssh-keygen itself accepts, for the same file', () => {
    const key = sshKey('-t', 'ed25519');
    const line = `ada@example.com namespaces="glovebox-attestation",valid-before="20991231Z" ${loadSigner(key).publicKey}\n`;
    const list = pem('allowed_signers', line);
    execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-f', key, '-n', 'glovebox-attestation', pem('words', 'words')], {
      stdio: 'ignore',
    });
    const found = execFileSync('ssh-keygen', ['-Y', 'find-principals', '-s', join(folder, 'words.sig'), '-f', list], {
      encoding: 'utf8',
    });
    const signer = loadSigner(key);
    const claim = { keyId: signer.keyId, signature: signer.sign(WORDS) };
    expect(verify(loadTrustedKeys(list), claim, WORDS, NOW)).toMatchObject({ principal: found.trim() });
  });

  it('loses to a list of revoked keys, from the date on that it gives', () => {
    const lines = `ada ${ada.publicKey}`;
    expect(reason(lines, { revoked: `# lost\n${ada.keyId}\n` })).toBe('revoked-key');
    expect(reason(lines, { revoked: `${ada.publicKey} ada@laptop` })).toBe('revoked-key');
    expect(reason(lines, { revoked: `${ada.keyId} 2026-06-01` })).toBe('revoked-key');
    expect(reason(lines, { revoked: `${ada.keyId} 2026-06-02` })).toBe('ada');
    expect(reason(lines, { revoked: bob.keyId })).toBe('ada');
    expect(reason('', { revoked: ada.keyId })).toBe('revoked-key');
    expect(() => trusting(lines, `${ada.keyId} soon`)).toThrow(/revoked_keys:1: soon is no date/);
    expect(() => trusting(lines, 'SHA256:short')).toThrow(/revoked_keys:1/);
    expect(() => loadTrustedKeys(join(folder, 'nowhere'))).toThrow(
      expect.objectContaining({ code: 'trusted-keys-invalid' }),
    );
  });

  it('tells a signature of another key from one of an unknown key', () => {
    const trusted = trusting(`ada ${ada.publicKey}`);
    const forged = { keyId: ada.keyId, signature: bob.sign(WORDS) };
    expect(verify(trusted, forged, WORDS, NOW)).toMatchObject({ reason: 'bad-signature' });
    expect(verify(trusted, claimOf(bob), WORDS, NOW)).toMatchObject({ reason: 'unknown-key' });
    expect(verify(trusted, { keyId: ada.keyId, signature: new Uint8Array() }, WORDS, NOW)).toMatchObject({
      reason: 'bad-signature',
    });
  });
});
