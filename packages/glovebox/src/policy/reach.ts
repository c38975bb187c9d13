import { permitFrom } from '../observe/network/egress/permits.ts';
import type { Permits } from './permits.ts';
import type { Policy } from './policy.ts';

/** What a policy accepts: its permits, or else that what it lets out is spoken to. */
export function accepted({ permit, network }: Policy): Permits | undefined {
  if (permit !== undefined || (network?.mode !== 'allow' && network?.mode !== 'record')) return permit;
  return { 'network.connect': [...(network.hosts ?? []), ...(network.addresses ?? [])].flatMap(places) };
}

function places(host: string): string[] {
  const named = permitFrom(host);
  return named === undefined ? [host] : named.ports.map((port) => `${named.host}:${port}`);
}
