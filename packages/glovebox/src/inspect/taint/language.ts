import type { SourceKind } from '../site.ts';

/** What a language's own callees do with data, by their public names. */
export interface DataTable {
  /** Callees and values that bring data in, beyond those that are sites. */
  readonly sources: ReadonlyMap<string, SourceKind>;
  /** The bits that the value of a call is harmless for. */
  readonly sanitizers: ReadonlyMap<string, number>;
  /** Calls whose value tells nothing of what they are given. */
  readonly silent: ReadonlySet<string>;
  /** Methods that tell nothing of their object. */
  readonly silentMethods: ReadonlySet<string>;
  /** Methods that put what they are given into their object. */
  readonly filling: ReadonlySet<string>;
  /** Methods that hand what they are given to the place their object was opened at. */
  readonly handing: ReadonlySet<string>;
}

/** Names separated by white space. */
export function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}

/** A table from rows of a value and the names it holds for. */
export function rows<T>(table: readonly (readonly [T, string])[]): Map<string, T> {
  return new Map(table.flatMap(([value, names]) => words(names).map((name): [string, T] => [name, value])));
}

/** The longest beginning of a name that a table has: `sys.argv` of `sys.argv.pop`. */
export function knownPrefix(table: ReadonlyMap<string, unknown>, name: string): string | undefined {
  let rest = name;
  for (let parts = 0; parts < 8; parts++) {
    if (table.has(rest)) return rest;
    const dot = rest.lastIndexOf('.');
    if (dot < 0) return undefined;
    rest = rest.slice(0, dot);
  }
  return undefined;
}
