import { unescaped } from '../escapes.ts';
import { decoded } from '../known.ts';
import { byLine, contentOf, type Filter, mapped, optionsOf } from './filter.ts';

export const rev: Filter = (filtered) => {
  const value = mapped(contentOf(filtered, optionsOf(filtered.words).operands), (text) =>
    byLine(text, (line) => [...line].reverse().join('')),
  );
  return value === undefined ? undefined : decoded(value.text, 'rev', value);
};

const CLASSES: Readonly<Record<string, string>> = {
  lower: 'abcdefghijklmnopqrstuvwxyz',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  digit: '0123456789',
  alpha: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  alnum: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  space: ' \t\n\v\f\r',
  blank: ' \t',
  punct: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
};
const LONGEST_SET = 1_000;

/** The letters a set of `tr` names, in order. */
function setOf(content: string): string {
  const plain = unescaped(content.slice(0, LONGEST_SET)).replace(/\[:(\w{1,8}):\]/g, (whole, name: string) =>
    Object.hasOwn(CLASSES, name) ? (CLASSES[name] ?? whole) : whole,
  );
  return plain.replace(/([\s\S])-([\s\S])/g, (whole, from: string, to: string) => {
    const [first, last] = [from.charCodeAt(0), to.charCodeAt(0)];
    if (last < first || last - first > 255) return whole;
    return String.fromCharCode(...Array.from({ length: last - first + 1 }, (_, index) => first + index));
  });
}

export const tr: Filter = (filtered) => {
  const { options, operands } = optionsOf(filtered.words);
  const [from = '', to = ''] = operands.map(setOf);
  const value = mapped(filtered.input(), (text) => translated(text, from, to, options));
  const isCipher =
    !options.has('d') &&
    value !== undefined &&
    from.length > 20 &&
    to.length > 20 &&
    from.toLowerCase() !== to.toLowerCase();
  return isCipher && value !== undefined ? decoded(value.text, 'tr', value) : value;
};

function translated(text: string, from: string, to: string, options: ReadonlyMap<string, string>): string {
  const isComplement = options.has('c') || options.has('C');
  const named = new Map([...from].map((letter, index) => [letter, to[Math.min(index, to.length - 1)] ?? letter]));
  let result = '';
  for (const letter of text) {
    const isNamed = named.has(letter) !== isComplement;
    const next = !isNamed
      ? letter
      : options.has('d')
        ? ''
        : isComplement
          ? (to.at(-1) ?? letter)
          : (named.get(letter) ?? letter);
    if (options.has('s') && isNamed && next !== '' && result.endsWith(next)) continue;
    result += next;
  }
  return result;
}

export const cut: Filter = (filtered) => {
  const { options, operands } = optionsOf(filtered.words, 'cbfd');
  const list =
    options.get('c') ?? options.get('b') ?? options.get('f') ?? options.get('characters') ?? options.get('fields');
  if (list === undefined) return undefined;
  const isIn = rangesOf(list);
  const delimiter = options.get('d') ?? options.get('delimiter') ?? '\t';
  const isFields = options.has('f') || options.has('fields');
  return mapped(contentOf(filtered, operands), (text) =>
    byLine(text, (line) => {
      if (!isFields) return [...line].filter((_, index) => isIn(index + 1)).join('');
      const fields = line.split(delimiter);
      return fields.length === 1 ? line : fields.filter((_, index) => isIn(index + 1)).join(delimiter);
    }),
  );
};

const MOST_RANGES = 50;

function rangesOf(list: string): (at: number) => boolean {
  const ranges = list.split(',', MOST_RANGES).map((range) => {
    const [from = '', to] = range.split('-', 2);
    return [
      Number(from || 1),
      to === undefined ? Number(from) : to === '' ? Number.POSITIVE_INFINITY : Number(to),
    ] as const;
  });
  return (at) => ranges.some(([from, to]) => at >= from && at <= to);
}
