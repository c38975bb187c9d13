import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Exchange } from './record.ts';

/** Of RFC 6455, section 1.3. */
const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const OPCODES = { close: 8, ping: 9, pong: 10 } as const;
/** Of one connection; a frame's head that promises more ends it. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Takes the connection where a WebSocket is asked for, and keeps what every frame carries, without its mask. */
export function serveWebSocket(request: IncomingMessage, socket: Duplex, head: Buffer, exchange: Exchange): boolean {
  const { upgrade, 'sec-websocket-key': key } = request.headers;
  if (upgrade?.toLowerCase() !== 'websocket' || typeof key !== 'string') return false;
  const accepted = createHash('sha1').update(`${key}${MAGIC}`).digest('base64');
  const protocol = request.headers['sec-websocket-protocol']?.split(',')[0]?.trim();
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  if (protocol !== undefined && /^[\w.~-]{1,100}$/.test(protocol)) lines.push(`Sec-WebSocket-Protocol: ${protocol}`);
  exchange.status = 101;
  exchange.operation = 'websocket';
  socket.write(`${[...lines, `Sec-WebSocket-Accept: ${accepted}`].join('\r\n')}\r\n\r\n`);
  const frames = new Frames(exchange, socket);
  if (head.length > 0) frames.take(head);
  socket.on('data', (chunk: Buffer) => frames.take(chunk));
  socket.on('error', () => {});
  return true;
}

interface Frame {
  readonly opcode: number;
  readonly mask: Buffer | undefined;
  readonly length: number;
  at: number;
}

/** Reads frames as they come; of a frame nothing is held but its head. */
class Frames {
  readonly #exchange: Exchange;
  readonly #socket: Duplex;
  #held: Buffer = Buffer.alloc(0);
  #frame: Frame | undefined;

  constructor(exchange: Exchange, socket: Duplex) {
    this.#exchange = exchange;
    this.#socket = socket;
  }

  take(chunk: Buffer): void {
    let rest = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    for (;;) {
      const frame = this.#frame ?? headOf(rest);
      if (frame === undefined) break;
      if (this.#frame === undefined) rest = rest.subarray(headLength(rest));
      this.#frame = frame;
      if (this.#exchange.sent.bytes + frame.length - frame.at > MOST_BYTES) {
        this.#socket.destroy();
        return;
      }
      const body = rest.subarray(0, frame.length - frame.at);
      rest = rest.subarray(body.length);
      this.#keep(frame, body);
      if (frame.at < frame.length) break;
      this.#frame = undefined;
    }
    this.#held = rest;
  }

  #keep(frame: Frame, body: Buffer): void {
    const { mask, opcode } = frame;
    const plain = mask === undefined ? body : body.map((byte, index) => byte ^ (mask[(frame.at + index) & 3] ?? 0));
    frame.at += body.length;
    this.#exchange.sent.add(plain);
    if (frame.at < frame.length) return;
    if (opcode === OPCODES.close) this.#socket.end(Buffer.from([0x80 | OPCODES.close, 0]));
    // Only the latest ping wants an answer (5.5.3): one that nobody has read yet is enough.
    if (opcode === OPCODES.ping && this.#socket.writableLength === 0)
      this.#socket.write(Buffer.from([0x80 | OPCODES.pong, 0]));
  }
}

function headLength(bytes: Buffer): number {
  const second = bytes[1] ?? 0;
  const size = second & 127;
  return 2 + (size === 126 ? 2 : size === 127 ? 8 : 0) + (second & 0x80 ? 4 : 0);
}

function headOf(bytes: Buffer): Frame | undefined {
  const length = headLength(bytes);
  if (bytes.length < 2 || bytes.length < length) return undefined;
  const size = (bytes[1] ?? 0) & 127;
  return {
    opcode: (bytes[0] ?? 0) & 15,
    mask: (bytes[1] ?? 0) & 0x80 ? bytes.subarray(length - 4, length) : undefined,
    length: size === 126 ? bytes.readUInt16BE(2) : size === 127 ? Number(bytes.readBigUInt64BE(2)) : size,
    at: 0,
  };
}
