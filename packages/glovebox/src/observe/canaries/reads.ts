import { dirname } from 'node:path/posix';
import type { Event } from '../event.ts';
import type { Canary } from './canary.ts';

/** What can be read of canaries. */
export interface Readable {
  /** Canaries by where they are read: a path, or `$NAME`. */
  readonly canaries: ReadonlyMap<string, Canary>;
  /** Folders that are there because a canary lies below. */
  readonly folders: ReadonlySet<string>;
}

export function readable(canaries: readonly Canary[]): Readable {
  const files = canaries.filter(({ kind }) => kind === 'file');
  const folders = new Set<string>();
  for (const { place } of files)
    for (let folder = dirname(place); folder.length > 1 && !folders.has(folder); folder = dirname(folder))
      folders.add(folder);
  return {
    canaries: new Map(canaries.map((canary) => [canary.kind === 'file' ? canary.place : `$${canary.place}`, canary])),
    folders,
  };
}

/**
 * The event, with the name of the canary it reads; a file that was read is then a secret, as what is in it says. Looking into a folder
 * of decoys, as every walk through a home does, is marked `listed`: nothing was read yet.
 */
export function markRead(event: Event, { canaries, folders }: Readable): Event {
  const canary = canaryOf(event, canaries);
  if (canary !== undefined) {
    const isRead = event.capability === 'file.read' && event.observer !== 'interpreter';
    return {
      ...event,
      ...(isRead && { capability: 'secret.read' as const }),
      detail: { ...event.detail, canary: canary.name },
    };
  }
  const listed = event.capability === 'file.read' && folders.has(event.target.replace(/(?<=.)\/+$/, ''));
  return listed ? { ...event, detail: { ...event.detail, listed: true } } : event;
}

function canaryOf({ capability, target, detail }: Event, canaries: Readable['canaries']): Canary | undefined {
  if (capability === 'environment.read') return canaries.get(`$${target}`);
  if (capability !== 'file.read' && capability !== 'secret.read') return undefined;
  const { real } = detail ?? {};
  return canaries.get(target) ?? (typeof real === 'string' ? canaries.get(real) : undefined);
}
