import type { Event, Source } from '../event.ts';
import type { Captured, CodeLanguage, Way } from './captured.ts';
import { CAPTURE_LIMITS } from './limits.ts';

/** Code that is about to be kept, before it has its number. */
export interface Piece {
  readonly how: Way;
  readonly language: CodeLanguage;
  readonly by: string;
  readonly code: string;
  readonly pid: number;
  readonly isCut?: boolean;
  readonly path?: string | undefined;
  readonly source?: Source | undefined;
  readonly event?: Event | undefined;
}

/** Shorter than any act; a shell's may be two letters. */
const LEAST = 4;
/** Of what is said, so many that came last: a flood of words before an act does not keep it out. */
const LATEST = 30;

/** What is kept of one run: each code of a line once, within {@link CAPTURE_LIMITS} for what the kernel told, and again for what was said. */
export class Kept {
  dropped = 0;
  readonly #facts = new Shelf();
  readonly #said = new Shelf();
  readonly #isOwn: (code: string, language: CodeLanguage) => boolean;

  /** `isOwn` tells the text of the sample's own files, which is inspected as it is. */
  constructor(isOwn: (code: string, language: CodeLanguage) => boolean) {
    this.#isOwn = isOwn;
  }

  add(piece: Piece): void {
    const { length } = piece.code.trim();
    if (length === 0 || (piece.language !== 'bash' && length < LEAST) || this.#isOwn(piece.code, piece.language))
      return;
    const shelf = piece.how === 'argument' || piece.how === 'file' ? this.#facts : this.#said;
    if (!shelf.put(piece)) this.dropped++;
  }

  list(): Captured[] {
    return [...this.#facts.pieces, ...this.#said.pieces].map((piece, index) => captured(piece, index + 1));
  }
}

class Shelf {
  readonly pieces: Piece[] = [];
  readonly #seen = new Set<string>();
  #total = 0;
  #next = 0;

  /** Whether nothing is lost by it. */
  put({ code: whole, isCut = false, ...rest }: Piece): boolean {
    const code = whole.slice(0, CAPTURE_LIMITS.length);
    const piece = { ...rest, code, isCut: isCut || whole.length > code.length };
    const key = keyOf(piece);
    if (this.#seen.has(key)) return true;
    if (this.#total + code.length > CAPTURE_LIMITS.total) return isValue(piece);
    const isFull = this.pieces.length >= CAPTURE_LIMITS.pieces;
    if (isFull && isValue(piece)) return true;
    const place = isFull ? CAPTURE_LIMITS.pieces - LATEST + (this.#next++ % LATEST) : this.pieces.length;
    const before = this.pieces[place];
    if (before !== undefined) this.#seen.delete(keyOf(before));
    this.#seen.add(key);
    this.#total += code.length - (before?.code.length ?? 0);
    this.pieces[place] = piece;
    return !isFull;
  }
}

/** Code without a call or a word that acts computes a value, and a program may compute thousands: none of them is missed. */
function isValue({ language, code, isCut }: Piece): boolean {
  return language !== 'bash' && language !== 'other' && isCut !== true && !ACTS.test(code);
}
const ACTS = /[(`@]|\b(?:import|del|delete|new|class|while|for)\b/;

function keyOf({ language, source, code }: Piece): string {
  return `${language} ${source?.file}:${source?.line} ${code}`;
}

function captured({ how, language, by, code, isCut, path, source, event }: Piece, number: number): Captured {
  return {
    id: `code:${number}`,
    language,
    how,
    by: by.slice(0, 200),
    code,
    ...(isCut && { truncated: true as const }),
    ...(path !== undefined && { path: path.slice(0, 4_096) }),
    ...(source !== undefined && { source }),
    ...(event !== undefined && { event: event.id }),
    ...(event?.exercised === true && { exercised: true as const }),
  };
}
