import type { Duplex } from 'node:stream';
import { answer } from './answer.ts';

/** Messages that stand behind their length, two bytes: DNS over a stream, and datagrams on their way from the relay. */
export function framed(socket: Duplex, take: (message: Buffer) => void): void {
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
      const end = 2 + rest.readUInt16BE(0);
      take(rest.subarray(2, end));
      rest = rest.subarray(end);
    }
  });
  socket.on('end', () => socket.end());
  socket.resume();
}

export function writeFramed(socket: Duplex, message: Buffer): void {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  answer(socket, Buffer.concat([length, message]));
}
