import { constants } from 'node:os';
import type { SystemCall } from '../../observe/message.ts';
import { bytesOf, QUOTED, unquote } from './quoted.ts';

/** What a call's printed arguments say, in the words of the warden's own messages; undefined when it says nothing. */
export type Read = Partial<Omit<SystemCall, 't' | 'ms' | 'pid' | 'tid' | 'ppid' | 'comm' | 'call'>>;

const MAX_ARGUMENTS = 64;
const MAX_ARGUMENT = 1024;
const MAX_PAYLOAD = 512;

const VECTOR = `0x[0-9a-f]+ (\\[(?:${QUOTED.replace('(', '(?:')}(?:, )?)*\\]|\\{[^{}]*\\})`;
const EXECUTED = new RegExp(`^([\\s\\S]*), ${VECTOR}, ${VECTOR}(?:, 0x[0-9a-f]+)?$`);

/** The path part and the argument vector of `execve`; the vectors are quoted, so they are found from the end. */
export function readExecuted(args: string): { path: string; argv: string[] } | undefined {
  const match = EXECUTED.exec(args);
  if (match === null) return undefined;
  return { path: match[1] ?? '', argv: words(match[2] ?? '') };
}

function words(vector: string): string[] {
  const all = [...vector.matchAll(new RegExp(QUOTED, 'g'))].slice(0, MAX_ARGUMENTS);
  return all.map(([, word = '']) => unquote(word).slice(0, MAX_ARGUMENT));
}

const SOCKET = /^0x([0-9a-f]+)(?: (socket:\[\d+\]))?, /;

/** The socket a call is about, as the sentry numbers sockets. */
export function socketOf(args: string): { fd: number; label: string } | undefined {
  const match = SOCKET.exec(args);
  return match === null ? undefined : { fd: Number.parseInt(match[1] ?? '', 16), label: match[2] ?? `fd:${match[1]}` };
}

const INET = /\{Family: (AF_INET6?), Addr: ([0-9a-f.:]+), Port: (\d+)\}/;
const UNIX = new RegExp(`\\{Family: AF_UNIX, Addr: ${QUOTED}\\}`);

/** The address in a call's arguments; undefined where there is none. */
export function readAddress(args: string): Read | undefined {
  const inet = INET.exec(args);
  if (inet !== null)
    return { family: inet[1] === 'AF_INET6' ? 'inet6' : 'inet', address: inet[2] ?? '', port: Number(inet[3]) };
  const unix = UNIX.exec(args);
  if (unix !== null) return { family: 'unix', address: unquote(unix[1] ?? '') };
  return /\{Family: AF_/.test(args) && !/AF_(NETLINK|UNSPEC)/.test(args) ? { family: 'other' } : undefined;
}

/** What is sent: its length, and its first bytes where the sentry prints them. */
export function readPayload(call: string, args: string): Read {
  if (call === 'sendto') return { bytes: Number(/^[^,]+, (?:0x[0-9a-f]+|null), (0x[0-9a-f]+),/.exec(args)?.[1] ?? 0) };
  const vectors = [...args.matchAll(new RegExp(`\\{base=0x[0-9a-f]+, len=(\\d+)(?:, ${QUOTED})?`, 'g'))];
  const bytes = vectors.reduce((sum, [, length]) => sum + Number(length), 0);
  const data = Buffer.concat(vectors.map(([, , text]) => bytesOf(unquote(text ?? '')))).subarray(0, MAX_PAYLOAD);
  return { bytes, ...(data.length > 0 ? { data: data.toString('base64') } : {}) };
}

export function readSleep(args: string): Read {
  const [, seconds = '0', nanoseconds = '0'] = /\{sec=(-?\d+) nsec=(-?\d+)\}/.exec(args) ?? [];
  return { seconds: Number(seconds) + Number(nanoseconds) / 1e9 };
}

/** The first three arguments as signed 32-bit numbers; signals by name are numbers again. */
export function readNumbers(args: string): Read {
  const [a, b, c] = args.split(', ').map(number);
  return { ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }), ...(c === undefined ? {} : { c }) };
}

function number(text: string): number {
  if (text.startsWith('SIG')) return (constants.signals as Record<string, number>)[text] ?? 0;
  const value = Number(text.split(' ')[0]);
  return Number.isFinite(value) ? value | 0 : 0;
}
