import { Buffer } from 'node:buffer';
import { argument, type Call } from '../../resolve/call.ts';
import {
  ascii85,
  base16,
  base32,
  base64,
  base85,
  gunzip,
  inflate,
  MOST_UNPACKED,
  quotedPrintable,
  rot13,
} from '../../resolve/encodings.ts';
import { asNumber, asText, decoderOf, isWhole, literal, text, UNKNOWN, type Value } from '../../resolve/value.ts';
import { unescaped } from '../literals.ts';
import { codeOfMarshal } from '../marshal.ts';
import { bytesOf, elementsOf, list, number } from '../sequences.ts';
import { decodedText, encodedText } from './encodings.ts';
import { type CallPlace, type Fold, type Folds, passOn } from './fold.ts';

/** The value as bytes, where all of it is known. */
export function rawBytes(value: Value | undefined): Buffer | undefined {
  if (value?.kind === 'bytes') return Buffer.from(value.bytes);
  const content = value?.kind === 'text' ? value.text : undefined;
  if (isWhole(content)) return Buffer.from(content);
  const numbers = value?.kind === 'list' ? value.items.map(asNumber) : undefined;
  if (numbers === undefined || numbers.some((one) => one === undefined || one < 0 || one > 255)) return undefined;
  return Buffer.from(numbers.map((one) => one ?? 0));
}

/** A decoder: what it gives is marked, so that running the result shows as running hidden code. */
function decoder(decode: (content: Buffer) => Uint8Array | undefined): Fold {
  return (call, place) => decodedBy(call.callee, call.positional[0], decode, place);
}

function decodedBy(
  name: string,
  value: Value | undefined,
  decode: (content: Buffer) => Uint8Array | undefined,
  { evaluator }: CallPlace,
): Value {
  const content = rawBytes(value);
  const plain = content === undefined ? undefined : decode(content);
  const made = plain?.length ?? (content === undefined ? 0 : MOST_UNPACKED);
  evaluator.spend(((content?.length ?? 0) + made) >> 4);
  return plain === undefined ? { kind: 'result', of: name, decoder: name } : bytesOf(plain, name);
}

/** What comes out of these is not worked out here, only where it came from. */
const packed: Fold = ({ callee }) => ({ kind: 'result', of: callee, decoder: callee });

const CODECS: Readonly<Record<string, (content: Buffer) => Uint8Array | undefined>> = {
  hex: base16,
  hexcodec: base16,
  base64: base64,
  base64codec: base64,
  zlib: inflate,
  zip: inflate,
  zlibcodec: inflate,
  quopri: quotedPrintable,
};

/** `codecs.decode(value, encoding)`, and `value.decode(encoding)`. */
function decoded(name: string, value: Value, encoding: string, place: CallPlace): Value | undefined {
  const plain = encoding.toLowerCase().replace(/[\s_-]/g, '');
  if (plain === 'rot13') {
    const content = asText(value);
    return isWhole(content) ? text(rot13(content), name) : undefined;
  }
  const codec = Object.hasOwn(CODECS, plain) ? CODECS[plain] : undefined;
  if (codec !== undefined) return decodedBy(name, value, codec, place);
  if (/^(unicodeescape|stringescape)$/.test(plain)) {
    const content = value.kind === 'bytes' ? Buffer.from(value.bytes).toString('latin1') : asText(value);
    return isWhole(content) ? text(unescaped(content, false), name) : undefined;
  }
  if (/^bz2/.test(plain)) return { kind: 'result', of: name, decoder: name };
  if (value.kind === 'bytes') return text(decodedText(value.bytes, encoding), decoderOf(value));
  return value;
}

const decodeMethod: Fold = (call, place) =>
  decoded('bytes.decode', call.receiver ?? UNKNOWN, asText(argument(call, 0, 'encoding')) ?? 'utf-8', place);

const encodeMethod: Fold = (call, place) => {
  const encoding = asText(argument(call, 0, 'encoding')) ?? 'utf-8';
  const { receiver } = call;
  if (/^(rot.?13|hex|base.?64|zlib)/i.test(encoding))
    return decoded('str.encode', receiver ?? UNKNOWN, encoding, place);
  // A text with unknown parts stays one: as bytes they would be taken for known.
  if (receiver?.kind !== 'text' || !isWhole(receiver.text)) return receiver;
  return bytesOf(encodedText(receiver.text, encoding), receiver.decoder);
};

const bytesOfArgument: Fold = ({ callee, positional }) => {
  const [value, encoding] = positional;
  if (value === undefined) return bytesOf(new Uint8Array());
  if (value.kind === 'bytes') return value;
  if (value.kind === 'text') {
    return isWhole(value.text) ? bytesOf(encodedText(value.text, asText(encoding) ?? 'utf-8'), value.decoder) : value;
  }
  const size = asNumber(value);
  if (size !== undefined) return size >= 0 && size <= MOST_ZEROS ? bytesOf(new Uint8Array(size)) : undefined;
  const content = rawBytes(value);
  return content === undefined ? passOn(value) : bytesOf(content, callee);
};

const MOST_ZEROS = 65_536;
const MOST_BYTES_OF_NUMBER = 100_000;

/** `(123).to_bytes(2, "big")`: a whole text may be one number. */
const bytesOfNumber: Fold = (call) => {
  const written = asText(call.receiver)?.replaceAll('_', '') ?? '';
  const length = asNumber(argument(call, 0, 'length')) ?? 1;
  if (!/^(\d{1,20000}|0x[0-9a-fA-F]{1,100000})$/.test(written) || length > MOST_BYTES_OF_NUMBER || length < 1)
    return undefined;
  const digits = BigInt(written).toString(16);
  const big = Buffer.from(digits.padStart(length * 2, '0').slice(-length * 2), 'hex');
  return bytesOf(asText(argument(call, 1, 'byteorder')) === 'little' ? big.reverse() : big, 'int.to_bytes');
};

const numberOfBytes: Fold = (call) => {
  const content = rawBytes(call.positional[0]);
  if (content === undefined || content.length === 0 || content.length > 1_000) return undefined;
  const bytes = asText(argument(call, 1, 'byteorder')) === 'little' ? content.reverse() : content;
  const value = BigInt(`0x${bytes.toString('hex')}`);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? number(Number(value)) : literal(value.toString());
};

const encodedAs =
  (encoding: 'base64' | 'hex' | 'base64url'): Fold =>
  ({ positional: [value] }) => {
    const content = rawBytes(value);
    return content === undefined ? undefined : bytesOf(Buffer.from(content.toString(encoding)));
  };

/** Objects that hold bytes to be read again. */
const held: Fold = ({ positional: [value] }) => value ?? bytesOf(new Uint8Array());

const unmarshalled: Fold = ({ callee, positional: [value] }) => {
  const code = value?.kind === 'bytes' ? codeOfMarshal(value.bytes) : undefined;
  return { kind: 'result', of: callee, decoder: callee, ...(code !== undefined && { about: code }) };
};

const jsonValue: Fold = ({ positional: [value] }) => {
  const content = asText(value);
  if (!isWhole(content) || content.length > 100_000) return undefined;
  try {
    return ofJson(JSON.parse(content), 0);
  } catch {
    return undefined;
  }
};

function ofJson(value: unknown, depth: number): Value {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') return literal(String(value));
  if (depth > 20 || typeof value !== 'object' || value === null) return UNKNOWN;
  if (Array.isArray(value)) return list(value.slice(0, 2_000).map((one) => ofJson(one, depth + 1)));
  return { kind: 'record', fields: new Map(Object.entries(value).map(([key, one]) => [key, ofJson(one, depth + 1)])) };
}

const unquoted: Fold = ({ callee, positional: [value] }) => {
  const content = asText(value);
  if (!isWhole(content)) return undefined;
  const plain = Buffer.from(
    content.replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  ).toString();
  return plain === content ? text(plain, decoderOf(value)) : text(plain, callee);
};

/** Encodings and their undoing. */
export const DECODERS: Folds = {
  'base64.b64decode': decoder(base64),
  'base64.standard_b64decode': decoder(base64),
  'base64.urlsafe_b64decode': decoder(base64),
  'base64.decodebytes': decoder(base64),
  'base64.decodestring': decoder(base64),
  'base64.b16decode': decoder(base16),
  'base64.b32decode': decoder(base32),
  'base64.b85decode': decoder(base85),
  'base64.a85decode': decoder(ascii85),
  'base64.b64encode': encodedAs('base64'),
  'base64.urlsafe_b64encode': encodedAs('base64url'),
  'binascii.a2b_base64': decoder(base64),
  'binascii.unhexlify': decoder(base16),
  'binascii.a2b_hex': decoder(base16),
  'binascii.hexlify': encodedAs('hex'),
  'binascii.a2b_qp': decoder(quotedPrintable),
  'quopri.decodestring': decoder(quotedPrintable),
  'bytes.fromhex': decoder(base16),
  'bytearray.fromhex': decoder(base16),
  'zlib.decompress': decoder(inflate),
  'zlib.decompressobj.decompress': decoder(inflate),
  'gzip.decompress': decoder(gunzip),
  'bz2.decompress': packed,
  'lzma.decompress': packed,
  'marshal.loads': unmarshalled,
  'json.loads': jsonValue,
  'urllib.parse.unquote': unquoted,
  'urllib.parse.unquote_plus': unquoted,
  'codecs.decode': (call, place) =>
    decoded(call.callee, call.positional[0] ?? UNKNOWN, asText(argument(call, 1, 'encoding')) ?? 'utf-8', place),
  'codecs.encode': (call, place) => {
    const encoding = asText(argument(call, 1, 'encoding')) ?? 'utf-8';
    // Turning letters by 13 places is its own undoing.
    if (/^rot.?13$/i.test(encoding)) return decoded(call.callee, call.positional[0] ?? UNKNOWN, encoding, place);
    return call.positional[0];
  },
  'codecs.getdecoder': ({ positional }) => ({ kind: 'name', name: 'codecs.getdecoder()', bound: positional }),
  'codecs.getdecoder()': (call, place) =>
    list([decoded('codecs.decode', call.positional[1] ?? UNKNOWN, asText(call.positional[0]) ?? '', place) ?? UNKNOWN]),
  'io.BytesIO': held,
  'io.StringIO': held,
  'bytes.read': ({ receiver }) => receiver,
  'bytes.getvalue': ({ receiver }) => receiver,
  'str.read': ({ receiver }) => receiver,
  'str.getvalue': ({ receiver }) => receiver,
  'str.encode': encodeMethod,
  'str.decode': decodeMethod,
  'bytes.decode': decodeMethod,
  'bytes.hex': ({ receiver }) => {
    const content = rawBytes(receiver);
    return content === undefined ? undefined : text(content.toString('hex'));
  },
  'bytes.tobytes': ({ receiver }) => receiver,
  bytes: bytesOfArgument,
  bytearray: bytesOfArgument,
  memoryview: ({ positional: [value] }) => value,
  'array.array': ({ positional: [, items] }) => {
    const elements = elementsOf(items);
    return elements === undefined ? undefined : list(elements);
  },
  'int.to_bytes': bytesOfNumber,
  'int.from_bytes': numberOfBytes,
};

/** The methods bytes share with texts, worked out on one character for each byte. */
export function onBytes(fold: Fold): Fold {
  return (call, place) => {
    const bytewise: Call = {
      ...call,
      receiver: characters(call.receiver),
      positional: call.positional.map((value) =>
        value.kind === 'list'
          ? list(value.items.map((item) => characters(item) ?? item))
          : (characters(value) ?? value),
      ),
    };
    return backToBytes(fold(bytewise, place));
  };
}

function characters(value: Value | undefined): Value | undefined {
  if (value?.kind !== 'bytes') return value;
  return text(Buffer.from(value.bytes).toString('latin1'), value.decoder);
}

function backToBytes(value: Value | undefined): Value | undefined {
  if (value?.kind === 'text' && isWhole(value.text)) return bytesOf(Buffer.from(value.text, 'latin1'), value.decoder);
  return value?.kind === 'list' ? list(value.items.map((item) => backToBytes(item) ?? item)) : value;
}
