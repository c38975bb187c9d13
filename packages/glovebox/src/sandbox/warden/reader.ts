import { GloveboxError } from '../../error.ts';
import type { WardenMessage } from '../../observe/message.ts';
import { misshapen } from './shape.ts';

/** Characters of one line: more than any message of a warden has. */
const LINE_MAX = 16 * 1024 * 1024;
/** Characters in answer to what was sent last: output byte by byte, each in a message of its own, stays below. */
const SAID_MAX = 512 * 1024 * 1024;

export interface MessageReader {
  /** Takes what was heard. Throws nothing, whatever it is and whatever its listener does. */
  take(chunk: string): void;
  /** Something was sent: what is said from here on is counted anew. */
  renew(): void;
}

/**
 * Joins chunks of text to lines and reads each as a message. Whoever speaks may be a kernel that was taken over: at the first thing
 * that no warden says, `refuse` is told once with a `sandbox-lost`, and nothing is listened to any more.
 */
export function messageReader(
  onMessage: (message: WardenMessage) => void,
  refuse: (failure: GloveboxError) => void,
  saidMax = SAID_MAX,
): MessageReader {
  let rest = '';
  let said = 0;
  let refused = false;

  function read(chunk: string): void {
    said += chunk.length;
    if (said > saidMax) throw new Error(`it said more than ${saidMax} characters about one job`);
    const end = chunk.lastIndexOf('\n');
    if (rest.length + (end < 0 ? chunk.length : chunk.indexOf('\n')) > LINE_MAX || chunk.length - end - 1 > LINE_MAX)
      throw new Error(`a line of it is longer than ${LINE_MAX} characters`);
    if (end < 0) {
      rest += chunk;
      return;
    }
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.length > LINE_MAX) throw new Error(`a line of it is longer than ${LINE_MAX} characters`);
      onMessage(parse(line));
    }
  }

  return {
    take(chunk) {
      if (refused) return;
      try {
        read(chunk);
      } catch (cause) {
        refused = true;
        rest = '';
        // Whoever listens may have a reason of its own to end the sandbox.
        refuse(cause instanceof GloveboxError ? cause : notOfAWarden(cause));
      }
    },
    renew() {
      said = 0;
    },
  };
}

function parse(line: string): WardenMessage {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch (cause) {
    throw new Error(`${excerpt(line)} is no JSON`, { cause });
  }
  const why = misshapen(message);
  if (why !== undefined) throw new Error(`${excerpt(line)}: ${why}`);
  return message as WardenMessage;
}

function excerpt(line: string): string {
  return JSON.stringify(line.length > 120 ? `${line.slice(0, 120)}…` : line);
}

function notOfAWarden(cause: unknown): GloveboxError {
  return new GloveboxError(
    'sandbox-lost',
    `the sandbox was ended because it does not speak as its warden would: ${cause instanceof Error ? cause.message : cause}`,
    'Trust nothing of this run: what ran in it may have taken over the kernel inside. Run it again; if it happens again, use a backend with another kernel (--backend microvm).',
    { cause },
  );
}
