import type { Capability } from '../capability.ts';
import { type Act, type Behaviour, PORT } from './behaviour.ts';
import type { Entry } from './result.ts';

export interface Difference {
  readonly added: readonly Entry[];
  readonly removed: readonly Entry[];
}

/** What of one side's behaviour the other has not: `added` with lines at head, `removed` with lines at base. */
export function differenceOf(unit: string, head: Behaviour, base: Behaviour): Difference {
  return { added: beyond(unit, head, base), removed: beyond(unit, base, head) };
}

function beyond(unit: string, { acts }: Behaviour, other: Behaviour): Entry[] {
  const hosts = hostsOf(other);
  return [...acts]
    .filter(([key, act]) => !other.acts.has(key) && !isKnownHost(act, hosts))
    .map(([, act]) => entryOf(unit, act))
    .sort((a, b) => RANK[a.kind] - RANK[b.kind] || weightOf(b) - weightOf(a) || a.line - b.line);
}

/** A name without a port was only asked for: whoever speaks to it on the other side asks for it as well. */
function isKnownHost({ kind, capability, target }: Act, hosts: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  if (kind !== 'host' || capability !== 'network.connect') return false;
  const ports = hosts.get(target.replace(PORT, ''));
  return ports !== undefined && (!PORT.test(target) || ports.has(''));
}

/** Ports by host, '' where it was only asked for. */
function hostsOf({ acts }: Behaviour): Map<string, Set<string>> {
  const hosts = new Map<string, Set<string>>();
  for (const { kind, capability, target } of acts.values()) {
    if (kind !== 'host' || capability !== 'network.connect') continue;
    const name = target.replace(PORT, '');
    hosts.set(name, (hosts.get(name) ?? new Set()).add(PORT.exec(target)?.[1] ?? ''));
  }
  return hosts;
}

function entryOf(unit: string, { kind, capability, target, place, seen }: Act): Entry {
  return { kind, capability, target, unit, file: place.file, line: place.line, seen: seen > 0 };
}

/** What matters most to a reader comes first. */
const RANK: Record<Entry['kind'], number> = {
  policy: 0,
  host: 1,
  command: 2,
  file: 3,
  environment: 4,
  package: 5,
  capability: 6,
};

function weightOf({ capability, seen }: Entry): number {
  return (capability === undefined ? 0 : (WEIGHTS[capability] ?? 0)) * 2 + (seen ? 1 : 0);
}

const WEIGHTS: { readonly [Name in Capability]?: number } = {
  'secret.read': 4,
  'file.delete': 3,
  'file.permission': 3,
  'file.write': 2,
  'process.inject': 4,
  'system.persist': 4,
  'system.privilege': 4,
  'code.eval': 3,
  'code.native': 3,
  'code.deserialize': 3,
  'network.connect': 2,
};

/**
 * The differences of all units as one: an act that several units add is told once, and one that moved from one unit to another only
 * where it is added, because what runs it is another program now.
 */
export function joinDifferences(differences: readonly Difference[], most: number): Difference & { omitted?: number } {
  const added = distinct(differences.flatMap((difference) => difference.added));
  const removed = distinct(differences.flatMap((difference) => difference.removed));
  const omitted = Math.max(0, added.length - most) + Math.max(0, removed.length - most);
  return {
    added: added.slice(0, most),
    removed: removed.slice(0, most),
    ...(omitted > 0 && { omitted }),
  };
}

/** By what is done and where it stands: a file that several programs import is one place. */
function distinct(entries: readonly Entry[]): Entry[] {
  const told = new Map<string, Entry>();
  for (const entry of entries) {
    const key = [entry.kind, entry.capability, entry.target, entry.file, entry.line].join('\n');
    const known = told.get(key);
    if (known === undefined || (entry.seen && !known.seen)) told.set(key, entry);
  }
  return [...told.values()].sort((a, b) => RANK[a.kind] - RANK[b.kind] || weightOf(b) - weightOf(a));
}
