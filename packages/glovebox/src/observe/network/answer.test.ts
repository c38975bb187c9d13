import type { IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { answer } from './answer.ts';
import { framed, writeFramed } from './framed.ts';
import { Record } from './record.ts';
import { serveWebSocket } from './websocket.ts';

const CALL = { transport: 'tcp', address: '203.0.113.9', port: 80, clockMs: 0 } as const;

/** A client that takes nothing it is told. */
function deaf(): Duplex {
  return new Duplex({ read() {}, write() {} });
}

describe('a client that reads no answers', () => {
  it('is left once too many wait for it', () => {
    const socket = deaf();
    for (let count = 0; count < 20_000; count++) answer(socket, Buffer.from('+PONG\r\n'));
    expect(socket.destroyed).toBe(true);
    expect(socket.writableLength).toBeLessThan(70_000);
  });

  it('is left by whoever answers datagrams and names', () => {
    const socket = deaf();
    framed(socket, (query) => writeFramed(socket, query));
    socket.push(Buffer.alloc(200_000));
    while (socket.read() !== null);
    expect(socket.destroyed).toBe(true);
  });

  it('gets one pong for all its pings', () => {
    const socket = deaf();
    const exchange = new Record().begin(CALL, 'http', 'a.example', 'GET');
    const request = { headers: { upgrade: 'websocket', 'sec-websocket-key': 'k' } } as unknown as IncomingMessage;
    const pings = Buffer.alloc(20_000, Buffer.from([0x89, 0]));
    expect(serveWebSocket(request, socket, pings, exchange)).toBe(true);
    expect(socket.writableLength).toBeLessThan(1_000);
  });
});

describe('what is kept of an exchange', () => {
  it('takes no more room for coming one byte at a time', () => {
    const { sent } = new Record().begin(CALL, 'tcp', 'a.example', 'session');
    const before = process.memoryUsage();
    for (let count = 0; count < 300_000; count++) sent.add('x');
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    expect(heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers).toBeLessThan(300_000 * 60);
    expect(sent.content).toEqual({ bytes: 300_000, text: 'x'.repeat(262_144), truncated: true });
  });
});
