import type { Change, End, SystemCall, WardenMessage } from '../../observe/message.ts';
import type { OpenChannel } from '../warden/channel.ts';

/** What the reason of a failed end starts with when the module is to blame. */
export const INVALID = 'invalid module: ';

/** What Node does by itself while a module runs: its threads wait for each other, and it asks how memory is given out. */
function isOwnCall({ call, path = '' }: SystemCall): boolean {
  return call === 'clock_nanosleep' || call === 'nanosleep' || path.startsWith('/proc/sys/vm/');
}

/** The host's last word. */
interface Over {
  readonly cause: string;
  readonly code: number;
  readonly reason: string;
}

/**
 * Reads the lines that are the host's own among the hints: facts (`K`), changes (`C`) and the end (`E`), see `guest/wasm/channel.mjs`.
 * A module cannot write them. What the real kernel saw of the host's process while the module ran stays: a host that does
 * anything then has been taken over.
 */
export function translated(open: OpenChannel, observe: boolean): OpenChannel {
  return (onMessage) => {
    const changes = new Map<string, Change>();
    let begun = false;
    let over: Over | undefined;
    let complaint = '';

    function end(message: End): void {
      for (const change of changes.values()) onMessage(change);
      onMessage(endOf(message, begun, over, complaint));
    }

    return open((message) => {
      switch (message.t) {
        case 'hint':
          return hint(message);
        case 'sys':
          return observe && over === undefined && !isOwnCall(message) ? onMessage(message) : undefined;
        case 'isolation':
          return onMessage({ ...message, kernel: 'wasm' });
        case 'out':
          if (message.stream === 'stderr') complaint = (complaint + Buffer.from(message.data, 'base64')).slice(-4000);
          return onMessage(message);
        case 'end':
          return end(message);
        default:
          return onMessage(message);
      }
    });

    function hint(message: Extract<WardenMessage, { t: 'hint' }>): void {
      const [kind, ...fields] = message.line.replace(/\n$/, '').split('\x1f').map(unescapeField);
      if (kind === 'K') {
        const fact = observe ? readFact(fields[0] ?? '', message.ms) : undefined;
        if (fact !== undefined) onMessage(fact);
      } else if (kind === 'C') {
        const change = readChange(fields);
        if (change !== undefined) changes.set(change.path, change);
      } else if (kind === 'E') over = { cause: fields[0] ?? '', code: Number(fields[1]), reason: fields[2] ?? '' };
      else {
        begun ||= kind === 'B';
        if (observe || kind === 'W') onMessage(message);
      }
    }
  };
}

/** V8's own memory is full: a module can fill it with tables and values that are not in its memory. */
const HOST_IS_FULL = /heap out of memory|Allocation failed|Array buffer allocation/;

function endOf(end: End, begun: boolean, over: Over | undefined, complaint: string): End {
  if (end.cause !== 'exited') return end;
  if (over === undefined) return brokenEnd(end, begun, complaint);
  const { signal: _, ...rest } = end; // the host killed itself
  switch (over.cause) {
    case 'invalid':
      return { ...end, cause: 'failed', reason: INVALID + over.reason };
    case 'out-of-memory':
      return { ...rest, cause: 'out-of-memory', limit: 'memory' };
    default:
      return { ...rest, code: over.code };
  }
}

/** A host that ends without its last word was broken, whatever the exit code says. */
function brokenEnd(end: End, begun: boolean, complaint: string): End {
  const last = lastLine(complaint);
  if (!begun) return { ...end, cause: 'failed', reason: `its host ended first: ${last}` };
  if (HOST_IS_FULL.test(complaint)) return { ...end, cause: 'out-of-memory', limit: 'memory' };
  return { ...end, cause: 'killed', reason: `the module's host broke: ${last}` };
}

/** Node tells an error by its message first and its stack below. */
function lastLine(complaint: string): string {
  const lines = complaint.trim().split('\n');
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? '';
}

function readFact(text: string, ms: number): SystemCall | undefined {
  try {
    return { ...JSON.parse(text), t: 'sys', ms };
  } catch {
    return undefined; // cut where the warden cuts a line
  }
}

function readChange([path, change, bytes, mode]: readonly string[]): Change | undefined {
  if (path === undefined || !isChange(change)) return undefined;
  return { t: 'change', path, change, bytes: Number(bytes), mode: Number(mode) };
}

function isChange(word: string | undefined): word is Change['change'] {
  return word === 'created' || word === 'modified' || word === 'deleted';
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\', n: '\n', r: '\r', u: '\x1f' };

function unescapeField(field: string): string {
  return field.replace(/\\([\\nru])/g, (_, letter: string) => ESCAPES[letter] ?? '');
}
