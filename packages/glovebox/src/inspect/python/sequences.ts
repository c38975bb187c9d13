import {
  asNumber,
  concatenate,
  decoderOf,
  HOLE,
  isWhole,
  literal,
  text,
  UNKNOWN,
  type Value,
} from '../resolve/value.ts';

/** Longer sequences are not taken apart. */
const MOST_ELEMENTS = 20_000;

const NUMBERS: readonly Value[] = Array.from({ length: 256 }, (_, number) => literal(String(number)));

export function number(value: number): Value {
  return NUMBERS[value] ?? (Number.isFinite(value) ? literal(String(value)) : UNKNOWN);
}

export function truth(value: boolean): Value {
  return literal(value ? 'True' : 'False');
}

export function bytesOf(content: Uint8Array, decoder?: string): Value {
  return { kind: 'bytes', bytes: content, ...(decoder !== undefined && { decoder }) };
}

export function list(items: readonly Value[]): Value {
  return { kind: 'list', items };
}

/** What a loop over the value goes through; undefined where that is not known. */
export function elementsOf(value: Value | undefined): readonly Value[] | undefined {
  switch (value?.kind) {
    case 'list':
      return value.items;
    case 'text':
      if (!isWhole(value.text) || value.text.length > MOST_ELEMENTS) return undefined;
      return [...value.text].map((one) => text(one, value.decoder));
    case 'bytes':
      return value.bytes.length > MOST_ELEMENTS ? undefined : [...value.bytes].map(number);
    case 'record':
      return [...value.fields.keys()].map((key) => text(key));
    default:
      return undefined;
  }
}

/** Any one of what a loop over the value goes through. */
export function anyElement(value: Value): Value {
  if (value.kind === 'choice') return value;
  if (value.kind === 'result') return value.of.endsWith('__subclasses__') ? { kind: 'result', of: ANY_CLASS } : UNKNOWN;
  const elements = value.kind === 'text' || value.kind === 'bytes' ? undefined : elementsOf(value);
  return elements === undefined ? UNKNOWN : { kind: 'choice', items: elements };
}

/** A class that is found by going through all there are. */
export const ANY_CLASS = 'object.__subclasses__.item';

/** Whether a condition holds; undefined where that is not known. */
export function holds(value: Value): boolean | undefined {
  switch (value.kind) {
    case 'literal':
      if (value.text === 'True' || value.text === 'False') return value.text === 'True';
      if (value.text === 'None') return false;
      return asNumber(value) === undefined ? undefined : asNumber(value) !== 0;
    case 'text':
      return isWhole(value.text) ? value.text !== '' : undefined;
    case 'bytes':
      return value.bytes.length > 0;
    case 'list':
      return value.items.length > 0;
    case 'record':
      return value.fields.size > 0;
    default:
      return undefined;
  }
}

/** One of several; undefined ones are left out. Things with a name stay apart, for a call may be of any of them. */
export function anyOf(values: readonly Value[]): Value {
  const flat = values.flatMap((value) => (value.kind === 'choice' ? value.items : [value]));
  const some = flat.filter((value) => value.kind !== 'unknown');
  // Nothing at all is what a name starts with; what it becomes says more.
  const things = some.filter((value) => value.kind !== 'literal' || value.text !== 'None');
  const known = distinct(things.length === 0 ? some : things);
  const [first] = known;
  if (first === undefined) return UNKNOWN;
  return known.length === 1 ? first : { kind: 'choice', items: foremost(known) };
}

/** Of too many, those that name a place outside of the program's folder are kept: the others are there in any number. */
function foremost(values: readonly Value[]): readonly Value[] {
  if (values.length <= MOST_ALTERNATIVES) return values;
  const isOuter = (value: Value): boolean => value.kind !== 'text' || /^([/~]|\.\.|\w+:\/\/)/.test(value.text);
  return [...values.filter(isOuter), ...values.filter((value) => !isOuter(value))].slice(0, MOST_ALTERNATIVES);
}

const MOST_ALTERNATIVES = 40;
/** Of longer sequences it is not told what an unknown place may hold. */
const MOST_UNSURE = 64;

function distinct(values: readonly Value[]): Value[] {
  const seen = new Set<string>();
  return values.filter((value) => {
    const key = value.kind === 'text' || value.kind === 'literal' ? `${value.kind} ${value.text}` : undefined;
    if (key === undefined) return true;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** The values it may be. */
export function alternatives(value: Value): readonly Value[] {
  return value.kind === 'choice' ? value.items : [value];
}

/** What `+` joins: texts, bytes or lists. */
export function joined(parts: readonly Value[]): Value {
  if (parts.length === 0 || !parts.every((part) => part.kind === 'bytes')) return concatenate(parts);
  const all = parts.flatMap((part) => (part.kind === 'bytes' ? [part] : []));
  return bytesOf(
    Buffer.concat(all.map((part) => part.bytes)),
    all.map(decoderOf).find((name) => name !== undefined),
  );
}

/** `value[start:stop:step]`. */
export function slice(value: Value, start?: number, stop?: number, step = 1): Value {
  if (step === 0) return UNKNOWN;
  const take = <T>(all: readonly T[]): T[] =>
    indices(all.length, start, stop, step).flatMap((at) => all.slice(at, at + 1));
  if (value.kind === 'list') return list(take(value.items));
  if (value.kind === 'bytes') return bytesOf(Uint8Array.from(take([...value.bytes])), value.decoder);
  if (value.kind === 'choice') return anyOf(value.items.map((item) => slice(item, start, stop, step)));
  if (value.kind !== 'text') return UNKNOWN;
  // Of a text with unknown parts, what comes before the first of them has its place.
  const whole: boolean = isWhole(value.text);
  if (!whole) {
    const known = value.text.indexOf(HOLE);
    const isBefore = step === 1 && (start ?? 0) >= 0 && stop !== undefined && stop >= 0 && stop <= known;
    return isBefore ? text(value.text.slice(start ?? 0, stop)) : UNKNOWN;
  }
  return text(take([...value.text]).join(''), value.decoder ?? (step < 0 ? 'reversed' : undefined));
}

function indices(length: number, start: number | undefined, stop: number | undefined, step: number): number[] {
  const bound = (at: number): number =>
    at < 0 ? Math.max(at + length, step < 0 ? -1 : 0) : Math.min(at, step < 0 ? length - 1 : length);
  const from = start === undefined ? (step < 0 ? length - 1 : 0) : bound(start);
  const to = stop === undefined ? (step < 0 ? -1 : length) : bound(stop);
  const found: number[] = [];
  for (let at = from; step < 0 ? at > to : at < to; at += step) found.push(at);
  return found;
}

/** What a dictionary keeps a value under; numbers are the same however they are written. */
export function keyOf(key: Value): string | undefined {
  if (key.kind === 'bytes') return Buffer.from(key.bytes).toString('latin1');
  const number = asNumber(key);
  if (number !== undefined) return String(number);
  return key.kind === 'text' || key.kind === 'literal' ? key.text : undefined;
}

/** `value[key]` of a sequence or dictionary. */
export function element(value: Value, key: Value): Value {
  if (value.kind === 'choice') return anyOf(value.items.map((item) => element(item, key)));
  if (value.kind === 'record') {
    const name = keyOf(key);
    // Where the key is not known it may be any.
    if (name !== undefined) return value.fields.get(name) ?? UNKNOWN;
    return value.fields.size > MOST_UNSURE ? UNKNOWN : anyOf([...value.fields.values()]);
  }
  const at = asNumber(key);
  if (at === undefined)
    return value.kind === 'list' && value.items.length <= MOST_UNSURE ? anyOf(value.items) : UNKNOWN;
  if (value.kind === 'list') return value.items.at(at) ?? UNKNOWN;
  if (value.kind === 'bytes') return number(value.bytes.at(at) ?? Number.NaN);
  if (value.kind !== 'text' || !isWhole(value.text)) return UNKNOWN;
  const one = value.text.at(at);
  return one === undefined ? UNKNOWN : text(one, value.decoder);
}
