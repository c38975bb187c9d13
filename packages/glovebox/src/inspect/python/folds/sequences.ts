import { asNumber, asText, decoderOf, UNKNOWN, type Value } from '../../resolve/value.ts';
import { anyOf, elementsOf, holds, joined, keyOf, list, number } from '../sequences.ts';
import { type Fold, type Folds, numberAt } from './fold.ts';

const MOST_NUMBERS = 20_000;

const items: Fold = ({ positional: [value] }) => {
  if (value === undefined) return list([]);
  const elements = elementsOf(value);
  if (elements !== undefined) return list(elements);
  return value.kind === 'choice' ? value : undefined;
};

const range: Fold = (call) => {
  const bounds = call.positional.map(asNumber);
  const [first, second, by = 1] = bounds;
  if (bounds.includes(undefined) || first === undefined || by === 0) return undefined;
  const [from, to] = second === undefined ? [0, first] : [first, second];
  const length = Math.max(0, Math.ceil((to - from) / by));
  if (length > MOST_NUMBERS) return undefined;
  return list(Array.from({ length }, (_, index) => number(from + index * by)));
};

/** A sequence that repeats without end is as long as the others beside it. */
const CYCLE = 'itertools.cycle';

const zip: Fold = ({ positional }) => {
  const columns = positional.map((value) => elementsOf(value));
  const lengths = columns.flatMap((column) => (column === undefined ? [] : [column.length]));
  const isAllKnown = positional.every((value, index) => columns[index] !== undefined || cycled(value) !== undefined);
  if (!isAllKnown || lengths.length === 0) return undefined;
  const length = Math.min(...lengths);
  const rows = Array.from({ length }, (_, row) =>
    list(
      positional.map((value, index) => {
        const endless = cycled(value);
        return (endless === undefined ? columns[index]?.[row] : endless[row % endless.length]) ?? UNKNOWN;
      }),
    ),
  );
  return list(rows);
};

function cycled(value: Value): readonly Value[] | undefined {
  if (value.kind !== 'name' || value.name !== CYCLE) return undefined;
  const elements = elementsOf(value.bound?.[0]);
  return elements?.length === 0 ? undefined : elements;
}

const map: Fold = ({ positional: [callee, ...sequences] }, { apply }) => {
  const columns = sequences.map(elementsOf);
  if (callee === undefined || columns.length === 0 || columns.includes(undefined)) return undefined;
  const length = Math.min(...columns.map((column) => column?.length ?? 0));
  return list(
    Array.from({ length }, (_, row) =>
      apply(
        callee,
        columns.map((column) => column?.[row] ?? UNKNOWN),
      ),
    ),
  );
};

const filter: Fold = ({ positional: [callee, sequence] }, { apply }) => {
  const elements = elementsOf(sequence);
  if (callee === undefined || elements === undefined) return undefined;
  const kept: Value[] = [];
  for (const one of elements) {
    const isKept = holds(asText(callee) === 'None' ? one : apply(callee, [one]));
    if (isKept === undefined) return undefined;
    if (isKept) kept.push(one);
  }
  return list(kept);
};

const reduce: Fold = ({ positional: [callee, sequence, start] }, { apply }) => {
  const elements = [...(start === undefined ? [] : [start]), ...(elementsOf(sequence) ?? [])];
  if (callee === undefined || elementsOf(sequence) === undefined) return undefined;
  const [first, ...rest] = elements;
  return rest.reduce((folded, one) => apply(callee, [folded, one]), first ?? UNKNOWN);
};

const reversed: Fold = ({ positional: [value] }) => {
  const elements = elementsOf(value);
  const decoder = decoderOf(value) ?? 'reversed';
  return elements === undefined
    ? undefined
    : list([...elements].reverse().map((one) => (one.kind === 'text' ? { ...one, decoder } : one)));
};

const sorted: Fold = ({ positional: [value], named }) => {
  const elements = elementsOf(value);
  if (elements === undefined || named.has('key')) return undefined;
  const order = holds(named.get('reverse') ?? UNKNOWN) === true ? -1 : 1;
  const isNumbers = elements.every((one) => asNumber(one) !== undefined);
  const before = (a: Value, b: Value): boolean =>
    isNumbers ? (asNumber(a) ?? 0) < (asNumber(b) ?? 0) : (asText(a) ?? '') < (asText(b) ?? '');
  return list([...elements].sort((a, b) => (before(a, b) ? -order : order)));
};

const enumerate: Fold = (call) => {
  const elements = elementsOf(call.positional[0]);
  const start = numberAt(call, 1, 0, 'start');
  if (elements === undefined || start === undefined) return undefined;
  return list(elements.map((one, index) => list([number(start + index), one])));
};

const length: Fold = ({ positional: [value] }) => {
  if (value?.kind === 'bytes') return number(value.bytes.length);
  const elements = elementsOf(value);
  return elements === undefined ? undefined : number(elements.length);
};

const total: Fold = ({ positional: [value, start] }) => {
  const elements = elementsOf(value);
  if (elements === undefined) return undefined;
  const numbers = elements.map(asNumber);
  if (!numbers.includes(undefined))
    return number(numbers.reduce<number>((sum, one) => sum + (one ?? 0), asNumber(start) ?? 0));
  return start === undefined ? undefined : joined([start, ...elements]);
};

function extreme(pick: (...numbers: number[]) => number): Fold {
  return ({ positional }) => {
    const elements = (positional.length === 1 ? elementsOf(positional[0]) : positional)?.map(asNumber);
    if (elements === undefined || elements.length === 0 || elements.includes(undefined)) return undefined;
    return number(elements.reduce<number>((best, one) => pick(best, one ?? best), elements[0] ?? 0));
  };
}

const oneOf: Fold = ({ positional: [value] }) => {
  const elements = elementsOf(value);
  return elements === undefined ? undefined : anyOf(elements.slice(0, 50));
};

/** Lists and what goes through them. */
export const SEQUENCES: Folds = {
  list: items,
  tuple: items,
  set: items,
  frozenset: items,
  iter: items,
  'list.copy': ({ receiver }) => receiver,
  'copy.copy': ({ positional: [value] }) => value,
  'copy.deepcopy': ({ positional: [value] }) => value,
  dict: ({ positional: [value], named }) => {
    if (value?.kind === 'record') return { kind: 'record', fields: new Map([...value.fields, ...named]) };
    const pairs = value === undefined ? [] : (elementsOf(value) ?? []).map((pair) => elementsOf(pair) ?? []);
    const fields = new Map(named);
    for (const [key, one] of pairs) {
      const name = key === undefined ? undefined : keyOf(key);
      if (name !== undefined && one !== undefined) fields.set(name, one);
    }
    return { kind: 'record', fields };
  },
  range,
  xrange: range,
  zip,
  'itertools.cycle': ({ positional }) => ({ kind: 'name', name: CYCLE, bound: positional }),
  'itertools.chain': ({ positional }) => {
    const all = positional.map(elementsOf);
    return all.includes(undefined) ? undefined : list(all.flatMap((one) => one ?? []).slice(0, MOST_NUMBERS));
  },
  map,
  filter,
  reduce,
  'functools.reduce': reduce,
  reversed,
  sorted,
  enumerate,
  len: length,
  sum: total,
  min: extreme(Math.min),
  max: extreme(Math.max),
  next: oneOf,
  'random.choice': oneOf,
  'list.index': ({ receiver, positional: [one] }) => {
    const at = elementsOf(receiver)?.findIndex((element) => asText(element) === asText(one));
    return at === undefined || at < 0 ? undefined : number(at);
  },
};
