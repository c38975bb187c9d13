import type { Inspection } from '../inspect/site.ts';
import { grammarOf } from '../inspect/syntax/grammar.ts';
import { parse, type Source } from '../inspect/syntax/parse.ts';
import type { Sample } from '../sample/sample.ts';

const MOST_FILES = 20;

/** The files that hold sites, parsed; those that could not be in their time are left out. */
export async function sourcesOf(sample: Sample, { sites }: Inspection): Promise<Map<string, Source>> {
  const wanted = new Set(sites.map(({ file }) => file));
  const found = new Map<string, Source>();
  for (const file of sample.files.filter(({ path }) => wanted.has(path)).slice(0, MOST_FILES)) {
    const grammar = grammarOf(sample, file);
    const source = grammar && (await parse(file.path, grammar, new TextDecoder().decode(file.content)));
    if (source !== undefined) found.set(file.path, source);
  }
  return found;
}
