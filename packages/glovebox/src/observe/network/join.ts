import type { Event, Source } from '../event.ts';
import type { Conversation } from './conversation.ts';
import type { Exchange } from './record.ts';
import type { Traffic } from './sinkhole.ts';

/** A call that named a destination, as the kernel told it. */
export interface Reached {
  readonly ms: number;
  readonly address: string;
  readonly port: number;
  readonly process: { readonly pid: number; readonly command: string };
  readonly source: Source | undefined;
}

/** Clocks of the warden and of the machine agree to a fraction of this. */
const SLACK_MS = 1;
/** What an event carries of what was sent, in characters: enough for a rule to see what it is. */
const SHOWN = 4_000;

/**
 * Conversations and their events, each with the process and the line of the last call before it that named its destination.
 * `zeroMs` is the sample's first instruction by the machine's monotonic clock; `firstId` the number of the first event.
 */
export function joinTraffic(
  { exchanges }: Traffic,
  reached: readonly Reached[],
  zeroMs: number,
  firstId: number,
): { conversations: Conversation[]; events: Event[] } {
  const conversations = exchanges.map((exchange, index): Conversation => {
    const atMs = Math.max(0, exchange.call.clockMs - zeroMs);
    const to = exchange.call.via ?? exchange.call;
    const by = reached.findLast(
      ({ ms, address, port }) => address === to.address && port === to.port && ms <= atMs + SLACK_MS,
    );
    return {
      id: `conversation:${index + 1}`,
      atMs,
      ...described(exchange),
      ...(by !== undefined && { process: by.process }),
      ...(by?.source !== undefined && { source: by.source }),
    };
  });
  // A question to the resolver is an event of the kernel's already.
  const told = conversations.filter(({ protocol }) => protocol !== 'dns');
  return { conversations, events: told.map((conversation, index) => eventOf(conversation, firstId + index)) };
}

function described(exchange: Exchange): Omit<Conversation, 'id' | 'atMs' | 'process' | 'source'> {
  const { call, protocol, host, tls, operation, url, headers, sent, reply, status, scripted } = exchange;
  const { outcome, reason, isReplayed } = exchange;
  return {
    transport: call.transport,
    protocol,
    host,
    address: call.address,
    port: call.port,
    ...(tls !== undefined && { tls }),
    operation,
    ...(url !== undefined && { url }),
    ...(headers !== undefined && { headers }),
    sent: sent.content,
    reply: {
      ...reply.content,
      ...(status !== undefined && { status }),
      ...(scripted && { scripted }),
      ...(isReplayed && { replayed: isReplayed }),
    },
    ...(outcome !== undefined && { outcome }),
    ...(reason !== undefined && { reason }),
  };
}

function eventOf(conversation: Conversation, number: number): Event {
  const { protocol, operation, sent, url, host, port, process, source, atMs, id, tls, reason } = conversation;
  const said = sent.text ?? (sent.base64 === undefined ? '' : Buffer.from(sent.base64, 'base64').toString('latin1'));
  const place = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return {
    id: `event:${number}`,
    atMs,
    capability: sent.bytes > 0 ? 'network.send' : 'network.connect',
    operation: `${protocol} ${operation}`,
    target: url ?? place,
    outcome: conversation.outcome ?? 'emulated',
    observer: 'network',
    process: process ?? { pid: 0, command: '' },
    ...(source !== undefined && { source }),
    detail: {
      conversation: id,
      bytes: sent.bytes,
      ...(tls !== undefined && { tls: true }),
      ...(said !== '' && { body: said.slice(0, SHOWN) }),
      ...(reason !== undefined && { reason }),
    },
  };
}
