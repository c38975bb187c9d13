import type { Call } from '../../resolve/call.ts';
import {
  asNumber,
  asPart,
  asText,
  combine,
  decoderOf,
  HOLE,
  isWhole,
  literal,
  text,
  UNKNOWN,
  type Value,
} from '../../resolve/value.ts';
import { formattedBy, formattedByBraces, LONGEST_MADE } from '../formatting.ts';
import { character } from '../literals.ts';
import { elementsOf, list, number, truth } from '../sequences.ts';
import { argumentText, type Fold, type Folds, numberAt, passOn } from './fold.ts';

/** A method that makes a text of a text. */
function changed(change: (content: string, call: Call) => string | undefined): Fold {
  return (call) => {
    const content = asText(call.receiver);
    const made = content === undefined ? undefined : change(content, call);
    return made === undefined ? undefined : text(made, decoderOf(call.receiver));
  };
}

/** A method that tells something of a text all of which is known. */
function told(tell: (content: string, call: Call) => Value | undefined): Fold {
  return (call) => {
    const content = asText(call.receiver);
    return isWhole(content) ? tell(content, call) : undefined;
  };
}

const MOST_PIECES = 5_000;

function pieces(all: readonly string[], decoder: string | undefined): Value {
  return list(all.slice(0, MOST_PIECES).map((piece) => text(piece, decoder)));
}

function stripped(content: string, { positional: [set] }: Call, sides: 'both' | 'left' | 'right'): string {
  const characters = asText(set);
  const isStripped = (one: string | undefined): boolean =>
    one !== undefined && (characters === undefined ? one.trim() === '' : characters.includes(one));
  let from = 0;
  let to = content.length;
  while (sides !== 'right' && from < to && isStripped(content[from])) from++;
  while (sides !== 'left' && to > from && isStripped(content[to - 1])) to--;
  return content.slice(from, to);
}

function replaced(content: string, call: Call): string | undefined {
  const [from, to] = [asPart(call.positional[0]), asPart(call.positional[1])];
  if (from === '') return undefined;
  const count = numberAt(call, 2, -1, 'count') ?? -1;
  const parts = content.split(from);
  if (content.length + parts.length * to.length > LONGEST_MADE) return undefined;
  if (count < 0 || count >= parts.length) return parts.join(to);
  return (
    parts.slice(0, count + 1).join(to) +
    parts
      .slice(count + 1)
      .map((part) => from + part)
      .join('')
  );
}

function translated(content: string, { positional: [table] }: Call): string | undefined {
  if (table?.kind !== 'record') return undefined;
  const made: string[] = [];
  let length = 0;
  for (const one of content) {
    const to = table.fields.get(String(one.codePointAt(0)));
    const code = asNumber(to);
    const part =
      to === undefined
        ? one
        : asText(to) === 'None'
          ? ''
          : ((code === undefined ? asText(to) : character(code)) ?? HOLE);
    length += part.length;
    if (length > LONGEST_MADE) return undefined;
    made.push(part);
  }
  return made.join('');
}

/** `str.maketrans(from, to, removed)`, or of one dictionary. */
const translation: Fold = ({ positional: [from, to, removed] }) => {
  const fields = new Map<string, Value>();
  if (from?.kind === 'record') {
    for (const [key, value] of from.fields) fields.set(/^\d{2,7}$/.test(key) ? key : String(key.codePointAt(0)), value);
    return { kind: 'record', fields };
  }
  const [sources, targets] = [elementsOf(from), elementsOf(to)];
  if (sources === undefined || targets === undefined) return undefined;
  sources.forEach((source, index) => {
    const code = asNumber(source) ?? asText(source)?.codePointAt(0);
    const target = targets[index];
    if (code !== undefined && target !== undefined) fields.set(String(code), target);
  });
  for (const one of elementsOf(removed) ?? []) fields.set(String(asText(one)?.codePointAt(0)), literal('None'));
  return { kind: 'record', fields };
};

function padded(content: string, call: Call, side: 'left' | 'right' | 'both'): string | undefined {
  const width = numberAt(call, 0, 0);
  const fill = asText(call.positional[1]) ?? ' ';
  if (width === undefined || width > LONGEST_MADE) return undefined;
  if (side === 'left') return content.padStart(width, fill);
  if (side === 'right') return content.padEnd(width, fill);
  return content.padStart(Math.floor((width + content.length) / 2), fill).padEnd(width, fill);
}

const swapped = (content: string): string =>
  [...content].map((one) => (one === one.toUpperCase() ? one.toLowerCase() : one.toUpperCase())).join('');
const capitalized = (content: string): string => content.charAt(0).toUpperCase() + content.slice(1).toLowerCase();

const split: Fold = (call) => {
  const content = asText(call.receiver);
  if (content === undefined) return undefined;
  const separator = call.positional[0] ?? call.named.get('sep');
  const decoder = decoderOf(call.receiver);
  const by = separator === undefined || asText(separator) === 'None' ? undefined : asPart(separator);
  if (by === '') return undefined;
  const words = by === undefined ? content.trim().split(/\s+/) : content.split(by);
  const most = numberAt(call, 1, -1, 'maxsplit') ?? -1;
  if (most < 0 || words.length <= most + 1 || by === undefined) return pieces(words, decoder);
  return pieces([...words.slice(0, most), words.slice(most).join(by)], decoder);
};

function partitioned(content: string, { positional: [by] }: Call, at: 'first' | 'last'): Value | undefined {
  const separator = asText(by);
  if (separator === undefined || separator === '') return undefined;
  const found = at === 'first' ? content.indexOf(separator) : content.lastIndexOf(separator);
  if (found < 0) return pieces(at === 'first' ? [content, '', ''] : ['', '', content], undefined);
  return pieces([content.slice(0, found), separator, content.slice(found + separator.length)], undefined);
}

const join: Fold = ({ receiver, positional: [given] }) => {
  const items = elementsOf(given) ?? (given?.kind === 'choice' ? given.items : undefined);
  if (items === undefined) return undefined;
  const separator = asPart(receiver);
  if (separator.length * items.length > LONGEST_MADE) return UNKNOWN;
  const isSimple = items.every((item) => item.kind !== 'choice');
  if (!isSimple) return combine(items, (texts) => text(texts.join(separator)));
  let length = 0;
  for (const item of items) length += asPart(item).length;
  if (length > LONGEST_MADE) return UNKNOWN;
  const decoder = items.map(decoderOf).find((name) => name !== undefined) ?? decoderOf(given);
  return text(items.map(asPart).join(separator), decoder);
};

const codePoint: Fold = ({ positional: [one] }) => {
  const content = asText(one);
  return isWhole(content) && content !== '' ? number(content.codePointAt(0) ?? 0) : undefined;
};

const ofCode: Fold = ({ callee, positional: [code] }) => {
  const one = character(asNumber(code) ?? -1);
  return one === undefined ? undefined : text(one, callee);
};

const integer: Fold = ({ positional: [value, base], named: given }) => {
  const radix = asNumber(base ?? given.get('base'));
  if (radix === undefined) {
    const written = asText(value)?.trim() ?? '';
    return Number.isFinite(Number(written)) && written !== '' ? number(Math.trunc(Number(written))) : undefined;
  }
  const digits = (asText(value) ?? '')
    .trim()
    .replace(/^0[xob]/i, '')
    .replaceAll('_', '');
  const read = radix >= 2 && radix <= 36 && digits.length < 12 ? Number.parseInt(digits, radix) : Number.NaN;
  return Number.isNaN(read) ? undefined : number(read);
};

function inBase(prefix: string, base: number): Fold {
  return ({ positional: [value] }) => {
    const amount = asNumber(value);
    return amount === undefined
      ? undefined
      : text(`${amount < 0 ? '-' : ''}${prefix}${Math.abs(Math.trunc(amount)).toString(base)}`);
  };
}

/** Texts: the methods of `str` and the functions around it. */
export const TEXT: Folds = {
  str: (call, place) => {
    const encoding = asText(call.positional[1]);
    const [value = text('')] = call.positional;
    return encoding === undefined || value.kind !== 'bytes' ? passOn(value) : argumentText(call, place);
  },
  repr: argumentText,
  format: ({ positional: [value, spec] }) => (value === undefined ? undefined : text(formattedBy(asText(spec), value))),
  int: integer,
  float: ({ positional: [value] }) => (asNumber(value) === undefined ? undefined : value),
  hex: inBase('0x', 16),
  oct: inBase('0o', 8),
  bin: inBase('0b', 2),
  chr: ofCode,
  unichr: ofCode,
  ord: codePoint,
  'textwrap.dedent': argumentText,
  'shlex.quote': argumentText,
  'shlex.split': ({ positional: [line] }) => {
    const content = asText(line);
    return content === undefined ? undefined : pieces(content.trim().split(/\s+/), decoderOf(line));
  },
  'shlex.join': ({ positional: [words] }) =>
    words?.kind === 'list' ? text(words.items.map(asPart).join(' ')) : undefined,
  're.sub': ({ positional: [pattern, to, from] }) => {
    // Only patterns that say themselves are worked out.
    const [sought, by, content] = [asText(pattern), asText(to), asText(from)];
    if (!isWhole(sought) || !isWhole(by) || content === undefined || !/^[\w\s:;,~#@!%&=<>"'/-]+$/.test(sought))
      return undefined;
    const parts = content.split(sought);
    return content.length + parts.length * by.length > LONGEST_MADE ? undefined : text(parts.join(by), decoderOf(from));
  },

  'str.join': join,
  'str.format': ({ receiver, positional, named }) => formattedByBraces(asPart(receiver), positional, named),
  'str.format_map': ({ receiver, positional: [fields] }) =>
    fields?.kind === 'record' ? formattedByBraces(asPart(receiver), [], fields.fields) : undefined,
  'str.strip': changed((content, call) => stripped(content, call, 'both')),
  'str.lstrip': changed((content, call) => stripped(content, call, 'left')),
  'str.rstrip': changed((content, call) => stripped(content, call, 'right')),
  'str.lower': changed((content) => content.toLowerCase()),
  'str.casefold': changed((content) => content.toLowerCase()),
  'str.upper': changed((content) => content.toUpperCase()),
  'str.swapcase': changed(swapped),
  'str.capitalize': changed(capitalized),
  'str.title': changed((content) => content.replace(/[a-z]+/gi, capitalized)),
  'str.replace': changed(replaced),
  'str.translate': changed(translated),
  'str.maketrans': translation,
  'bytes.maketrans': translation,
  'str.zfill': changed((content, call) =>
    padded(content, { ...call, positional: [...call.positional, text('0')] }, 'left'),
  ),
  'str.rjust': changed((content, call) => padded(content, call, 'left')),
  'str.ljust': changed((content, call) => padded(content, call, 'right')),
  'str.center': changed((content, call) => padded(content, call, 'both')),
  'str.expandtabs': changed((content) => content.replaceAll('\t', '    ')),
  'str.removeprefix': changed((content, { positional: [start] }) => {
    const prefix = asPart(start);
    return content.startsWith(prefix) ? content.slice(prefix.length) : content;
  }),
  'str.removesuffix': changed((content, { positional: [end] }) => {
    const suffix = asPart(end);
    return suffix !== '' && content.endsWith(suffix) ? content.slice(0, -suffix.length) : content;
  }),
  'str.__add__': ({ receiver, positional }) =>
    combine([receiver ?? UNKNOWN, ...positional], (parts) => text(parts.join(''))),
  'str.__str__': ({ receiver }) => receiver,
  'str.split': split,
  'str.rsplit': split,
  'str.splitlines': told((content, { receiver }) =>
    pieces(content.replace(/\r?\n$/, '').split(/\r?\n/), decoderOf(receiver)),
  ),
  'str.partition': told((content, call) => partitioned(content, call, 'first')),
  'str.rpartition': told((content, call) => partitioned(content, call, 'last')),
  'str.index': told((content, { positional: [one] }) => number(content.indexOf(asPart(one)))),
  'str.find': told((content, { positional: [one] }) => number(content.indexOf(asPart(one)))),
  'str.count': told((content, { positional: [one] }) =>
    asPart(one) === '' ? undefined : number(content.split(asPart(one)).length - 1),
  ),
  'str.startswith': told((content, { positional: [one] }) =>
    one?.kind === 'text' ? truth(content.startsWith(one.text)) : undefined,
  ),
  'str.endswith': told((content, { positional: [one] }) =>
    one?.kind === 'text' ? truth(content.endsWith(one.text)) : undefined,
  ),
  'str.isalpha': told((content) => truth(/^\p{L}+$/u.test(content))),
  'str.isdigit': told((content) => truth(/^\d+$/.test(content))),
  'str.isalnum': told((content) => truth(/^[\p{L}\d]+$/u.test(content))),
  'str.isspace': told((content) => truth(/^\s+$/.test(content))),
  'str.isupper': told((content) => truth(content !== content.toLowerCase() && content === content.toUpperCase())),
  'str.islower': told((content) => truth(content !== content.toUpperCase() && content === content.toLowerCase())),
};
