import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { gloveboxLayer } from '../images/layer.ts';
import { layerOf, loadImage } from '../images/load.ts';
import { ownEtc } from '../images/rootfs.ts';
import { LIMIT_PROFILES } from '../limits.ts';
import { dockerWithImage, NO_DAEMON, runIn, sampleOf } from './container.fixture.ts';
import { createContainer } from './container.ts';
import { connect, type Engine } from './engine.ts';
import { ownerLabels } from './owner.ts';

const folder = mkdtempSync(join(tmpdir(), 'glovebox-failures-'));
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

if (NO_DAEMON !== undefined) console.warn(`container: not tested with a real daemon: ${NO_DAEMON}`);

describe('a daemon', () => {
  it('that is not there is told with what to start', async () => {
    const failure = createContainer({ address: `unix://${folder}/none` }).probe();
    await expect(failure).rejects.toMatchObject({
      code: 'daemon-unreachable',
      remedy: expect.stringContaining('systemctl'),
    });
  });

  it('that nobody listens for any more is told', async () => {
    const server = createServer().listen(join(folder, 'a'));
    await once(server, 'listening');
    renameSync(join(folder, 'a'), join(folder, 'stale')); // closing removes the socket by its first name
    server.close();
    const failure = createContainer({ address: `unix://${folder}/stale` }).probe();
    await expect(failure).rejects.toMatchObject({
      code: 'daemon-unreachable',
      message: expect.stringContaining('nobody listens'),
    });
  });

  it.skipIf(process.getuid?.() !== 0)(
    'that this user may not talk to is told with the group and the rootless way',
    async () => {
      const path = await listen(createServer(), 'forbidden');
      chmodSync(path, 0);
      chmodSync(folder, 0o755);
      process.seteuid?.(65_534);
      const failure = createContainer({ address: `unix://${path}` })
        .probe()
        .catch((error: unknown) => error);
      process.seteuid?.(0);
      expect(await failure).toMatchObject({
        code: 'daemon-forbidden',
        remedy: expect.stringMatching(/docker.*rootless/),
      });
    },
  );

  it.each([
    ['too old', { ApiVersion: '1.24', MinAPIVersion: '1.12' }, 'older than'],
    ['too new', { ApiVersion: '1.99', MinAPIVersion: '1.60' }, 'newer than'],
    ['something else', { Hello: 'world' }, 'names no API version'],
  ])('that is %s is told', async (_, version, why) => {
    const path = await listen(
      createHttpServer((_, response) => response.end(JSON.stringify(version))),
      'other',
    );
    const failure = createContainer({ address: `unix://${path}` }).probe();
    await expect(failure).rejects.toMatchObject({ code: 'daemon-incompatible', message: expect.stringContaining(why) });
  });

  it('that never answers is given up', async () => {
    const path = await listen(createServer(), 'silent');
    const failure = connect({ kind: 'socket', path }, 200);
    await expect(failure).rejects.toMatchObject({
      code: 'daemon-unreachable',
      message: expect.stringContaining('within 0.2 s'),
    });
  });

  it('with an address of a kind we cannot speak is a mistake in the address', async () => {
    const failure = createContainer({ address: 'ssh://host' }).probe();
    await expect(failure).rejects.toMatchObject({ code: 'usage', remedy: expect.stringContaining('unix://') });
  });
});

describe.skipIf(NO_DAEMON !== undefined)('an image', () => {
  let docker: Awaited<ReturnType<typeof dockerWithImage>>;
  let engine: Engine;
  beforeAll(async () => {
    docker = await dockerWithImage();
    engine = await connect({ kind: 'socket', path: docker.socket });
  }, 300_000);
  afterAll(async () => {
    engine?.close();
    await docker?.stop();
  });

  const runWith = (image: string) => runIn(createContainer({ address: docker.address, image }), 'print(1)\n');
  const places = ['work', 'tmp', 'home', 'home/user', 'etc', 'dev', 'proc', 'sys'].map((name) => ({
    name,
    mode: 0o755,
  }));

  it('that is missing is told with how to build it', async () => {
    await expect(runWith(`sha256:${'0'.repeat(64)}`)).rejects.toMatchObject({
      code: 'image-missing',
      remedy: expect.stringContaining('glovebox images build container'),
    });
  });

  it('that was never built is told likewise', async () => {
    const before = process.env.GLOVEBOX_CACHE;
    process.env.GLOVEBOX_CACHE = join(folder, 'cache');
    try {
      await expect(runIn(createContainer({ address: docker.address }), '')).rejects.toMatchObject({
        code: 'image-missing',
      });
    } finally {
      if (before === undefined) delete process.env.GLOVEBOX_CACHE;
      else process.env.GLOVEBOX_CACHE = before;
    }
  });

  it('for another architecture is told, by its label and by its programs', async () => {
    const other = process.arch === 'arm64' ? 'amd64' : 'arm64';
    const labelled = await loadImage(engine, 'test/other:1', [await layerOf(places)], other);
    const probing = createContainer({ address: docker.address, image: labelled }).probe();
    await expect(probing).rejects.toMatchObject({ code: 'image-invalid', message: expect.stringContaining(other) });
    const programs = await loadImage(engine, 'test/elf:1', [
      await layerOf([
        ...places,
        { name: 'glovebox', mode: 0o755 },
        { name: 'glovebox/warden', mode: 0o755, content: strangeElf() },
      ]),
    ]);
    await expect(runWith(programs)).rejects.toMatchObject({
      code: 'image-invalid',
      message: expect.stringContaining('architecture'),
    });
  });

  it('without a warden is told', async () => {
    const image = await loadImage(engine, 'test/bare:1', [await layerOf(places)]);
    await expect(runWith(image)).rejects.toMatchObject({
      code: 'image-invalid',
      message: expect.stringContaining('no warden'),
    });
  });

  it('without an interpreter is told', async () => {
    const files = [...places, ...ownEtc().map((file) => ({ ...file, mode: 0o644 })), ...gloveboxLayer()];
    const image = await loadImage(engine, 'test/warden:1', [await layerOf(files)]);
    await expect(runWith(image)).rejects.toMatchObject({
      code: 'image-invalid',
      message: expect.stringContaining('no interpreter'),
    });
  });

  it('whose program is no warden is told', async () => {
    const warden = { name: 'glovebox/warden', mode: 0o755, content: Buffer.from('#!/glovebox/none\n') };
    const image = await loadImage(engine, 'test/script:1', [
      await layerOf([...places, { name: 'glovebox', mode: 0o755 }, warden]),
    ]);
    await expect(runWith(image)).rejects.toMatchObject({ code: 'image-invalid' });
  });

  it('run by a runtime the daemon does not know is told', async () => {
    const backend = createContainer({ address: docker.address, runtime: 'nowhere' });
    await expect(runIn(backend, '')).rejects.toMatchObject({
      code: 'backend-unavailable',
      remedy: expect.stringContaining('runsc'),
    });
  });
});

describe.skipIf(NO_DAEMON !== undefined)('a run in the middle', () => {
  it('is told within two seconds when the daemon is killed, and ends', async () => {
    const docker = await dockerWithImage();
    try {
      const backend = createContainer({ address: docker.address });
      const running = backend.run(sampleOf('import time\ntime.sleep(60)\n'), {
        limits: LIMIT_PROFILES.default,
        observe: true,
      });
      const failure = running.catch((error: unknown) => error);
      const id = await firstContainer(docker.socket);
      await sleep(500);
      process.kill(docker.pid, 'SIGKILL');
      const killed = Date.now();
      expect(await failure).toMatchObject({ code: 'sandbox-lost', message: expect.stringContaining('went away') });
      expect(Date.now() - killed).toBeLessThan(2000);
      expect(await gone(() => processesOf(id).length === 0, 2000)).toBe(true);
    } finally {
      await docker.stop();
    }
  }, 120_000);

  it('is told when somebody removes the container', async () => {
    const docker = await dockerWithImage();
    const engine = await connect({ kind: 'socket', path: docker.socket });
    try {
      const backend = createContainer({ address: docker.address });
      const failure = runIn(backend, 'import time\ntime.sleep(60)\n').catch((error: unknown) => error);
      const id = await firstContainer(docker.socket);
      await engine.call('DELETE', `/containers/${id}?force=1`);
      expect(await failure).toMatchObject({ code: 'sandbox-lost' });
    } finally {
      engine.close();
      await docker.stop();
    }
  }, 120_000);

  it('ends with a Glovebox that is killed, and the next start removes what a dead owner left', async () => {
    const docker = await dockerWithImage();
    const engine = await connect({ kind: 'socket', path: docker.socket });
    try {
      const owner = startOwner(docker.address);
      await firstContainer(docker.socket);
      await sleep(500);
      owner.kill('SIGKILL');
      expect(await gone(async () => (await all(engine)).length === 0, 5000)).toBe(true);

      const image = (await engine.call<{ Id: string }[]>('GET', '/images/json'))[0]?.Id;
      const left = { ...ownerLabels(), 'glovebox.owner': `${owner.pid}:1` };
      await engine.call('POST', '/containers/create', { json: { Image: image, Labels: left } });
      await engine.call('POST', '/containers/create', {
        json: { Image: image, Labels: { 'glovebox.owner': '1:1', 'glovebox.host': 'other' } },
      });
      expect(await all(engine)).toHaveLength(2);
      const backend = createContainer({ address: docker.address });
      await runIn(backend, '');
      await backend.dispose();
      expect((await all(engine)).map(({ Labels }) => Labels['glovebox.host'])).toEqual(['other']);
    } finally {
      engine.close();
      await docker.stop();
    }
  }, 120_000);
});

async function listen(server: ReturnType<typeof createServer>, name: string): Promise<string> {
  const path = join(folder, name);
  server.listen(path);
  await once(server, 'listening');
  closing.push(() => server.close());
  return path;
}

/** The head of a program for no machine there is. */
function strangeElf(): Buffer {
  const bytes = Buffer.alloc(4096);
  bytes.write('\x7fELF\x02\x01\x01', 'latin1');
  bytes.writeUInt16LE(2, 16);
  bytes.writeUInt16LE(0x7fff, 18);
  return bytes;
}

interface Listed {
  readonly Id: string;
  readonly Labels: Readonly<Record<string, string>>;
}

function all(engine: Engine): Promise<Listed[]> {
  return engine.call<Listed[]>('GET', '/containers/json?all=1');
}

async function firstContainer(socket: string): Promise<string> {
  const engine = await connect({ kind: 'socket', path: socket });
  try {
    for (let attempt = 0; attempt < 100; attempt++) {
      const [one] = await engine.call<Listed[]>('GET', '/containers/json');
      if (one !== undefined) return one.Id;
      await sleep(50);
    }
    throw new Error('no container was started');
  } finally {
    engine.close();
  }
}

function processesOf(id: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(id);
    } catch {
      return false; // it ended while we looked
    }
  });
}

async function gone(check: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  for (const until = Date.now() + withinMs; Date.now() < until; await sleep(50)) if (await check()) return true;
  return false;
}

/** Another Glovebox, in the middle of a run. */
function startOwner(address: string): ChildProcess {
  const module = (name: string) => JSON.stringify(fileURLToPath(new URL(name, import.meta.url)));
  const program = `
    import { createContainer } from ${module('./container.ts')};
    import { runIn } from ${module('./container.fixture.ts')};
    await runIn(createContainer({ address: ${JSON.stringify(address)} }), 'import time\\ntime.sleep(60)\\n');
  `;
  return spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore', timeout: 60_000 });
}
