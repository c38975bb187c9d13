import { permitFrom } from '../observe/network/egress/permits.ts';
import { isWholesale, type Permits } from './permits.ts';
import type { Policy } from './policy.ts';

/** What a policy accepts: its permits that name something, or else that what it lets out is spoken to. */
export function accepted({ permit, network }: Policy): Permits | undefined {
  if (permit !== undefined) return withoutWholesale(permit);
  if (network?.mode !== 'allow' && network?.mode !== 'record') return undefined;
  return { 'network.connect': [...(network.hosts ?? []), ...(network.addresses ?? [])].flatMap(places) };
}

function withoutWholesale(permit: Permits): Permits {
  return Object.fromEntries(
    Object.entries(permit).map(([name, listed]) => [name, listed.filter((pattern) => !isWholesale(pattern))]),
  );
}

function places(host: string): string[] {
  const named = permitFrom(host);
  return named === undefined ? [host] : named.ports.map((port) => `${named.host}:${port}`);
}
