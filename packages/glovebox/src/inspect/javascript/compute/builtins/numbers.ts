import { List, type Plain, STUCK, Table, toNumber, toText } from '../plain.ts';
import type { Builtin, Builtins } from './builtin.ts';
import { spread } from './lists.ts';

function arithmetic(compute: (...numbers: number[]) => number): Builtin {
  return ({ args, computer }) => compute(...args.slice(0, 1_000).map((arg) => toNumber(arg, computer)));
}

const parsedInteger: Builtin = ({ args: [content, radix], computer }) =>
  Number.parseInt(toText(content, computer).slice(0, 400), radix === undefined ? undefined : toNumber(radix, computer));

function table(value: Plain): Map<string, Plain> {
  if (value instanceof Table) return value.fields;
  if (value instanceof List) return new Map(value.items.map((item, index) => [String(index), item]));
  throw STUCK;
}

/** Values of a Map or an object by a key of any type. */
const looked: Builtin = ({ self, args: [key], computer }) => table(self).get(toText(key, computer));

const ofPairs: Builtin = ({ args: [pairs], computer }) => {
  const fields = new Map<string, Plain>();
  for (const pair of pairs === undefined ? [] : spread(pairs)) {
    if (!(pair instanceof List)) throw STUCK;
    fields.set(toText(pair.items[0], computer), pair.items[1]);
  }
  return new Table(fields);
};

const DEEPEST_JSON = 30;

function fromJson(value: unknown, depth: number): Plain {
  if (depth > DEEPEST_JSON) throw STUCK;
  if (Array.isArray(value)) return new List(value.map((item) => fromJson(item, depth + 1)));
  if (typeof value === 'object' && value !== null)
    return new Table(new Map(Object.entries(value).map(([key, field]) => [key, fromJson(field, depth + 1)])));
  return value as Plain;
}

/** Numbers, objects and Maps. */
export const NUMBERS: Builtins = {
  Number: ({ args: [value = 0], computer }) => toNumber(value, computer),
  parseInt: parsedInteger,
  'Number.parseInt': parsedInteger,
  parseFloat: ({ args: [content], computer }) => Number.parseFloat(toText(content, computer).slice(0, 400)),
  isNaN: ({ args: [value], computer }) => Number.isNaN(toNumber(value, computer)),
  'Number.isNaN': ({ args: [value] }) => Number.isNaN(value),
  'Number.toString': ({ self, args: [radix], computer }) => {
    const base = radix === undefined ? 10 : toNumber(radix, computer);
    if (!(base >= 2 && base <= 36)) throw STUCK;
    return typeof self === 'number' ? self.toString(base) : toText(self, computer);
  },
  'Math.floor': arithmetic(Math.floor),
  'Math.ceil': arithmetic(Math.ceil),
  'Math.round': arithmetic(Math.round),
  'Math.trunc': arithmetic(Math.trunc),
  'Math.abs': arithmetic(Math.abs),
  'Math.min': arithmetic(Math.min),
  'Math.max': arithmetic(Math.max),
  'Math.pow': arithmetic((a, b) => a ** b),
  'Math.sqrt': arithmetic(Math.sqrt),
  'Math.imul': arithmetic(Math.imul),
  'JSON.parse': ({ args: [content], computer }) => {
    const plain = toText(content, computer);
    computer.spend(plain.length);
    try {
      return fromJson(JSON.parse(plain), 0);
    } catch {
      throw STUCK;
    }
  },
  Map: ofPairs,
  'Object.fromEntries': ofPairs,
  'Map.get': looked,
  'Map.has': ({ self, args: [key], computer }) => table(self).has(toText(key, computer)),
  'Map.set': ({ self, args: [key, value], computer }) => {
    table(self).set(toText(key, computer), value);
    return self;
  },
  'Object.keys': ({ args: [value] }) => new List([...table(value).keys()]),
  'Object.values': ({ args: [value] }) => new List([...table(value).values()]),
  'Object.entries': ({ args: [value] }) => new List([...table(value)].map(([key, field]) => new List([key, field]))),
  'Object.assign': ({ args }) => new Table(new Map(args.flatMap((arg) => [...table(arg)]))),
  'Object.freeze': ({ args: [value] }) => value,
  Object: ({ args: [value = new Table()] }) => value,
  Set: ({ args: [list], computer }) => {
    const items = list === undefined ? [] : spread(list);
    computer.spend(items.length >> 2);
    return new List([...new Set(items)]);
  },
  Boolean: ({ args: [value] }) => {
    if (typeof value === 'object' && value !== null) throw STUCK;
    return Boolean(value);
  },
};
