import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { GloveboxError } from '../../../error.ts';

/** The vsock port at which the guest waits for its host. */
export const AGENT_PORT = 1024;

export interface AgentOptions {
  /** Milliseconds until the guest has to have answered, tries included. */
  readonly timeoutMs: number;
  /** Aborted when the machine is gone: nobody will answer. */
  readonly signal: AbortSignal;
}

/** Longest answer to `CONNECT`: `OK 4294967295`. */
const LONGEST_ANSWER = 32;

/**
 * Connects to the guest's agent through the Unix socket that Firecracker makes for its vsock, and returns the connection once the
 * guest has accepted it. A guest that does not listen yet is asked again: Firecracker just closes the connection then.
 */
export async function connectAgent(socketPath: string, options: AgentOptions): Promise<Socket> {
  const deadline = AbortSignal.timeout(options.timeoutMs);
  const signal = AbortSignal.any([deadline, options.signal]);
  let last: unknown;
  for (let pause = 2; !signal.aborted; pause = Math.min(pause * 2, 50)) {
    try {
      return await handshake(socketPath, signal);
    } catch (cause) {
      if (cause instanceof GloveboxError) throw cause;
      if (!signal.aborted) last = cause;
      await sleep(pause, undefined, { signal }).catch(() => {}); // the loop's condition sees it
    }
  }
  if (options.signal.aborted) throw options.signal.reason;
  throw new GloveboxError(
    'backend-failed',
    `the guest's agent did not answer at vsock port ${AGENT_PORT} within ${options.timeoutMs} ms (${reason(last)})`,
    'The guest did not come up: build its image again with `glovebox images build microvm`, and see what it said on its console.',
    { cause: last },
  );
}

function reason(last: unknown): string {
  const { code = '', message = 'it never said a word' } = (last ?? {}) as { code?: string; message?: string };
  return { ENOENT: 'its socket was never made', ECONNREFUSED: 'nobody listens at its socket' }[code] ?? message;
}

function handshake(socketPath: string, signal: AbortSignal): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({ path: socketPath });
  const fail = (cause: unknown) => {
    socket.destroy();
    reject(cause);
  };
  const abort = () => fail(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  let answer = '';
  const read = () => {
    // Byte by byte: what follows the line belongs to the conversation.
    for (let byte = socket.read(1); byte !== null; byte = socket.read(1)) {
      if (byte[0] === 0x0a) return /^OK \d+$/.test(answer) ? accept() : fail(strange(answer));
      answer += byte.toString('latin1');
      if (answer.length > LONGEST_ANSWER) return fail(strange(answer));
    }
  };
  const closed = () => fail(new Error('Firecracker closed the connection: nobody listens in the guest'));
  const settle = () => {
    signal.removeEventListener('abort', abort);
    socket.off('readable', read).off('end', closed).off('close', closed).off('error', fail);
    socket.on('error', () => {}); // the machine is gone; its end tells
  };
  const accept = () => resolve(socket);
  socket.once('connect', () => socket.write(`CONNECT ${AGENT_PORT}\n`));
  socket.on('readable', read).once('end', closed).once('close', closed).once('error', fail);
  return promise.finally(settle);
}

function strange(answer: string): GloveboxError {
  return new GloveboxError(
    'backend-failed',
    `Firecracker's vsock answered ${JSON.stringify(answer)} to CONNECT ${AGENT_PORT}`,
    'Check that the firecracker on PATH is the real one (firecracker --version).',
  );
}
