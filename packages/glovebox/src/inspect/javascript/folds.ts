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
import { moduleName } from './canonical.ts';

/** Tells what a call gives from what its arguments are; undefined where it cannot. */
type Fold = (call: Call) => Value | undefined;

const joined: Fold = ({ positional }) =>
  combine(positional, (parts) =>
    text(
      parts
        .reduce((path, part) => (/^[/~]/.test(part) && !path.startsWith('~') ? part : `${path}/${part}`))
        .replace(/\/{2,}/g, '/')
        .replace(/^\.\/(?=.)/, ''),
    ),
  );

const moduleByName: Fold = ({ positional: [name] }) => {
  const specifier = asText(name);
  return isWhole(specifier) && !specifier.startsWith('.') ? named(moduleName(specifier)) : UNKNOWN;
};

function decoded(callee: string, content: string | undefined, decode: (content: string) => string): Value {
  return isWhole(content) ? text(decode(content), callee) : { kind: 'result', of: 'Buffer', decoder: callee };
}

const ENCODINGS: ReadonlySet<string> = new Set(['base64', 'base64url', 'hex']);

const buffer: Fold = ({ positional: [content, encoding] }) => {
  const name = asText(encoding);
  if (name !== undefined && ENCODINGS.has(name)) {
    return decoded(`Buffer.from ${name}`, asText(content), (plain) =>
      Buffer.from(plain, name as BufferEncoding).toString(),
    );
  }
  return content?.kind === 'text' ? content : undefined;
};

function changed(change: (content: string, call: Call) => string): Fold {
  return (call) => {
    const content = asText(call.receiver);
    return content === undefined ? undefined : text(change(content, call), decoderOf(call.receiver));
  };
}

const itself: Fold = ({ positional: [value] }) => value;
const receiverItself: Fold = ({ receiver }) => receiver;

const fromCodes: Fold = ({ positional }) => {
  const codes = positional.map(asNumber);
  const isKnown = codes.length > 0 && codes.every((code) => code !== undefined && code >= 0 && code <= 0x10ffff);
  return isKnown ? text(String.fromCodePoint(...codes.map((code) => code ?? 0)), 'String.fromCharCode') : UNKNOWN;
};

const unescaped: Fold = ({ callee, positional: [content] }) => {
  const plain = asText(content);
  if (plain === undefined || !plain.includes('%')) return content;
  return text(
    plain.replace(/%([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
    callee,
  );
};

/** Calls that compute and do not act: paths, texts, modules. */
export const FOLDS: Readonly<Record<string, Fold>> = {
  require: moduleByName,
  import: moduleByName,
  'module.createRequire': () => named('require'),
  'util.promisify': itself,
  'path.join': joined,
  'path.resolve': joined,
  'path.posix.join': joined,
  'path.normalize': itself,
  'os.homedir': () => text('~'),
  'os.tmpdir': () => text('/tmp'),
  'fs.mkdtempSync': ({ positional: [prefix] }) => text(`${asPart(prefix)}${HOLE}`),
  'process.cwd': () => text('.'),
  'url.fileURLToPath': itself,
  URL: ({ positional: [url, base] }) => (base === undefined ? url : text(`${asPart(base)}${asPart(url)}`)),
  String: ({ positional: [value] }) =>
    asText(value) === undefined ? undefined : text(asPart(value), decoderOf(value)),
  Number: ({ positional: [value] }) => (asNumber(value) === undefined ? undefined : literal(asPart(value))),
  'String.fromCharCode': fromCodes,
  'String.fromCodePoint': fromCodes,
  'String.raw': itself,
  'String.toString': receiverItself,
  'String.trim': changed((content) => content.trim()),
  'String.toLowerCase': changed((content) => content.toLowerCase()),
  'String.toUpperCase': changed((content) => content.toUpperCase()),
  'String.replace': changed((content, { positional: [from, to] }) =>
    from?.kind === 'text' ? content.replace(from.text, () => asPart(to)) : HOLE,
  ),
  'String.concat': changed((content, { positional }) => content + positional.map(asPart).join('')),
  'String.split': ({ receiver, positional: [separator] }) => {
    const content = asText(receiver);
    if (content === undefined || separator?.kind !== 'text') return undefined;
    return {
      kind: 'list',
      items: content
        .split(separator.text)
        .slice(0, 2_000)
        .map((part) => text(part, decoderOf(receiver))),
    };
  },
  'Array.reverse': ({ receiver }) =>
    receiver?.kind === 'list' ? { kind: 'list', items: [...receiver.items].reverse() } : undefined,
  'Array.join': ({ receiver, positional: [separator] }) =>
    receiver?.kind === 'list'
      ? text(
          receiver.items.map(asPart).join(separator === undefined ? ',' : asPart(separator)),
          receiver.items.map(decoderOf).find(Boolean),
        )
      : undefined,
  'Buffer.from': buffer,
  Buffer: buffer,
  'Buffer.toString': receiverItself,
  atob: ({ callee, positional: [content] }) =>
    decoded(callee, asText(content), (plain) => Buffer.from(plain, 'base64').toString('latin1')),
  unescape: unescaped,
  decodeURIComponent: unescaped,
  decodeURI: unescaped,
  'zlib.gunzipSync': ({ callee }) => ({ kind: 'result', of: 'Buffer', decoder: callee }),
  'zlib.inflateSync': ({ callee }) => ({ kind: 'result', of: 'Buffer', decoder: callee }),
  'zlib.brotliDecompressSync': ({ callee }) => ({ kind: 'result', of: 'Buffer', decoder: callee }),
};
