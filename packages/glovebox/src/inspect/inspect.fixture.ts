import type { Language, Sample } from '../sample/sample.ts';
import { inspect } from './inspect.ts';
import type { Inspection } from './site.ts';

/** A sample of one file, or of several by their paths; the first one is the entry. */
export function sampleOf(language: Language, files: string | Record<string, string | Uint8Array>): Sample {
  const named = typeof files === 'string' ? { main: files } : files;
  const entries = Object.entries(named).map(([path, content]) => ({
    path,
    content: typeof content === 'string' ? new TextEncoder().encode(content) : content,
  }));
  return { id: `sha256:${'0'.repeat(64)}`, language, entry: entries[0]?.path ?? '', files: entries, args: [] };
}

export function inspected(language: Language, code: string): Promise<Inspection> {
  return inspect(sampleOf(language, code));
}

/** Each site as `capability callee target`, imports by statement left out. */
export async function usesIn(language: Language, code: string): Promise<string[]> {
  const { sites } = await inspected(language, code);
  return sites
    .filter((site) => site.capability !== 'code.import')
    .map(({ capability, callee, target }) =>
      [capability, callee, target].filter((part) => part !== undefined).join(' '),
    );
}

export async function importsIn(language: Language, code: string): Promise<(string | undefined)[]> {
  const { sites } = await inspected(language, code);
  return sites.filter((site) => site.capability === 'code.import').map((site) => site.target);
}
