import type { Duplex } from 'node:stream';
import type { Exchange } from '../record.ts';
import { Refusal } from './egress.ts';
import type { Passage } from './gate.ts';
import { openOutward } from './outward.ts';
import { FIRST_BYTES, MOST_ANSWER, type Recorded } from './recording.ts';

/** Of what was sent last, so much is looked at again with what follows: a decoy may be split over several sends. */
const TAIL = 4 * 1024;

export interface Piping {
  /** Nothing of it can be read: it is only counted. Anything else is searched for decoys before it goes. */
  readonly isOpaque: boolean;
  /** Why what a client says first, after it had waited for the server, may not go. */
  readonly late?: (words: Buffer) => Refusal | undefined;
}

/** Carries bytes both ways. */
export async function pipeOutward(passage: Passage, exchange: Exchange, { isOpaque, late }: Piping): Promise<void> {
  const { socket, egress, to, isTls } = passage;
  const outward = await openOutward(egress, to, isTls);
  if (outward instanceof Refusal) return deny(exchange, outward, socket);
  if (socket.destroyed) return void outward.destroy();
  exchange.outcome = 'allowed';
  const answer: Buffer[] = [];
  let answered = 0;
  let first = Buffer.alloc(0);
  let tail = Buffer.alloc(0);

  const cut = (refusal: Refusal) => {
    outward.destroy();
    deny(exchange, refusal, socket);
  };
  socket.on('data', (chunk: Buffer) => {
    if (isOpaque) exchange.sent.count(chunk.length);
    else exchange.sent.add(chunk);
    if (!egress.carry(chunk.length)) return cut(new Refusal('more was sent than a run may'));
    if (!isOpaque) {
      const seen = Buffer.concat([tail, chunk]);
      const refusal =
        (first.length < FIRST_BYTES ? late?.(Buffer.concat([first, chunk])) : undefined) ?? egress.guard(seen);
      if (refusal !== undefined) return cut(refusal);
      tail = Buffer.from(seen.subarray(-TAIL));
      if (first.length < FIRST_BYTES) first = Buffer.concat([first, chunk]).subarray(0, FIRST_BYTES);
    }
    if (!outward.write(chunk)) socket.pause();
  });
  outward.on('drain', () => socket.resume());
  outward.on('data', (chunk: Buffer) => {
    if (isOpaque) exchange.reply.count(chunk.length);
    else {
      exchange.reply.add(chunk);
      answered += chunk.length;
      if (egress.rules.isRecorded && answered <= MOST_ANSWER) answer.push(chunk);
    }
    if (!egress.carry(chunk.length)) return cut(new Refusal('more was received than a run may'));
    if (!socket.write(chunk)) outward.pause();
  });
  socket.on('drain', () => outward.resume());
  socket.on('end', () => outward.end());
  outward.on('end', () => socket.end());
  socket.on('close', () => outward.destroy());
  outward.on('close', () => {
    if (!isOpaque && egress.rules.isRecorded) egress.keep(recordedOf(passage, first, Buffer.concat(answer)));
    if (!socket.writableEnded) socket.end();
  });
  socket.resume();
}

/** Answers what was recorded to a client that begins in the same way. */
export function playRaw(passage: Passage, exchange: Exchange, start: Buffer): void {
  const { socket, egress } = passage;
  const { body: _, ...asked } = recordedOf(passage, start.subarray(0, FIRST_BYTES), Buffer.alloc(0));
  const recorded = egress.rules.replay?.take(asked);
  if (recorded === undefined) {
    deny(exchange, new Refusal(`nothing that begins so was recorded of ${passage.to.host}:${passage.to.port}`), socket);
    return;
  }
  const body = Buffer.from(recorded.body, 'base64');
  exchange.isReplayed = true;
  exchange.reply.add(body);
  socket.on('data', (chunk: Buffer) => exchange.sent.add(chunk));
  socket.end(body);
  socket.resume();
}

function recordedOf({ to, isTls }: Passage, first: Buffer, answer: Buffer): Recorded {
  return {
    host: to.host,
    port: to.port,
    ...(isTls && { tls: true as const }),
    first: first.toString('base64'),
    body: answer.subarray(0, MOST_ANSWER).toString('base64'),
  };
}

function deny(exchange: Exchange, { reason }: Refusal, socket: Duplex): void {
  exchange.outcome = 'denied';
  exchange.reason = reason;
  socket.destroy();
}
