import { constants, inflateRawSync, inflateSync } from 'node:zlib';
import { fromBase32 } from './encodings.ts';
import {
  DECIMALS,
  fromDecimals,
  fromDump,
  fromEntities,
  fromEscapes,
  fromFrame,
  fromPercent,
  fromQuotedPrintable,
  fromWide,
} from './written.ts';

/** Bytes, and how they were written where they were found, the outermost first. */
export interface View {
  readonly bytes: Buffer;
  readonly layers: readonly string[];
  /** As they were seen. */
  readonly original?: true;
}

/** Bytes that may still be made from what was seen: nothing that is sent can cost more than so much work. */
export interface Budget {
  left: number;
  /** Streams that may still be tried: each costs more than reading a thousand bytes. */
  streams: number;
  /** The same for what begins like no stream: apart, so that chance does not take the place of what says what it is. */
  headless: number;
}

const MOST_RUNS = 100;
const MOST_STREAMS = 32;
const MOST_INFLATED = 1024 * 1024;

/** What bytes may stand for: every text in them that is encoded, read once. */
export function decodings(view: View, budget: Budget): View[] {
  const { bytes, layers } = view;
  const text = bytes.toString('latin1');
  const made: View[] = [];

  function add(layer: string | undefined, decoded: Buffer): void {
    if (decoded.length < 16 || decoded.length > budget.left) return;
    budget.left -= decoded.length;
    made.push({ bytes: decoded, layers: layer === undefined ? layers : [...layers, layer] });
  }

  if (view.original) {
    add('reversed', Buffer.from(bytes).reverse());
    const carried = fromFrame(bytes);
    if (carried !== undefined) add('websocket', carried);
    if (SPACED.test(text)) add(undefined, Buffer.from(text.replace(SPACES, ''), 'latin1'));
  }
  for (const [layer, read] of Object.entries(WRITTEN)) {
    const decoded = read(text);
    if (decoded !== undefined) add(layer, decoded);
  }
  const narrow = fromWide(bytes);
  if (narrow !== undefined) add('utf-16', narrow);
  for (const [run] of matches(text, DECIMALS)) add('decimal', fromDecimals(run));
  for (const [run] of matches(text, BASE64)) add('base64', Buffer.from(run, 'base64'));
  for (const [run] of matches(text, HEX)) add('hex', Buffer.from(run.replace(/[\s:]/g, ''), 'hex'));
  for (const [run] of matches(text, BASE32)) add('base32', fromBase32(run));
  for (const [layer, inflated] of inflations(bytes, layers.length > 0, budget)) add(layer, inflated);
  return made;
}

const SPACED = /\s|\\n/;
const SPACES = /\s+|\\n/g;
/** What is read in the whole of a text at once. */
const WRITTEN: Readonly<Record<string, (text: string) => Buffer | undefined>> = {
  url: fromPercent,
  'quoted-printable': fromQuotedPrintable,
  escaped: fromEscapes,
  entities: fromEntities,
  hex: fromDump,
};
/** Lines of one text are one run. */
const BASE64 = /[A-Za-z0-9+/_-]{20,}(?:\r?\n[A-Za-z0-9+/_-]+)*/g;
const HEX = /(?:[0-9a-f]{2}[\s:]?){16,}/gi;
const BASE32 = /[A-Z2-7]{24,}(?:\r?\n[A-Z2-7]+)*|[a-z2-7]{24,}(?:\r?\n[a-z2-7]+)*/g;

function* matches(text: string, pattern: RegExp): Generator<RegExpExecArray> {
  let count = 0;
  for (const match of text.matchAll(pattern)) {
    yield match;
    if (++count >= MOST_RUNS) return;
  }
}

/** Compressed streams, found by how they begin; one without a head only where something was decoded to it. */
function* inflations(bytes: Buffer, decoded: boolean, budget: Budget): Generator<[layer: string, inflated: Buffer]> {
  const most = Math.max(0, budget.streams - MOST_STREAMS);
  for (let at = 0; at + 8 < bytes.length && budget.streams > most; at++) {
    const kind = kindAt(bytes, at);
    if (kind === undefined) continue;
    budget.streams--;
    const inflated = attempt(kind, bytes, at);
    if (inflated !== undefined) yield [kind, inflated];
  }
  // A first block that is stored as it is needs no inflating, and of the fourth kind there is none.
  if (!decoded || budget.headless <= 0 || ((bytes[0] ?? 0) & 6) === 6 || ((bytes[0] ?? 0) & 6) === 0) return;
  budget.headless--;
  const raw = attempt('deflate', bytes, 0);
  if (raw !== undefined) yield ['deflate', raw];
}

type Compression = 'gzip' | 'zlib' | 'zip' | 'deflate';

function kindAt(bytes: Buffer, at: number): Compression | undefined {
  const first = bytes[at];
  if (first === 0x1f && bytes[at + 1] === 0x8b && bytes[at + 2] === 8) return 'gzip';
  if (first === 0x78 && ((bytes[at + 1] ?? 0) & 0x20) === 0 && ((first << 8) | (bytes[at + 1] ?? 0)) % 31 === 0)
    return 'zlib';
  if (first === 0x50 && bytes.readUInt32LE(at) === 0x04034b50) return 'zip';
  return undefined;
}

/** What is cut off in the middle is read as far as it goes. */
function attempt(kind: Compression, bytes: Buffer, at: number): Buffer | undefined {
  const options = { maxOutputLength: MOST_INFLATED, finishFlush: constants.Z_SYNC_FLUSH };
  try {
    if (kind === 'zlib') return inflateSync(bytes.subarray(at), options);
    return inflateRawSync(bytes.subarray(at + headLength(kind, bytes, at)), options);
  } catch {
    return undefined; // it only began like one
  }
}

/** What stands before the stream itself: without it, what follows the stream does not matter either. */
function headLength(kind: Compression, bytes: Buffer, at: number): number {
  if (kind === 'deflate') return 0;
  if (kind === 'zip') return 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
  const flags = bytes[at + 3] ?? 0;
  let length = 10;
  if (flags & 4) length += 2 + bytes.readUInt16LE(at + length);
  for (const text of [8, 16]) if (flags & text) length = bytes.indexOf(0, at + length) + 1 - at;
  return flags & 2 ? length + 2 : length;
}
