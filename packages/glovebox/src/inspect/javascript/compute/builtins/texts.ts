import { type Computer, joined, List, LONGEST, type Plain, Regex, STUCK, toNumber, toText } from '../plain.ts';
import { regexOf } from '../regex.ts';
import type { Builtin, Builtins } from './builtin.ts';

/** Backtracking over one repetition is quadratic in the text; a shorter one costs little. */
const LONGEST_MATCHED = 4_000;
/** A text that is sought in a longer one. */
const LONGEST_SOUGHT = 1_000;
/** A repetition that nothing can make go back: the last thing in a pattern, or a whole word. */
const FORWARD_ONLY = /^[^*+?{]*([*+?]|\{\d+(,\d*)?\})$|^[^*+?{]*\\w\+\\b$/;
const MOST_PIECES = 100_000;

/** A method whose arguments are numbers. */
function byNumbers(method: (self: string, numbers: (number | undefined)[]) => Plain): Builtin {
  return ({ self, args, computer }) =>
    method(
      toText(self, computer),
      args.map((arg) => (arg === undefined ? undefined : toNumber(arg, computer))),
    );
}

/** A method whose arguments are texts, and that may look at all of them. */
function byTexts(method: (self: string, texts: string[]) => Plain): Builtin {
  return ({ self, args, computer }) => {
    const content = toText(self, computer);
    const texts = args.map((arg) => toText(arg, computer));
    computer.spend(content.length >> 6);
    // Searching for a long text may compare all of it at every place.
    if (content.length > LONGEST_MATCHED && texts.some(({ length }) => length > LONGEST_SOUGHT)) throw STUCK;
    return method(content, texts);
  };
}

function padded(isStart: boolean): Builtin {
  return ({ self, args: [length, fill], computer }) => {
    const width = toNumber(length, computer);
    if (width > LONGEST) throw STUCK;
    const content = toText(self, computer);
    const filling = fill === undefined ? ' ' : toText(fill, computer);
    return isStart ? content.padStart(width, filling) : content.padEnd(width, filling);
  };
}

function regExp(pattern: Regex, content: string, computer: Computer, flags = pattern.flags): RegExp {
  computer.spend(content.length >> 4);
  if (/[*+?{]/.test(pattern.source) && !FORWARD_ONLY.test(pattern.source)) {
    if (content.length > LONGEST_MATCHED) throw STUCK;
    computer.spend((content.length * content.length) >> 9);
  }
  return new RegExp(pattern.source, flags);
}

function replaced(isAll: boolean): Builtin {
  return ({ self, args: [from, to], computer }) => {
    const content = toText(self, computer);
    let length = content.length;
    const by = (match: string, ...rest: unknown[]): string => {
      const part =
        typeof to === 'string'
          ? expanded(to, match, rest)
          : toText(computer.invoke(to, [match, ...groups(rest)]), computer);
      length += part.length;
      computer.spend(1 + (part.length >> 4));
      if (length > LONGEST) throw STUCK;
      return part;
    };
    if (from instanceof Regex) return content.replace(regExp(from, content, computer), by);
    const found = toText(from, computer);
    return isAll ? content.replaceAll(found, by) : content.replace(found, by);
  };
}

function groups(rest: readonly unknown[]): Plain[] {
  return rest.filter((one) => typeof one === 'string' || typeof one === 'number' || one === undefined);
}

/** `$&` and `$1` in a replacement. */
function expanded(to: string, match: string, rest: readonly unknown[]): string {
  return to.includes('$')
    ? to.replace(/\$([&\d$])/g, (_, key) =>
        key === '&' ? match : key === '$' ? '$' : String(rest[Number(key) - 1] ?? ''),
      )
    : to;
}

function pieces(content: string, separator: Plain, computer: Computer): string[] {
  if (separator === undefined) return [content];
  const by = separator instanceof Regex ? regExp(separator, content, computer) : toText(separator, computer);
  computer.spend(content.length >> 2);
  return content.split(by, MOST_PIECES);
}

/** Methods of texts, under the names the evaluator knows them by. */
export const TEXTS: Builtins = {
  'String.charAt': byNumbers((self, [at = 0]) => self.charAt(at)),
  'String.charCodeAt': byNumbers((self, [at = 0]) => self.charCodeAt(at)),
  'String.codePointAt': byNumbers((self, [at = 0]) => self.codePointAt(at)),
  'String.at': byNumbers((self, [at = 0]) => self.at(at)),
  'String.slice': byNumbers((self, [from, to]) => self.slice(from, to)),
  'String.substring': byNumbers((self, [from = 0, to]) => self.substring(from, to)),
  'String.substr': byNumbers((self, [from = 0, length]) => {
    const start = from < 0 ? Math.max(0, self.length + from) : from;
    return self.slice(start, length === undefined ? undefined : start + Math.max(0, length));
  }),
  'String.repeat': ({ self, args: [count], computer }) => {
    const content = toText(self, computer);
    const times = toNumber(count, computer);
    if (!(times >= 0) || content.length * times > LONGEST) throw STUCK;
    return content.repeat(times);
  },
  'String.padStart': padded(true),
  'String.padEnd': padded(false),
  'String.trim': byTexts((self) => self.trim()),
  'String.trimStart': byTexts((self) => self.trimStart()),
  'String.trimEnd': byTexts((self) => self.trimEnd()),
  'String.toLowerCase': byTexts((self) => self.toLowerCase()),
  'String.toUpperCase': byTexts((self) => self.toUpperCase()),
  'String.toLocaleLowerCase': byTexts((self) => self.toLowerCase()),
  'String.toLocaleUpperCase': byTexts((self) => self.toUpperCase()),
  'String.normalize': byTexts((self) => self.slice(0, LONGEST_MATCHED).normalize()),
  'String.toString': byTexts((self) => self),
  'String.valueOf': byTexts((self) => self),
  'String.concat': ({ self, args, computer }) =>
    joined(
      [self, ...args].map((part) => toText(part, computer)),
      '',
      computer,
    ),
  'String.indexOf': byTexts((self, [part = '']) => self.indexOf(part)),
  'String.lastIndexOf': byTexts((self, [part = '']) => self.lastIndexOf(part)),
  'String.includes': byTexts((self, [part = '']) => self.includes(part)),
  'String.startsWith': byTexts((self, [part = '']) => self.startsWith(part)),
  'String.endsWith': byTexts((self, [part = '']) => self.endsWith(part)),
  'String.split': ({ self, args: [separator], computer }) =>
    new List(pieces(toText(self, computer), separator, computer)),
  'String.replace': replaced(false),
  'String.replaceAll': replaced(true),
  'String.match': ({ self, args: [pattern], computer }) => {
    const content = toText(self, computer);
    if (!(pattern instanceof Regex)) throw STUCK;
    computer.spend(content.length);
    const found = content.match(regExp(pattern, content, computer));
    return found === null ? null : new List([...found]);
  },
  RegExp: ({ args: [source, flags = ''], computer }) => {
    if (source instanceof Regex) return source;
    const pattern = regexOf(`/${toText(source, computer)}/${toText(flags, computer)}`);
    if (pattern === undefined) throw STUCK;
    return pattern;
  },
  'RegExp.test': ({ self, args: [content], computer }) => {
    if (!(self instanceof Regex)) throw STUCK;
    const plain = toText(content, computer);
    computer.spend(plain.length);
    return regExp(self, plain, computer, self.flags.replace(/[gy]/g, '')).test(plain);
  },
  'String.fromCharCode': ({ args, computer }) => fromCodes(args, computer, (code) => String.fromCharCode(code)),
  'String.fromCodePoint': ({ args, computer }) =>
    fromCodes(args, computer, (code) => (code >= 0 && code <= 0x10ffff ? String.fromCodePoint(Math.trunc(code)) : '')),
  String: ({ args: [value = ''], computer }) => toText(value, computer),
};

function fromCodes(args: readonly Plain[], computer: Computer, character: (code: number) => string): string {
  computer.spend(args.length);
  const content = args.map((code) => character(toNumber(code, computer))).join('');
  computer.decoder ??= 'String.fromCharCode';
  return content;
}
