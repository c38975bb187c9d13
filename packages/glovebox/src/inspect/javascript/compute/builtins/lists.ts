import {
  areEqual,
  type Computer,
  isTrue,
  joined,
  List,
  LONGEST,
  Opaque,
  type Plain,
  STUCK,
  Table,
  toNumber,
  toText,
} from '../plain.ts';
import type { Builtin, BuiltinCall, Builtins } from './builtin.ts';

const MOST_ITEMS = 100_000;

function items({ self, computer }: BuiltinCall): Plain[] {
  if (!(self instanceof List)) throw STUCK;
  computer.spend(self.items.length >> 3);
  return self.items;
}

function kindOf({ self }: BuiltinCall): List['kind'] {
  return self instanceof List ? self.kind : 'array';
}

/** A method that calls a function for each item. */
function each(use: (list: Plain[], test: (item: Plain, index: number) => Plain, call: BuiltinCall) => Plain): Builtin {
  return (call) => {
    const list = items(call);
    const [callback, self] = call.args;
    return use(list, (item, index) => call.computer.invoke(callback, [item, index, call.self], self), call);
  };
}

function position(call: BuiltinCall, at: number): number | undefined {
  const given = call.args[at];
  return given === undefined ? undefined : toNumber(given, call.computer);
}

function bounded(list: Plain[]): Plain[] {
  if (list.length > MOST_ITEMS) throw STUCK;
  return list;
}

/** Adds item by item: lists that hold the same list many times would fill the memory before anybody counts. */
function flat(list: readonly Plain[], depth: number, computer: Computer, into: Plain[] = []): Plain[] {
  computer.spend(1 + (list.length >> 3));
  for (const item of list) {
    if (item instanceof List && depth > 0) flat(item.items, depth - 1, computer, into);
    else into.push(item);
    bounded(into);
  }
  return into;
}

function ordered(call: BuiltinCall): List {
  const list = items(call);
  const { computer } = call;
  const [compare] = call.args;
  computer.spend(list.length * 4);
  list.sort((a, b) => {
    if (compare !== undefined) return toNumber(computer.invoke(compare, [a, b]), computer);
    const [left, right] = [toText(a, computer), toText(b, computer)];
    return left < right ? -1 : left > right ? 1 : 0;
  });
  return call.self as List;
}

function folded(isReversed: boolean): Builtin {
  return (call) => {
    const list = isReversed ? [...items(call)].reverse() : [...items(call)];
    const [callback] = call.args;
    let result = call.args.length > 1 ? call.args[1] : list.shift();
    list.forEach((item, index) => {
      result = call.computer.invoke(callback, [result, item, index]);
    });
    return result;
  };
}

/** Methods of arrays. Items may be anything; they are moved about, not looked into. */
export const LISTS: Builtins = {
  'Array.push': (call) => bounded(items(call)) && (call.self as List).items.push(...call.args),
  'Array.pop': (call) => items(call).pop(),
  'Array.shift': (call) => items(call).shift(),
  'Array.unshift': (call) => bounded(items(call)).unshift(...call.args),
  'Array.reverse': (call) => {
    items(call).reverse();
    return call.self;
  },
  'Array.toReversed': (call) => new List([...items(call)].reverse()),
  'Array.sort': ordered,
  'Array.toSorted': (call) => ordered({ ...call, self: new List([...items(call)]) }),
  'Array.slice': (call) => new List(items(call).slice(position(call, 0), position(call, 1)), kindOf(call)),
  'Array.subarray': (call) => new List(items(call).slice(position(call, 0), position(call, 1)), kindOf(call)),
  'Array.splice': (call) => {
    const count = position(call, 1);
    const from = position(call, 0) ?? 0;
    const list = items(call);
    return new List(list.splice(from, count ?? list.length, ...call.args.slice(2)));
  },
  'Array.concat': (call) => new List(flat([new List(items(call)), ...call.args], 1, call.computer)),
  'Array.join': (call) => {
    const { computer, args } = call;
    const list = items(call);
    const separator = args[0] === undefined ? ',' : toText(args[0], computer);
    return joined(
      list.map((item) => (item === undefined || item === null ? '' : toText(item, computer))),
      separator,
      computer,
    );
  },
  'Array.toString': ({ self, computer }) => toText(self, computer),
  'Array.at': (call) => items(call).at(position(call, 0) ?? 0),
  'Array.indexOf': (call) => items(call).findIndex((item) => areEqual(item, call.args[0], true, call.computer)),
  'Array.includes': (call) => items(call).some((item) => areEqual(item, call.args[0], true, call.computer)),
  'Array.fill': (call) => new List(items(call).map(() => call.args[0])),
  'Array.flat': (call) => new List(flat(items(call), Math.min(position(call, 0) ?? 1, 10), call.computer)),
  'Array.keys': (call) => new List([...items(call).keys()]),
  'Array.values': (call) => new List([...items(call)]),
  'Array.entries': (call) => new List(items(call).map((item, index) => new List([index, item]))),
  'Array.map': each((list, by, call) => new List(list.map(by), kindOf(call))),
  'Array.forEach': each((list, by) => void list.forEach(by)),
  'Array.filter': each((list, by) => new List(list.filter((item, index) => isTrue(by(item, index))))),
  'Array.find': each((list, by) => list.find((item, index) => isTrue(by(item, index)))),
  'Array.findIndex': each((list, by) => list.findIndex((item, index) => isTrue(by(item, index)))),
  'Array.some': each((list, by) => list.some((item, index) => isTrue(by(item, index)))),
  'Array.every': each((list, by) => list.every((item, index) => isTrue(by(item, index)))),
  'Array.flatMap': each((list, by, { computer }) => new List(flat(list.map(by), 1, computer))),
  'Array.reduce': folded(false),
  'Array.reduceRight': folded(true),
  'Array.from': ({ args: [source, by], computer }) => {
    const list = source instanceof Table ? ofLength(source, computer.spend.bind(computer)) : spread(source);
    computer.spend(list.length);
    return new List(by === undefined ? list : list.map((item, index) => computer.invoke(by, [item, index])));
  },
  'Array.of': ({ args }) => new List([...args]),
  'Array.isArray': ({ args: [value] }) => {
    if (value instanceof Opaque) throw STUCK;
    return value instanceof List && value.kind === 'array';
  },
  Array: ({ args, computer }) => {
    const [length] = args;
    if (args.length !== 1 || typeof length !== 'number') return new List([...args]);
    if (!(length >= 0 && length <= MOST_ITEMS)) throw STUCK;
    computer.spend(length);
    return new List(new Array<Plain>(length).fill(undefined));
  },
};

function ofLength(source: Table, spend: (steps: number) => void): Plain[] {
  const length = source.fields.get('length');
  if (typeof length !== 'number' || !(length >= 0 && length <= MOST_ITEMS)) throw STUCK;
  spend(length);
  return Array.from({ length }, (_, index) => source.fields.get(String(index)));
}

/** What a spread or a loop over the value gives. */
export function spread(value: Plain): Plain[] {
  if (value instanceof List) return [...value.items];
  if (typeof value === 'string') return value.length > LONGEST ? [] : [...value];
  if (value instanceof Table) return [...value.fields].map(([key, field]) => new List([key, field]));
  throw STUCK;
}
