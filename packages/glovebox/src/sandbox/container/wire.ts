import type { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { WardenMessage } from '../../observe/message.ts';
import { messageReader } from '../warden/reader.ts';
import type { Engine } from './engine.ts';
import { demultiplexer } from './frames.ts';

/** The standard streams of a container whose first process is a warden. */
export interface Wire {
  /** `answers`: it only goes on with what the sandbox began to say, which is not counted anew then. */
  write(bytes: Buffer, answers?: boolean): void;
  /** Closes the container's standard input; what it still says is heard. */
  end(): void;
  destroy(): void;
  /** `heard` with the warden's last word; `closed` when the streams end without it. Rejects at what no warden says. */
  readonly ended: Promise<'heard' | 'closed'>;
  /** What it wrote to standard error. */
  complaints(): string;
}

const MAX_COMPLAINTS = 4000;

/** Attaches to a container that is not started yet. */
export async function attachWire(
  engine: Engine,
  id: string,
  onMessage: (message: WardenMessage) => void,
): Promise<Wire> {
  const stream = await engine.hijack(`/containers/${id}/attach?stream=1&stdin=1&stdout=1&stderr=1`);
  const ended = Promise.withResolvers<'heard' | 'closed'>();
  const text = new StringDecoder('utf8');
  let complaints = '';
  let last: 'heard' | 'closed' = 'closed';
  ended.promise.catch(() => {}); // it may fail before anybody waits for it
  const reader = messageReader((message) => {
    onMessage(message);
    if (message.t !== 'end') return;
    last = 'heard';
    // After a failure there may be more on standard error.
    if (message.cause !== 'failed') ended.resolve(last);
  }, ended.reject);
  const take = demultiplexer((name, bytes) => {
    if (name === 'stdout') reader.take(text.write(bytes));
    else if (complaints.length < MAX_COMPLAINTS) complaints += bytes.toString('utf8');
  });
  stream.on('data', (chunk: Buffer) => {
    try {
      take(chunk);
    } catch (cause) {
      complaints += (cause as Error).message; // no warden speaks like that: the image is not ours
      stream.destroy();
    }
  });
  stream.on('error', () => {}); // the daemon went away: `close` follows
  for (const end of ['end', 'close']) stream.once(end, () => ended.resolve(last));
  return {
    write(bytes, answers = false) {
      if (!answers) reader.renew();
      if (writable(stream)) stream.write(bytes);
    },
    end: () => void (writable(stream) && stream.end()),
    destroy: () => void stream.destroy(),
    ended: ended.promise,
    complaints: () => complaints,
  };
}

function writable(stream: Duplex): boolean {
  return !stream.destroyed && !stream.writableEnded;
}
