import { lookup } from 'node:dns/promises';
import type { Socket } from 'node:net';
import type { Search } from '../../canaries/search.ts';
import { type Endpoint, isPublic, names } from './addresses.ts';
import { type Permit, permitsOf, plainName } from './permits.ts';
import { MOST_ANSWER, type Recorded, type Replay } from './recording.ts';

/** How a name is resolved on the host. Rejects for one that there is not. */
export type Lookup = (name: string) => Promise<readonly string[]>;

/** What a run may reach for real. */
export interface EgressRules {
  readonly permits: readonly Permit[];
  /** Addresses that are permitted although they are not public, and those that may be connected to without a name. */
  readonly addresses: readonly Endpoint[];
  /** Names that the policy resolves itself. */
  readonly resolve: ReadonlyMap<string, string>;
  readonly lookup?: Lookup;
  /** What was recorded, where it is played again: nothing is reached then. */
  readonly replay?: Replay;
  /** Whether what is said is to be kept: TLS ends here then, and begins anew. */
  readonly isRecorded?: true;
}

/** Where a connection may go: the very address that was looked at. */
export interface Destination {
  readonly host: string;
  readonly address: string;
  readonly port: number;
  /** Whether the policy named the port, or the address itself. */
  readonly explicit: boolean;
}

/** Why not, for a person; it begins with what is refused. */
export class Refusal {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

/** Of one run: connections open at a time, all of them, and bytes carried in both directions together. */
const OPEN = 64;
const CONNECTIONS = 1_000;
const CARRIED = 96 * 1024 * 1024;
/** Names that are resolved. */
const RESOLVED = 200;
const LOOKUP_MS = 5_000;
/** Bytes that are searched for decoys at once, and how much of them again: no decoy is longer, however it is encoded. */
const SEARCHED = 512 * 1024;
const OVERLAP = 4 * 1024;

/** The way out of one run, checked. What it resolves it resolves once: whoever changes the answer later changes nothing. */
export class Egress {
  readonly rules: EgressRules;
  readonly recorded: Recorded[] = [];
  /** Looks for decoys in what is about to leave. */
  search: Search | undefined;
  readonly #pinned = new Map<string, Promise<readonly string[] | Refusal>>();
  readonly #open = new Set<Socket>();
  #made = 0;
  #carried = 0;
  /** What was asked for below permitted names. */
  #spelt = '';

  constructor(rules: EgressRules) {
    this.rules = rules;
  }

  /** Whether the name is one that may be asked for at all, on whatever port. */
  permitsName(name: string): boolean {
    const plain = plainName(name);
    return this.rules.replay?.knows(plain) ?? permitsOf(this.rules.permits, plain).length > 0;
  }

  /** The addresses of a permitted name, as they were when it was first asked for. */
  resolve(name: string): Promise<readonly string[] | Refusal> {
    const plain = plainName(name);
    const known = this.#pinned.get(plain);
    if (known !== undefined) return known;
    const asked =
      this.#pinned.size >= RESOLVED
        ? Promise.resolve(new Refusal(`more than ${RESOLVED} names were asked for`))
        : this.#ask(plain);
    this.#pinned.set(plain, asked);
    return asked;
  }

  async #ask(name: string): Promise<readonly string[] | Refusal> {
    const own = this.rules.resolve.get(name);
    if (own !== undefined) return [own];
    if (this.rules.replay !== undefined) return [];
    try {
      return await within(LOOKUP_MS, (this.rules.lookup ?? systemLookup)(name));
    } catch {
      return new Refusal(`the name ${name} has no address`);
    }
  }

  /** Where a connection to a port of a name leads. */
  async destinationOf(name: string, port: number): Promise<Destination | Refusal> {
    const host = plainName(name);
    if (this.rules.replay !== undefined)
      return this.rules.replay.knows(host, port)
        ? { host, address: '', port, explicit: true }
        : new Refusal(`nothing that was recorded was said to ${host}:${port}`);
    const permit = permitsOf(this.rules.permits, host).find(({ ports }) => ports.includes(port));
    if (permit === undefined) return new Refusal(`the policy allows no connection to ${host}:${port}`);
    const addresses = await this.resolve(host);
    if (addresses instanceof Refusal) return addresses;
    const address = addresses.find((one) => isPublic(one) || names(this.rules.addresses, one, port));
    if (address !== undefined) return { host, address, port, explicit: permit.explicit };
    return new Refusal(`${host} leads to ${addresses[0] ?? 'no address'}, which is no public address`);
  }

  /** Where a connection to an address leads for which no name was asked. */
  addressOf(address: string, port: number): Destination | Refusal {
    if (this.rules.replay?.knows(address, port) || names(this.rules.addresses, address, port))
      return { host: address, address, port, explicit: true };
    return new Refusal(`the policy does not name the address ${address} with port ${port}`);
  }

  /** Why no further connection is made; undefined when there may be one. */
  admit(socket: Socket): Refusal | undefined {
    if (this.#open.size >= OPEN) return new Refusal(`more than ${OPEN} connections are open`);
    if (++this.#made > CONNECTIONS) return new Refusal(`more than ${CONNECTIONS} connections were made`);
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    return undefined;
  }

  /** Counts what is carried; says whether it may go on. */
  carry(bytes: number): boolean {
    this.#carried += bytes;
    return this.#carried <= CARRIED;
  }

  /** Why these bytes may not leave: a decoy is in them, or more was said than can be searched for one. */
  guard(bytes: Uint8Array): Refusal | undefined {
    const { search } = this;
    if (search === undefined) return undefined;
    for (let at = 0; at < bytes.length && !search.exhausted; at += SEARCHED - OVERLAP) {
      const [sight] = search(bytes.subarray(at, at + SEARCHED));
      if (sight !== undefined) return new Refusal(`the decoy ${sight.canary.name} is in what was to be sent`);
    }
    return search.exhausted ? new Refusal('more was to be sent than can be searched for decoys') : undefined;
  }

  /** Why a name may not be asked for, although it is permitted: decoys are spelt in labels, and over several names. */
  guardName(name: string): Refusal | undefined {
    const plain = plainName(name);
    const [permit] = permitsOf(this.rules.permits, plain);
    const own = permit?.host.startsWith('*.') ? plain.slice(0, 1 - permit.host.length) : '';
    const spelt = `${this.#spelt}${own.replaceAll('.', '')}`.slice(-OVERLAP);
    const refusal = this.guard(Buffer.from(`${name}\n${name.replaceAll('.', '')}\n${spelt}`));
    if (refusal === undefined) this.#spelt = spelt;
    return refusal;
  }

  keep(recorded: Recorded): void {
    if (this.rules.isRecorded && recorded.body.length <= (MOST_ANSWER / 3) * 4 + 4) this.recorded.push(recorded);
  }

  end(): void {
    for (const socket of this.#open) socket.destroy();
  }
}

async function systemLookup(name: string): Promise<string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

async function within<Value>(ms: number, what: Promise<Value>): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<Value>();
  const timer = setTimeout(() => reject(new Error('no answer in time')), ms).unref();
  try {
    return await Promise.race([what, promise]);
  } finally {
    clearTimeout(timer);
  }
}
