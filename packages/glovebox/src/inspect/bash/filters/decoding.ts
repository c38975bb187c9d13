import { constants, gunzipSync, inflateSync } from 'node:zlib';
import { base32 as base32Bytes, unpacked } from '../../resolve/encodings.ts';
import { decoded, type Known, LONGEST_TEXT } from '../known.ts';
import { contentOf, type Filter, type Filtered, mapped, optionsOf } from './filter.ts';

/** Bytes as text: as UTF-8 where they are, otherwise one character a byte. */
function textOfBytes(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? bytes.toString('latin1') : text;
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text, /[^\0-\xff]/.test(text) ? 'utf8' : 'latin1');
}

/** A text decoded, with what did it. */
function undone(
  content: Known | undefined,
  by: string,
  change: (text: string) => string | undefined,
): Known | undefined {
  const value = mapped(content, change);
  return value === undefined ? undefined : decoded(value.text, by, value);
}

export const base64: Filter = (filtered) => {
  const { options, operands } = optionsOf(filtered.words, 'wbio');
  const content = contentOf(
    filtered,
    operands.length === 0 && options.has('i') && options.get('i') !== '' ? [options.get('i') ?? ''] : operands,
  );
  if (!['d', 'D', 'decode', 'di'].some((name) => options.has(name)))
    return mapped(content, (text) => `${Buffer.from(text, 'utf8').toString('base64')}\n`);
  return undone(content, 'base64 -d', (text) => textOfBytes(Buffer.from(text, 'base64')));
};

export const base32: Filter = (filtered) => {
  const { options, operands } = optionsOf(filtered.words, 'w');
  if (!options.has('d') && !options.has('decode')) return undefined;
  return undone(contentOf(filtered, operands), 'base32 -d', (text) => {
    const bytes = base32Bytes(Buffer.from(text.replace(/[^a-z2-7]/gi, '')));
    return bytes === undefined ? undefined : textOfBytes(Buffer.from(bytes));
  });
};

export const xxd: Filter = (filtered) => {
  const { options, operands } = optionsOf(filtered.words, 'lscog');
  const content = contentOf(filtered, operands.slice(0, 1));
  if (!options.has('r')) {
    if (!options.has('p')) return undefined;
    return mapped(content, (text) => `${Buffer.from(text, 'utf8').toString('hex')}\n`);
  }
  return undone(content, 'xxd -r', (text) => textOfBytes(Buffer.from(hexOf(text, options.has('p')), 'hex')));
};

/** The digits alone: a dump also has offsets before and letters behind them. */
function hexOf(text: string, isPlain: boolean): string {
  if (isPlain) return text.replace(/[^\da-fA-F]/g, '');
  return text
    .split('\n')
    .map((line) => (/^[\da-fA-F]+: ?([\da-fA-F ]{1,60}?)(?: {2}|$)/.exec(line)?.[1] ?? '').replace(/ /g, ''))
    .join('');
}

/** Unpacked text is bounded: a few bytes may stand for gigabytes. */
const LIMITS = { maxOutputLength: LONGEST_TEXT, finishFlush: constants.Z_SYNC_FLUSH };

function inflated(content: Known | undefined, by: string, unpack: (bytes: Buffer) => Buffer): Known | undefined {
  return undone(content, by, (text) => {
    const bytes = unpacked(() => unpack(bytesOf(text)));
    return bytes === undefined ? undefined : textOfBytes(bytes);
  });
}

export const gzip: Filter = (filtered) => {
  const { options, operands } = optionsOf(filtered.words, 'S');
  if (!options.has('d') && !options.has('decompress')) return undefined;
  return inflated(contentOf(filtered, operands), 'gzip -d', (bytes) => gunzipSync(bytes, LIMITS));
};

export const gunzip: Filter = (filtered) =>
  inflated(contentOf(filtered, optionsOf(filtered.words).operands), 'gunzip', (bytes) => gunzipSync(bytes, LIMITS));

/** `openssl base64 -d`, `openssl enc -base64 -d`; what needs a key stays unknown. */
export const openssl: Filter = (filtered) => {
  const words = filtered.words.map(({ text }) => text);
  const isBase64 = words[0] === 'base64' || (words[0] === 'enc' && words.some((word) => /^-(base64|a)$/.test(word)));
  if (words[0] === 'zlib' && words.includes('-d'))
    return inflated(filtered.input(), 'openssl zlib -d', (bytes) => inflateSync(bytes, LIMITS));
  if (!isBase64 || words.some((word) => /^-(aes|des|k|pass|K)/.test(word))) return undefined;
  const file = words[words.indexOf('-in') + 1];
  const rest: Filtered = { ...filtered, words: words.includes('-d') ? [{ text: '-d' }] : [] };
  return base64(
    words.includes('-in') && file !== undefined ? { ...rest, words: [...rest.words, { text: file }] } : rest,
  );
};
