import { Duplex } from 'node:stream';
import type { Traffic } from '../../observe/message.ts';
import type { Channel } from './channel.ts';
import { trafficFrame } from './frames.ts';

/** Bytes of one connection that may be on their way in each direction: `native/warden/trunk.c` holds as many. */
const WINDOW = 32 * 1024;
/** Of one frame. */
const PIECE = 16 * 1024;
/** More than the relay has open at a time. */
const MOST = 512;

/** The connections of a sandbox that has no socket of ours to call: they come over the warden's own line, each with a number. */
export interface Trunk {
  hear(message: Traffic): void;
  /** Nothing comes any more: what is still open has ended. */
  end(): void;
}

/** `take` is given each connection, whose first line says where it goes. */
export function createTrunk(send: Channel['send'], take: (connection: Duplex) => void): Trunk {
  const open = new Map<number, Carried>();
  let latest = 0;
  return {
    hear(message) {
      const known = open.get(message.id);
      if (known !== undefined) return known.hear(message);
      // Of one that we have given up it may still speak.
      if (message.data === undefined || message.id <= latest || open.size >= MOST) return;
      latest = message.id;
      const carried = new Carried(message.id, send, () => open.delete(message.id));
      open.set(message.id, carried);
      take(carried);
      carried.hear(message);
    },
    end() {
      for (const carried of [...open.values()]) carried.lose();
    },
  };
}

class Carried extends Duplex {
  readonly #id: number;
  readonly #send: Channel['send'];
  readonly #forget: () => void;
  /** What the warden still has room for, and what waits for it. */
  #room = WINDOW;
  #waiting: { bytes: Buffer; done: (error?: Error | null) => void } | undefined;
  /** What was heard and is not taken yet, for which no room is told. */
  #untaken = 0;
  #lost = false;

  constructor(id: number, send: Channel['send'], forget: () => void) {
    super({ allowHalfOpen: true, readableHighWaterMark: WINDOW, writableHighWaterMark: WINDOW });
    this.#id = id;
    this.#send = send;
    this.#forget = forget;
  }

  hear({ data, credit, said }: Traffic): void {
    if (data !== undefined) this.#take(Buffer.from(data, 'base64'));
    if (credit !== undefined) {
      this.#room = Math.min(WINDOW, this.#room + Math.max(0, credit));
      this.#go();
    }
    if (said === 'end') this.push(null);
    if (said === 'gone') this.lose();
  }

  lose(): void {
    this.#lost = true;
    this.push(null);
    this.destroy();
  }

  #take(bytes: Buffer): void {
    if (this.readableEnded || this.destroyed) return;
    if (this.push(bytes)) this.#allow(bytes.length);
    else this.#untaken += bytes.length;
  }

  #allow(count: number): void {
    if (count === 0 || this.#lost) return;
    const number = Buffer.alloc(4);
    number.writeUInt32LE(count);
    this.#send([trafficFrame('c', this.#id, number)]);
  }

  override _read(): void {
    this.#allow(this.#untaken);
    this.#untaken = 0;
  }

  override _write(bytes: Buffer, _: unknown, done: (error?: Error | null) => void): void {
    this.#waiting = { bytes, done };
    this.#go();
  }

  #go(): void {
    for (let now = this.#waiting; now !== undefined && this.#room > 0 && !this.#lost; now = this.#waiting) {
      const piece = now.bytes.subarray(0, Math.min(PIECE, this.#room));
      const rest = now.bytes.subarray(piece.length);
      this.#room -= piece.length;
      this.#waiting = rest.length > 0 ? { ...now, bytes: rest } : undefined;
      this.#send([trafficFrame('d', this.#id, piece)]);
      if (rest.length === 0) now.done();
    }
  }

  override _final(done: (error?: Error | null) => void): void {
    if (!this.#lost) this.#send([trafficFrame('e', this.#id)]);
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#forget();
    this.#waiting?.done(error ?? new Error('the connection is gone'));
    this.#waiting = undefined;
    // Both have said their last word where it was read and written to its end.
    if (!this.#lost && !(this.readableEnded && this.writableFinished)) this.#send([trafficFrame('x', this.#id)]);
    done(error);
  }
}
