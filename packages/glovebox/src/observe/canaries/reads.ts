import type { Event } from '../event.ts';
import type { Canary } from './canary.ts';

/** The event, with the name of the canary it reads; a file that was read is then a secret, as what is in it says. */
export function markRead(event: Event, canaries: ReadonlyMap<string, Canary>): Event {
  const canary = canaryOf(event, canaries);
  if (canary === undefined) return event;
  const isRead = event.capability === 'file.read' && event.observer !== 'interpreter';
  return {
    ...event,
    ...(isRead && { capability: 'secret.read' as const }),
    detail: { ...event.detail, canary: canary.name },
  };
}

/** Canaries by where they are read: a path, or `$NAME`. */
export function byPlace(canaries: readonly Canary[]): Map<string, Canary> {
  return new Map(canaries.map((canary) => [canary.kind === 'file' ? canary.place : `$${canary.place}`, canary]));
}

function canaryOf({ capability, target, detail }: Event, canaries: ReadonlyMap<string, Canary>): Canary | undefined {
  if (capability === 'environment.read') return canaries.get(`$${target}`);
  if (capability !== 'file.read' && capability !== 'secret.read') return undefined;
  const { real } = detail ?? {};
  return canaries.get(target) ?? (typeof real === 'string' ? canaries.get(real) : undefined);
}
