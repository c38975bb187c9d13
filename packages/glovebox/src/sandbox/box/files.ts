import { GloveboxError } from '../../error.ts';
import type { FileChunk, Listing, WardenMessage, Written } from '../../observe/message.ts';
import { fileFrame, listFrame, readFrame } from '../warden/frames.ts';
import { type BoxFile, type Taken, takeFolder } from './folders.ts';

/** A file or folder inside. Names are hostile text. */
export type BoxEntry = Listing['entries'][number];

/** The writable places of a box: `/work`, where relative paths begin, `/tmp`, `/home/user` and `/dev/shm`. Not through symbolic links. */
export interface BoxFiles {
  /** At most 64 MiB. Throws `box-file` when there is no such file. */
  read(path: string): Promise<Uint8Array>;
  /** Replaces what is there, and makes the folders above it. Throws `box-file`. */
  write(path: string, content: Uint8Array | string): Promise<void>;
  /** What a folder holds, `/work` without a path. Throws `box-file`. */
  list(path?: string): Promise<readonly BoxEntry[]>;
  /** Writes several, with the folders above them. Throws `box-file` at the first that cannot be written. */
  put(files: readonly BoxFile[]): Promise<void>;
  /** Takes a folder with everything below it, `/work` without a path, as a list within {@link TAKE_LIMITS}. Throws `box-file`. */
  take(folder?: string): Promise<Taken>;
}

/** Asks for files in the box and waits for the answers, which come in the order of the questions. */
export interface FileRequests extends BoxFiles {
  /** Whether the message was an answer to one of them. */
  answer(message: WardenMessage): boolean;
  /** Nothing will be answered any more. */
  fail(reason: Error): void;
}

interface Question<Answer> {
  readonly path: string;
  resolve(answer: Answer): void;
  reject(reason: Error): void;
}

type Answered = FileChunk | Listing | Written;

export function createFileRequests(send: (frames: readonly Buffer[]) => void): FileRequests {
  const questions: Record<Answered['t'], Question<unknown>[]> = { file: [], list: [], wrote: [] };
  let chunks: Buffer[] = [];
  let failed: Error | undefined;

  async function ask<Answer>(kind: Answered['t'], path: string, frame: Buffer): Promise<Answer> {
    if (failed !== undefined) throw failed;
    return new Promise<Answer>((resolve, reject) => {
      questions[kind].push({ path, resolve: resolve as (answer: unknown) => void, reject });
      send([frame]);
    });
  }

  function answer(message: WardenMessage): boolean {
    if (message.t !== 'file' && message.t !== 'list' && message.t !== 'wrote') return false;
    if (message.t === 'file' && message.error === undefined) chunks.push(Buffer.from(message.data, 'base64'));
    if (message.t === 'file' && !message.last && message.error === undefined) return true;
    const question = questions[message.t].shift();
    if (message.error !== undefined) question?.reject(refused(question.path, message.error));
    else
      question?.resolve(
        message.t === 'file' ? Buffer.concat(chunks) : message.t === 'list' ? message.entries : undefined,
      );
    if (message.t === 'file') chunks = [];
    return true;
  }

  const read = async (path: string) => ask<Uint8Array>('file', path, readFrame(inside(path)));
  const list = async (path = '.') => ask<readonly BoxEntry[]>('list', path, listFrame(inside(path)));
  const write = async (path: string, content: Uint8Array | string) =>
    ask<void>('wrote', path, fileFrame(inside(path), 0o644, Buffer.from(content)));
  return {
    answer,
    fail(reason) {
      failed = reason;
      for (const waiting of Object.values(questions)) for (const { reject } of waiting.splice(0)) reject(reason);
    },
    read,
    write,
    list,
    async put(files) {
      for (const { path, content } of files) await write(path, content);
    },
    take: (folder = '/work') => takeFolder({ read, list }, folder),
  };
}

/** Absolute, without `.` and empty parts; `..` is the warden's to refuse. */
export function inside(path: string): string {
  if (path.includes('\0')) throw refused(path.replaceAll('\0', '\\0'), 'a name cannot have a NUL in it');
  const parts = `${path.startsWith('/') ? '' : '/work/'}${path}`
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  return `/${parts.join('/')}`;
}

function refused(path: string, reason: string): GloveboxError {
  return new GloveboxError(
    'box-file',
    `the box gave no access to ${path}: ${reason}`,
    'Name a file below /work, /tmp, /home/user or /dev/shm; `files.list()` shows what is there.',
  );
}
