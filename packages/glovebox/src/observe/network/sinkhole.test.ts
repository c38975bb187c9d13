import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { openSinkhole, type Sinkhole } from './sinkhole.ts';

const opened: Sinkhole[] = [];
afterEach(async () => {
  for (const sinkhole of opened.splice(0)) await sinkhole.finish();
});

async function open(...replies: Parameters<typeof openSinkhole>[0]): Promise<Sinkhole> {
  const sinkhole = await openSinkhole(replies);
  opened.push(sinkhole);
  return sinkhole;
}

/** Calls as the relay does. */
function call({ name, token }: Pick<Sinkhole, 'name' | 'token'>, port: number, address = '203.0.113.9'): Socket {
  const socket = connect(`\0${name}`);
  socket.write(`GLOVEBOX1 ${token} tcp 10.0.2.15 40000 ${address} ${port} 1.000\n`);
  return socket;
}

async function exchange(sinkhole: Sinkhole, port: number, said: string): Promise<string> {
  const socket = call(sinkhole, port);
  socket.end(said);
  return text(socket);
}

/** Of a WebSocket, as a client sends it. */
function frame(opcode: number, carried: string): Buffer {
  const mask = Buffer.from([1, 2, 3, 4]);
  const body = Buffer.from(carried).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  const length = body.length < 126 ? [0x80 | body.length] : [0x80 | 126, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([0x80 | opcode, ...length]), mask, body]);
}

describe('the sinkhole', () => {
  it('answers nobody without the word of a run, and keeps nothing of them', async () => {
    const sinkhole = await open();
    const stranger = call({ ...sinkhole, token: '0'.repeat(64) }, 80);
    stranger.write('GET / HTTP/1.0\r\n\r\n');
    expect(await text(stranger)).toBe('');
    expect((await sinkhole.finish()).exchanges).toEqual([]);
  });

  it('knows the runs apart', async () => {
    const [one, other] = [await open(), await open()];
    await exchange(one, 80, 'GET /one HTTP/1.0\r\n\r\n');
    expect((await other.finish()).exchanges).toEqual([]);
    expect((await one.finish()).exchanges).toMatchObject([{ operation: 'GET', url: 'http://203.0.113.9/one' }]);
  });

  it('is closed to a run that has finished', async () => {
    const sinkhole = await open();
    await sinkhole.finish();
    expect(await exchange(sinkhole, 80, 'GET / HTTP/1.0\r\n\r\n')).toBe('');
  });

  it('gives what the policy says instead of its own', async () => {
    const sinkhole = await open({ host: '203.0.113.9', path: '/stage', status: 418, body: 'second stage' });
    const answer = await exchange(sinkhole, 8080, 'GET /stage HTTP/1.0\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 418 [\s\S]*second stage$/);
    expect((await sinkhole.finish()).exchanges).toMatchObject([{ scripted: true, status: 418 }]);
  });

  it.each([
    ['redis', 6379, '*2\r\n$3\r\nGET\r\n$1\r\nk\r\n', '$-1\r\n'],
    ['irc', 6667, 'NICK n\r\nPING x\r\nQUIT\r\n', ':irc.server PONG irc.server x\r\n'],
    ['smtp', 25, 'HELO me\r\nQUIT\r\n', '220 mail ESMTP Postfix\r\n250 mail\r\n221 2.0.0 Bye\r\n'],
    ['ftp', 21, 'USER u\r\nQUIT\r\n', '220 (vsFTPd 3.0.3)\r\n331 Please specify the password.\r\n221 Goodbye.\r\n'],
    ['tcp', 4444, 'whatever this is', ''],
  ])('speaks %s', async (protocol, port, said, answer) => {
    const sinkhole = await open();
    expect(await exchange(sinkhole, port, said)).toBe(answer);
    const [kept] = (await sinkhole.finish()).exchanges;
    expect(kept?.protocol).toBe(protocol);
    expect(kept?.sent.content.text).toBe(said);
  });

  it('takes a WebSocket, and keeps what its frames carry without their masks', async () => {
    const sinkhole = await open();
    const socket = call(sinkhole, 80);
    socket.write('GET /chat HTTP/1.1\r\nHost: a.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n');
    socket.write('Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n');
    for (const piece of [frame(1, 'hello, '), frame(0, 'x'.repeat(300)), frame(8, '')])
      for (const byte of piece) socket.write(Buffer.from([byte]));
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 101 /);
    expect(answer).toContain('Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
    const [kept] = (await sinkhole.finish()).exchanges;
    expect(kept).toMatchObject({ operation: 'websocket', status: 101 });
    expect(kept?.sent.content.text).toBe(`hello, ${'x'.repeat(300)}`);
  });

  it('keeps a message apart from the words around it, with its dots', async () => {
    const sinkhole = await open();
    await exchange(sinkhole, 25, 'HELO me\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n..dot\r\nhi\r\n.\r\nQUIT\r\n');
    const message = (await sinkhole.finish()).exchanges.find(({ operation }) => operation === 'MAIL');
    expect(message?.sent.content.text).toBe('.dot\r\nhi\r\n');
    expect(message?.headers).toEqual([
      { name: 'MAIL', value: 'FROM:<a@b>' },
      { name: 'RCPT', value: 'TO:<c@d>' },
    ]);
  });

  it.each([
    ['a line without an end', 25, 'x'.repeat(200_000)],
    ['a length that is none', 5432, '\x00\x00\x00\x08\x04\xd2\x16\x2fQ\xff\xff\xff\xff'],
    ['half a request', 80, 'POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nab'],
    ['a broken handshake', 443, '\x16\x03\x01\x00\x05hello'],
    ['a preface and no session', 80, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnonsense'],
    ['a tunnel to nowhere', 3128, 'CONNECT nowhere HTTP/1.1\r\n\r\n'],
  ])('ends a connection with %s, and goes on', async (_, port, said) => {
    const sinkhole = await open();
    const socket = call(sinkhole, port);
    socket.on('error', () => {});
    socket.end(Buffer.from(said, 'latin1'));
    await text(socket).catch(() => {});
    expect(await exchange(sinkhole, 80, 'GET /after HTTP/1.0\r\n\r\n')).toContain('200 OK');
  });
});
