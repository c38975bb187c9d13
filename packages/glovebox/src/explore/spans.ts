import type { Capability } from '../capability.ts';
import type { Site } from '../inspect/site.ts';
import type { Source } from '../observe/event.ts';

/** Lines of one expression that are looked at. A hostile source may make one of a hundred thousand, many times over. */
const LONGEST_SPAN = 200;
const MOST_ENTRIES = 200_000;

/** Capabilities that are one thing to different observers: a secret is read as a file, persistence is a file written. */
const AREA_OF: Readonly<Record<string, string>> = {
  'system.persist': 'file',
  secret: 'file',
  system: 'process',
  environment: 'file',
};

/** Where something is done, and in which area of capabilities: what a site and the events it causes have in common. */
export function placeOf(file: string, line: number, capability: Capability): string {
  const area = capability.split('.')[0] ?? capability;
  return `${AREA_OF[capability] ?? AREA_OF[area] ?? area} ${line} ${file}`;
}

/** Every line of a site, the first ones where it is long. */
export function linesOf(site: Site): number[] {
  const count = Math.min(site.endLine - site.line + 1, LONGEST_SPAN);
  return Array.from({ length: Math.max(1, count) }, (_, index) => site.line + index);
}

/** Tells the first line of the expression an event came from, whichever of its lines the interpreter was at. */
export function firstLines(sites: readonly Site[]): (source: Source, capability: Capability) => number {
  const starts = new Map<string, number>();
  for (const site of sites) {
    if (site.endLine === site.line || starts.size >= MOST_ENTRIES) continue;
    for (const line of linesOf(site)) {
      const place = placeOf(site.file, line, site.capability);
      if (!starts.has(place)) starts.set(place, site.line);
    }
  }
  return (source, capability) => starts.get(placeOf(source.file, source.line, capability)) ?? source.line;
}
