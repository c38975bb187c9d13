import type { Sample } from '../sample/sample.ts';

/** A line that says what a function is, and not that it is used. */
const DEFINES = /^\s*(?:export\s+|default\s+|async\s+|public\s+|static\s+)*(?:def|function\*?|class)\s/;
const LONGEST = 2_000;

/**
 * Whether lines that the base has nowhere name a function, other than by defining it: code that lay idle may be called from there.
 * `name` may be qualified; its last part is looked for.
 */
export function namedAnew(head: Sample, base: Sample): (name: string) => boolean {
  const old = new Set(linesOf(base));
  const added = linesOf(head).filter((line) => !old.has(line) && !DEFINES.test(line));
  return (name) => {
    const word = name.split(/[.#]/).at(-1) ?? name;
    return word !== '' && added.some((line) => hasWord(line, word));
  };
}

function linesOf({ files }: Sample): string[] {
  return files.flatMap(({ content }) =>
    Buffer.from(content)
      .toString()
      .split(/\r\n|\r|\n/)
      .map((line) => line.trim().slice(0, LONGEST)),
  );
}

function hasWord(line: string, word: string): boolean {
  for (let at = line.indexOf(word); at !== -1; at = line.indexOf(word, at + 1))
    if (!isWordPart(line[at - 1]) && !isWordPart(line[at + word.length])) return true;
  return false;
}

function isWordPart(character: string | undefined): boolean {
  return character !== undefined && /[\w$]/.test(character);
}
