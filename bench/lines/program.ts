import type { Capability } from '../../packages/glovebox/src/capability.ts';
import type { Language } from '../../packages/glovebox/src/sample/sample.ts';
import type { Chance } from './random.ts';

/** Something to do to the world, in one line of the language. */
export interface Action {
  /** The code; `NAME` is a file or folder of its own, `PORT` a number of its own. */
  readonly code: string;
  /** What the kernel sees of it: capability and, `NAME` and `PORT` filled in, the target as a regular expression. */
  readonly seen: readonly (readonly [Capability | 'secret.read', string])[];
  /** What has to be there: `file` or `folder` called NAME; or files with their content by name. */
  readonly needs?: 'file' | 'folder';
  /** Lines at the head of the program for it. */
  readonly imports?: readonly string[];
  /** It comes to its end some time later. */
  readonly later?: true;
}

/** A way for code to come to run: `ACTION` stands on the line that is to be told, `$$` makes names its own. */
export interface Way {
  readonly name: string;
  readonly code: string;
  readonly imports?: readonly string[];
  /** Further files, by name; `$$` in names as well, and `IMPORTS` stands for what the action needs. */
  readonly files?: Readonly<Record<string, string>>;
  /** Nothing else can be in the same program. */
  readonly alone?: true;
  /** Fits actions like this alone. */
  readonly fits?: (action: Action) => boolean;
}

export interface Expectation {
  readonly way: string;
  readonly action: string;
  readonly file: string;
  readonly line: number;
  readonly capability: string;
  readonly target: RegExp;
}

export interface Generated {
  readonly name: string;
  readonly language: Language;
  readonly entry: string;
  readonly files: Readonly<Record<string, string>>;
  readonly expected: readonly Expectation[];
}

export interface Grammar {
  readonly language: Language;
  readonly entry: string;
  readonly head: readonly string[];
  readonly actions: readonly Action[];
  readonly ways: readonly Way[];
}

const MARK = '\u2620';

/** One program of two to four actions, each in a way of its own; `first` is the number of the way that comes first. */
export function generate(grammar: Grammar, number: number, chance: Chance): Generated {
  const files: Record<string, string> = {};
  const imports = new Set<string>();
  const marks: { way: string; action: Action; name: string; port: number }[] = [];
  let body = '';
  for (const [at, way] of waysOf(grammar.ways, number, chance).entries()) {
    const action = chance.pick(grammar.actions.filter((one) => way.fits?.(one) ?? true));
    const id = `${number}_${at}`;
    const name = `item${id}`;
    const port = 20_000 + (number % 1000) * 10 + at;
    const fill = (text: string) =>
      text.replaceAll('NAME', name).replaceAll('PORT', `${port}`).replaceAll('$$', `_${id}`);
    if (action.needs === 'file') files[name] = 'a,b\n1,2\n';
    if (action.needs === 'folder') files[`${name}/inner`] = 'x\n';
    for (const line of [...(action.imports ?? []), ...(way.imports ?? [])]) imports.add(line);
    const needed = (action.imports ?? []).join('\n');
    const code = (text: string) => place(fill(text.replaceAll('IMPORTS', needed)), fill(action.code), marks.length);
    for (const [file, text] of Object.entries(way.files ?? {})) files[fill(file)] = code(text);
    body += `${code(way.code)}\n`;
    marks.push({ way: way.name, action, name, port });
  }
  // Lines are numbered differently in every program.
  const blank = '\n'.repeat(chance.below(4));
  files[grammar.entry] = `${[...grammar.head, ...imports].join('\n')}\n${blank}${body}`;
  const expected: Expectation[] = [];
  for (const [file, text] of Object.entries(files)) {
    for (const [index, line] of text.split('\n').entries()) {
      for (const [, key] of line.matchAll(new RegExp(`${MARK}(\\d+)${MARK}`, 'g'))) {
        const mark = marks[Number(key)];
        if (mark === undefined) continue;
        for (const [capability, target] of mark.action.seen) {
          const pattern = target.replaceAll('NAME', mark.name).replaceAll('PORT', `${mark.port}`);
          expected.push({
            way: mark.way,
            action: mark.action.code,
            file,
            line: index + 1,
            capability,
            target: new RegExp(pattern),
          });
        }
      }
    }
    files[file] = text.replaceAll(new RegExp(`${MARK}\\d+${MARK}`, 'g'), '');
  }
  return { name: `${grammar.language} ${number}`, language: grammar.language, entry: grammar.entry, files, expected };
}

/** The way whose turn it is, and one to three others that go with it. */
function waysOf(ways: readonly Way[], number: number, chance: Chance): readonly Way[] {
  const first = ways[number % ways.length];
  if (first === undefined) throw new RangeError('no ways');
  if (first.alone) return [first];
  const others = ways.filter((way) => way.alone !== true);
  return [first, ...Array.from({ length: 1 + chance.below(3) }, () => chance.pick(others))];
}

/** The action put where `ACTION` is; `QUOTED` is its text inside a string, with the quotes of JSON. */
function place(text: string, action: string, key: number): string {
  return text
    .split('\n')
    .map((line) => {
      if (!line.includes('ACTION') && !line.includes('QUOTED')) return line;
      return line
        .replaceAll('ACTION', `${action}`)
        .replaceAll('QUOTED', JSON.stringify(action))
        .concat(`${MARK}${key}${MARK}`);
    })
    .join('\n');
}
