import type { Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it } from 'vitest';
import type { Canary } from '../../canaries/canary.ts';
import { authority } from '../authority.ts';
import { isPublic } from './addresses.ts';
import { ask, call, get, heard, open, portOf, raw, reasons, say, secure, told, web } from './egress.fixture.ts';
import { Replay } from './recording.ts';

describe('a permitted host', () => {
  it('is reached by its name, and what was said is kept', async () => {
    const { network } = await open();
    const port = portOf(web);
    expect(await say(network, 'a.example', port, get(`a.example:${port}`, '/x?y=1'))).toMatch(
      /^HTTP\/1\.1 200 [\s\S]*answer to \/x\?y=1$/,
    );
    expect(heard).toEqual([`GET a.example:${port} /x?y=1 `]);
    expect(told(await network.finish())).toEqual([
      {
        protocol: 'http',
        operation: 'GET',
        host: 'a.example',
        url: `http://a.example:${port}/x?y=1`,
        outcome: 'allowed',
        status: 200,
      },
    ]);
  });

  it('is spoken to inside of TLS, of which the name and the bytes are told', async () => {
    const { network } = await open();
    const socket = call(network, (await ask(network, 'secure.example')) ?? '', portOf(secure));
    const ca = (await authority()).pem;
    const inner = connectTls({ socket, servername: 'secure.example', ca });
    inner.write('words');
    expect(await text(inner)).toBe('secure answer');
    const [exchange] = (await network.finish()).exchanges.filter(({ protocol }) => protocol === 'tls');
    expect(exchange).toMatchObject({ outcome: 'allowed', tls: { serverName: 'secure.example' } });
    expect(exchange?.sent.content).toMatchObject({ text: '', truncated: true });
    expect(exchange?.sent.bytes).toBeGreaterThan(300);
  });

  it('is spoken to in any way at a port that the policy names', async () => {
    const { network } = await open();
    expect(await say(network, 'a.example', portOf(raw), 'hello')).toBe('raw answer');
    expect(heard).toEqual(['raw hello']);
  });
});

describe('whatever the policy does not name', () => {
  it.each([
    ['another name', 'b.elsewhere', /does not allow b\.elsewhere/],
    ['a name below a name', 'x.a.example.evil', /does not allow/],
    ['a number that is an address', '2130706433', /does not allow/],
    ['an octal address', '0177.0.0.1', /does not allow/],
  ])('is no name at all: %s', async (_, name, reason) => {
    const { network } = await open();
    expect(await ask(network, name)).toBeUndefined();
    expect(await reasons(network)).toEqual([expect.stringMatching(reason)]);
  });

  it.each([
    '93.184.216.34',
    '169.254.169.254',
    '127.0.0.1',
    'fd00:ec2::254',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
  ])('is not connected to by its address: %s', async (address) => {
    const { network } = await open();
    const socket = call(network, address, 80);
    socket.write(get('a.example'));
    expect(await text(socket).catch(() => '')).toBe('');
    expect(await reasons(network)).toEqual([expect.stringMatching(/does not name the address/)]);
  });

  it('is not spoken to at another port', async () => {
    const { network } = await open({ hosts: ['a.example'] });
    expect(await say(network, 'a.example', portOf(web), get('a.example'))).toBe('');
    expect(await reasons(network)).toEqual([expect.stringMatching(/no connection to a\.example:\d+/)]);
    expect(heard).toEqual([]);
  });

  it('is not sent a datagram', async () => {
    const { network } = await open();
    const socket = call(network, '198.51.100.1', 9999, 'udp');
    socket.write(Buffer.concat([Buffer.from([0, 4]), Buffer.from('gram')]));
    socket.end();
    await text(socket);
    expect(await reasons(network)).toEqual(['of datagrams only questions for names leave']);
  });
});

describe('a permitted name that leads elsewhere', () => {
  it.each([
    ['127.0.0.1'],
    ['10.1.2.3'],
    ['169.254.169.254'],
    ['100.100.100.200'],
    ['0.0.0.0'],
    ['255.255.255.255'],
    ['224.0.0.1'],
    ['192.168.0.1'],
    ['::1'],
    ['::'],
    ['::ffff:10.0.0.1'],
    ['::ffff:a9fe:a9fe'],
    ['64:ff9b::169.254.169.254'],
    ['2002:a9fe:a9fe::1'],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['fe80::1'],
    ['fd00:ec2::254'],
    ['ff02::1'],
    ['fe80::1%eth0'],
  ])('is not reached at %s', async (address) => {
    expect(isPublic(address)).toBe(false);
    const { network } = await open({ addresses: [], lookup: async () => [address] });
    expect(await say(network, 'a.example', portOf(web), get('a.example'))).toBe('');
    expect(await reasons(network)).toEqual([expect.stringMatching(/no public address/)]);
    expect(heard).toEqual([]);
  });

  it.each(['93.184.216.34', '8.8.8.8', '172.15.0.1', '172.32.0.1', '2606:4700::1111'])(
    'though %s is public',
    (address) => {
      expect(isPublic(address)).toBe(true);
    },
  );

  it('later is not followed there: a name is resolved once', async () => {
    const answers = [['127.0.0.1'], ['169.254.169.254'], ['10.0.0.1']];
    const { network } = await open({ lookup: async () => answers.shift() ?? [] });
    const port = portOf(web);
    for (const path of ['/1', '/2', '/3']) await say(network, 'a.example', port, get(`a.example:${port}`, path));
    expect(heard).toHaveLength(3);
    expect(answers).toHaveLength(2);
  });

  it('by a redirect is not followed there either', async () => {
    const { network } = await open();
    const port = portOf(web);
    expect(await say(network, 'a.example', port, get(`a.example:${port}`, '/away'))).toContain(
      'location: http://169.254.169.254/latest',
    );
    const socket = call(network, '169.254.169.254', 80);
    socket.write(get('169.254.169.254', '/latest'));
    expect(await text(socket).catch(() => '')).toBe('');
    expect(await reasons(network)).toEqual([expect.stringMatching(/169\.254\.169\.254/)]);
  });
});

describe('what is said must agree with what was asked for', () => {
  it.each([
    ['the Host header', get('b.example')],
    ['the second request of a connection', `GET / HTTP/1.1\r\nHost: a.example:PORT\r\n\r\n${get('b.example')}`],
    ['the absolute form', `GET http://b.example/ HTTP/1.1\r\nHost: a.example:PORT\r\nConnection: close\r\n\r\n`],
    ['one of two Host headers', `GET / HTTP/1.1\r\nHost: a.example:PORT\r\nHost: b.example\r\n\r\n`],
    ['a request behind empty lines', `\r\n\r\n${get('b.example')}`],
    ['a tunnel', 'CONNECT b.example:443 HTTP/1.1\r\nHost: b.example:443\r\n\r\n'],
    ['another protocol', get('a.example:PORT', '/', 'Upgrade: websocket\r\nConnection: upgrade\r\n')],
  ])('%s', async (_, words) => {
    const { network } = await open();
    const port = portOf(web);
    await say(network, 'a.example', port, words.replaceAll('PORT', `${port}`));
    await network.finish();
    expect(heard.filter((line) => !line.startsWith(`GET a.example:${port} / `))).toEqual([]);
    expect(
      (await network.finish()).exchanges.some(({ outcome }) => outcome === 'denied' || outcome === undefined),
    ).toBe(true);
  });

  it.each([
    ['another name', 'b.example', /means b\.example, and secure\.example was asked for/],
    ['no name', '', /names no server/],
  ])('in a TLS hello: %s', async (_, servername, reason) => {
    const { network } = await open();
    const socket = call(network, (await ask(network, 'secure.example')) ?? '', portOf(secure));
    const inner = connectTls({ socket, servername, rejectUnauthorized: false });
    inner.on('error', () => {});
    inner.write('words');
    expect(await text(inner).catch(() => '')).toBe('');
    expect(await reasons(network)).toEqual([expect.stringMatching(reason)]);
    expect(heard).toEqual([]);
  });

  it('also where a client lets the server speak first', async () => {
    const late = [[get('b.example')], ['\x16\x03\x01\x00\x05hello'], ['G', get('b.example').slice(1)]];
    const { network } = await open();
    const address = (await ask(network, 'a.example')) ?? '';
    await Promise.all(
      late.map(async (words) => {
        const socket = call(network, address, portOf(raw));
        await new Promise((done) => setTimeout(done, 2_700));
        for (const part of words) {
          socket.write(part);
          await new Promise((done) => setTimeout(done, 30));
        }
        await text(socket).catch(() => '');
      }),
    );
    expect(await reasons(network)).toHaveLength(late.length);
    expect(heard.join('')).not.toContain('b.example');
  });

  it('in one that is broken', async () => {
    const { network } = await open();
    expect(await say(network, 'secure.example', portOf(secure), '\x16\x03\x01\x00\x05hello')).toBe('');
    expect(await reasons(network)).toHaveLength(1);
  });

  it('where the policy names no port, in HTTP or TLS alone', async () => {
    const { network } = await open({ hosts: ['a.example'], lookup: async () => ['93.184.216.34'] });
    expect(await say(network, 'a.example', 80, 'SSH-2.0-x\r\n')).toBe('');
    expect(await reasons(network)).toEqual([expect.stringMatching(/neither HTTP nor TLS/)]);
  });
});

describe('a decoy', () => {
  const secret = 'AKIAQ3EGRDTUV5XW7Z2M/abcdefghijklmnop';
  const canary: Canary = { name: 'aws', kind: 'file', place: '/x', secrets: [Buffer.from(secret)], meantFor: [] };

  it.each([
    [
      'in a body',
      (port: number) =>
        `POST / HTTP/1.1\r\nHost: a.example:${port}\r\nContent-Length: ${secret.length}\r\n\r\n${secret}`,
    ],
    ['in a URL', (port: number) => get(`a.example:${port}`, `/?k=${encodeURIComponent(secret)}`)],
    [
      'in a header, in base64',
      (port: number) => get(`a.example:${port}`, '/', `X: ${Buffer.from(secret).toString('base64')}\r\n`),
    ],
  ])('%s never leaves', async (_, words) => {
    const { network } = await open();
    network.guard([canary]);
    const port = portOf(web);
    expect(await say(network, 'a.example', port, words(port))).toContain('403 Forbidden');
    expect(heard).toEqual([]);
    expect(await reasons(network)).toEqual(['the decoy aws is in what was to be sent']);
  });

  it('in a name is not asked for', async () => {
    const asked: string[] = [];
    const { network } = await open({
      hosts: ['*.example'],
      lookup: async (name) => {
        asked.push(name);
        return ['127.0.0.1'];
      },
    });
    network.guard([canary]);
    const hex = Buffer.from(secret).toString('hex');
    expect(await ask(network, `${hex.slice(0, 60)}.${hex.slice(60)}.example`)).toBeUndefined();
    expect(asked).toEqual([]);
    expect(await ask(network, `${hex.slice(0, 30)}.example`)).toBeDefined();
    expect(await ask(network, `${hex.slice(30, 60)}.example`)).toBeDefined();
    expect(await ask(network, `${hex.slice(60)}.example`)).toBeUndefined();
    expect(asked).toHaveLength(2);
  });

  it('cuts a connection of another protocol before it is whole', async () => {
    const { network } = await open();
    network.guard([canary]);
    const socket = call(network, (await ask(network, 'a.example')) ?? '', portOf(raw));
    socket.write(secret.slice(0, 20));
    await new Promise((done) => setTimeout(done, 50));
    socket.write(secret.slice(20));
    await text(socket).catch(() => '');
    expect(heard.join('')).not.toContain(secret);
    expect(await reasons(network)).toEqual(['the decoy aws is in what was to be sent']);
  });
});

describe('what was recorded', () => {
  it('is played again, by host, method and path, and nothing else is there', async () => {
    const port = portOf(web);
    const first = await open({ more: { isRecorded: true } });
    await say(first.network, 'a.example', port, get(`a.example:${port}`, '/kept'));
    await say(first.network, 'a.example', portOf(raw), 'hello');
    await first.network.finish();
    expect(heard).toHaveLength(2);
    const { network } = await open({ hosts: [], addresses: [], more: { replay: new Replay(first.egress.recorded) } });
    expect(await say(network, 'a.example', port, get(`a.example:${port}`, '/kept'))).toMatch(
      /200 OK[\s\S]*answer to \/kept$/,
    );
    expect(await say(network, 'a.example', portOf(raw), 'hello')).toBe('raw answer');
    expect(await say(network, 'a.example', port, get(`a.example:${port}`, '/other'))).toContain('403 Forbidden');
    expect(await ask(network, 'c.example')).toBeUndefined();
    expect(heard).toHaveLength(2);
    expect(await reasons(network)).toEqual([
      expect.stringMatching(/^GET \/other of a\.example:\d+ was not recorded$/),
      expect.stringMatching(/does not allow c\.example/),
    ]);
  });
});

describe('another run', () => {
  it('has its own hosts and its own names: the word of one opens nothing of the other', async () => {
    const one = await open();
    const other = await open({ hosts: ['z.example'], addresses: [] });
    const port = portOf(web);
    const address = (await ask(one.network, 'a.example')) ?? '';
    const socket = call({ ...other.network, name: one.network.name }, address, port);
    socket.write(get(`a.example:${port}`));
    expect(await text(socket).catch(() => '')).toBe('');
    expect(await reasons(other.network)).toEqual([expect.stringMatching(/does not name the address/)]);
    expect(told(await one.network.finish())).toEqual([]);
    expect(heard).toEqual([]);
  });
});

describe('bounds', () => {
  it('hold the connections that are open at a time', async () => {
    const { network } = await open();
    const address = (await ask(network, 'a.example')) ?? '';
    const sockets = Array.from({ length: 70 }, () => call(network, address, portOf(raw)));
    await expect.poll(async () => (await connections(raw)) >= 64, { timeout: 5_000 }).toBe(true);
    expect(await connections(raw)).toBe(64);
    for (const socket of sockets) socket.destroy();
    expect((await reasons(network)).length).toBe(6);
  });
});
function connections(server: Server): Promise<number> {
  return new Promise((done) => server.getConnections((_, count) => done(count)));
}
