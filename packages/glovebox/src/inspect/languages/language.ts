import type { SiteCollector } from '../collect.ts';
import type { Grammar } from '../syntax/grammar.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import type { Source } from '../syntax/parse.ts';
import type { Visitor } from '../syntax/walk.ts';
import type { Following } from '../taint/following.ts';
import type { NamedSource } from '../taint/reader.ts';

/** What differs between languages. */
export interface Language {
  readonly visitor: (source: Source, sites: SiteCollector, variables?: Readonly<Record<string, string>>) => Visitor;
  readonly isStatement: (node: SyntaxNode) => boolean;
  /** Follows data through all files of a sample that are in this language. Gives what is left to do when every file was read. */
  readonly follow: (files: readonly NamedSource[], following: Following) => () => void;
}

const NAMES = ['python', 'javascript', 'bash'] as const;
type Name = (typeof NAMES)[number];

const LANGUAGE_OF: Record<Grammar, Name> = {
  python: 'python',
  javascript: 'javascript',
  typescript: 'javascript',
  tsx: 'javascript',
  bash: 'bash',
};

const LOADERS: Record<Name, () => Promise<Language>> = {
  python: async () => (await import('./python.ts')).PYTHON,
  javascript: async () => (await import('./javascript.ts')).JAVASCRIPT,
  bash: async () => (await import('./bash.ts')).BASH,
};

const loaded = new Map<Name, Promise<Language>>();

/** How a grammar's sources are read, loaded when first asked for: one small file must not wait for three languages. */
export function languageOf(grammar: Grammar): Promise<Language> {
  return load(LANGUAGE_OF[grammar]);
}

/** The files of each language that has some, always in the same order. */
export async function byLanguage(files: readonly NamedSource[]): Promise<[Language, NamedSource[]][]> {
  const groups = Map.groupBy(files, ({ source }) => LANGUAGE_OF[source.grammar]);
  const found: [Language, NamedSource[]][] = [];
  for (const name of NAMES) {
    const own = groups.get(name);
    if (own !== undefined) found.push([await load(name), own]);
  }
  return found;
}

function load(name: Name): Promise<Language> {
  const language = loaded.get(name) ?? LOADERS[name]();
  loaded.set(name, language);
  return language;
}
