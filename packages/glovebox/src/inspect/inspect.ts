import type { Sample, SampleFile } from '../sample/sample.ts';
import type { Found } from './collect.ts';
import { INSPECTION_LIMITS } from './limits.ts';
import { unknownPackages } from './packages/unknown.ts';
import { type Reading, readSource } from './read.ts';
import type { Inspection } from './site.ts';
import { grammarOf } from './syntax/grammar.ts';
import { parse, type Source } from './syntax/parse.ts';
import { flowsOf } from './taint/flows.ts';
import { unwrap } from './unwrap/unwrap.ts';
import { sitesOfModule } from './wasm/sites.ts';
import { contradictions } from './wording/claims.ts';
import { misleadingNames } from './wording/names.ts';

/** Finds what a sample could do by parsing its files. Nothing it names is opened, imported or evaluated; it never throws for what a sample holds. */
export async function inspect(sample: Sample): Promise<Inspection> {
  const started = performance.now();
  const readings: FileReading[] = [];
  let remaining: number = INSPECTION_LIMITS.sites;
  for (const file of sample.files) {
    const reading = await readFile(sample, file, remaining);
    if ('sites' in reading) remaining -= reading.sites.length;
    readings.push({ file: file.path, reading });
  }
  return assemble(sample, readings, started);
}

/** A file and what was read in it, or the reason why it was not. */
export interface FileReading {
  readonly file: string;
  readonly reading: Reading | Unread;
}

interface Unread {
  readonly reason: string;
}

async function readFile(sample: Sample, file: SampleFile, mostSites: number): Promise<Reading | Unread> {
  if (sample.language === 'wasm' && file.path === sample.entry) {
    const module = sitesOfModule(file);
    return 'reason' in module ? module : readingOfModule(module.sites);
  }
  const source = await sourceOf(sample, file);
  return 'reason' in source ? source : readSource(source, mostSites);
}

function readingOfModule(sites: readonly Found[]): Reading {
  return { sites, evaluations: [], problems: [], suppressions: [], wording: [], claims: [], incomplete: undefined };
}

async function sourceOf(sample: Sample, file: SampleFile): Promise<Source | Unread> {
  const grammar = grammarOf(sample, file);
  if (grammar === undefined) return { reason: 'no grammar for this kind of file' };
  if (file.content.length > INSPECTION_LIMITS.fileBytes)
    return { reason: `larger than ${INSPECTION_LIMITS.fileBytes / 1024 / 1024} MiB` };
  const source = await parse(file.path, grammar, new TextDecoder().decode(file.content));
  return source ?? { reason: 'parsing took too long' };
}

/** Puts together what the files say, and what the code says that they hold as data. */
export async function assemble(sample: Sample, files: readonly FileReading[], started: number): Promise<Inspection> {
  const read = files.flatMap(({ file, reading }) => ('sites' in reading ? [{ file, ...reading }] : []));
  const outer = read.flatMap(({ sites }) => sites);
  const unwrapped = await unwrap(
    read.flatMap(({ evaluations }) => evaluations),
    INSPECTION_LIMITS.sites - outer.length,
  );
  const sites = outer
    .flatMap((site) => [site, ...(unwrapped.sites.get(site) ?? [])])
    .map((site, index) => ({ id: `site:${index + 1}`, ...site }));
  const { flows, incomplete } = flowsOf(
    read.flatMap(({ source }) => source ?? []),
    sites,
  );
  return {
    sites,
    problems: read.flatMap(({ problems }) => problems),
    suppressions: read.flatMap(({ suppressions }) => suppressions),
    flows,
    wording: [
      ...read.flatMap(({ wording }) => wording),
      ...misleadingNames(sites),
      ...contradictions(
        read.flatMap(({ claims }) => claims),
        sites,
      ),
    ],
    packages: await unknownPackages(sample, sites),
    skipped: [
      ...files.flatMap(reasonsOf),
      ...unwrapped.skipped,
      ...(incomplete === undefined ? [] : [{ file: sample.entry, reason: incomplete }]),
    ],
    executableLines: Object.fromEntries(
      read.flatMap(({ file, lines }) => (lines === undefined ? [] : [[file, lines]])),
    ),
    durationMs: performance.now() - started,
  };
}

function reasonsOf({ file, reading }: FileReading): Inspection['skipped'] {
  const reason = 'reason' in reading ? reading.reason : reading.incomplete;
  return reason === undefined ? [] : [{ file, reason }];
}
