import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { replaceFile } from '../../../replace-file.ts';

/** Bytes of one answer that are kept, and of a whole recording. */
export const MOST_ANSWER = 4 * 1024 * 1024;
const MOST_RECORDING = 64 * 1024 * 1024;
const MOST_EXCHANGES = 5_000;
/** By so many first bytes a request without a method and a path is known again. */
export const FIRST_BYTES = 64;

const recordedSchema = z.strictObject({
  host: z.string().min(1).max(300),
  port: z.number().int().min(1).max(65_535),
  /** Inside of TLS. */
  tls: z.literal(true).optional(),
  /** Of HTTP. */
  method: z.string().min(1).max(40).optional(),
  path: z.string().min(1).max(20_000).optional(),
  status: z.number().int().min(200).max(599).optional(),
  headers: z
    .array(z.tuple([z.string().max(200), z.string().max(20_000)]))
    .max(200)
    .optional(),
  /** What was said first, base64, where it is not HTTP. */
  first: z.string().max(200).optional(),
  /** Base64. */
  body: z.string(),
});
/** One exchange with the network, as it can be played again. What a client sent besides is not in it. */
export type Recorded = z.infer<typeof recordedSchema>;

const recordingSchema = z.strictObject({
  schema: z.literal('glovebox.recording/1'),
  exchanges: z.array(recordedSchema).max(MOST_EXCHANGES),
});

/** What a file holds. Throws an `Error` that says what is wrong with it. */
export function readRecording(path: string): Recorded[] {
  const status = statSync(path);
  if (!status.isFile() || status.size > 2 * MOST_RECORDING) throw new Error('no file of at most 128 MiB');
  const parsed = recordingSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (parsed.success) return parsed.data.exchanges;
  const [issue] = parsed.error.issues;
  throw new Error(`${issue?.path.join('.') || 'the file'}: ${issue?.message}`);
}

/** Begins an empty one, once in this process. Throws an `Error` where nothing can be written there: known before a run, not after. */
export function beginRecording(path: string): void {
  if (recordings.has(path)) return;
  write(path, []);
  recordings.set(path, { exchanges: [], bytes: 0 });
}

/** What runs of this process recorded, by file: a sample that is run several times has one recording. */
const recordings = new Map<string, { exchanges: Recorded[]; bytes: number }>();

/** Adds to the recording at `path`; gives how many found no room. */
export function addRecorded(path: string, exchanges: readonly Recorded[]): number {
  beginRecording(path);
  const recording = recordings.get(path) ?? { exchanges: [], bytes: 0 };
  let dropped = 0;
  for (const exchange of exchanges) {
    if (recording.exchanges.length >= MOST_EXCHANGES || recording.bytes + exchange.body.length > MOST_RECORDING) {
      dropped++;
      continue;
    }
    recording.exchanges.push(exchange);
    recording.bytes += exchange.body.length;
  }
  write(path, recording.exchanges);
  return dropped;
}

function write(path: string, exchanges: readonly Recorded[]): void {
  replaceFile(path, `${JSON.stringify({ schema: 'glovebox.recording/1', exchanges }, null, 1)}\n`, 0o600);
}

/** Asked for the same several times, the answers come in their order, and the last one again and again. */
export class Replay {
  readonly #answers = new Map<string, Recorded[]>();
  readonly #hosts = new Set<string>();
  readonly #ports = new Set<string>();

  constructor(recording: readonly Recorded[]) {
    for (const recorded of recording) {
      const key = keyOf(recorded);
      const known = this.#answers.get(key);
      if (known === undefined) this.#answers.set(key, [recorded]);
      else known.push(recorded);
      this.#hosts.add(recorded.host);
      this.#ports.add(`${recorded.host} ${recorded.port}`);
    }
  }

  knows(host: string, port?: number): boolean {
    return port === undefined ? this.#hosts.has(host) : this.#ports.has(`${host} ${port}`);
  }

  take(request: Omit<Recorded, 'body'>): Recorded | undefined {
    const answers = this.#answers.get(keyOf(request));
    return answers !== undefined && answers.length > 1 ? answers.shift() : answers?.[0];
  }
}

function keyOf({ host, port, tls, method, path, first }: Omit<Recorded, 'body'>): string {
  return JSON.stringify([host, port, tls ?? false, method, path, first]);
}
