import { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { processorMs } from '../../../inspect/clock.fixture.ts';
import { readHello } from './hello.ts';

/** What Node's own TLS client says first. */
function helloFor(servername: string): Promise<Buffer> {
  return new Promise((resolve) => {
    const line = new Duplex({ read() {}, write: (chunk: Buffer) => resolve(chunk) });
    connect({ socket: line, servername }).on('error', () => {});
  });
}

describe('a client hello', () => {
  it('names its server, whole or in parts, in one record or several', async () => {
    const hello = await helloFor('a.example');
    expect(readHello(hello)).toEqual({ serverName: 'a.example', isVeiled: false });
    for (const length of [0, 1, 4, 5, 9, 100, hello.length - 1])
      expect(readHello(hello.subarray(0, length))).toBe('more');
    const message = hello.subarray(5);
    const records = [message.subarray(0, 7), message.subarray(7, 90), message.subarray(90)].map((part) =>
      Buffer.concat([Buffer.from([22, 3, 1, part.length >> 8, part.length & 255]), part]),
    );
    expect(readHello(Buffer.concat(records))).toEqual({ serverName: 'a.example', isVeiled: false });
  });

  it('of thousands of records with one byte each costs no more than its length', async () => {
    const records = Array.from({ length: 2_700 }, (_, at) => Buffer.from([22, 3, 1, 0, 1, [1, 0, 0x3f][at] ?? 0]));
    const hello = Buffer.concat(records);
    const spent = await processorMs(() => {
      for (let again = 0; again < 20; again++) expect(readHello(hello)).toBe('more');
    });
    expect(spent).toBeLessThan(400);
  });

  it('may name none', async () => {
    expect(readHello(await helloFor(''))).toEqual({ serverName: undefined, isVeiled: false });
  });

  it('that hides its server, or names two, says so', async () => {
    const hello = await helloFor('a.example');
    expect(readHello(extended(hello, 0xfe0d, Buffer.alloc(8)))).toMatchObject({ isVeiled: true });
    const other = Buffer.concat([Buffer.from([0, 12, 0, 0, 9]), Buffer.from('b.example')]);
    expect(readHello(extended(hello, 0, other))).toEqual({ serverName: undefined, isVeiled: true });
  });

  it('damaged in any way is read without an error, and without going on for ever', async () => {
    const hello = await helloFor('a.example');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(hello.length - 1), fc.nat(255)), { maxLength: 20 }),
        fc.nat(hello.length),
        (changes, length) => {
          const bytes = Buffer.from(hello.subarray(0, length));
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          const found = readHello(bytes);
          expect(found === undefined || found === 'more' || typeof found === 'object').toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
    expect(readHello(Buffer.alloc(20_000, 22))).toBeUndefined();
  });
});

/** The same with one extension more. */
function extended(hello: Buffer, kind: number, value: Buffer): Buffer {
  const extension = Buffer.alloc(4);
  extension.writeUInt16BE(kind, 0);
  extension.writeUInt16BE(value.length, 2);
  const bytes = Buffer.concat([hello, extension, value]);
  const more = 4 + value.length;
  bytes.writeUInt16BE(bytes.readUInt16BE(3) + more, 3);
  bytes.writeUIntBE(bytes.readUIntBE(6, 3) + more, 6, 3);
  let at = 9 + 2 + 32;
  at += 1 + bytes.readUInt8(at);
  at += 2 + bytes.readUInt16BE(at);
  at += 1 + bytes.readUInt8(at);
  bytes.writeUInt16BE(bytes.readUInt16BE(at) + more, at);
  return bytes;
}
