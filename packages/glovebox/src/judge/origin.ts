import { sourceLanguageOf } from '../sample/language.ts';
import type { Sample } from '../sample/sample.ts';
import { linesIn } from './lines.ts';

/** More lines than these, and the files themselves say it. */
const MOST_LINES = 5_000;
const MOST_INDEXED = 40_000;
const LONGEST_LINE = 2_000;

/** A line of a file, from 1. */
export interface Line {
  readonly file: string;
  readonly line: number;
}

/** Where the values of a line come from, as far as words tell. */
export interface Origins {
  /**
   * The texts of all lines, of every file, that give a value to a name on the given lines, or to a name on those, and so on:
   * assignments, parameters with the calls that fill them, functions with their bodies, imports. Undefined where that is so
   * much that the files themselves had better be compared. A callee’s own words stand for no value there.
   */
  of(lines: readonly Line[], callees: readonly string[]): string[] | undefined;
}

interface Written {
  readonly file: string;
  readonly text: string;
  readonly indent: number;
  readonly names: readonly string[];
}

/**
 * A line-by-line approximation over names, the same for every language, and on the side of too much: what inspection could
 * not resolve, a computation of the program makes. Indexes the sample once, when first asked.
 */
export function originsIn(sample: Pick<Sample, 'files'> & Partial<Pick<Sample, 'language'>>): Origins {
  let indexed: Index | undefined;
  return {
    of: (lines, callees) => {
      indexed ??= index(sample);
      return follow(indexed, lines, callees);
    },
  };
}

interface Index {
  readonly all: readonly Written[];
  readonly start: ReadonlyMap<string, number>;
  readonly byName: ReadonlyMap<string, readonly number[]>;
}

function index({ files, language }: Pick<Sample, 'files'> & Partial<Pick<Sample, 'language'>>): Index {
  const all: Written[] = [];
  const start = new Map<string, number>();
  const byName = new Map<string, number[]>();
  for (const { path, content } of files) {
    if (sourceLanguageOf(path) === undefined && !content.subarray(0, 2).every((byte, at) => byte === SHEBANG[at]))
      continue;
    start.set(path, all.length);
    for (const line of linesIn(path, Buffer.from(content).toString(), language)) {
      if (all.length >= MOST_INDEXED) break;
      const written = read(path, line);
      for (const name of new Set(written.names))
        if (isFollowed(name, written)) (byName.get(name) ?? put(byName, name)).push(all.length);
      all.push(written);
    }
  }
  return { all, start, byName };
}

const SHEBANG = Buffer.from('#!');

function put(map: Map<string, number[]>, name: string): number[] {
  const list: number[] = [];
  map.set(name, list);
  return list;
}

function read(file: string, line: string): Written {
  return {
    file,
    text: line.replace(/\s+/g, ' ').trim(),
    indent: line.length - line.trimStart().length,
    names: namesIn(line.slice(0, LONGEST_LINE)),
  };
}

/** Whether it gives a name on it a value, or hands it to what may change it. */
function gives({ text }: Written): boolean {
  return GIVES.test(text.slice(0, LONGEST_LINE));
}

function definedBy({ text }: Written): string | undefined {
  return DEFINES.exec(text.slice(0, LONGEST_LINE))
    ?.slice(1)
    .find((name) => name !== undefined);
}

/** An assignment, a parameter with its default, a loop, an import, a declaration, or a statement that is a call. */
const GIVES =
  /(?<![=!<>])=(?![=>])|\b(?:for|as|import|from|def|function|class|let|const|var|local|export|declare|read|readarray|mapfile|global|nonlocal|catch|with)\b|^\s*(?:await\s+)?[\w.$[\]'"]{1,200}\(|=>/;

const DEFINES =
  /\b(?:def|function\*?|class)\s+([A-Za-z_$][\w$]{0,100})|^\s*(?:export\s+)?(?:const|let|var)\s+([A-Za-z_$][\w$]{0,100})\s*=.{0,200}=>|^\s*(?:async\s+)?([A-Za-z_$][\w$]{0,100})\s*\([^;]{0,400}\{\s*$/;

const NAME = /(?<![\w$])(?<!(?<!\b(?:self|this))\.)[A-Za-z_$][\w$]{0,100}/g;

/** Words of the languages. */
const KEYWORDS = new Set(
  `and as assert async await break case catch class const continue def default del delete do done echo elif else esac except
  export extends False false fi finally for from function global if import in is lambda let local new nonlocal None not null
  of or pass raise return self static super switch then this throw True true try typeof undefined var void while with yield`.split(
    /\s+/,
  ),
);

/** What everyone calls leads everywhere; only where it is given another meaning does it count. */
const BUILTINS = new Map(
  `print printf len str int float bool list dict set tuple range open type isinstance console log JSON Object Array String
  Number Math require module exports process input map filter join split format encode decode strip trim`
    .split(/\s+/)
    .map((name) => [
      name,
      new RegExp(
        `^[^(=]*\\b${name}\\b[^(=]*=(?!=)|\\b${name}\\s*:=|\\b(as|global|nonlocal|for)\\s+${name}\\b|\\bimport\\b.*\\b${name}\\b`,
      ),
    ]),
);

function isFollowed(name: string, line: Written): boolean {
  const givesMeaning = BUILTINS.get(name);
  return givesMeaning === undefined || givesMeaning.test(line.text.slice(0, LONGEST_LINE)) || definedBy(line) === name;
}

function namesIn(text: string): string[] {
  return (text.match(NAME) ?? []).filter((name) => !KEYWORDS.has(name));
}

function follow(
  { all, start, byName }: Index,
  lines: readonly Line[],
  callees: readonly string[],
): string[] | undefined {
  const taken = new Set<number>();
  const words = callees.map((callee) => callee.split(/[^\w$]+/));
  const apart = new Set(words.flat());
  // What a module is called leads to whatever uses it.
  const known = new Set(words.flatMap(([module]) => module ?? []));
  const waiting: string[] = [];
  const learn = (names: readonly string[]) => {
    waiting.push(...names.filter((name) => !known.has(name)));
    for (const name of names) known.add(name);
  };
  for (const { file, line } of lines) {
    const names = all[(start.get(file) ?? Number.NaN) + line - 1]?.names ?? [];
    learn(names.filter((name) => !apart.has(name)));
  }
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    for (const at of byName.get(name) ?? []) {
      const one = all[at] as Written;
      if (taken.has(at) || !gives(one)) continue;
      taken.add(at);
      learn(one.names);
      for (const inner of definedBy(one) === name ? bodyOf(all, at) : []) {
        taken.add(inner);
        learn(resultOf(all[inner]));
      }
      if (taken.size > MOST_LINES) return undefined;
    }
  }
  return [...taken]
    .map((at) => all[at]?.text ?? '')
    .filter((text) => text !== '')
    .sort();
}

/** Lines that are further in than the one that defines them. */
function bodyOf(all: readonly Written[], at: number): number[] {
  const { file, indent } = all[at] as Written;
  const body: number[] = [];
  for (let next = at + 1; next < all.length && body.length <= MOST_LINES; next++) {
    const one = all[next] as Written;
    if (one.file !== file || (one.text !== '' && one.indent <= indent)) break;
    body.push(next);
  }
  return body;
}

/** What a function gives back is made of these names. */
function resultOf(one: Written | undefined): readonly string[] {
  return one !== undefined && /\b(return|yield|echo|printf)\b/.test(one.text) ? one.names : [];
}
