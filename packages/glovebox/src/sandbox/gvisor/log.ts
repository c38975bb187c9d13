import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { Socket } from 'node:net';
import { GloveboxError } from '../../error.ts';
import type { Trace } from './trace.ts';

/** A longer line is an argument list beyond all measure; it is counted, not kept. */
const MAX_LINE_BYTES = 1024 * 1024;
const NEWLINE = 10;
/** The most that is read without letting anything else happen; a pipe holds no more unless root says so. */
export const CATCH_UP_BYTES = 1024 * 1024;
/** So many pipes are made by one call of `mkfifo`. */
const BATCH = 16;

/** Named pipes that the sentry's log goes through: what is not read yet holds the sentry up and fills no disk. */
export function createPipes(folder: () => string): { take(): string; give(path: string): void } {
  const free: string[] = [];
  let made = 0;
  return {
    take() {
      const known = free.pop();
      if (known !== undefined) return known;
      const paths = Array.from({ length: BATCH }, () => `${folder()}/log-${++made}`);
      try {
        execFileSync('mkfifo', ['-m', '600', ...paths], { timeout: 5_000, stdio: 'pipe' });
      } catch (cause) {
        const said = (cause as Error).message;
        throw new GloveboxError(
          'temp-unwritable',
          `cannot make a named pipe: ${said}`,
          'Set TMPDIR to a folder with room.',
          {
            cause,
          },
        );
      }
      free.push(...paths);
      return free.pop() as string;
    },
    give: (path) => void free.push(path),
  };
}

/** Reads the sentry's log into a trace while the sandbox runs. */
export interface LogReader {
  /** Reads what has been written so far, and at most {@link CATCH_UP_BYTES}: the sentry may write as fast as this reads. */
  catchUp(): void;
  close(): void;
}

export function readLog(path: string, trace: Trace): LogReader {
  // A writer of our own keeps the pipe from ending before the sentry has opened it.
  const from = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const hold = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  const feed = lineFeed(trace);
  const socket = new Socket({ fd: from, readable: true, writable: false });
  socket.on('data', feed);
  socket.on('error', () => {}); // the trace then ends here; what is missing is seen as unexplained
  let open = true;
  return {
    catchUp() {
      if (!open) return;
      const chunk = Buffer.allocUnsafe(65536);
      // More than a pipe holds: what was written before the call is in. A sentry that writes on and on is read in turns.
      for (let left = CATCH_UP_BYTES, length = 1; left > 0 && length > 0; left -= length) {
        length = readWaiting(from, chunk);
        if (length > 0) feed(Buffer.from(chunk.subarray(0, length)));
      }
    },
    close() {
      if (!open) return;
      open = false;
      socket.destroy();
      closeSync(hold);
    },
  };
}

/** Bytes that are there already; 0 when the pipe is empty. */
function readWaiting(fd: number, into: Buffer): number {
  try {
    return readSync(fd, into);
  } catch {
    return 0; // EAGAIN
  }
}

/** Joins chunks to lines for a trace. */
export function lineFeed(trace: Trace): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let skipping = false;
  return (chunk) => {
    let all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = all.indexOf(NEWLINE); end >= 0; end = all.indexOf(NEWLINE)) {
      if (!skipping && isOfTask(all)) trace.read(all.toString('utf8', 0, end));
      skipping = false;
      all = all.subarray(end + 1);
    }
    if (all.length > MAX_LINE_BYTES) {
      if (!skipping) trace.drop();
      skipping = true;
      all = Buffer.alloc(0);
    }
    rest = all;
  };
}

/** `{"msg":"[`: most lines are about files the gofer is asked for. */
function isOfTask(line: Buffer): boolean {
  return line[8] === 0x5b && line[7] === 0x22;
}
