import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_ACCEPTANCE } from '../../attest/accept.ts';
import type { Statement } from '../../attest/statement.ts';
import { block } from '../../attest/tampering/attempt.fixture.ts';
import { Scene } from '../../attest/tampering/scene.fixture.ts';
import { makeCertificate } from './certificate.fixture.ts';
import { allOf, dialTo, type Sent, sendTo } from './client.fixture.ts';
import { configMap, pod, podSpec, reviewFor, UID, workloads } from './reviews.fixture.ts';
import { type Admission, type AdmissionSettings, serveAdmission } from './server.ts';

const DAY_MS = 86_400_000;
const IMAGE = {
  good: '1'.repeat(64),
  blocked: '2'.repeat(64),
  old: '3'.repeat(64),
  other: '4'.repeat(64),
  nobody: '5'.repeat(64),
};
const named = (digest: string) => `registry.example:5000/shop/app:1.4@sha256:${digest}`;
const GOOD = named(IMAGE.good);

let scene: Scene;
let admission: Admission;
let warning: Admission;
let pem: string;
const entries: Record<string, unknown>[] = [];

beforeAll(async () => {
  scene = await Scene.make();
  writeFileSync(join(scene.root, 'allowed_signers'), scene.trusted);
  scene.put(scene.signed(at(0)));
  attestImage(IMAGE.good);
  attestImage(IMAGE.blocked, block);
  attestImage(IMAGE.old, at(30));
  scene.put(scene.signed(about(IMAGE.nobody), scene.mallory), `${IMAGE.nobody}.json`);
  const made = await makeCertificate(scene.root);
  pem = made.pem;
  admission = await start({});
  warning = await start({ mode: 'warn' });
});

afterAll(async () => {
  await Promise.all([admission.stop(), warning.stop()]);
  scene.end();
});

function start(more: Partial<AdmissionSettings>): Promise<Admission> {
  return serveAdmission({
    host: '127.0.0.1',
    port: 0,
    certificate: join(scene.root, 'tls.crt'),
    key: join(scene.root, 'tls.key'),
    places: { attestations: scene.store, trusted: join(scene.root, 'allowed_signers') },
    acceptance: { ...DEFAULT_ACCEPTANCE, maxAgeMs: 7 * DAY_MS },
    exemptions: { namespaces: new Set(['kube-system']), configMaps: new Set(['shop/settings']) },
    mode: 'enforce',
    log: (entry) => entries.push(entry as Record<string, unknown>),
    reloadMs: 50,
    requestMs: 1_000,
    ...more,
  });
}

function at(days: number) {
  return ({ predicate }: Statement) => {
    predicate.attestedAt = new Date(Date.now() - days * DAY_MS).toISOString();
    predicate.examinedAt = predicate.attestedAt;
  };
}

function about(sha256: string, change: (statement: Statement) => unknown = () => {}) {
  return (statement: Statement) => {
    at(0)(statement);
    statement.subject.push({
      name: 'registry.example/shop/app',
      uri: 'oci://registry.example/shop/app',
      digest: { sha256 },
    });
    change(statement);
  };
}

function attestImage(sha256: string, change?: (statement: Statement) => unknown): void {
  scene.put(scene.signed(about(sha256, change)), `${sha256}.json`);
}

function send(body: string | Buffer, options: Sent & { to?: Admission; ca?: string } = {}) {
  const { to = admission, ca = pem, ...sent } = options;
  return sendTo({ port: to.port, ca }, body, sent);
}

async function ask(review: object, to = admission) {
  const { status, body } = await send(JSON.stringify(review), { to });
  expect({ status, uid: body.response?.uid }).toEqual({ status: 200, uid: UID });
  return {
    allowed: body.response?.allowed,
    message: body.response?.status?.message,
    warnings: body.response?.warnings,
  };
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200 && !(await holds()); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 25));
  expect(await holds()).toBe(true);
}

describe('what is attested', () => {
  it.each(workloads(podSpec(GOOD)).map((asked) => [asked.kind, asked] as const))(
    'is let through: a %s',
    async (_, asked) => {
      expect(await ask(reviewFor(asked))).toEqual({ allowed: true, message: undefined, warnings: undefined });
    },
  );

  it('is let through: the folder that was attested, as a ConfigMap', async () => {
    const text = (name: string) => readFileSync(join(scene.app, name), 'utf8');
    rmSync(join(scene.app, 'caf\u00e9.txt'));
    const statement = await scene.attested(new Date());
    scene.put(scene.sealed(JSON.stringify(statement)), 'folder.json');
    const binaryData = { 'tool.py': Buffer.from(text('tool.py')).toString('base64') };
    const review = configMap({ data: { 'main.py': text('main.py') }, binaryData });
    await until(async () => (await ask(review)).allowed === true);
    const other = configMap({ data: { 'main.py': text('main.py') } });
    expect(await ask(other)).toMatchObject({
      allowed: false,
      message: expect.stringMatching(/ConfigMap scripts \(sha256:[0-9a-f]{64}\): no-attestation/),
    });
    const renamed = configMap({ data: { 'main.py': text('main.py'), 'tool.pyc': text('tool.py') } });
    expect(await ask(renamed)).toMatchObject({ allowed: false });
  });

  it('is told from what is not, in one pod: each container by name', async () => {
    const { allowed, message } = await ask(
      pod(
        podSpec(GOOD, {
          initContainers: [{ name: 'setup', image: 'busybox:latest' }],
          ephemeralContainers: [{ name: 'debug', image: named(IMAGE.other) }],
          volumes: [{ name: 'tools', image: { reference: 'registry.example/tools:2' } }],
        }),
      ),
    );
    expect(allowed).toBe(false);
    expect(message).toContain('init container setup (busybox:latest): it is not named by its digest');
    expect(message).toContain(`ephemeral container debug (${named(IMAGE.other)}): no-attestation`);
    expect(message).toContain('volume tools (registry.example/tools:2)');
    expect(message).not.toContain('container app');
  });
});

describe('what is refused, with reason and remedy', () => {
  it.each([
    ['a tag', 'registry.example/app:1.4', /container app .*not named by its digest.*Write name@sha256/],
    ['no tag', 'nginx', /not named by its digest/],
    ['a short digest', 'nginx@sha256:abcd', /not named by its digest/],
    ['a digest in capitals', named('A'.repeat(64)), /not named by its digest/],
    ['another hash', `nginx@sha512:${'1'.repeat(128)}`, /not named by its digest/],
    ['two digests', `nginx@sha256:${IMAGE.good}@sha256:${IMAGE.other}`, /not named by its digest/],
    ['no image', '', /container app \(no image\)/],
    ['an image nobody attested', named(IMAGE.other), /no-attestation.*glovebox attest/],
    ['an image that was blocked', named(IMAGE.blocked), /decision: the verdict is block.*Mend/],
    ['an image that was examined long ago', named(IMAGE.old), /too-old: .*30 days ago/],
    ['an image that nobody known attested', named(IMAGE.nobody), /unknown-key/],
    ['hostile text', 'evil\u001b[2J\u202e:1', /evil\\e\[2J\\u202e:1/],
  ])('%s', async (_, image, message) => {
    expect(await ask(pod(podSpec(image)))).toMatchObject({ allowed: false, message: expect.stringMatching(message) });
  });

  it.each([
    ['a kind that is not known', reviewFor({ group: 'shop.example', kind: 'Pod', object: {} })],
    ['another kind', reviewFor({ kind: 'Secret', object: { data: {} } })],
    ['a connection into a pod', reviewFor({ kind: 'PodExecOptions', operation: 'CONNECT', object: {} })],
    ['a pod without a description', pod('none' as unknown as object)],
    ['containers that are no list', pod({ containers: { app: { image: GOOD } } })],
    ['a container that is no object', pod({ containers: [GOOD] })],
    ['a ConfigMap of numbers', configMap({ data: { 'a.py': 1 } })],
    ['a ConfigMap with a path for a key', configMap({ data: { '../a.py': 'x' } })],
    ['nothing', reviewFor({ kind: 'Pod', object: null })],
  ])('%s is not understood', async (_, review) => {
    expect(await ask(review)).toMatchObject({
      allowed: false,
      message: expect.stringMatching(/refused|not understood/),
    });
  });

  it('is logged as one line with what, who and why', async () => {
    entries.length = 0;
    await ask(pod(podSpec('nginx')));
    const [entry] = entries;
    expect(entry).toMatchObject({
      event: 'refused',
      uid: UID,
      kind: 'Pod',
      namespace: 'shop',
      user: expect.stringContaining('replicaset'),
      problems: [{ reason: 'tag-without-digest' }],
    });
    expect(JSON.stringify(entry)).not.toContain('\n');
  });
});

describe('what is not asked about', () => {
  it.each([
    ['taking away', pod(podSpec('nginx'), { operation: 'DELETE', object: null })],
    ['an exempt namespace', pod(podSpec('nginx'), { namespace: 'kube-system' })],
    ['an exempt ConfigMap', configMap({ data: { a: 'b' } }, { name: 'settings' })],
    ['an empty ConfigMap', configMap({})],
    [
      'the cluster’s own certificate',
      configMap(
        { data: { 'ca.crt': 'PEM' } },
        { name: 'kube-root-ca.crt', user: 'system:serviceaccount:kube-system:root-ca-cert-publisher' },
      ),
    ],
    [
      'an update that leaves the image',
      pod(podSpec('nginx', { restartPolicy: 'Never' }), { operation: 'UPDATE', oldObject: { spec: podSpec('nginx') } }),
    ],
    [
      'an update that leaves the content',
      configMap({ data: { a: 'b' } }, { operation: 'UPDATE', oldObject: { data: { a: 'b' } } }),
    ],
  ])('%s', async (_, review) => {
    expect(await ask(review)).toMatchObject({ allowed: true });
  });

  it.each([
    ['a namespace that only looks like it', pod(podSpec('nginx'), { namespace: 'kube-system2' })],
    [
      'a certificate that somebody else writes',
      configMap({ data: { 'ca.crt': 'PEM' } }, { name: 'kube-root-ca.crt', user: 'mallory' }),
    ],
    [
      'code beside the certificate',
      configMap(
        { data: { 'ca.crt': 'PEM', 'a.py': 'x' } },
        { name: 'kube-root-ca.crt', user: 'system:serviceaccount:kube-system:root-ca-cert-publisher' },
      ),
    ],
    [
      'an update to another image',
      pod(podSpec('nginx'), { operation: 'UPDATE', oldObject: { spec: podSpec('httpd') } }),
    ],
    [
      'an added debug container',
      pod(podSpec(GOOD, { ephemeralContainers: [{ name: 'd', image: 'sh' }] }), {
        operation: 'UPDATE',
        subResource: 'ephemeralcontainers',
        oldObject: { spec: podSpec(GOOD) },
      }),
    ],
    [
      'an update to other content',
      configMap({ data: { a: 'c' } }, { operation: 'UPDATE', oldObject: { data: { a: 'b' } } }),
    ],
  ])('but %s is', async (_, review) => {
    expect(await ask(review)).toMatchObject({ allowed: false });
  });

  it('everything passes in warn mode, and is told', async () => {
    const { allowed, warnings } = await ask(pod(podSpec('nginx')), warning);
    expect(allowed).toBe(true);
    expect(warnings).toEqual([expect.stringMatching(/^glovebox: container app \(nginx\)/)]);
    expect(warnings?.every((line) => line.length <= 250)).toBe(true);
  });
});

describe('at the wire', () => {
  it.each([
    ['no JSON', '{', {}, 400],
    ['another document', '{"kind":"Pod"}', {}, 400],
    ['an older review', JSON.stringify({ ...pod({}), apiVersion: 'admission.k8s.io/v1beta1' }), {}, 400],
    ['a review without a request', '{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1"}', {}, 400],
    ['nothing', '', {}, 400],
    ['another path', '{}', { path: '/' }, 404],
    ['a path beyond', '{}', { path: '/validate/../x' }, 404],
    ['another method', '{}', { method: 'PUT' }, 405],
    ['another type', '{}', { type: 'text/plain' }, 415],
    ['more than 8 MiB', Buffer.alloc(8 * 1024 * 1024 + 1, 0x20), {}, 413],
  ])('%s is an error, which the API server takes for no', async (_, body, options, status) => {
    expect((await send(body, options)).status).toBe(status);
  });

  it('a body that says nothing of its length is bounded as well', async () => {
    const socket = await dial();
    socket.write(
      'POST /validate HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
    );
    const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(0x100000, 0x20), Buffer.from('\r\n')]);
    for (let count = 0; count < 9; count += 1) socket.write(chunk);
    expect(await allOf(socket)).toMatch(/^HTTP\/1\.1 413/);
  });

  it('a client that sends slowly is let go, and others are answered meanwhile', async () => {
    const slow = await dial();
    slow.write('POST /validate HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{');
    expect(await ask(pod(podSpec(GOOD)))).toMatchObject({ allowed: true });
    expect(await allOf(slow)).not.toMatch(/200 OK/);
  });

  it('older TLS is refused, and so is no TLS', async () => {
    await expect(dial({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL@SECLEVEL=0' })).rejects.toThrow();
    await expect(fetch(`http://127.0.0.1:${admission.port}/healthz`)).rejects.toThrow();
    expect((await send('', { path: '/healthz', method: 'GET' })).body).toMatchObject({ status: 'ok' });
  });

  it('two hundred at once are all answered rightly', async () => {
    const asked = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? GOOD : named(IMAGE.blocked)));
    const answers = await Promise.all(asked.map((image) => ask(pod(podSpec(image)))));
    expect(answers.map(({ allowed }) => allowed)).toEqual(asked.map((image) => image === GOOD));
  });
});

describe('while it runs', () => {
  it('new attestations count, and revoked keys no longer do', async () => {
    const late = '6'.repeat(64);
    const review = pod(podSpec(named(late)));
    expect(await ask(review)).toMatchObject({ allowed: false });
    attestImage(late);
    await until(async () => (await ask(review)).allowed === true);
    writeFileSync(join(scene.root, 'revoked_keys'), scene.ada.keyId);
    await until(async () => (await ask(review)).message?.includes('revoked-key') === true);
    rmSync(join(scene.root, 'revoked_keys'));
    await until(async () => (await ask(review)).allowed === true);
  });

  it('keys that cannot be read vouch for nothing, until they can', async () => {
    writeFileSync(join(scene.root, 'allowed_signers'), 'ada ssh-ed25519 broken');
    await until(async () => (await ask(pod(podSpec(GOOD)))).message?.includes('cannot be read') === true);
    expect((await send('', { path: '/healthz', method: 'GET' })).body).toMatchObject({ status: 'refusing' });
    expect(await ask(pod(podSpec('nginx'), { namespace: 'kube-system' }))).toMatchObject({ allowed: true });
    writeFileSync(join(scene.root, 'allowed_signers'), scene.trusted);
    await until(async () => (await ask(pod(podSpec(GOOD)))).allowed === true);
  });

  it('the certificate is renewed, and a broken one is not taken', async () => {
    const before = pem;
    writeFileSync(join(scene.root, 'tls.crt'), 'no certificate');
    await until(() => entries.some(({ event }) => event === 'certificate-kept'));
    expect(await ask(pod(podSpec(GOOD)))).toMatchObject({ allowed: true });
    pem = (await makeCertificate(scene.root)).pem;
    await until(() =>
      send('', { path: '/healthz', method: 'GET' }).then(
        ({ status }) => status === 200,
        () => false,
      ),
    );
    await expect(send('', { path: '/healthz', method: 'GET', ca: before })).rejects.toThrow();
  });

  it('it stops after what has arrived is answered', async () => {
    const brief = await start({});
    const socket = await dial({}, brief);
    const body = JSON.stringify(pod(podSpec(GOOD)));
    socket.write(
      `POST /validate HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 50)}`,
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    const stopped = brief.stop();
    socket.write(body.slice(50));
    expect(await allOf(socket)).toMatch(/"allowed":true/);
    await stopped;
    await expect(send('', { path: '/healthz', method: 'GET', to: brief })).rejects.toThrow();
  });

  it('it does not begin without keys, attestations or a certificate', async () => {
    const missing = join(scene.root, 'missing');
    const places = { attestations: scene.store, trusted: join(scene.root, 'allowed_signers') };
    await expect(start({ places: { ...places, trusted: missing } })).rejects.toMatchObject({
      code: 'trusted-keys-invalid',
    });
    await expect(start({ places: { ...places, attestations: missing } })).rejects.toMatchObject({
      code: 'attestation-unreadable',
    });
    await expect(start({ certificate: missing })).rejects.toMatchObject({ code: 'usage' });
    await expect(start({ port: admission.port })).rejects.toMatchObject({ code: 'usage' });
  });
});

function dial(options: object = {}, to = admission) {
  return dialTo({ port: to.port, ca: pem }, options);
}
