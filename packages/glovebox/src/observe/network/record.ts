import type { Outcome } from '../event.ts';
import type { Content, Protocol } from './conversation.ts';

/** Bytes kept of one direction of one exchange, and of all exchanges of a run together. */
const KEPT = 256 * 1024;
const KEPT_OF_RUN = 8 * 1024 * 1024;
/** Exchanges kept of a run, the questions to the resolver counted apart: names that are asked for take no place from what is sent. */
const EXCHANGES = 500;

/** Where a connection of the sample's wanted to go, as the kernel of its namespace says. */
export interface Call {
  readonly transport: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
  /** Of the machine's monotonic clock, in milliseconds. */
  readonly clockMs: number;
  /** The proxy through which it goes there. */
  readonly via?: Pick<Call, 'address' | 'port'>;
}

/** Counts everything and keeps the beginning. */
export class Kept {
  readonly #record: Record;
  /** Grows by doubling: bytes that come one at a time take one each, not an object each. */
  #bytes = Buffer.alloc(0);
  #kept = 0;
  bytes = 0;

  constructor(record: Record) {
    this.#record = record;
  }

  add(chunk: Uint8Array | string): void {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    this.bytes += bytes.length;
    const room = Math.min(KEPT - this.#kept, this.#record.left, bytes.length);
    if (room <= 0) return;
    if (this.#kept + room > this.#bytes.length) {
      const larger = Buffer.alloc(Math.min(KEPT, Math.max(256, 2 * this.#bytes.length, this.#kept + room)));
      this.#bytes.copy(larger, 0, 0, this.#kept);
      this.#bytes = larger;
    }
    this.#bytes.set(bytes.subarray(0, room), this.#kept);
    this.#kept += room;
    this.#record.left -= room;
  }

  /** Counts what nobody can read. */
  count(bytes: number): void {
    this.bytes += bytes;
  }

  get content(): Content {
    const kept = this.#bytes.subarray(0, this.#kept);
    const text = kept.toString('utf8');
    const whole = this.#kept === this.bytes;
    return {
      bytes: this.bytes,
      ...(kept.equals(Buffer.from(text)) ? { text } : { base64: kept.toString('base64') }),
      ...(whole ? {} : { truncated: true as const }),
    };
  }
}

/** One exchange while it goes on. */
export interface Exchange {
  readonly call: Call;
  readonly protocol: Protocol;
  readonly host: string;
  readonly sent: Kept;
  readonly reply: Kept;
  operation: string;
  tls?: { serverName?: string; protocol?: string } | undefined;
  url?: string;
  headers?: { name: string; value: string }[];
  status?: number;
  scripted?: true;
  /** Where something can be reached for real: whether this was, and if not why; `emulated` without it. */
  outcome?: Outcome;
  reason?: string;
  /** The answer is one that was recorded before. */
  isReplayed?: true;
}

/** What one run said to the network, in order. */
export class Record {
  readonly exchanges: Exchange[] = [];
  left = KEPT_OF_RUN;
  dropped = 0;
  #questions = 0;

  begin(call: Call, protocol: Protocol, host: string, operation: string): Exchange {
    const exchange = { call, protocol, host, operation, sent: new Kept(this), reply: new Kept(this) };
    const isQuestion = protocol === 'dns';
    const before = isQuestion ? this.#questions : this.exchanges.length - this.#questions;
    if (before >= EXCHANGES) this.dropped++;
    else this.exchanges.push(exchange);
    if (isQuestion && before < EXCHANGES) this.#questions++;
    return exchange;
  }
}
