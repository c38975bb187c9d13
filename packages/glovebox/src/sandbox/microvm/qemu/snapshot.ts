import {
  chmodSync,
  closeSync,
  createWriteStream,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { GloveboxError } from '../../../error.ts';
import { type Memory, sealedMemory } from './memory.ts';
import type { Qmp } from './qmp.ts';
import { STATE_FOLDER } from './walls.ts';

/** Files of a snapshot: what the machine's devices and processor know, and its memory, with holes where nothing ever was. */
const STATE = 'state';
const MEMORY = 'memory';
const SAVE_MS = 60_000;

/** Halts a machine and writes what it is into `folder`; `exchange` is the folder it shares with us. */
export async function saveSnapshot(
  qmp: Qmp,
  memory: Memory,
  exchange: string,
  folder: string,
  kill: () => void,
): Promise<void> {
  const listener = createServer();
  try {
    await qmp.execute('stop');
    const received = await receive(listener, join(exchange, 'socket'), join(folder, STATE));
    await qmp.execute('migrate-set-capabilities', { capabilities: [{ capability: 'x-ignore-shared', state: true }] });
    await qmp.execute('migrate', { uri: `unix:${STATE_FOLDER}/socket` });
    await migrated(qmp);
    await received();
    copyMemory(memory.descriptor, join(folder, MEMORY));
  } finally {
    listener.close();
    kill();
  }
}

/** The snapshot's memory, sealed once for all machines of this process, and the path of its state. */
export async function openSnapshot(folder: string): Promise<{ memory: Memory; state: string }> {
  const file = join(folder, MEMORY);
  const key = `${file} ${statSync(file).ino}`;
  let memory = sealed.get(key);
  if (memory === undefined) {
    memory = sealedMemory(file);
    sealed.set(key, memory);
    memory.catch(() => sealed.delete(key));
  }
  return { memory: await memory, state: join(folder, STATE) };
}

const sealed = new Map<string, Promise<Memory>>();

/** Gives back the memory of every snapshot that was opened. Machines that run keep theirs. */
export async function closeSnapshots(): Promise<void> {
  const memories = [...sealed.values()];
  sealed.clear();
  for (const memory of await Promise.allSettled(memories)) if (memory.status === 'fulfilled') memory.value.close();
}

async function receive(listener: Server, socket: string, file: string): Promise<() => Promise<void>> {
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(socket, resolve);
  });
  chmodSync(socket, 0o777); // the machine is another user; the folder around it is ours and its alone
  const written = new Promise<void>((resolve, reject) => {
    listener.once('connection', (connection) => {
      pipeline(connection, createWriteStream(file, { mode: 0o644 })).then(resolve, reject);
    });
  });
  written.catch(() => {}); // whoever waits is told
  return () => written;
}

async function migrated(qmp: Qmp): Promise<void> {
  for (const until = performance.now() + SAVE_MS; performance.now() < until; await setTimeout(10)) {
    const { status } = (await qmp.execute('query-migrate')) as { status?: string };
    if (status === 'completed') return;
    if (status === 'failed' || status === 'cancelled') break;
  }
  throw new GloveboxError('backend-failed', 'QEMU could not save the machine', 'Free disk space and run it again.');
}

const CHUNK = 64 * 1024;
const ZEROS = Buffer.alloc(CHUNK);

function copyMemory(from: number, path: string): void {
  const to = openSync(path, 'wx', 0o644);
  try {
    const { size } = fstatSync(from);
    ftruncateSync(to, size);
    const chunk = Buffer.alloc(CHUNK);
    for (let at = 0; at < size; at += CHUNK) {
      const bytes = readSync(from, chunk, 0, CHUNK, at);
      if (!chunk.equals(ZEROS)) writeAll(to, chunk.subarray(0, bytes), at);
    }
  } finally {
    closeSync(to);
  }
}

function writeAll(to: number, bytes: Buffer, at: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(to, bytes, done, bytes.length - done, at + done);
}
