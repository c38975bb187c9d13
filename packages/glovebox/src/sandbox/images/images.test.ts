import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDockerd } from '../../../../../scripts/docker/dockerd.ts';
import { NO_DAEMON, runIn } from '../container/container.fixture.ts';
import { createContainer } from '../container/container.ts';
import { connect } from '../container/engine.ts';
import { cacheFolder } from './cache.ts';
import { containerImages } from './container.ts';
import { addRecord, findImage, readRecords } from './records.ts';
import { tarOf } from './tar.ts';

const silent = { say: () => {} };

describe('a tar', () => {
  it('of the same content is the same tar, and a legal one', async () => {
    const entries = [
      { name: 'a', mode: 0o755 },
      { name: 'a/b', mode: 0o644, content: Buffer.from('hello') },
    ];
    const [one, other] = [await buffer(tarOf(entries)), await buffer(tarOf(entries))];
    expect(one).toEqual(other);
    expect(one.length % 512).toBe(0);
    expect(one.subarray(0, 2).toString()).toBe('a/');
    expect(one.subarray(1024, 1029).toString()).toBe('hello');
  });

  it('has no names that would be cut', async () => {
    await expect(buffer(tarOf([{ name: 'x'.repeat(101), mode: 0o644 }]))).rejects.toThrow('too long');
  });
});

describe('the list of images', () => {
  const before = process.env.GLOVEBOX_CACHE;
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-cache-'));
  beforeAll(() => {
    process.env.GLOVEBOX_CACHE = folder;
  });
  afterAll(() => {
    if (before === undefined) delete process.env.GLOVEBOX_CACHE;
    else process.env.GLOVEBOX_CACHE = before;
    rmSync(folder, { recursive: true, force: true });
  });

  it('is in the cache, for its owner alone', () => {
    expect(cacheFolder('container')).toBe(join(folder, 'glovebox', 'container'));
  });

  it('has no image for a version that was built with other agents', () => {
    const record = { name: 'x', daemon: 'd', base: 'b', layer: 'old', interpreters: { python: '/p' }, built: '' };
    addRecord({ ...record, id: 'sha256:1' });
    expect(() => findImage('python', 'd')).toThrow('no container image');
  });

  it('that is damaged is told, with what to remove', () => {
    writeFileSync(join(cacheFolder('container/images'), 'bad.json'), '{');
    expect(() => readRecords()).toThrow('no record of an image');
  });
});

describe.skipIf(NO_DAEMON !== undefined)('container images', () => {
  let docker: Awaited<ReturnType<typeof startDockerd>>;
  let address: string;
  beforeAll(async () => {
    docker = await startDockerd();
    address = `unix://${docker.socket}`;
  }, 120_000);
  afterAll(() => docker?.stop());

  it('are built from Debian packages, listed, and pruned when nothing uses them', async () => {
    const kind = containerImages(address);
    const [built] = await kind.build(silent);
    expect(built).toMatchObject({ name: expect.stringMatching(/^glovebox\/languages:/), current: true });
    expect(built?.id).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(await kind.build(silent)).toEqual([built]);
    // The same content under a name of an older version.
    const [record] = readRecords().filter(({ daemon }) => daemon === address);
    const engine = await connect({ kind: 'socket', path: docker.socket });
    const commit = await engine.call<{ Id: string }>('POST', '/containers/create', { json: { Image: built?.id } });
    const older = await engine.call<{ Id: string }>('POST', `/commit?container=${commit.Id}`);
    await engine.call('DELETE', `/containers/${commit.Id}`);
    engine.close();
    if (record !== undefined) addRecord({ ...record, id: older.Id, name: 'glovebox/languages:older', layer: 'older' });
    expect((await kind.list()).map(({ id, current }) => [id, current])).toContainEqual([older.Id, false]);
    // The cache may hold what an older version built; of this daemon, only the image of the test is not in use.
    expect((await kind.prune()).filter(({ where }) => where === address)).toMatchObject([{ id: older.Id }]);
    const left = (await kind.list()).map(({ id }) => id);
    expect(left).toContain(built?.id);
    expect(left).not.toContain(older.Id);
  }, 300_000);

  it('can be made from an image of a registry, pulled by its digest', async () => {
    const registry = await startRegistry(await bashAlone());
    try {
      const kind = containerImages(address);
      const from = `127.0.0.1:${registry.port}/some/bash@${registry.digest}`;
      const [built] = await kind.build({ ...silent, from, language: 'bash' });
      expect(built).toMatchObject({ name: expect.stringMatching(/^glovebox\/bash:/) });
      expect(findImage('bash', address)).toMatchObject({ id: built?.id, base: from, interpreter: '/bin/bash' });
      const backend = createContainer({ address });
      const result = await runIn(backend, 'echo from a registry\n', {}, { language: 'bash' });
      expect(result).toMatchObject({ exitCode: 0, stdout: 'from a registry\n' });
      await backend.dispose();
      const wrong = `127.0.0.1:${registry.port}/some/bash@sha256:${'0'.repeat(64)}`;
      await expect(kind.build({ ...silent, from: wrong })).rejects.toMatchObject({ code: 'image-missing' });
      const other = kind.build({ ...silent, from, language: 'python' });
      await expect(other).rejects.toMatchObject({
        code: 'image-invalid',
        message: expect.stringContaining('/usr/bin/python3'),
      });
    } finally {
      registry.stop();
    }
  }, 300_000);

  it('are never made from a name that somebody can move', async () => {
    const failure = containerImages(address).build({ ...silent, from: 'python:3.12' });
    await expect(failure).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('not pinned') });
  });
});

/** A root file system with bash and what it is linked with. */
function bashAlone(): Promise<Buffer> {
  const said = execFileSync('ldd', ['/bin/bash'], { encoding: 'utf8' });
  const files = ['/bin/bash', ...[...said.matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => path)];
  const folders = ['dev', 'proc', 'sys', 'tmp'].map((name) => ({ name, mode: 0o755 }));
  return buffer(tarOf([...folders, ...files.map((path) => ({ name: path.slice(1), mode: 0o755, source: path }))]));
}

/** A registry with one image of one layer, on loopback. */
async function startRegistry(plain: Buffer): Promise<{ port: number; digest: string; stop(): void }> {
  const digestOf = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const layer = gzipSync(plain, { level: 1 });
  const architecture = { x64: 'amd64', arm64: 'arm64' }[process.arch as 'x64' | 'arm64'];
  const config = Buffer.from(
    JSON.stringify({ architecture, os: 'linux', config: {}, rootfs: { type: 'layers', diff_ids: [digestOf(plain)] } }),
  );
  const type = 'application/vnd.docker.distribution.manifest.v2+json';
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: type,
      config: {
        mediaType: 'application/vnd.docker.container.image.v1+json',
        size: config.length,
        digest: digestOf(config),
      },
      layers: [
        { mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip', size: layer.length, digest: digestOf(layer) },
      ],
    }),
  );
  const blobs = new Map([config, layer, manifest].map((bytes) => [digestOf(bytes), bytes]));
  const server = createServer((request, response) => {
    if (request.url === '/v2/') return response.end('{}');
    const digest = /(sha256:[0-9a-f]{64})$/.exec(request.url ?? '')?.[1] ?? '';
    const bytes = blobs.get(digest);
    if (bytes === undefined) return response.writeHead(404).end('{}');
    response.writeHead(200, {
      'content-type': bytes === manifest ? type : 'application/octet-stream',
      'content-length': bytes.length,
      'docker-content-digest': digest,
    });
    return response.end(request.method === 'HEAD' ? undefined : bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, digest: digestOf(manifest), stop: () => void server.close() };
}
