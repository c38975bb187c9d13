import type { EvaluatedCode, Evaluation, Found } from '../collect.ts';
import { INSPECTION_LIMITS } from '../limits.ts';
import type { Unwrapped, Wording } from '../site.ts';
import type { InnerSource } from '../taint/inner.ts';
import { type Piece, PieceReader } from './piece.ts';

/** What code inside code does. */
export interface Unwrapping {
  /** Sites of the inner code by the outer site that hands it to an interpreter; they say the outer place. */
  readonly sites: ReadonlyMap<Found, readonly Found[]>;
  /** The pieces themselves, with their sites as they stand in them and as they are listed. */
  readonly inner: readonly InnerSource[];
  /** What is wrong with the words of inner code, at the outer place. */
  readonly wording: readonly Wording[];
  /** Files whose inner code was not read to its end, with the reason. */
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
}

/** A piece of code that waits to be read, and how it is reached from the file. */
interface Waiting {
  readonly outer: Found;
  readonly layers: readonly Unwrapped[];
  readonly by: string;
  readonly evaluated: EvaluatedCode;
}

/** Reads code that is handed to interpreters, and the code that this code hands on, within {@link INSPECTION_LIMITS}. */
export async function unwrap(evaluations: readonly Evaluation[], mostSites: number): Promise<Unwrapping> {
  const reader = new PieceReader();
  const found = new Map<Found, Found[]>();
  const reasons = new Map<string, string>();
  const wording: Wording[] = [];
  const inner: InnerSource[] = [];
  const waiting: Waiting[] = evaluations.map((evaluated) => ({
    outer: evaluated.site,
    layers: evaluated.site.inner ?? [],
    by: evaluated.site.callee,
    evaluated,
  }));
  let remaining = mostSites;
  let handovers = 0;
  const skip = ({ outer }: Waiting, reason: string): void => {
    if (!reasons.has(outer.file)) reasons.set(outer.file, reason);
  };
  // The queue grows while it is read: outer layers are read before what they hold.
  for (const next of waiting) {
    if (++handovers > INSPECTION_LIMITS.handovers) {
      skip(next, 'only in part: it hands code to interpreters in too many places');
      break;
    }
    const piece = await readNext(reader, next, remaining);
    if ('reason' in piece) {
      skip(next, piece.reason);
      continue;
    }
    if (piece.incomplete !== undefined) skip(next, piece.incomplete);
    if (piece.sites.length > remaining) skip(next, TOO_MANY_SITES);
    const listed = piece.sites.slice(0, remaining);
    const sites = listed.map((site) => placed(next, piece, site));
    if (piece.read !== undefined) inner.push({ ...piece.read, outer: next.outer, listed, sites });
    remaining -= sites.length;
    for (const { kind, text } of piece.wording.slice(0, MOST_WORDING - wording.length))
      wording.push({ kind, file: next.outer.file, line: next.outer.line, text });
    const others = found.get(next.outer);
    if (others === undefined) found.set(next.outer, sites);
    else others.push(...sites);
    waiting.push(...piece.evaluations.map((evaluation) => within(next, piece, evaluation)));
  }
  return { sites: found, inner, wording, skipped: [...reasons].map(([file, reason]) => ({ file, reason })) };
}

const TOO_MANY_SITES = `only in part: the sample has more than ${INSPECTION_LIMITS.sites} sites`;

async function readNext(reader: PieceReader, next: Waiting, remaining: number): Promise<Piece> {
  if (remaining <= 0) return { reason: TOO_MANY_SITES };
  if (next.layers.length >= INSPECTION_LIMITS.layers)
    return { reason: `only in part: code inside code goes deeper than ${INSPECTION_LIMITS.layers} layers` };
  return reader.read(next.evaluated, next.outer.file);
}

const MOST_WORDING = 50;

type Read = Exclude<Piece, { readonly reason: string }>;

/** A site of inner code, at the place of the file that leads to it. */
function placed(next: Waiting, piece: Read, site: Found): Found {
  const { file, line, column, endLine, within: outerWithin } = next.outer;
  return {
    capability: site.capability,
    callee: site.callee,
    ...(site.target !== undefined && { target: site.target }),
    ...(site.arguments !== undefined && { arguments: site.arguments }),
    file,
    line,
    column,
    endLine,
    ...(outerWithin !== undefined && { within: outerWithin }),
    inner: [...next.layers, layerOf(next, piece, site.line)],
  };
}

function within(next: Waiting, piece: Read, evaluation: Evaluation): Waiting {
  return {
    outer: next.outer,
    layers: [...next.layers, layerOf(next, piece, evaluation.site.line)],
    by: evaluation.site.callee,
    evaluated: evaluation,
  };
}

const LONGEST_CODE = 400;
const LONGEST_LINE = 200;

function layerOf({ by, evaluated }: Waiting, piece: Read, line: number): Unwrapped {
  return {
    language: evaluated.language,
    by,
    ...(evaluated.decoder !== undefined && { decoder: evaluated.decoder }),
    code: piece.text.slice(0, LONGEST_CODE),
    line,
    text: (piece.lines[line - 1] ?? '').trim().slice(0, LONGEST_LINE),
  };
}
