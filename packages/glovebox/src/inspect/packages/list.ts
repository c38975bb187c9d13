/** Where packages come from. */
export type Ecosystem = 'npm' | 'pypi';

export const NAME_OF: Record<Ecosystem, string> = { npm: 'npm', pypi: 'the Python Package Index' };

/** Names of one ecosystem: more make the shipped list heavy, and what is used less is told apart by a person anyway. */
const MOST_NAMES = 9_000;
const LONGEST_NAME = 60;

const LEGAL: Record<Ecosystem, RegExp> = {
  npm: /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/,
  pypi: /^[a-z0-9][a-z0-9-]*$/,
};

/** The names of a list, one a line and the most used first, as they are looked up. What is no name of a package is left out. */
export function knownList(ecosystem: Ecosystem, lines: string): string[] {
  const names = lines
    .split(/\r?\n/)
    .map((line) => normal(ecosystem, line.split('\t', 1)[0]?.trim() ?? ''))
    .filter((name) => name.length <= LONGEST_NAME && LEGAL[ecosystem].test(name));
  return [...new Set(names)].slice(0, MOST_NAMES);
}

/** A name as its registry compares it. */
export function normal(ecosystem: Ecosystem, name: string): string {
  return ecosystem === 'npm' ? name : name.toLowerCase().replace(/[-_.]+/g, '-');
}
