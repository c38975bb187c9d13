import { Buffer } from 'node:buffer';
import type { Call } from '../resolve/call.ts';
import {
  asNumber,
  asPart,
  asText,
  combine,
  decoderOf,
  HOLE,
  isWhole,
  literal,
  named,
  text,
  UNKNOWN,
  type Value,
} from '../resolve/value.ts';
import { canonical } from './canonical.ts';
import { character } from './literals.ts';
import { joinPath, member } from './members.ts';
import { formattedByBraces } from './operators.ts';

/** Tells what a call gives from what its arguments are; undefined where it cannot. */
type Fold = (call: Call) => Value | undefined;

const argumentText: Fold = ({ positional: [value] }) => (value === undefined ? undefined : passOn(value));
const receiverItself: Fold = ({ receiver }) => receiver;

/** A value as the text it holds. */
function passOn(value: Value): Value | undefined {
  const content = asText(value);
  return content === undefined ? undefined : text(content, decoderOf(value));
}

function path(about: string | undefined): Value {
  return { kind: 'result', of: 'pathlib.Path', ...(about !== undefined && { about }) };
}

const pathOfReceiver: Fold = ({ receiver }) => path(asText(receiver));
const pathOfArguments: Fold = ({ positional }) =>
  positional.length === 0
    ? path('.')
    : known(
        combine(positional, (parts) => path(joinPath(parts))),
        path(undefined),
      );
const joined: Fold = ({ positional }) => combine(positional, (parts) => text(joinPath(parts)));

/** The value, or another where nothing is known of it. */
function known(value: Value, otherwise: Value): Value {
  return value.kind === 'unknown' ? otherwise : value;
}

/** A decoder: what it gives is marked, so that running the result shows as running hidden code. */
function decoder(decode: (content: string) => string | undefined): Fold {
  return ({ callee, positional: [value] }) => {
    const content = asText(value);
    const plain = isWhole(content) ? decode(content) : undefined;
    return plain === undefined ? { kind: 'result', of: callee, decoder: callee } : text(plain, callee);
  };
}

const base64 = decoder((content) => Buffer.from(content, 'base64').toString());
const hex = decoder((content) => Buffer.from(content.replace(/\s/g, ''), 'hex').toString());
/** What comes out of these is not worked out here, only where it came from. */
const packed = decoder(() => undefined);

function changed(change: (content: string, call: Call) => string): Fold {
  return (call) => {
    const content = asText(call.receiver);
    return content === undefined ? undefined : text(change(content, call), decoderOf(call.receiver));
  };
}

const environmentVariable: Fold = ({ positional: [name, otherwise] }) => {
  if (asText(name) === 'HOME' || asText(name) === 'USERPROFILE') return text('~');
  return otherwise === undefined ? undefined : UNKNOWN;
};

const attributeByName: Fold = ({ positional: [object, name] }) => {
  const attribute = asText(name);
  return object === undefined || !isWhole(attribute) ? UNKNOWN : member(object, attribute);
};

const moduleByName: Fold = ({ positional: [name] }) => {
  const module = asText(name);
  return isWhole(module) ? named(canonical(module)) : UNKNOWN;
};

const items: Fold = ({ positional: [value] }) => (value?.kind === 'list' ? value : undefined);

const bytesOfList: Fold = ({ callee, positional: [value] }) => {
  if (value?.kind !== 'list') return value === undefined ? undefined : passOn(value);
  const characters = value.items.map((item) => character(asNumber(item) ?? -1));
  return characters.every((one) => one !== undefined) ? text(characters.join(''), callee) : UNKNOWN;
};

const rot13 = (content: string): string =>
  content.replace(/[a-z]/gi, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });

/** Calls that compute and do not act: paths, texts, names. */
export const FOLDS: Readonly<Record<string, Fold>> = {
  'os.path.join': joined,
  'os.path.expanduser': argumentText,
  'os.path.expandvars': argumentText,
  'os.path.abspath': argumentText,
  'os.path.realpath': argumentText,
  'os.path.normpath': argumentText,
  'os.fspath': argumentText,
  'os.fsencode': argumentText,
  'os.fsdecode': argumentText,
  'os.getenv': environmentVariable,
  'os.environ.get': environmentVariable,
  'tempfile.gettempdir': () => text('/tmp'),
  'tempfile.mkdtemp': () => text(`/tmp/${HOLE}`),

  'pathlib.Path': pathOfArguments,
  'pathlib.Path.home': () => path('~'),
  'pathlib.Path.cwd': () => path('.'),
  'pathlib.Path.expanduser': pathOfReceiver,
  'pathlib.Path.resolve': pathOfReceiver,
  'pathlib.Path.absolute': pathOfReceiver,
  'pathlib.Path.as_posix': ({ receiver }) => passOn(receiver ?? UNKNOWN),
  'pathlib.Path.__str__': ({ receiver }) => passOn(receiver ?? UNKNOWN),
  'pathlib.Path.joinpath': ({ receiver, positional }) =>
    combine([receiver ?? UNKNOWN, ...positional], (parts) => path(joinPath(parts))),
  'pathlib.Path.with_suffix': ({ receiver }) => path(`${asPart(receiver)}${HOLE}`),
  'pathlib.Path.with_name': ({ receiver, positional }) =>
    path(joinPath([asPart(receiver), '..', asPart(positional[0])])),
  'pathlib.Path.glob': ({ receiver, positional }) => ({
    kind: 'list',
    items: [path(joinPath([asPart(receiver), asPart(positional[0])]))],
  }),
  'pathlib.Path.rglob': ({ receiver, positional }) => ({
    kind: 'list',
    items: [path(joinPath([asPart(receiver), asPart(positional[0])]))],
  }),
  'pathlib.Path.iterdir': ({ receiver }) => ({ kind: 'list', items: [path(joinPath([asPart(receiver), HOLE]))] }),
  'glob.glob': ({ positional: [pattern] }) => ({ kind: 'list', items: [text(asPart(pattern))] }),
  'glob.iglob': ({ positional: [pattern] }) => ({ kind: 'list', items: [text(asPart(pattern))] }),
  'os.listdir': () => ({ kind: 'list', items: [UNKNOWN] }),

  __import__: moduleByName,
  'importlib.import_module': moduleByName,
  getattr: attributeByName,
  vars: ({ positional: [object] }) => (object === undefined ? UNKNOWN : member(object, '__dict__')),
  globals: () => named('builtins'),
  locals: () => named('builtins'),
  'functools.partial': ({ positional: [callee, ...bound] }) =>
    callee?.kind === 'name' ? { ...callee, bound } : UNKNOWN,
  'operator.attrgetter': () => UNKNOWN,
  __getattribute__: attributeByName,

  str: argumentText,
  bytes: bytesOfList,
  bytearray: bytesOfList,
  int: ({ positional: [value] }) => (asNumber(value) === undefined ? undefined : literal(asPart(value))),
  list: items,
  tuple: items,
  set: items,
  sorted: items,
  chr: ({ positional: [code] }) => {
    const one = character(asNumber(code) ?? -1);
    return one === undefined ? undefined : text(one, 'chr');
  },
  'shlex.split': ({ positional: [line] }) => {
    const content = asText(line);
    return content === undefined ? undefined : { kind: 'list', items: content.split(/\s+/).map((word) => text(word)) };
  },
  'shlex.quote': argumentText,
  'shlex.join': ({ positional: [words] }) =>
    words?.kind === 'list' ? text(words.items.map(asPart).join(' ')) : undefined,
  'textwrap.dedent': argumentText,

  'str.join': ({ receiver, positional: [parts] }) =>
    parts?.kind === 'list'
      ? text(parts.items.map(asPart).join(asPart(receiver)), parts.items.map(decoderOf).find(Boolean))
      : undefined,
  'str.format': ({ receiver, positional, named: given }) => formattedByBraces(asPart(receiver), positional, given),
  'str.encode': receiverItself,
  'str.decode': (call) =>
    asText(call.positional[0]) === 'hex' ? hex({ ...call, positional: [call.receiver ?? UNKNOWN] }) : call.receiver,
  'str.strip': changed((content) => content.trim()),
  'str.lstrip': changed((content) => content.trimStart()),
  'str.rstrip': changed((content) => content.trimEnd()),
  'str.lower': changed((content) => content.toLowerCase()),
  'str.upper': changed((content) => content.toUpperCase()),
  'str.replace': changed((content, { positional: [from, to] }) => content.replaceAll(asPart(from), asPart(to))),
  'str.split': ({ receiver, positional: [separator] }) => {
    const content = asText(receiver);
    if (content === undefined) return undefined;
    const words = separator === undefined ? content.trim().split(/\s+/) : content.split(asPart(separator));
    return { kind: 'list', items: words.slice(0, 500).map((word) => text(word)) };
  },

  'base64.b64decode': base64,
  'base64.standard_b64decode': base64,
  'base64.urlsafe_b64decode': base64,
  'base64.decodebytes': base64,
  'base64.b16decode': hex,
  'base64.b32decode': packed,
  'base64.b85decode': packed,
  'base64.a85decode': packed,
  'binascii.a2b_base64': base64,
  'binascii.unhexlify': hex,
  'binascii.a2b_hex': hex,
  'bytes.fromhex': hex,
  'bytearray.fromhex': hex,
  'codecs.decode': (call) => {
    const encoding = asText(call.positional[1] ?? call.named.get('encoding')) ?? '';
    if (/^rot_?13$/i.test(encoding)) return decoder(rot13)(call);
    if (/^hex/i.test(encoding)) return hex(call);
    return /^base64/i.test(encoding) ? base64(call) : packed(call);
  },
  'zlib.decompress': packed,
  'gzip.decompress': packed,
  'bz2.decompress': packed,
  'lzma.decompress': packed,
  'marshal.loads': packed,
  // What was decoded stays so while it changes its form.
  'base64.b64decode.decode': receiverItself,
  'zlib.decompress.decode': receiverItself,
  'gzip.decompress.decode': receiverItself,
  'bz2.decompress.decode': receiverItself,
  'lzma.decompress.decode': receiverItself,
  'binascii.unhexlify.decode': receiverItself,
  'bytes.fromhex.decode': receiverItself,
  'base64.b85decode.decode': receiverItself,
  'base64.b32decode.decode': receiverItself,
  compile: ({ positional: [code] }) => ({
    kind: 'result',
    of: 'compile',
    ...(asText(code) !== undefined && { about: asPart(code) }),
    ...(decoderOf(code) !== undefined && { decoder: decoderOf(code) ?? '' }),
  }),
};
