import type { Event, Source } from '../event.ts';
import type { Canary, Leak } from './canary.ts';
import {
  handledBy,
  type Observation,
  type Stitched,
  stitchings,
  type Together,
  textsOf,
  together,
} from './observation.ts';
import type { Search, Sight } from './search.ts';

const MOST_LEAKS = 200;
const MOST_STEPS = 20;

/** Canaries in what left, in the order it left; each once for every line, channel and place. */
export interface Leaks {
  readonly leaks: readonly Leak[];
  /** There was more than is searched. */
  readonly incomplete: boolean;
}

/**
 * Finds every canary in what was seen leaving, whole in one observation or split over several to one place. `reads` are the events
 * that read canaries, each marked with its name (see {@link markReads}): they are the first steps of the way, and give a line where
 * nothing else does.
 */
export function findLeaks(search: Search, observations: readonly Observation[], reads: readonly Event[]): Leaks {
  const leaks = new Map<string, Leak>();
  const readsOf = Map.groupBy(reads, (event) => event.detail?.canary);

  const counts = { meant: 0, stolen: 0 };
  /** Hosts that each canary was seen going to at the line that sent it. */
  const sentTo = new Map<string, Set<string>>();

  function note(sight: Sight, parts: readonly Observation[], place: string, split: boolean): void {
    const last = parts.at(-1);
    if (last === undefined) return;
    const { canary, encoding } = sight;
    const known = sentTo.get(canary.name) ?? new Set();
    // What was told where it was written is not told again where the connection was made.
    if (last.connectedTo?.some((host) => known.has(host))) return;
    if (last.connectedTo === undefined && last.source !== undefined) sentTo.set(canary.name, known.add(hostOf(place)));
    const read = (readsOf.get(canary.name) ?? []).slice(0, 3);
    const source = parts.findLast((part) => part.source !== undefined)?.source ?? lineOf(read);
    // What is used as it is meant stands in for nothing else, and takes no room from it.
    const meant = isMeant(canary, last, place);
    const key = `${canary.name} ${last.channel} ${meant} ${source === undefined ? place : `${source.file}:${source.line}`}`;
    if (leaks.has(key) || counts[meant ? 'meant' : 'stolen']++ >= MOST_LEAKS) return;
    leaks.set(key, {
      canary: canary.name,
      channel: last.channel,
      place: place.slice(0, 300),
      encoding: [...encoding],
      ...(split && { pieces: parts.length }),
      ...(meant && { meant: true as const }),
      ...(source !== undefined && { source }),
      steps: [...new Set([...read.map(({ id }) => id), ...idsOf(parts)])],
    });
  }

  const seen = new Map<Observation, Set<Canary>>();
  const whole: [Sight, Observation][] = [];
  for (const observation of observations) {
    if (observation.handled) continue;
    const sights = textsOf(observation).flatMap((text) => search(text));
    seen.set(observation, new Set(sights.map(({ canary }) => canary)));
    for (const sight of sights) {
      if (observation.connectedTo === undefined) note(sight, [observation], observation.place, false);
      else whole.push([sight, observation]);
    }
  }
  for (const group of together(observations)) {
    for (const sight of splitSights(group, search, (canary) => group.parts.some((part) => seen.get(part)?.has(canary))))
      note(sight.sight, sight.parts, group.place, true);
  }
  const lines = whole.some(([, { byShell }]) => byShell) ? linesOf(observations, search) : new Map();
  for (const [sight, observation] of whole) {
    const source = observation.byShell ? lines.get(sight.canary) : undefined;
    note(sight, [source === undefined ? observation : { ...observation, source }], observation.place, false);
  }
  return { leaks: [...leaks.values()], incomplete: search.exhausted };
}

/** Where a shell last had each canary in its hands, whole or in parts. */
function linesOf(observations: readonly Observation[], search: Search): Map<Canary, Source | undefined> {
  const last = new Map<Canary, Observation>();
  const order = new Map(observations.map((one, index) => [one, index]));
  for (const group of handledBy(observations)) {
    const end = group.parts.at(-1);
    if (end === undefined) continue;
    const found =
      group.parts.length === 1
        ? search(end.bytes).map(({ canary }) => canary)
        : splitSights(group, search, () => false).map(({ sight }) => sight.canary);
    for (const canary of found) {
      const before = last.get(canary);
      if (before === undefined || (order.get(before) ?? 0) < (order.get(end) ?? 0)) last.set(canary, end);
    }
  }
  return new Map([...last].map(([canary, { source }]) => [canary, source]));
}

interface SplitSight {
  readonly sight: Sight;
  readonly parts: readonly Observation[];
}

function splitSights(group: Together, search: Search, isKnown: (canary: Canary) => boolean | undefined): SplitSight[] {
  const found = new Map<Canary, SplitSight>();
  for (const stitched of stitchings(group))
    for (const sight of search(stitched.bytes)) {
      if (isKnown(sight.canary) || found.has(sight.canary)) continue;
      const parts = partsOf(group, stitched, sight);
      if (parts.length > 1) found.set(sight.canary, { sight, parts });
    }
  return [...found.values()];
}

/** The parts that hold some of it; all of them where only decoding shows it. */
function partsOf({ parts }: Together, { starts, bytes }: Stitched, { range }: Sight): readonly Observation[] {
  if (range === undefined) return parts;
  const [from, to] = range;
  return parts.filter((_, index) => (starts[index] ?? 0) < to && (starts[index + 1] ?? bytes.length) > from);
}

function idsOf(parts: readonly Observation[]): string[] {
  const ids = parts.flatMap(({ event }) => event ?? []);
  return ids.length <= MOST_STEPS ? ids : [...ids.slice(0, MOST_STEPS - 1), ...ids.slice(-1)];
}

function lineOf(reads: readonly Event[]): Source | undefined {
  return reads.find(({ source }) => source !== undefined)?.source;
}

/** A token sent to whom it belongs to is used, not stolen: as long as no other host is named beside. */
function isMeant(canary: Canary, { channel, bytes }: Observation, place: string): boolean {
  if (channel === 'file') return place === canary.place;
  if (channel === 'file-name' || channel === 'stdout' || channel === 'stderr') return false;
  const hosts = channel === 'argv' ? hostsIn(Buffer.from(bytes).toString('latin1')) : [hostOf(place)];
  return (
    hosts.length > 0 &&
    hosts.every((host) => canary.meantFor.some((name) => host === name || host.endsWith(`.${name}`)))
  );
}

function hostsIn(text: string): string[] {
  return [...text.matchAll(/\b[a-z][\w+.-]{0,20}:\/\/(?:[^/@\s]*@)?([\w.-]+)/gi)].map(([, host]) =>
    (host ?? '').toLowerCase(),
  );
}

function hostOf(place: string): string {
  const url = /^[a-z][\w+.-]*:\/\/(?:[^/@\s]*@)?([\w.-]+)/i.exec(place)?.[1];
  return (url ?? place.replace(/:\d+$/, '')).toLowerCase();
}
