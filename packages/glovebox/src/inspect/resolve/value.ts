import type { SyntaxNode } from '../syntax/node.ts';
import type { Scope } from './scope.ts';

/**
 * What an expression is known to be without running it. `{…}` stands in texts for the parts that are not known.
 */
export type Value =
  | { readonly kind: 'unknown' }
  /** A thing with a public name: a module, a function of it, a builtin. A method also knows the object it was taken from. */
  | {
      readonly kind: 'name';
      readonly name: string;
      readonly receiver?: Value;
      readonly bound?: readonly Value[];
      readonly boundNames?: ReadonlyMap<string, Value>;
    }
  /** `decoder` is the function that turned unreadable text into this one. */
  | { readonly kind: 'text'; readonly text: string; readonly decoder?: string }
  /** Also booleans and `None`: anything whose source text says all. */
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  /** One of several, such as the variable of a loop over constants. */
  | { readonly kind: 'choice'; readonly items: readonly Value[] }
  | { readonly kind: 'record'; readonly fields: ReadonlyMap<string, Value> }
  /** Data that is no text yet: a buffer, a bytes object. `decoder` made it from something unreadable. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly decoder?: string }
  /**
   * A function of the sample itself, or a class of it. `closure` is what its free names meant where it was made, for who
   * computes with it; `bound` are arguments that are given already, the object of a method among them.
   */
  | {
      readonly kind: 'function';
      readonly node: SyntaxNode;
      readonly scope: Scope;
      readonly closure?: object;
      readonly bound?: readonly Value[];
      readonly boundNames?: ReadonlyMap<string, Value>;
    }
  /** An object of one of the sample's own classes, known by the class's node and scope. */
  | { readonly kind: 'object'; readonly node: SyntaxNode; readonly scope: Scope }
  /** What calling `of` gives. `about` is what it acts on: the path of a file object, the URL of a request. */
  | { readonly kind: 'result'; readonly of: string; readonly about?: string; readonly decoder?: string };

export const UNKNOWN: Value = { kind: 'unknown' };
export const HOLE = '{…}';

/** Longer texts are cut: a source must not make a scanner build what it would build itself. */
const LONGEST_TEXT = 100_000;
/** Where a text may be one of several, each is cut here. */
const LONGEST_CHOICE = 8_000;

export function named(name: string, receiver?: Value): Value {
  return receiver === undefined ? { kind: 'name', name } : { kind: 'name', name, receiver };
}

export function text(content: string, decoder?: string): Value {
  const cut = content.length > LONGEST_TEXT ? `${content.slice(0, LONGEST_TEXT)}${HOLE}` : content;
  return decoder === undefined ? { kind: 'text', text: cut } : { kind: 'text', text: cut, decoder };
}

export function literal(content: string): Value {
  return { kind: 'literal', text: content.slice(0, LONGEST_TEXT) };
}

/** A value as text; undefined where nothing of it is known. */
export function asText(value: Value | undefined): string | undefined {
  switch (value?.kind) {
    case 'text':
    case 'literal':
      return value.text;
    case 'bytes':
      return new TextDecoder().decode(value.bytes);
    case 'result':
      return value.about;
    case 'choice':
      return joinKnown(value.items, ' ');
    default:
      return undefined;
  }
}

/** Whether there is any text of it, without building that. */
function hasText(value: Value): boolean {
  if (value.kind === 'choice') return value.items.some((item) => item.kind === 'list' || hasText(item));
  return asText(value) !== undefined;
}

/** As `asText`, but for a place inside a longer text. */
export function asPart(value: Value | undefined): string {
  return asText(value) ?? HOLE;
}

/** Lists in lists may hold each other many times over, at any depth. */
const MOST_JOINED = 20_000;
const DEEPEST_JOINED = 12;

/** Texts of the items with holes for the unknown ones; undefined where none is known. */
export function joinKnown(items: readonly Value[], separator: string): string | undefined {
  let left = MOST_JOINED;
  return join(items, 0);

  function join(list: readonly Value[], depth: number): string | undefined {
    if (depth > DEEPEST_JOINED) return undefined;
    const parts: (string | undefined)[] = [];
    for (const item of list) {
      parts.push(item.kind === 'list' ? join(item.items, depth + 1) : asText(item));
      if (--left <= 0) break;
    }
    return parts.every((part) => part === undefined) ? undefined : parts.map((part) => part ?? HOLE).join(separator);
  }
}

/** Joins what `+` joins: texts, or lists. */
export function concatenate(parts: readonly Value[]): Value {
  if (parts.length > 0 && parts.every((part) => part.kind === 'list')) {
    return { kind: 'list', items: parts.flatMap((part) => (part.kind === 'list' ? part.items : [])) };
  }
  // Two are joined without copying them, as a text may grow piece by piece.
  return combine(parts, ([first = '', second = '', ...more]) =>
    text(more.length === 0 ? first + second : [first, second, ...more].join('')),
  );
}

const MOST_COMBINATIONS = 64;

/** Builds a text from texts, once for each of several; unknown where no part is known. A decoded part makes it decoded. */
export function combine(parts: readonly Value[], build: (texts: readonly string[]) => Value): Value {
  if (parts.length > 0 && !parts.some(hasText)) return UNKNOWN;
  const decoder = parts.map(decoderOf).find((name) => name !== undefined);
  let rows: string[][] = [[]];
  for (const part of parts) {
    const each = part.kind === 'choice' ? part.items.map(asPart) : [asPart(part)];
    const isTooMany = rows.length * each.length > MOST_COMBINATIONS;
    if (each.length === 1 || isTooMany) for (const row of rows) row.push(isTooMany ? HOLE : (each[0] ?? HOLE));
    else rows = rows.flatMap((row) => each.map((one) => [...row, one]));
  }
  const built = rows
    .map(build)
    .map((value) => (value.kind === 'text' && decoder !== undefined ? { ...value, decoder } : value));
  if (built.length === 1 && built[0] !== undefined) return built[0];
  return { kind: 'choice', items: built.map(shortened) };
}

function shortened(value: Value): Value {
  if (value.kind !== 'text' || value.text.length <= LONGEST_CHOICE) return value;
  return { ...value, text: `${value.text.slice(0, LONGEST_CHOICE)}${HOLE}` };
}

export function decoderOf(value: Value | undefined): string | undefined {
  return value?.kind === 'text' || value?.kind === 'bytes' || value?.kind === 'result' ? value.decoder : undefined;
}

/** Whether every part of a text is known. */
export function isWhole(content: string | undefined): content is string {
  return content !== undefined && !content.includes(HOLE);
}

/** A number, where the value is one that is written out. */
export function asNumber(value: Value | undefined): number | undefined {
  if (value?.kind !== 'literal') return undefined;
  const number = Number(value.text.replaceAll('_', ''));
  return value.text !== '' && Number.isFinite(number) ? number : undefined;
}
