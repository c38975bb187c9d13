import type { Duplex } from 'node:stream';
import { GloveboxError } from '../../../error.ts';

/** QEMU's monitor: JSON lines, one answer a command, in order, with events between them. */
export interface Qmp {
  /** What QEMU returns. Rejects with `backend-failed` when it refuses, says nothing in time, or has ended. */
  execute(command: string, args?: Record<string, unknown>): Promise<unknown>;
}

interface Answer {
  readonly return?: unknown;
  readonly error?: { readonly class: string; readonly desc: string };
}

interface Waiting {
  readonly command: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A monitor answers at once or never will; under emulation on a busy machine "at once" can be seconds. */
const ANSWER_MS = 10_000;

/** Opens the conversation; commands may be sent before QEMU has greeted. */
export function openQmp(stream: Duplex): Qmp {
  const waiting: Waiting[] = [];
  let gone: Error | undefined;
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const answer = readAnswer(line);
      if (answer !== undefined) settle(waiting.shift(), answer);
    }
  });
  const end = () => {
    gone = new GloveboxError('sandbox-lost', 'QEMU ended and its monitor with it', 'Start the run again.');
    for (const one of waiting.splice(0)) one.reject(gone);
  };
  stream.once('close', end);
  stream.on('error', () => {}); // `close` follows
  const execute = (command: string, args?: Record<string, unknown>): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (gone !== undefined) return reject(gone);
      const timer = setTimeout(() => reject(failed(command, `no answer within ${ANSWER_MS / 1000} s`)), ANSWER_MS);
      const settled =
        <T>(how: (value: T) => void) =>
        (value: T) => {
          clearTimeout(timer);
          how(value);
        };
      waiting.push({ command, resolve: settled(resolve), reject: settled(reject) });
      stream.write(`${JSON.stringify({ execute: command, ...(args === undefined ? {} : { arguments: args }) })}\n`);
    });
  execute('qmp_capabilities').catch(() => {}); // what fails here fails for the next command too
  return { execute };
}

function readAnswer(line: string): Answer | undefined {
  if (line.trim() === '') return undefined;
  const message: Record<string, unknown> = JSON.parse(line);
  return 'return' in message || 'error' in message ? (message as Answer) : undefined; // else a greeting or an event
}

function settle(one: Waiting | undefined, answer: Answer): void {
  if (answer.error === undefined) one?.resolve(answer.return);
  else one?.reject(failed(one.command, answer.error.desc));
}

function failed(command: string, why: string): GloveboxError {
  return new GloveboxError('backend-failed', `QEMU refused ${command}: ${why}`, 'Run `glovebox doctor`.');
}
