import { workedMs } from '../clock.ts';
import type { EvaluatedCode, Evaluation, Found } from '../collect.ts';
import { INSPECTION_LIMITS } from '../limits.ts';
import { readSource } from '../read.ts';
import type { Wording } from '../site.ts';
import { parse } from '../syntax/parse.ts';
import type { NamedSource } from '../taint/reader.ts';

/** A piece of code as it was read; places are those of the piece itself. Or why it was not read. */
export type Piece =
  | {
      readonly sites: readonly Found[];
      readonly evaluations: readonly Evaluation[];
      /** Its tree and what is known of its names; absent for a pickle. */
      readonly read?: NamedSource;
      /** What is wrong with its words. */
      readonly wording: readonly Wording[];
      /** The code as a person reads it. */
      readonly text: string;
      readonly lines: readonly string[];
      /** Why not everything in it is listed. */
      readonly incomplete?: string | undefined;
    }
  | { readonly reason: string };

/** Reads pieces of code, the same text in the same language once, until it has read as much as one sample may hold. */
export class PieceReader {
  readonly #known = new Map<string, Piece>();
  #length = 0;
  #spentMs = 0;

  async read({ language, code, variables }: EvaluatedCode, file: string): Promise<Piece> {
    const given = variables === undefined ? '' : JSON.stringify(variables);
    const key = `${language} ${given} ${typeof code === 'string' ? code : Buffer.from(code).toString('latin1')}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size >= INSPECTION_LIMITS.pieces) return inPart('it has too many pieces of code inside code');
    if (this.#length + code.length > INSPECTION_LIMITS.pieceLength) return inPart('its code inside code is too long');
    if (this.#spentMs > INSPECTION_LIMITS.pieceMs) return inPart('its code inside code takes too long to read');
    const started = workedMs();
    const piece = await readPiece({ language, code, variables }, file);
    this.#spentMs += workedMs() - started;
    this.#length += code.length;
    this.#known.set(key, piece);
    return piece;
  }
}

function inPart(reason: string): Piece {
  return { reason: `only in part: ${reason}` };
}

async function readPiece({ language, code, variables }: EvaluatedCode, file: string): Promise<Piece> {
  if (language === 'pickle') {
    const { readPickle } = await import('./pickle.ts');
    const { listing, ...found } = readPickle(typeof code === 'string' ? bytesOf(code) : code, file);
    return { ...found, wording: [], text: listing.join('; '), lines: listing };
  }
  const text = typeof code === 'string' ? code : new TextDecoder().decode(code);
  const source = await parse(file, language, text);
  if (source === undefined) return inPart('code inside it takes too long to parse');
  const { sites, evaluations, wording, incomplete, names } = await readSource(
    source,
    INSPECTION_LIMITS.sites,
    variables,
  );
  return { read: { source, names }, sites, evaluations, wording, text, lines: text.split('\n'), incomplete };
}

/** A pickle that a source holds as text: one character a byte where that is possible. */
function bytesOf(text: string): Uint8Array {
  const isLatin = !/[^\0-\xff]/.test(text);
  return Buffer.from(text, isLatin ? 'latin1' : 'utf8');
}
