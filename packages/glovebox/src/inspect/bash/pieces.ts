import { HOLE } from '../resolve/value.ts';
import { backtick, closing } from './brackets.ts';
import { unescaped } from './escapes.ts';
import { type Known, UNTOLD } from './known.ts';

/** A part of a word before it is split and its patterns are resolved. */
export interface Piece extends Known {
  /** Written as it is, in quotes, or put in by an expansion outside of them. */
  readonly kind: 'literal' | 'quoted' | 'split';
  /** Words of their own, of `"$@"` and `"${a[@]}"`. */
  readonly fields?: readonly Known[];
}

/** What the pieces of a word ask of the shell. Offsets are those of the text that is read. */
export interface Expansions {
  /** `${…}`: what stands between the braces; one text, or one for each item of a list. */
  parameter(body: string, isQuoted: boolean, depth: number): Known | readonly Known[];
  /** `$name`, `$1`, `$@`; `isGlued` where letters follow or come before, so that an empty value would hide in a word. */
  variable(name: string, isQuoted: boolean, isGlued: boolean): Known | readonly Known[];
  arithmetic(text: string, depth: number): Known;
  /** What a command prints, and for `<(…)` the name of where it can be read. */
  substitution(code: string, at: number, kind: '$' | '`' | '<' | '>'): Known;
}

export type Mode = 'word' | 'quoted' | 'document';

const DEEPEST = 16;
const MOST_PIECES = 4_000;

/** Takes a word apart. `from` is its offset in the source. */
export function piecesOf(text: string, from: number, mode: Mode, shell: Expansions, depth = 0): Piece[] {
  if (depth > DEEPEST) return [{ ...UNTOLD, kind: 'quoted' }];
  const reading = new PieceReader(text, from, shell, depth);
  reading.read(mode, text.length);
  return reading.pieces;
}

class PieceReader {
  readonly pieces: Piece[] = [];
  readonly #text: string;
  readonly #from: number;
  readonly #shell: Expansions;
  readonly #depth: number;
  #at = 0;

  constructor(text: string, from: number, shell: Expansions, depth: number) {
    this.#text = text;
    this.#from = from;
    this.#shell = shell;
    this.#depth = depth;
  }

  read(mode: Mode, end: number): void {
    const isQuoted = mode !== 'word';
    while (this.#at < end && this.pieces.length < MOST_PIECES) {
      const letter = this.#text[this.#at] ?? '';
      const next = this.#text[this.#at + 1] ?? '';
      if (letter === '\\') this.#escape(isQuoted, next);
      else if (letter === '$' || letter === '`') this.#expansion(letter, next, isQuoted);
      else if (letter === '"' && mode === 'quoted') return;
      else if (letter === '"' && mode === 'word') this.#string();
      else if (letter === "'" && mode === 'word') this.#raw();
      else if (mode === 'word' && (letter === '<' || letter === '>') && next === '(') this.#process(letter);
      else this.#plain(mode, end);
    }
  }

  #plain(mode: Mode, end: number): void {
    const special = mode === 'word' ? /[\\$`"'<>]/g : mode === 'quoted' ? /[\\$`"]/g : /[\\$`]/g;
    special.lastIndex = this.#at + 1;
    const stop = Math.min(special.exec(this.#text)?.index ?? end, end);
    this.#add(this.#text.slice(this.#at, stop), mode === 'word' ? 'literal' : 'quoted');
    this.#at = stop;
  }

  #escape(isQuoted: boolean, next: string): void {
    this.#at += 2;
    if (next === '\n') return;
    this.#add(isQuoted && !/[$`"\\]/.test(next) ? `\\${next}` : next, 'quoted');
  }

  #string(): void {
    this.#at++;
    this.#add('', 'quoted');
    this.read('quoted', this.#text.length);
    this.#at++;
  }

  #raw(): void {
    const end = this.#text.indexOf("'", this.#at + 1);
    const stop = end < 0 ? this.#text.length : end;
    this.#add(this.#text.slice(this.#at + 1, stop), 'quoted');
    this.#at = stop + 1;
  }

  #process(kind: '<' | '>'): void {
    const start = this.#at + 2;
    const end = closing(this.#text, start, '(', ')');
    this.#put(this.#shell.substitution(this.#text.slice(start, end), this.#from + this.#at, kind), true);
    this.#at = end + 1;
  }

  #expansion(letter: string, next: string, isQuoted: boolean): void {
    const at = this.#at;
    if (letter === '`') {
      const end = backtick(this.#text, at + 1);
      const code = this.#text.slice(at + 1, end).replace(/\\([`$\\])/g, '$1');
      this.#at = end + 1;
      this.#put(this.#shell.substitution(code, this.#from + at, '`'), isQuoted);
      return;
    }
    if (next === "'" && !isQuoted) this.#ansi();
    else if (next === '"' && !isQuoted) this.#at++;
    else if (next === '(' && this.#text[at + 2] === '(') this.#sum(at + 3, isQuoted);
    else if (next === '(') {
      const end = closing(this.#text, at + 2, '(', ')');
      this.#at = end + 1;
      this.#put(this.#shell.substitution(this.#text.slice(at + 2, end), this.#from + at, '$'), isQuoted);
    } else if (next === '[') {
      const end = closing(this.#text, at + 2, '[', ']');
      this.#at = end + 1;
      this.#put(this.#shell.arithmetic(this.#text.slice(at + 2, end), this.#depth + 1), isQuoted);
    } else if (next === '{') {
      const end = closing(this.#text, at + 2, '{', '}');
      const body = this.#text.slice(at + 2, end);
      this.#at = end + 1;
      if (/^\w+$/.test(body)) this.#name(body, isQuoted, at);
      else this.#put(this.#shell.parameter(body, isQuoted, this.#depth + 1), isQuoted);
    } else {
      const name = /^(?:[A-Za-z_]\w{0,200}|[\d@*#?$!-])/.exec(this.#text.slice(at + 1, at + 202))?.[0];
      this.#at = at + 1 + (name?.length ?? 0);
      if (name === undefined) this.#add('$', isQuoted ? 'quoted' : 'literal');
      else this.#name(name, isQuoted, at);
    }
  }

  /** `$((…))`, or a subshell within a substitution where it closes otherwise. */
  #sum(start: number, isQuoted: boolean): void {
    const at = this.#at;
    const end = closing(this.#text, start, '(', ')');
    if (this.#text[end + 1] === ')') {
      this.#at = end + 2;
      this.#put(this.#shell.arithmetic(this.#text.slice(start, end), this.#depth + 1), isQuoted);
      return;
    }
    const outer = closing(this.#text, at + 2, '(', ')');
    this.#at = outer + 1;
    this.#put(this.#shell.substitution(this.#text.slice(at + 2, outer), this.#from + at, '$'), isQuoted);
  }

  #ansi(): void {
    let end = this.#at + 2;
    while (end < this.#text.length && this.#text[end] !== "'") end += this.#text[end] === '\\' ? 2 : 1;
    this.#add(unescaped(this.#text.slice(this.#at + 2, end)), 'quoted');
    this.#at = end + 1;
  }

  #name(name: string, isQuoted: boolean, at: number): void {
    const before = this.#text[at - 1] ?? '';
    const after = this.#text[this.#at] ?? '';
    const isGlued = /\w/.test(after) || (/\w/.test(before) && !/[^\s'"]/.test(after));
    this.#put(this.#shell.variable(name, isQuoted, isGlued), isQuoted);
  }

  #put(value: Known | readonly Known[], isQuoted: boolean): void {
    const kind = isQuoted ? 'quoted' : 'split';
    if ('text' in value) this.pieces.push({ ...value, kind });
    else this.pieces.push({ text: value.length === 0 ? '' : HOLE, kind, fields: value });
  }

  #add(text: string, kind: Piece['kind']): void {
    const last = this.pieces.at(-1);
    if (
      last?.kind === kind &&
      kind !== 'split' &&
      last.fields === undefined &&
      last.decoder === undefined &&
      last.from === undefined
    )
      this.pieces[this.pieces.length - 1] = { text: last.text + text, kind };
    else this.pieces.push({ text, kind });
  }
}
