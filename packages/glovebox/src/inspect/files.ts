import type { Sample, SampleFile } from '../sample/sample.ts';
import { workedMs } from './clock.ts';
import type { Found } from './collect.ts';
import { languageOf } from './languages/language.ts';
import { INSPECTION_LIMITS } from './limits.ts';
import { type Reading, readSource } from './read.ts';
import { grammarOf } from './syntax/grammar.ts';
import { parse } from './syntax/parse.ts';
import { sitesOfModule } from './wasm/sites.ts';

/** A file and what was read in it, or the reason why it was not. */
export interface FileReading {
  readonly file: string;
  readonly reading: Reading | Unread;
}

interface Unread {
  readonly reason: string;
}

/** What one sample may still cost. */
interface Budget {
  sites: number;
  bytes: number;
  readonly deadline: number;
}

/** Reads every file of a sample, each by itself, within {@link INSPECTION_LIMITS}. */
export async function readFiles(sample: Sample): Promise<FileReading[]> {
  const budget: Budget = {
    sites: INSPECTION_LIMITS.sites,
    bytes: INSPECTION_LIMITS.sampleBytes,
    deadline: workedMs() + INSPECTION_LIMITS.sampleMs,
  };
  const readings: FileReading[] = [];
  for (const file of sample.files) readings.push({ file: file.path, reading: await readFile(sample, file, budget) });
  return readings;
}

async function readFile(sample: Sample, file: SampleFile, budget: Budget): Promise<Reading | Unread> {
  const reading =
    sample.language === 'wasm' && file.path === sample.entry ? readModule(file) : await readText(sample, file, budget);
  if ('sites' in reading) budget.sites -= reading.sites.length;
  return reading;
}

function readModule(file: SampleFile): Reading | Unread {
  const module = sitesOfModule(file);
  return 'reason' in module ? module : readingOf(module.sites);
}

function readingOf(sites: readonly Found[]): Reading {
  return { sites, evaluations: [], problems: [], suppressions: [], wording: [], claims: [], incomplete: undefined };
}

/** By name, or by the mark of protocols 2 to 5 at its beginning and the end of a pickle at its end. */
function isPickle({ path, content }: SampleFile): boolean {
  if (/\.(pkl|pickle)$/i.test(path)) return true;
  const [mark, protocol = 0] = content;
  return mark === 0x80 && protocol >= 2 && protocol <= 5 && content.at(-1) === 0x2e;
}

/** A pickle has no lines: its sites stand on the first, and the layer says at which operation. */
async function readPickleFile({ path, content }: SampleFile): Promise<Reading> {
  const { readPickle } = await import('./unwrap/pickle.ts');
  const { sites, evaluations, listing, incomplete } = readPickle(content, path);
  const code = listing.join('; ').slice(0, 400);
  const placed = new Map(
    sites.map((site) => {
      const layer = {
        language: 'pickle',
        by: 'pickle',
        code,
        line: site.line,
        text: listing[site.line - 1] ?? '',
      } as const;
      return [site, { ...site, line: 1, endLine: 1, inner: [layer] }];
    }),
  );
  return {
    ...readingOf([...placed.values()]),
    evaluations: evaluations.map((one) => ({ ...one, site: placed.get(one.site) ?? one.site })),
    incomplete,
  };
}

async function readText(sample: Sample, file: SampleFile, budget: Budget): Promise<Reading | Unread> {
  const grammar = grammarOf(sample, file);
  if (grammar === undefined && isPickle(file)) return readPickleFile(file);
  if (grammar === undefined) return { reason: 'no grammar for this kind of file' };
  if (file.content.length > INSPECTION_LIMITS.fileBytes) return { reason: `larger than ${mebibytes('fileBytes')}` };
  if (file.content.length > budget.bytes)
    return { reason: `the sample has more than ${mebibytes('sampleBytes')} of source` };
  if (workedMs() > budget.deadline) return { reason: 'reading the files before it took too long' };
  budget.bytes -= file.content.length;
  // The language's code is loaded while its grammar is compiled elsewhere.
  const parsing = parse(file.path, grammar, new TextDecoder().decode(file.content));
  const [source] = await Promise.all([parsing, languageOf(grammar)]);
  if (source === undefined) return { reason: 'parsing took too long' };
  try {
    return await readSource(source, budget.sites);
  } catch (cause) {
    // One file that nobody foresaw must not hide the others, nor pass as harmless.
    return { reason: `${FAULT}: ${cause instanceof Error ? cause.message : String(cause)}` };
  }
}

/** How the reason begins for a file that a mistake of ours kept from being read. */
export const FAULT = 'reading it failed inside Glovebox';

function mebibytes(limit: 'fileBytes' | 'sampleBytes'): string {
  return `${INSPECTION_LIMITS[limit] / 1024 / 1024} MiB`;
}
