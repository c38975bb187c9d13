import type { HintLine } from '../../observe/message.ts';

/** What a cell may display. All are finite: the agent inside leaves out what is more, and what it sends all the same is not kept. */
export const OUTPUT_LIMITS = {
  /** Outputs of one cell; each format of a thing is one. */
  count: 20,
  /** Bytes of one output. */
  bytes: 2 * 1024 * 1024,
  /** Bytes of all outputs of one cell. */
  totalBytes: 4 * 1024 * 1024,
} as const;

const ORIGINS = ['value', 'display', 'figure'] as const;

/** Something a cell displayed, in one format. Hostile: HTML and SVG hold scripts, a picture may be made to crash who decodes it; nothing of it was decoded. */
export interface CellOutput {
  /** Outputs with the same number are one thing in several formats. */
  readonly display: number;
  /** The value of the last expression, something given to `display`, or a figure that was left open. */
  readonly of: (typeof ORIGINS)[number];
  /** `text/html`, `image/png`: what the cell says it is, not what it was found to be. */
  readonly mime: string;
  readonly bytes: number;
  /** The content, of a format that is text. */
  readonly text?: string;
  /** The content, of any other. */
  readonly base64?: string;
}

/** What one cell displayed. */
export interface Displayed {
  readonly outputs: CellOutput[];
  /** Outputs beyond the limits, or of which not all arrived. */
  readonly dropped: number;
}

/** Listens for the outputs of one cell. */
export interface OutputListener {
  /** Whether the line was about an output, of this cell or another. */
  hear(hint: HintLine): boolean;
  take(): Displayed;
}

interface Part extends Pick<CellOutput, 'of' | 'mime'> {
  readonly display: number;
  /** Base64 characters that were promised. */
  readonly promised: number;
  readonly pieces: string[];
  length: number;
}

const MIME = /^[a-z]+\/[a-zA-Z0-9_.+-]{1,80}$/;
const TEXTUAL = /^(text\/.*|application\/(json|javascript)|.*\+(json|xml))$/;
const CHARACTERS = Math.ceil(OUTPUT_LIMITS.bytes / 3) * 4;

/** `token` is told to the interpreter with the cell's job: what comes with another one was made by an earlier cell. */
export function listenForOutputs(token: string): OutputListener {
  const parts = new Map<string, Part>();
  const left = new Map<string, number>();
  let refused = 0;

  function take(): Displayed {
    const outputs: CellOutput[] = [];
    let total = 0;
    let dropped = refused + [...left.values()].reduce((sum, count) => sum + count, 0);
    for (const { display, of, mime, promised, pieces, length } of parts.values()) {
      const content = length === promised ? Buffer.from(pieces.join(''), 'base64') : undefined;
      if (content === undefined || total + content.length > OUTPUT_LIMITS.totalBytes) dropped++;
      else outputs.push({ display, of, mime, bytes: content.length, ...contentOf(mime, content) });
      total += content?.length ?? 0;
    }
    return { outputs, dropped };
  }

  function hearPart(key: string, [display = '', of = '', mime = '', promised = '', piece = '']: string[]): void {
    const known = parts.get(key);
    const part = known ?? partOf(display, of, mime, promised);
    if (part === undefined || (known === undefined && parts.size >= OUTPUT_LIMITS.count)) {
      refused++;
      return;
    }
    parts.set(key, part);
    part.length += piece.length;
    if (part.length <= part.promised) part.pieces.push(piece);
  }

  return {
    take,
    hear({ line }) {
      const [kind, pid = '', what, said, ...rest] = line.split('\x1f', 10);
      if (kind !== 'V' || (what !== 'output' && what !== 'left')) return false;
      if (said !== token) return true;
      if (what === 'output') hearPart([pid, ...rest.slice(0, 3)].join(' '), rest);
      else if (left.size < OUTPUT_LIMITS.count) left.set(pid, Math.min(Number(rest[0]) || 0, 1_000_000));
      return true;
    },
  };
}

function partOf(display: string, origin: string, mime: string, promised: string): Part | undefined {
  const of = ORIGINS.find((known) => known === origin);
  const isLegal = /^\d{1,9}$/.test(display) && /^\d{1,8}$/.test(promised) && MIME.test(mime);
  if (of === undefined || !isLegal || Number(promised) > CHARACTERS) return undefined;
  return { display: Number(display), of, mime, promised: Number(promised), pieces: [], length: 0 };
}

function contentOf(mime: string, content: Buffer): Pick<CellOutput, 'text' | 'base64'> {
  return TEXTUAL.test(mime) ? { text: content.toString('utf8') } : { base64: content.toString('base64') };
}
