import type { Duplex } from 'node:stream';
import type { Authority } from './authority.ts';
import type { Egress } from './egress/egress.ts';
import type { Names } from './names.ts';
import type { Call, Exchange, Record } from './record.ts';
import type { Reply } from './replies.ts';

/** What one run's sinkhole knows. */
export interface World {
  readonly names: Names;
  readonly record: Record;
  readonly replies: readonly Reply[];
  readonly authority: Authority;
  /** The way out, where there is one: everything is played without it. */
  readonly egress?: Egress;
  /** Data connections that a dialogue has announced, by `address:port`: the next one there is taken so. */
  readonly expected: Map<string, (socket: Duplex, call: Call) => void>;
}

/** One connection of the sample's, while it is answered. */
export interface Scene {
  readonly world: World;
  readonly call: Call;
  /** The name that was asked for, the address where none was. */
  readonly host: string;
  /** Where the connection is inside of TLS. */
  readonly tls?: Exchange['tls'];
}

export function sceneOf(world: World, call: Call): Scene {
  return { world, call, host: world.names.nameOf(call.address) ?? call.address };
}
