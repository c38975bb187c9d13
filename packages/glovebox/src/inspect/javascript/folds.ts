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
import { canonical, moduleName } from './canonical.ts';
import { entriesOf, membersOf, namesOf } from './enumerated.ts';

/** Tells what a call gives where not all of it is known; undefined where it cannot. */
type Fold = (call: Call) => Value | undefined;

const joinedPath: Fold = ({ positional }) =>
  combine(positional, (parts) =>
    text(
      parts
        .reduce((path, part) => (/^[/~]/.test(part) && !path.startsWith('~') ? part : `${path}/${part}`), '.')
        .replace(/\/{2,}/g, '/')
        .replace(/^\.\/(?=.)/, ''),
    ),
  );

const moduleByName: Fold = ({ positional: [name] }) => {
  const specifier = asText(name?.kind === 'choice' ? name.items[0] : name);
  return isWhole(specifier) && !specifier.startsWith('.') ? named(moduleName(specifier)) : UNKNOWN;
};

const ENCODINGS: ReadonlySet<string> = new Set(['base64', 'base64url', 'hex']);

/** A buffer of what is not known, which only its encoding tells something about. */
const buffer: Fold = ({ positional: [content, encoding] }) => {
  const name = asText(encoding);
  if (name !== undefined && ENCODINGS.has(name))
    return { kind: 'result', of: 'Buffer', decoder: `Buffer.from ${name}` };
  return content?.kind === 'text' || content?.kind === 'choice' ? content : undefined;
};

/** What comes out of a decoder that is given something unknown. */
const undecoded: Fold = ({ callee, positional: [content] }) => ({
  kind: 'result',
  of: 'Buffer',
  decoder: decoderOf(content) ?? callee,
});

function changed(change: (content: string, call: Call) => string): Fold {
  return (call) => {
    const content = asText(call.receiver);
    return content === undefined ? undefined : text(change(content, call), decoderOf(call.receiver));
  };
}

const itself: Fold = ({ positional: [value] }) => value;
const receiverItself: Fold = ({ receiver }) => receiver;

/** A property by its name: `Reflect.get(fs, "readFile")`. */
const property: Fold = ({ positional: [object, key] }) => {
  const name = asText(key);
  if (!isWhole(name)) return undefined;
  if (object?.kind === 'record') return object.fields.get(name);
  return object?.kind === 'name' ? named(canonical(`${object.name}.${name}`), object.receiver) : undefined;
};

/** Calls that compute and do not act: paths, texts with gaps, modules, functions made of functions. */
export const FOLDS: Readonly<Record<string, Fold>> = {
  require: moduleByName,
  import: moduleByName,
  'module.createRequire': () => named('require'),
  'process.binding': ({ positional: [name] }) => {
    const binding = asText(name);
    return isWhole(binding) ? named(`process.binding.${binding}`) : undefined;
  },
  'util.promisify': itself,
  'util.callbackify': itself,
  'lodash.once': itself,
  'lodash.debounce': itself,
  'lodash.throttle': itself,
  'lodash.memoize': itself,
  'Promise.resolve': itself,
  'Promise.all': itself,
  Proxy: itself,
  'Object.freeze': itself,
  'Reflect.get': property,
  'Object.getOwnPropertyDescriptor': (call) => {
    const value = property(call);
    return (
      value && {
        kind: 'record',
        fields: new Map([
          ['value', value],
          ['get', value],
        ]),
      }
    );
  },
  'Object.keys': ({ positional: [object] }) => namesOf(object),
  'Object.getOwnPropertyNames': ({ positional: [object] }) => namesOf(object),
  'Reflect.ownKeys': ({ positional: [object] }) => namesOf(object),
  'Object.values': ({ positional: [object] }) => membersOf(object),
  'Object.entries': ({ positional: [object] }) => entriesOf(object),
  'Object.getPrototypeOf': ({ positional: [value] }) =>
    value?.kind === 'function' ? named('Function.prototype') : undefined,
  'Object.assign': ({ positional }) => positional.find((value) => value.kind === 'name'),
  'path.join': joinedPath,
  'path.resolve': joinedPath,
  'path.normalize': itself,
  'path.basename': ({ positional: [path] }) => {
    const whole = asText(path);
    return whole === undefined ? undefined : text(whole.slice(whole.lastIndexOf('/') + 1));
  },
  'path.dirname': ({ positional: [path] }) => {
    const whole = asText(path);
    return whole === undefined ? undefined : text(whole.slice(0, Math.max(0, whole.lastIndexOf('/'))) || '.');
  },
  'os.homedir': () => text('~'),
  'os.tmpdir': () => text('/tmp'),
  'fs.mkdtempSync': ({ positional: [prefix] }) => text(`${asPart(prefix)}${HOLE}`),
  'process.cwd': () => text('.'),
  'url.fileURLToPath': itself,
  'url.pathToFileURL': itself,
  URL: ({ positional: [url, base] }) => (base === undefined ? url : text(`${asPart(base)}${asPart(url)}`)),
  'url.URL': ({ positional: [url, base] }) => (base === undefined ? url : text(`${asPart(base)}${asPart(url)}`)),
  String: ({ positional: [value] }) =>
    asText(value) === undefined ? undefined : text(asPart(value), decoderOf(value)),
  Number: ({ positional: [value] }) => (asNumber(value) === undefined ? undefined : literal(asPart(value))),
  'util.format': ({ positional }) =>
    combine(positional, ([format = '', ...given]) => {
      const rest = [...given];
      return text(format.replace(/%[sdijoO]/g, () => rest.shift() ?? HOLE));
    }),
  'String.raw': itself,
  'String.toString': receiverItself,
  'String.trim': changed((content) => content.trim()),
  'String.toLowerCase': changed((content) => content.toLowerCase()),
  'String.toUpperCase': changed((content) => content.toUpperCase()),
  'String.replace': changed((content, { positional: [from, to] }) =>
    from?.kind === 'text' ? content.replace(from.text, () => asPart(to)) : HOLE,
  ),
  'String.concat': changed((content, { positional }) => content + positional.map(asPart).join('')),
  'Array.join': ({ receiver, positional: [separator] }) =>
    receiver?.kind === 'list'
      ? text(
          receiver.items.map(asPart).join(separator === undefined ? ',' : asPart(separator)),
          receiver.items.map(decoderOf).find(Boolean),
        )
      : undefined,
  'Array.toString': receiverItself,
  'Array.concat': ({ receiver, positional }) =>
    receiver?.kind === 'list'
      ? {
          kind: 'list',
          items: [receiver, ...positional].flatMap((part) => (part.kind === 'list' ? part.items : [part])),
        }
      : undefined,
  'Buffer.from': buffer,
  Buffer: buffer,
  'Buffer.toString': receiverItself,
  'TextDecoder.decode': ({ positional: [value] }) => (decoderOf(value) === undefined ? undefined : value),
  'String.fromCharCode': () => UNKNOWN,
  atob: undecoded,
  unescape: itself,
  decodeURIComponent: itself,
  decodeURI: itself,
  'zlib.gunzipSync': undecoded,
  'zlib.inflateSync': undecoded,
  'zlib.inflateRawSync': undecoded,
  'zlib.unzipSync': undecoded,
  'zlib.brotliDecompressSync': undecoded,
};
