import type { Wording } from '../site.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';

/** Letters of other scripts that look like Latin ones, and what they look like (Unicode, confusables). */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  ...pairs('аɑ', 'a', 'А', 'A', 'ВΒ', 'B', 'сϲ', 'c', 'СϹ', 'C', 'ԁ', 'd', 'е', 'e', 'ЕΕ', 'E', 'һ', 'h', 'НΗ', 'H'),
  ...pairs('іι', 'i', 'ІΙӀ', 'I', 'ј', 'j', 'Ј', 'J', 'КΚ', 'K', 'ӏ', 'l', 'МΜ', 'M', 'Ν', 'N', 'оοօ', 'o', 'ОΟ', 'O'),
  ...pairs(
    'р',
    'p',
    'РΡ',
    'P',
    'ԛ',
    'q',
    'ѕ',
    's',
    'Ѕ',
    'S',
    'ТΤ',
    'T',
    'υ',
    'u',
    'ѵ',
    'v',
    'ԝ',
    'w',
    'х',
    'x',
    'ХΧ',
    'X',
  ),
  ...pairs('у', 'y', 'УΥ', 'Y', 'Ζ', 'Z', 'Α', 'A'),
};

function pairs(...alternating: string[]): Record<string, string> {
  return Object.fromEntries(
    alternating.flatMap((letters, index) =>
      index % 2 === 0 ? [...letters].map((letter) => [letter, alternating[index + 1] ?? '']) : [],
    ),
  );
}

/** Scripts that are written together with Latin letters in one name by people who mean nothing by it need a look-alike to be told. */
const LATIN = /[A-Za-z]/;
const MOST = 20;
const MOST_NAMES = 20_000;
const LONGEST = 200;

/** Names that look like other names. Sees every node; costs nothing where a text has ASCII alone. */
export class HomoglyphCollector {
  readonly #source: Source;
  readonly #isPlain: boolean;
  readonly #plainNames = new Set<string>();
  readonly #mixed = new Map<string, number>();
  /** Names all of whose letters look Latin: told when the file has the Latin name too. */
  readonly #foreign = new Map<string, number>();

  constructor(source: Source) {
    this.#source = source;
    this.#isPlain = !/[^\0-\x7f]/.test(source.text);
  }

  see(node: SyntaxNode): void {
    if (this.#isPlain || node.children.length > 0 || !/identifier|variable_name|^word$/.test(node.type)) return;
    const name = textOf(this.#source, node).slice(0, LONGEST);
    if (!/[^\0-\x7f]/.test(name)) {
      if (this.#plainNames.size < MOST_NAMES) this.#plainNames.add(name);
    } else if (this.#mixed.size < MOST && imitates(name)) {
      this.#mixed.set(name, node.row + 1);
    } else if (this.#foreign.size < MOST && [...name].every((letter) => letter === '_' || letter in LOOK_ALIKES)) {
      this.#foreign.set(name, node.row + 1);
    }
  }

  found(): Wording[] {
    const twins = [...this.#foreign].filter(([name]) => this.#plainNames.has(latin(name)));
    return [...this.#mixed, ...twins].map(([name, line]) => ({
      kind: 'homoglyph',
      file: this.#source.file,
      line,
      text: `${name}, which reads as ${latin(name)}`,
    }));
  }
}

/** Latin letters and look-alikes of them in one name, or letters that a language takes for plain ones (`𝐞𝐱𝐞𝐜`). */
function imitates(name: string): boolean {
  if (/^[\w$]+$/.test(name.normalize('NFKC'))) return true;
  const letters = [...name];
  return LATIN.test(name) && letters.some((letter) => letter in LOOK_ALIKES) && /^[\w$]+$/.test(latin(name));
}

function latin(name: string): string {
  return [...name.normalize('NFKC')].map((letter) => LOOK_ALIKES[letter] ?? letter).join('');
}
