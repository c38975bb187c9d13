import { HOLE } from '../resolve/value.ts';
import { bracesOf } from './braces.ts';
import { joined, type Known, known } from './known.ts';
import { type PatternPart, patternOf } from './patterns.ts';
import type { Piece } from './pieces.ts';
import { placesFitting } from './wellknown.ts';

const MOST_FIELDS = 2_000;
/** Marks of expanded and quoted pieces while braces are looked for: no letter of any script. */
const FIRST_MARK = 0xf0000;

/** The words that one written word becomes: its braces expanded, its unquoted values split, its patterns resolved. */
export function fieldsOf(pieces: readonly Piece[], separators: string): Known[] {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1 && only.kind === 'quoted' && only.fields === undefined) return [only];
  return braced(pieces)
    .flatMap((word) => split(word, separators))
    .flatMap(globbed)
    .slice(0, MOST_FIELDS);
}

function braced(pieces: readonly Piece[]): (readonly Piece[])[] {
  if (!pieces.some(({ kind, text }) => kind === 'literal' && text.includes('{'))) return [pieces];
  const marked = pieces
    .map(({ kind, text }, index) => (kind === 'literal' ? text : String.fromCodePoint(FIRST_MARK + index)))
    .join('');
  const words = bracesOf(marked);
  return words.length === 1 && words[0] === marked ? [pieces] : words.map((word) => unmarked(word, pieces));
}

function unmarked(word: string, pieces: readonly Piece[]): Piece[] {
  const found: Piece[] = [];
  for (const letter of word) {
    const piece = pieces[(letter.codePointAt(0) ?? 0) - FIRST_MARK];
    const last = found.at(-1);
    if (piece !== undefined) found.push(piece);
    else if (last?.kind === 'literal') found[found.length - 1] = { text: last.text + letter, kind: 'literal' };
    else found.push({ text: letter, kind: 'literal' });
  }
  return found;
}

/** One field as the pieces it is made of. */
type Field = readonly Piece[];

function split(pieces: readonly Piece[], separators: string): Field[] {
  const fields: Piece[][] = [];
  let current: Piece[] | undefined;
  const add = (piece: Piece): void => {
    current ??= [];
    current.push(piece);
  };
  const end = (): void => {
    if (current !== undefined) fields.push(current);
    current = undefined;
  };
  for (const piece of pieces) {
    if (fields.length > MOST_FIELDS) break;
    if (piece.fields !== undefined) {
      for (const [index, item] of piece.fields.slice(0, MOST_FIELDS).entries()) {
        if (index > 0) end();
        add({ ...item, kind: 'quoted' });
      }
    } else if (piece.kind !== 'split' || separators === '') {
      add(piece);
    } else {
      for (const part of parted(piece.text, separators)) {
        if (part === undefined) end();
        else add({ ...piece, text: part });
      }
    }
  }
  end();
  return fields;
}

/** The parts of a text, with undefined for what separates them. */
function parted(text: string, separators: string): (string | undefined)[] {
  const found: (string | undefined)[] = [];
  let from = 0;
  for (let at = 0; at <= text.length && found.length < 2 * MOST_FIELDS; at++) {
    if (at < text.length && !separators.includes(text[at] ?? '')) continue;
    if (at > from) found.push(text.slice(from, at));
    if (at < text.length && found.at(-1) !== undefined) found.push(undefined);
    else if (at < text.length && found.length === 0) found.push(undefined);
    from = at + 1;
  }
  return found;
}

function globbed(field: Field): Known[] {
  const whole = joined(field);
  const isWild = field.some(({ kind, text }) => kind !== 'quoted' && /[*?[]/.test(text));
  if (!isWild || whole.text.includes(HOLE) || !/^[/~]/.test(whole.text) || whole.text.length > LONGEST_GLOB)
    return [whole];
  const found = placesFitting(partsBySlash(field).map(patternOf));
  return found.length === 0
    ? [whole]
    : [...(found.length > FEW ? [whole] : []), ...found.map((path) => known(path, whole))];
}

const LONGEST_GLOB = 200;
/** Where more places than this fit, the pattern itself is kept too. */
const FEW = 4;

function partsBySlash(field: Field): PatternPart[][] {
  const parts: PatternPart[][] = [[]];
  for (const { text, kind } of field) {
    for (const [index, part] of text.split('/').entries()) {
      if (index > 0) parts.push([]);
      parts.at(-1)?.push({ text: part, isQuoted: kind === 'quoted' });
    }
  }
  return parts;
}
