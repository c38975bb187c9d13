import type { Sample } from '../sample/sample.ts';
import type { Found } from './collect.ts';
import { type FileReading, readFiles } from './files.ts';
import { INSPECTION_LIMITS } from './limits.ts';
import { unknownPackages } from './packages/unknown.ts';
import type { Inspection } from './site.ts';
import { flowsOf } from './taint/flows.ts';
import { flowsInside } from './taint/inner.ts';
import { unwrap } from './unwrap/unwrap.ts';
import { contradictions } from './wording/claims.ts';
import { misleadingNames } from './wording/names.ts';

/** Finds what a sample could do by parsing its files. Nothing it names is opened, imported or evaluated; it never throws for what a sample holds. */
export async function inspect(sample: Sample): Promise<Inspection> {
  const started = performance.now();
  return assemble(sample, await readFiles(sample), started);
}

/** Puts together what the files say, and what the code says that they hold as data. */
export async function assemble(sample: Sample, files: readonly FileReading[], started: number): Promise<Inspection> {
  const read = files.flatMap(({ file, reading }) => ('sites' in reading ? [{ file, ...reading }] : []));
  const outer = read.flatMap(({ sites }) => sites);
  const evaluations = read.flatMap((one) => one.evaluations);
  const unwrapped = await unwrap(evaluations, INSPECTION_LIMITS.sites - outer.length);
  const found = outer.flatMap((site) => [site, ...(unwrapped.sites.get(site) ?? [])]);
  const sites = found.map((site, index) => ({ id: `site:${index + 1}`, ...site }));
  const marks = read.flatMap((one) => one.marks ?? []);
  const { flows, incomplete } = await flowsOf(
    read.flatMap(({ source, names }) => (source === undefined ? [] : [{ source, names }])),
    sites,
    marks,
  );
  const inside = await flowsInside(unwrapped.inner, idsOf(found));
  const named = await unknownPackages(sample, sites);
  return {
    sites,
    problems: read.flatMap(({ problems }) => problems),
    suppressions: read.flatMap(({ suppressions }) => suppressions),
    flows: [...flows, ...inside].map((flow, index) => ({ ...flow, id: `flow:${index + 1}` })),
    wording: [
      ...read.flatMap(({ wording }) => wording),
      ...unwrapped.wording,
      ...misleadingNames(sites),
      ...contradictions(
        read.flatMap(({ claims }) => claims),
        sites,
      ),
    ],
    marks,
    packages: named.packages,
    skipped: [
      ...files.flatMap(reasonsOf),
      ...unwrapped.skipped,
      ...[incomplete, named.incomplete].flatMap((reason) =>
        reason === undefined ? [] : [{ file: sample.entry, reason }],
      ),
    ],
    executableLines: Object.fromEntries(
      read.flatMap(({ file, lines }) => (lines === undefined ? [] : [[file, lines]])),
    ),
    durationMs: performance.now() - started,
  };
}

/** The numbers of sites, worked out when they are first asked for: most samples hold no code as data. */
function idsOf(sites: readonly Found[]): (site: Found) => string | undefined {
  let ids: ReadonlyMap<Found, string> | undefined;
  return (site) => {
    ids ??= new Map(sites.map((one, index) => [one, `site:${index + 1}`]));
    return ids.get(site);
  };
}

function reasonsOf({ file, reading }: FileReading): Inspection['skipped'] {
  const reason = 'reason' in reading ? reading.reason : reading.incomplete;
  return reason === undefined ? [] : [{ file, reason }];
}
