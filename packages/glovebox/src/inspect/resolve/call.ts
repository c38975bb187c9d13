import { asNumber, asText, decoderOf, HOLE, joinKnown, type Value } from './value.ts';

/** A call whose callee is known by its public name, and as much of its arguments as is known. */
export interface Call {
  readonly callee: string;
  /** The object a method was taken from. */
  readonly receiver?: Value | undefined;
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

/** An argument by its position, or by one of the names it is also given under. What has both is two arguments. */
export function argument(call: Call, position: number, ...names: readonly string[]): Value | undefined {
  return call.positional[position] ?? names.map((name) => call.named.get(name)).find((value) => value !== undefined);
}

/** How a target is found in a call. Each has a name, so that a table of callees reads without knowing the code. */
export const TARGETS = {
  none: () => undefined,
  first: (call) => asText(argument(call, 0, 'path', 'file', 'filename', 'name', 'url', 'src', 'fp', 'dir')),
  second: (call) => asText(argument(call, 1, 'dst', 'filename', 'url', 'path', 'to', 'b')),
  third: (call) => asText(argument(call, 2, 'data', 'addr')),
  /** The object the method belongs to: a path, a connection that was made to somewhere. */
  receiver: (call) => asText(call.receiver),
  /** Method and URL as two arguments. */
  url: (call) => asText(argument(call, 0, 'url')),
  'second-url': (call) => asText(argument(call, 1, 'url')),
  /** A URL, or an object with the parts of one. */
  request: (call) => requestTarget(call),
  /** A command as text or as a list of words. */
  command: (call) => commandLine(argument(call, 0, 'args', 'cmd', 'command', 'commands')),
  /** A program followed by a list of its arguments. */
  'program-and-list': (call) => joinKnown([argument(call, 0) ?? NOTHING, wordsIn(argument(call, 1))], ' ')?.trim(),
  /** A program and its arguments, each of its own. */
  'program-and-rest': (call) => joinKnown(call.positional, ' '),
  /** A path, and after it the words to start it with, as a list or each of its own: the words say all. */
  'exec-words': (call) => execLine(call, 0),
  /** As before, after a mode. */
  'spawn-words': (call) => execLine(call, 1),
  /** One pair of host and port. */
  address: (call) => addressOf(argument(call, 0, 'address')),
  'second-address': (call) => addressOf(argument(call, 1, 'address')),
  /** The last argument is the pair. */
  'last-address': (call) => addressOf(call.positional.at(-1)),
  /** Host and port, each of its own. */
  'host-port': (call) => hostAndPort(argument(call, 0, 'host', 'hostname'), argument(call, 1, 'port')),
  'port-host': (call) => portAndHost(call),
  'port-only': (call) => portOnly(call),
  /** A whole module, environment or process table. */
  everything: () => '*',
  /** The body of a function made from text comes after its parameters. */
  last: (call) => asText(call.positional.at(-1)),
  /** Every argument. */
  all: (call) => joinKnown(call.positional, ' '),
} satisfies Record<string, (call: Call) => string | undefined>;
export type TargetRule = keyof typeof TARGETS;

/** What a call gives: the type its methods are known under, and what that object acts on. */
export interface ResultRule {
  readonly type: string;
  readonly about?: TargetRule;
}

const NOTHING: Value = { kind: 'text', text: '' };

/** The words given to a program; options in their place may hold them, and what is called when it ends is none. */
function wordsIn(value: Value | undefined): Value {
  const words = value?.kind === 'record' ? value.fields.get('args') : value;
  const isNone =
    words === undefined || words.kind === 'function' || (words.kind === 'list' && words.items.length === 0);
  return isNone ? NOTHING : words;
}

/** A host goes by two names in options. */
function hostIn(fields: ReadonlyMap<string, Value>): Value | undefined {
  return fields.get('host') ?? fields.get('hostname');
}

function commandLine(value: Value | undefined): string | undefined {
  return value?.kind === 'list' ? joinKnown(value.items, ' ') : asText(value);
}

function execLine(call: Call, skipped: number): string | undefined {
  const [program, words] = [call.positional[skipped], call.positional.slice(skipped + 1)];
  const list = words.length === 1 && words[0]?.kind === 'list' ? words[0].items : words;
  const rest = list.slice(1);
  return joinKnown([program ?? { kind: 'unknown' }, ...rest], ' ');
}

function addressOf(value: Value | undefined): string | undefined {
  if (value?.kind === 'list') return hostAndPort(value.items[0], value.items[1]);
  return asText(value);
}

function hostAndPort(host: Value | undefined, port: Value | undefined): string | undefined {
  const name = asText(host);
  const number = asText(port);
  if (name === undefined && number === undefined) return undefined;
  return number === undefined ? name : `${name ?? HOLE}:${number}`;
}

/** `connect(port, host)`, `connect({ host, port })` or a path of a Unix socket. */
function portAndHost(call: Call): string | undefined {
  const [first, second] = call.positional;
  if (first?.kind === 'record') {
    const path = asText(first.fields.get('path'));
    if (path !== undefined) return `unix:${path}`;
    return hostAndPort(hostIn(first.fields) ?? LOCALHOST, first.fields.get('port'));
  }
  if (asNumber(first) === undefined && asText(first) !== undefined) {
    return second === undefined || second.kind === 'unknown' ? asText(first) : hostAndPort(second, first);
  }
  return hostAndPort(second?.kind === 'text' ? second : undefined, first) ?? asText(second);
}

const LOCALHOST: Value = { kind: 'text', text: 'localhost' };
const ANY_HOST: Value = { kind: 'text', text: '0.0.0.0' };

/** A server without a host listens everywhere. */
function portOnly(call: Call): string | undefined {
  const [first, second] = call.positional;
  if (first?.kind === 'record') return hostAndPort(hostIn(first.fields) ?? ANY_HOST, first.fields.get('port'));
  if (first?.kind === 'unknown' && second?.kind !== 'text') return undefined;
  return hostAndPort(second?.kind === 'text' ? second : ANY_HOST, first);
}

function requestTarget(call: Call): string | undefined {
  const options = call.positional.find((value) => value.kind === 'record');
  const url = asText(call.positional[0]);
  if (url !== undefined || options?.kind !== 'record') return url;
  const field = (name: string): string | undefined => asText(options.fields.get(name));
  const whole = field('url') ?? field('uri');
  if (whole !== undefined) return whole;
  const host = field('hostname') ?? field('host');
  if (host === undefined) return undefined;
  const scheme = call.callee.startsWith('https') ? 'https' : 'http';
  const port = field('port');
  return `${scheme}://${host}${port === undefined ? '' : `:${port}`}${field('path') ?? ''}`;
}

const LONGEST_ARGUMENT = 500;
const MOST_ARGUMENTS = 12;

/** The constant arguments as a report shows them; `decoded` says what hidden text one of them was. */
export function constantArguments(call: Call): Record<string, string> | undefined {
  const entries: [string, Value][] = [
    ...call.positional.map((value, index): [string, Value] => [String(index), value]),
    ...call.named,
  ];
  for (const value of call.positional) if (value.kind === 'record') entries.push(...value.fields);
  const known = entries.slice(0, MOST_ARGUMENTS).flatMap(([name, value]): [string, string][] => {
    const shown = shownAs(value);
    return shown === undefined ? [] : [[name, shown.slice(0, LONGEST_ARGUMENT)]];
  });
  const hidden = entries.map(([, value]) => value).find((value) => decoderOf(value) !== undefined);
  if (hidden !== undefined)
    known.push(['decoded', (asText(hidden) ?? decoderOf(hidden) ?? '').slice(0, LONGEST_ARGUMENT)]);
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

function shownAs(value: Value): string | undefined {
  // A single word may as well be a variable that nothing binds.
  if (value.kind === 'name') return value.name.includes('.') ? value.name : undefined;
  if (value.kind === 'record') return undefined;
  return value.kind === 'list' ? joinKnown(value.items, ' ') : asText(value);
}
