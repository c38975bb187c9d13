import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { HintLine, WardenMessage } from '../../observe/message.ts';
import { lineFeed } from '../gvisor/log.ts';
import { type Joined, Trace } from '../gvisor/trace.ts';

/** Links at the top of a Debian root: where they lead is told as `real`, as in the jail. */
const LINKS = new Map(['bin', 'sbin', 'lib', 'lib64'].map((name) => [`/${name}`, `usr/${name}`]));

const CHUNK = 1024 * 1024;
/** Its first lines name the container. */
const HEAD = 8192;

type Listener = (message: WardenMessage) => void;

/** The folder a runtime's arguments say it writes a log of each of its commands to; undefined when it writes none that can be found. */
export function traceFolder(runtimeArgs: readonly string[]): string | undefined {
  const traces = ['--strace', '--debug', '--debug-log-format=json'].every((flag) => runtimeArgs.includes(flag));
  const folder = runtimeArgs.find((argument) => /^--debug-log=\/.*\/$/.test(argument))?.slice('--debug-log='.length);
  return traces && folder !== undefined && existsSync(folder) ? folder : undefined;
}

/**
 * Puts the system calls of a container's own kernel among what its warden says, once it has come to an end. The kernel writes them
 * to a file of the runtime's, which is removed when they are forgotten.
 */
export function traced(folder: string, container: string, listen: Listener): { hear: Listener; forget(): void } {
  const trace = new Trace(LINKS);
  const feed = lineFeed(trace);
  const hints: HintLine[] = [];
  let log: string | undefined;
  let offset = 0;

  /** The calls so far, with the hints where they belong. */
  function weave(): Omit<Joined, 'messages'> {
    log ??= logsOf(folder, container)[0];
    if (log !== undefined) offset = readOn(log, offset, feed);
    const { messages, ...counts } = trace.join(hints.splice(0));
    for (const message of messages) listen(message);
    return counts;
  }

  return {
    hear(message) {
      // That the interpreter is up is waited for; everything else finds its place among the calls.
      if (message.t === 'hint' && !message.line.startsWith('W')) hints.push(message);
      else if (message.t === 'end') {
        const { dropped, forks, refusedFork } = weave();
        const eventsDropped = message.eventsDropped + dropped;
        listen({ ...message, forks, processesRefused: message.processesRefused || refusedFork, eventsDropped });
      } else {
        if (message.t === 'cell') {
          weave();
          trace.nextCell();
        }
        listen(message);
      }
    },
    forget() {
      for (const path of logsOf(folder, container)) rmSync(path, { force: true });
    },
  };
}

function logsOf(folder: string, container: string): string[] {
  const boots = readdirSync(folder).filter((name) => /\.boot(\.txt)?$/.test(name));
  return boots.map((name) => join(folder, name)).filter((path) => head(path).includes(container));
}

function head(path: string): string {
  const bytes = Buffer.alloc(HEAD);
  return withFile(path, (fd) => bytes.toString('latin1', 0, readSync(fd, bytes))) ?? '';
}

/** Reads what was written since; gives how far it came. */
function readOn(path: string, from: number, feed: (chunk: Buffer) => void): number {
  let at = from;
  withFile(path, (fd) => {
    const chunk = Buffer.alloc(CHUNK);
    const end = fstatSync(fd).size; // what is written while this reads is left to the next time
    for (let length = 1; at < end && length > 0; ) {
      length = readSync(fd, chunk, 0, Math.min(CHUNK, end - at), at);
      at += length;
      feed(Buffer.from(chunk.subarray(0, length)));
    }
  });
  return at;
}

function withFile<T>(path: string, use: (fd: number) => T): T | undefined {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    return undefined; // it was another run's, and is removed; or it is not ours to read
  }
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
}
