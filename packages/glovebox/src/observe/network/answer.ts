import type { Duplex } from 'node:stream';

/** Bytes that may wait for a client that reads nothing: what it is owed has no other bound, and lies in our own memory. */
const MOST_UNREAD = 64 * 1024;

/** Says something to a client; one that asks and asks and never reads an answer is left. */
export function answer(socket: Duplex, bytes: Uint8Array): void {
  if (!socket.writable) return;
  if (socket.writableLength > MOST_UNREAD) socket.destroy();
  else socket.write(bytes);
}
