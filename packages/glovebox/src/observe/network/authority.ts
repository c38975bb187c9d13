import 'reflect-metadata';
import { createPrivateKey, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import * as x509 from '@peculiar/x509';

/** Signs a certificate for whatever name is asked for. Its key is made with the process and never leaves it. */
export interface Authority {
  /** Its own certificate, as PEM: whoever trusts it trusts the sinkhole. */
  readonly pem: string;
  contextFor(name: string): Promise<SecureContext>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;
/** As usual for certificates of the web: clients refuse what is valid for years. The day before covers clocks that differ. */
const VALID_DAYS = 90;
const MOST_KEPT = 500;

let made: Promise<Authority> | undefined;

/** One for the whole process: making it costs some tens of milliseconds. */
export function authority(): Promise<Authority> {
  made ??= makeAuthority();
  return made;
}

async function makeAuthority(): Promise<Authority> {
  x509.cryptoProvider.set(globalThis.crypto);
  const own = await makeKeys();
  const now = Date.now();
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: 'C=US, O=Internet Trust Services, CN=Internet Trust Root X3',
    notBefore: new Date(now - 400 * DAY_MS),
    notAfter: new Date(now + 3000 * DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys: own,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(own.publicKey),
    ],
  });
  const pem = `${root.toString('pem')}\n`;
  // One key serves every name: only the signature over it differs.
  const served = await makeKeys();
  const key = createPrivateKey({
    key: Buffer.from(await webcrypto.subtle.exportKey('pkcs8', served.privateKey)),
    format: 'der',
    type: 'pkcs8',
  }).export({ format: 'pem', type: 'pkcs8' });

  async function sign(name: string): Promise<SecureContext> {
    const leaf = await x509.X509CertificateGenerator.create({
      serialNumber: serial(),
      // A name of a certificate's subject is 64 characters at most; the alternative name below is what clients check.
      subject: [{ CN: [name.slice(0, 64)] }],
      issuer: root.subject,
      notBefore: new Date(now - DAY_MS),
      notAfter: new Date(now + VALID_DAYS * DAY_MS),
      signingAlgorithm: ALGORITHM,
      publicKey: served.publicKey,
      signingKey: own.privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(false),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([{ type: isIP(name) === 0 ? 'dns' : 'ip', value: name }]),
        await x509.AuthorityKeyIdentifierExtension.create(own.publicKey),
      ],
    });
    return createSecureContext({ key, cert: `${leaf.toString('pem')}\n${pem}` });
  }

  const contexts = new Map<string, Promise<SecureContext>>();
  return {
    pem,
    contextFor(name) {
      const known = contexts.get(name);
      if (known !== undefined) return known;
      if (contexts.size >= MOST_KEPT) contexts.clear();
      const context = sign(name);
      contexts.set(name, context);
      return context;
    },
  };
}

function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>;
}

function serial(): string {
  return `01${Buffer.from(webcrypto.getRandomValues(new Uint8Array(15))).toString('hex')}`;
}
