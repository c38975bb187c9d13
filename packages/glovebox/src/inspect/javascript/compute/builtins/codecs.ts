import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, unzipSync } from 'node:zlib';
import { type Computer, List, type Plain, STUCK, toNumber, toText } from '../plain.ts';
import type { Builtin, Builtins } from './builtin.ts';

/** Compressed data may unfold to a thousand times its size. */
const MOST_BYTES = 100_000;
const ENCODINGS = {
  base64: 'base64',
  base64url: 'base64url',
  hex: 'hex',
  latin1: 'latin1',
  binary: 'latin1',
  ascii: 'ascii',
  utf8: 'utf8',
  'utf-8': 'utf8',
  utf16le: 'utf16le',
  ucs2: 'utf16le',
} as const satisfies Record<string, BufferEncoding>;
/** Encodings in which text cannot be read. */
const UNREADABLE: ReadonlySet<string> = new Set(['base64', 'base64url', 'hex']);

function encodingOf(given: Plain, computer: Computer): BufferEncoding {
  const name = given === undefined ? 'utf8' : toText(given, computer).toLowerCase();
  if (!Object.hasOwn(ENCODINGS, name)) throw STUCK;
  return ENCODINGS[name as keyof typeof ENCODINGS];
}

function bytesOf(value: Plain, computer: Computer, encoding: BufferEncoding = 'utf8'): Buffer {
  if (!(value instanceof List)) return Buffer.from(toText(value, computer).slice(0, MOST_BYTES * 4), encoding);
  computer.spend(value.items.length);
  return Buffer.from(value.items.map((item) => toNumber(item, computer)));
}

function buffer(bytes: Uint8Array, computer: Computer): List {
  if (bytes.length > MOST_BYTES) throw STUCK;
  computer.spend(bytes.length);
  return new List([...bytes], 'buffer');
}

const bufferFrom: Builtin = ({ args: [source, given], computer }) => {
  const encoding = source instanceof List ? 'utf8' : encodingOf(given, computer);
  if (UNREADABLE.has(encoding)) computer.decoder = `Buffer.from ${encoding}`;
  return buffer(bytesOf(source, computer, encoding), computer);
};

const bufferText: Builtin = ({ self, args: [given, from, to], computer }) => {
  const bytes = bytesOf(self, computer);
  const part = bytes.subarray(
    from === undefined ? 0 : toNumber(from, computer),
    to === undefined ? undefined : toNumber(to, computer),
  );
  return part.toString(encodingOf(given, computer));
};

function unpacked(name: string, unpack: (data: Buffer, options: { maxOutputLength: number }) => Buffer): Builtin {
  return ({ args: [data], computer }) => {
    computer.spend(2_000);
    try {
      const bytes = unpack(bytesOf(data, computer), { maxOutputLength: MOST_BYTES });
      computer.decoder = name;
      return buffer(bytes, computer);
    } catch {
      throw STUCK;
    }
  };
}

function percentDecoded(name: string, decode: (content: string) => string): Builtin {
  return ({ args: [content], computer }) => {
    const plain = toText(content, computer);
    if (!plain.includes('%')) return plain;
    computer.decoder ??= name;
    computer.spend(plain.length >> 2);
    try {
      return decode(plain);
    } catch {
      throw STUCK;
    }
  };
}

function typedArray({ args: [source], computer }: Parameters<Builtin>[0]): List {
  if (source instanceof List) return new List([...source.items], 'typed');
  const length = toNumber(source ?? 0, computer);
  if (!(length >= 0 && length <= MOST_BYTES)) throw STUCK;
  computer.spend(length);
  return new List(new Array<Plain>(length).fill(0), 'typed');
}

/** Decoders, buffers and decompressors. */
export const CODECS: Builtins = {
  atob: ({ args: [content], computer }) => {
    computer.decoder = 'atob';
    const plain = toText(content, computer);
    computer.spend(plain.length >> 2);
    return Buffer.from(plain, 'base64').toString('latin1');
  },
  btoa: ({ args: [content], computer }) => Buffer.from(toText(content, computer), 'latin1').toString('base64'),
  'Buffer.from': bufferFrom,
  Buffer: bufferFrom,
  'Buffer.toString': bufferText,
  'Buffer.concat': ({ args: [list], computer }) => {
    if (!(list instanceof List)) throw STUCK;
    return buffer(Buffer.concat(list.items.map((item) => bytesOf(item, computer))), computer);
  },
  Uint8Array: typedArray,
  Uint16Array: typedArray,
  Uint32Array: typedArray,
  'Uint8Array.from': typedArray,
  'TextDecoder.decode': ({ args: [data], computer }) => bytesOf(data, computer).toString('utf8'),
  'TextEncoder.encode': ({ args: [content], computer }) => {
    return new List([...bytesOf(toText(content, computer), computer)], 'typed');
  },
  unescape: percentDecoded('unescape', (content) =>
    content.replace(/%u([0-9a-f]{4})|%([0-9a-f]{2})/gi, (_, wide?: string, narrow?: string) =>
      String.fromCharCode(Number.parseInt(wide ?? narrow ?? '0', 16)),
    ),
  ),
  decodeURIComponent: percentDecoded('decodeURIComponent', decodeURIComponent),
  decodeURI: percentDecoded('decodeURI', decodeURI),
  encodeURIComponent: ({ args: [content], computer }) => encodeURIComponent(toText(content, computer).toWellFormed()),
  escape: ({ args: [content], computer }) =>
    [...toText(content, computer)]
      .map((one) => (/[\w@*+\-./]/.test(one) ? one : encodeURIComponent(one.toWellFormed())))
      .join(''),
  'zlib.gunzipSync': unpacked('zlib.gunzipSync', gunzipSync),
  'zlib.inflateSync': unpacked('zlib.inflateSync', inflateSync),
  'zlib.inflateRawSync': unpacked('zlib.inflateRawSync', inflateRawSync),
  'zlib.unzipSync': unpacked('zlib.unzipSync', unzipSync),
  'zlib.brotliDecompressSync': unpacked('zlib.brotliDecompressSync', brotliDecompressSync),
};
