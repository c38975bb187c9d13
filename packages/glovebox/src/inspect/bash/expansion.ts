import { HOLE, isWhole } from '../resolve/value.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import { arithmetic } from './arithmetic.ts';
import { wordEnd } from './extent.ts';
import { fieldsOf } from './fields.ts';
import { joined, type Known, known, NOTHING, UNTOLD } from './known.ts';
import type { Context, Machine } from './machine.ts';
import { type Parameters, parameterOf } from './parameters.ts';
import { type Expansions, type Mode, type Piece, piecesOf } from './pieces.ts';

/** Runs what stands in `$(…)`, `<(…)` or `>(…)`. */
export type Substitute = (code: string, at: number, kind: '$' | '`' | '<' | '>', context: Context) => Known;

/** What a machine's variables usually hold where a script takes them apart to spell something else. */
const USUAL: Readonly<Record<string, string>> = {
  HOME: '/home/user',
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  SHELL: '/bin/bash',
  PWD: '/work',
  OSTYPE: 'linux-gnu',
  HOSTTYPE: 'x86_64',
  TERM: 'xterm-256color',
  LANG: 'en_US.UTF-8',
  PS4: '+ ',
  PS2: '> ',
};
/** What they are where they stand on their own. */
const UNSET: Readonly<Record<string, string>> = { HOME: '~', SHELL: '/bin/bash', BASH: '/bin/bash', IFS: ' \t\n' };
const POSITIONAL = '@';
const MOST_ITEMS = 2_000;

/** Expands words at one point of a script. */
export class Words implements Expansions, Parameters {
  readonly #machine: Machine;
  readonly #context: Context;
  readonly #substitute: Substitute;
  #active = 0;
  /** How deep in words within words it is. */
  #depth = 0;

  constructor(machine: Machine, context: Context, substitute: Substitute) {
    this.#machine = machine;
    this.#context = context;
    this.#substitute = substitute;
  }

  /** The words that a node becomes. */
  fields(node: SyntaxNode): Known[] {
    const { source } = this.#context.unit;
    return this.fieldsOf(source.text.slice(node.start, wordEnd(source.text, node)), node.start);
  }

  fieldsOf(text: string, from: number): Known[] {
    if (/^[\w./:@%+,=-]*$/.test(text)) return [{ text }];
    if (!this.spend(text.length)) return [UNTOLD];
    const fields = fieldsOf(piecesOf(text, from, 'word', this), this.scalar('IFS')?.text ?? ' \t\n');
    return this.spend(fields.reduce((sum, field) => sum + field.text.length, 0)) ? fields : [UNTOLD];
  }

  /** A node as one text: an assigned value, the place of a redirection. */
  single(node: SyntaxNode, mode: Mode = 'word'): Known {
    const { source } = this.#context.unit;
    const end = mode === 'word' ? wordEnd(source.text, node) : node.end;
    return this.singleOf(source.text.slice(node.start, end), node.start, mode);
  }

  singleOf(text: string, from = 0, mode: Mode = 'word', depth = 0): Known {
    if (!this.spend(text.length)) return UNTOLD;
    const pieces = piecesOf(text, from, mode, this, depth).map(flat);
    const value = joined(pieces);
    // What is put together anew costs its own length: a short word may name long values.
    return pieces.length < 2 || this.spend(value.text.length) ? value : UNTOLD;
  }

  variable(name: string, isQuoted: boolean, isGlued: boolean): Known | readonly Known[] {
    if (name === '@' || name === '*') {
      const items = this.items(POSITIONAL);
      if (items === undefined) return isGlued ? this.#perhapsNothing() : UNTOLD;
      return name === '*' && isQuoted ? joined(items, ' ') : items;
    }
    const value = this.scalar(name);
    if (value !== undefined) return value;
    return isGlued && !Object.hasOwn(USUAL, name) && /^\w+$/.test(name) ? this.#perhapsNothing() : UNTOLD;
  }

  /** Where a name that nothing sets stands within a word, the word without it is tried too: `c${x}at`. */
  #perhapsNothing(): Known {
    const { tried, variant = 0 } = this.#context;
    tried.most = Math.max(tried.most, 2);
    return variant === 0 ? UNTOLD : NOTHING;
  }

  parameter(body: string, isQuoted: boolean, depth: number): Known | readonly Known[] {
    if (this.#active > DEEPEST || !this.spend(body.length)) return UNTOLD;
    this.#active++;
    this.#depth = depth;
    try {
      const value = parameterOf(body, this);
      return !('text' in value) && isQuoted && /^[#!]?\w*\[?\*/.test(body) ? joined(value, ' ') : value;
    } finally {
      this.#active--;
    }
  }

  arithmetic(text: string, depth: number): Known {
    this.#depth = depth;
    const value = this.number(text);
    return value === undefined ? UNTOLD : { text: String(value) };
  }

  substitution(code: string, at: number, kind: '$' | '`' | '<' | '>'): Known {
    return this.#substitute(code, at, kind, this.#context);
  }

  scalar(name: string): Known | undefined {
    if (/^[1-9]\d*$/.test(name))
      return this.items(POSITIONAL)?.[Number(name) - 1] ?? (this.items(POSITIONAL) && NOTHING);
    if (name === '#') return { text: String(this.items(POSITIONAL)?.length ?? HOLE) };
    const variable = this.#context.variables.get(name);
    if (variable === undefined) return Object.hasOwn(UNSET, name) ? { text: UNSET[name] ?? '' } : undefined;
    const { tried, variant = 0 } = this.#context;
    tried.most = Math.max(tried.most, variable.values.length);
    const value = variable.values[Math.min(variant, variable.values.length - 1)];
    if (variable.refersTo !== true || value === undefined || value.text === name) return value;
    return ++this.#active > DEEPEST ? UNTOLD : this.#released(() => this.scalar(value.text));
  }

  #released<T>(read: () => T): T {
    try {
      return read();
    } finally {
      this.#active--;
    }
  }

  items(name: string): readonly Known[] | undefined {
    const variable = this.#context.variables.get(name === '*' ? POSITIONAL : name);
    if (variable?.items !== undefined) return [...variable.items.values()].slice(0, MOST_ITEMS);
    return variable === undefined || name === POSITIONAL ? undefined : variable.values.slice(0, 1);
  }

  item(name: string, index: string): Known | undefined {
    const variable = this.#context.variables.get(name);
    if (variable === undefined) return undefined;
    const key = this.key(name, index);
    if (variable.items === undefined) return key === '0' ? this.scalar(name) : NOTHING;
    if (!isWhole(key)) return UNTOLD;
    return (
      variable.items.get(key) ??
      (/^-\d+$/.test(key) ? [...variable.items.values()].at(Number(key)) : undefined) ??
      NOTHING
    );
  }

  /** The index or key that the text between the brackets of `a[…]` means. */
  key(name: string, index: string): string {
    const isKeyed = this.#context.variables.get(name)?.isKeyed === true;
    if (isKeyed) return this.word(index).text;
    const number = this.number(index);
    return number === undefined ? HOLE : String(number);
  }

  keys(name: string): readonly string[] {
    return [...(this.#context.variables.get(name)?.items?.keys() ?? [])].slice(0, MOST_ITEMS);
  }

  usual(name: string): Known | undefined {
    if (this.#context.variables.has(name) || !Object.hasOwn(USUAL, name)) return undefined;
    return { text: USUAL[name] ?? '' };
  }

  assign(name: string, value: Known): void {
    this.#context.variables.set(name, { values: [value] });
  }

  namesWith(prefix: string): readonly string[] {
    return this.#context.variables
      .names()
      .filter((name) => name.startsWith(prefix))
      .slice(0, MOST_ITEMS);
  }

  word(text: string): Known {
    return this.singleOf(text, UNPLACED, 'word', this.#depth + 1);
  }

  patternParts(text: string): { text: string; isQuoted: boolean }[] {
    if (!this.spend(text.length)) return [];
    return piecesOf(text, UNPLACED, 'word', this, this.#depth + 1).map((piece) => ({
      text: flat(piece).text,
      isQuoted: piece.kind === 'quoted',
    }));
  }

  number(text: string): number | undefined {
    const trimmed = text.trim();
    if (/^-?\d{1,9}$/.test(trimmed) && !/^-?0\d/.test(trimmed)) return Number(trimmed);
    const expanded = /[$`"'\\]/.test(text) ? this.singleOf(text, UNPLACED, 'quoted', this.#depth + 1).text : text;
    if (!isWhole(expanded)) return undefined;
    return arithmetic(expanded, {
      number: (name) => {
        const value = this.scalar(name)?.text;
        if (value === undefined || value === '') return 0;
        if (/^\d{1,3}#\w+$|^0[xX][\da-fA-F]+$|^-?\d{1,15}$/.test(value)) return arithmetic(value, NO_NAMES);
        return undefined;
      },
      assign: (name, value) => this.assign(name, { text: String(value) }),
    });
  }

  spend(characters: number): boolean {
    return this.#machine.budget.spend(characters);
  }
}

const NO_NAMES = { number: () => undefined, assign: () => undefined };
const DEEPEST = 24;
/** Text that stands nowhere in the source: what it substitutes is parsed anew. */
const UNPLACED = Number.MIN_SAFE_INTEGER;

function flat(piece: Piece): Known {
  return piece.fields === undefined ? piece : joined(piece.fields, ' ');
}

/** A value without the lines' ends behind it, as a substitution gives it. */
export function trimmed(value: Known): Known {
  let end = value.text.length;
  while (end > 0 && value.text[end - 1] === '\n') end--;
  return end === value.text.length ? value : known(value.text.slice(0, end), value);
}
