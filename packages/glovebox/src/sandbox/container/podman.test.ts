import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProgram, startPodman } from '../../../../../scripts/docker/dockerd.ts';
import type { Backend } from '../backend.ts';
import { containerImages } from '../images/container.ts';
import { LIMIT_PROFILES } from '../limits.ts';
import { NO_DAEMON, runIn, sampleOf } from './container.fixture.ts';
import { createContainer } from './container.ts';
import { connect } from './engine.ts';

const missing = ['podman', 'runc'].filter((name) => findProgram(name) === undefined);
const reason = NO_DAEMON ?? (missing.length > 0 ? `there is no ${missing.join(' and no ')}` : undefined);
if (reason !== undefined) console.warn(`container by Podman: not tested: ${reason}`);

describe.skipIf(reason !== undefined)('the container, made by Podman', () => {
  let podman: Awaited<ReturnType<typeof startPodman>>;
  let container: Backend;
  beforeAll(async () => {
    podman = await startPodman();
    const address = `unix://${podman.socket}`;
    await containerImages(address).build({ say: () => {} });
    container = createContainer({ address });
  }, 300_000);
  afterAll(async () => {
    await container?.dispose();
    await podman?.stop();
  });

  it('runs a sample, sees what it does and reports the isolation as probed', async () => {
    const result = await runIn(container, 'import os\nprint(os.getuid())\nos.system("cat /etc/passwd")\n');
    expect(result).toMatchObject({ status: 'exited', exitCode: 0 });
    expect(result.stdout).toContain('1000\n');
    expect(result.isolation).toMatchObject({
      seccomp: 2,
      noNewPrivileges: true,
      capabilities: '0',
      interfaces: ['lo'],
      rootReadOnly: true,
      limits: { files: { enforcedBy: 'none' } },
    });
    expect(result.isolation?.namespaces).toEqual(expect.arrayContaining(['pid', 'mnt', 'net', 'ipc', 'uts']));
    const read = result.events.find((event) => event.observer === 'kernel' && event.target === '/etc/passwd');
    expect(read).toMatchObject({ capability: 'file.read', source: { file: 'main.py', line: 3 } });
  });

  it('plays its network, and tells it another time', async () => {
    const code =
      "import datetime, urllib.request\nprint(urllib.request.urlopen('https://a.example/x', b'said').status, datetime.date.today().year)\n";
    const result = await container.run(sampleOf(code), {
      limits: LIMIT_PROFILES.default,
      observe: true,
      network: { mode: 'sinkhole' },
      conditions: { clock: `${new Date().getUTCFullYear() + 1}-02-03T00:00:00Z` },
    });
    expect(result).toMatchObject({ stdout: `200 ${new Date().getUTCFullYear() + 1}\n`, stderr: '' });
    expect(result.conversations).toContainEqual(
      expect.objectContaining({ url: 'https://a.example/x', sent: { bytes: 4, text: 'said' } }),
    );
  });

  it.each([
    ['memory', 'x = "a" * (1024 ** 3)\nprint(len(x))\n', {}, { status: 'out-of-memory', limit: 'memory' }],
    ['time', 'while True:\n    pass\n', { wallMs: 500 }, { status: 'timed-out', limit: 'wallClock' }],
  ])('holds the limit on %s', async (_, code, limits, expected) => {
    expect(await runIn(container, code, limits)).toMatchObject(expected);
  });

  it('has nothing writable but the places', async () => {
    const code =
      'import os\nfor place in ["/", "/run", "/var/tmp", "/dev", "/etc", "/work", "/tmp", "/home/user", "/dev/shm"]:\n    try:\n        open(place + "/x", "w").close()\n        print(place)\n    except OSError:\n        pass\n';
    expect((await runIn(container, code)).stdout).toBe('/work\n/tmp\n/home/user\n/dev/shm\n');
  });

  it('prepared takes one sample, and nothing is left', async () => {
    const prepared = await container.prepare('python', { limits: LIMIT_PROFILES.default, observe: true });
    expect((await prepared.run(sampleOf('print("ready")\n'))).stdout).toBe('ready\n');
    await container.dispose();
    const engine = await connect({ kind: 'socket', path: podman.socket });
    try {
      expect(await engine.call('GET', '/containers/json?all=1')).toEqual([]);
    } finally {
      engine.close();
    }
  });
});
