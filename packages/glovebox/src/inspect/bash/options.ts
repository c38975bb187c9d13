import type { CommandRow } from './table/row.ts';

/** A command's words, told apart by what its manual says of its options. */
export interface Arguments {
  readonly operands: readonly string[];
  /** Options as they are called, each with the values it was given. */
  readonly given: ReadonlyMap<string, readonly string[]>;
}

const known = new WeakMap<CommandRow, { readonly valued: ReadonlySet<string>; readonly long: readonly string[] }>();

function optionsOf(row: CommandRow): { readonly valued: ReadonlySet<string>; readonly long: readonly string[] } {
  const before = known.get(row);
  if (before !== undefined) return before;
  const meanings = [...Object.entries(row.also ?? {}), ...Object.entries(row.instead ?? {})];
  const valued = new Set((row.values ?? '').split(' '));
  for (const [names, means] of meanings)
    if (means.some((meaning) => meaning.endsWith('value'))) for (const name of names.split(' ')) valued.add(name);
  const every = [...valued, ...meanings.flatMap(([names]) => names.split(' '))];
  const options = { valued, long: [...new Set(every.filter((name) => name.startsWith('--')))] };
  known.set(row, options);
  return options;
}

/** Reads options as the usual library does: letters together, values beside or behind them, long names shortened. */
export function argumentsOf(words: readonly string[], row: CommandRow): Arguments {
  const { valued, long } = optionsOf(row);
  const operands: string[] = [];
  const given = new Map<string, string[]>();
  const give = (name: string, value?: string): void => {
    const values = given.get(name) ?? [];
    if (value !== undefined) values.push(value);
    given.set(name, values);
  };
  let at = 0;
  const next = (): string | undefined => words[++at];
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') {
      operands.push(...words.slice(at + 1));
      break;
    }
    if (word.startsWith('--') && word.length > 2) {
      const cut = word.indexOf('=');
      const name = wholeName(cut < 0 ? word : word.slice(0, cut), long);
      if (cut >= 0) give(name, word.slice(cut + 1));
      else give(name, valued.has(name) ? next() : undefined);
    } else if (word.startsWith('-') && word.length > 1) {
      if (row.style === 'words' || (valued.has(word) && word.length > 2))
        give(word, valued.has(word) ? next() : undefined);
      else letters(word, valued, give, next);
    } else operands.push(word);
  }
  return { operands, given };
}

function letters(
  word: string,
  valued: ReadonlySet<string>,
  give: (name: string, value?: string) => void,
  next: () => string | undefined,
): void {
  for (let at = 1; at < word.length; at++) {
    const name = `-${word[at]}`;
    if (valued.has(name)) {
      give(name, at + 1 < word.length ? word.slice(at + 1) : next());
      return;
    }
    give(name);
  }
}

/** `--outp` is `--output` where nothing else begins so. */
function wholeName(name: string, long: readonly string[]): string {
  if (long.includes(name)) return name;
  const fitting = long.filter((one) => one.startsWith(name));
  return fitting.length === 1 && name.length > 3 ? (fitting[0] ?? name) : name;
}
