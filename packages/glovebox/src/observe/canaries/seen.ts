import { questionName } from '../dns.ts';
import type { Event, Source } from '../event.ts';
import type { Hint } from '../hint.ts';
import type { FileChunk, Output, SystemCall } from '../message.ts';
import type { Conversation } from '../network/conversation.ts';
import type { Channel } from './canary.ts';
import type { Observation } from './observation.ts';

/** What an event was made from. */
export type Origin = SystemCall | Extract<Hint, { kind: 'hint' | 'trace' }>;

/** What of an event may carry a secret; a call that leaves nothing anywhere is none. */
export function seenLeaving(event: Omit<Event, 'id'> & { readonly id?: string }, origin: Origin): Observation[] {
  const at = {
    ...(event.id !== undefined && { event: event.id }),
    ...(event.source !== undefined && { source: event.source }),
  };
  const observe = (channel: Channel, place: string, bytes: Uint8Array): Observation[] =>
    bytes.length === 0 ? [] : [{ channel, place, bytes, ...at }];

  if ('t' in origin) {
    if (origin.argv !== undefined) return observe('argv', origin.argv[0] ?? '', utf8(origin.argv.join(' ')));
    if (origin.data !== undefined) {
      const data = Buffer.from(origin.data, 'base64');
      const name = origin.port === 53 ? questionName(data) : undefined;
      return name === undefined ? observe('network', event.target, data) : observe('dns', name, utf8(name));
    }
  }
  if (event.capability === 'network.resolve') return observe('dns', event.target, utf8(event.target));
  if (event.capability.startsWith('network.')) return observe('url', event.target, utf8(carried(event)));
  if (event.capability === 'process.spawn')
    return observe('argv', event.target.split(' ')[0] ?? '', utf8(carried(event)));
  if (event.capability === 'file.write') return observe('file-name', event.target, utf8(event.target));
  return [];
}

/** What an agent tells of what is written to a connection: where, and its beginning. Undefined where a hint says something else. */
export function toldSending(
  hint: Extract<Hint, { kind: 'hint' }>,
  source: Source | undefined,
): Observation[] | undefined {
  const { data } = hint.values;
  if (hint.capability !== 'network.send' || data === undefined) return undefined;
  if (source === undefined) return [];
  return [{ channel: 'network', place: hint.target, bytes: Buffer.from(data, 'base64'), source, told: true }];
}

/** Programs that send: what a shell hands to one matters also where the program is not there. */
const SENDERS =
  /^(\S*\/)?(curl|wget|nc|ncat|netcat|socat|ssh|scp|sftp|rsync|ftp|tftp|telnet|openssl|dig|nslookup|host|ping|mail|sendmail|git|xh|http|aws|gsutil)\s/;

/** A command of a shell, as it is about to run. */
export function tracedLeaving(command: string, source: Source | undefined): Observation[] {
  if (!SENDERS.test(command)) return handled(command, source);
  const place = command.split(' ', 1)[0] ?? '';
  return [{ channel: 'argv', place, bytes: utf8(command), ...(source !== undefined && { source }) }];
}

/** Of `NAME=value` nothing goes anywhere yet. */
const ASSIGNMENT = /^\w{1,100}=/;

function handled(command: string, source: Source | undefined): Observation[] {
  if (source === undefined || ASSIGNMENT.test(command)) return [];
  return [{ channel: 'argv', place: '', bytes: utf8(command.slice(0, 4_000)), source, handled: true }];
}

/** A target with what was handed over besides. */
function carried({ target, detail = {} }: Omit<Event, 'id'>): string {
  return [target, ...Object.values(detail).filter((value) => typeof value === 'string')].join('\n');
}

/** What was said to a network that is played. */
export function saidTo(conversations: readonly Conversation[]): Observation[] {
  return conversations.map(({ protocol, url, host, address, port, headers = [], sent, source, process }) => {
    const told = [url ?? host, ...headers.map(({ name, value }) => `${name}: ${value}`), ''].join('\n');
    const body = sent.base64 === undefined ? utf8(sent.text ?? '') : Buffer.from(sent.base64, 'base64');
    return {
      channel: CHANNELS[protocol] ?? 'network',
      place: url ?? `${host}:${port}`,
      connectedTo: [host, address],
      ...(SHELLS.has(process?.command ?? '') && { byShell: true as const }),
      bytes: Buffer.concat([utf8(told), body]),
      ...(protocol === 'http' && { sections: sectionsOf(url ?? '', headers, body) }),
      ...(source !== undefined && { source }),
    };
  });
}

const SHELLS = new Set(['bash', 'sh', 'dash']);

function sectionsOf(url: string, headers: NonNullable<Conversation['headers']>, body: Buffer) {
  const named = headers.map(({ name, value }) => [`header ${name.toLowerCase()}`, utf8(value)] as const);
  return { ...Object.fromEntries(named), url: utf8(url), body };
}

const CHANNELS: Partial<Record<Conversation['protocol'], Channel>> = { dns: 'dns', http: 'http' };

/** What was printed, and what was left in files. */
export function seenAtEnd(messages: readonly (Output | FileChunk)[], events: readonly Event[]): Observation[] {
  const outputs = (['stdout', 'stderr'] as const).flatMap((stream) => {
    const chunks = messages.filter((message) => message.t === 'out' && message.stream === stream);
    const bytes = Buffer.concat(chunks.map((chunk) => Buffer.from(chunk.data, 'base64')));
    return bytes.length === 0 ? [] : [{ channel: stream, place: stream, bytes } as const];
  });
  const files = messages.flatMap((message): Observation[] => {
    if (message.t !== 'file' || message.data === '') return [];
    const writer = events.findLast(
      ({ capability, target, source }) =>
        capability === 'file.write' && target === message.path && source !== undefined,
    );
    return [
      {
        channel: 'file',
        place: message.path,
        bytes: Buffer.from(message.data, 'base64'),
        ...(writer !== undefined && { event: writer.id, ...(writer.source && { source: writer.source }) }),
      },
    ];
  });
  return [...outputs, ...files];
}

function utf8(text: string): Buffer {
  return Buffer.from(text, 'utf8');
}
