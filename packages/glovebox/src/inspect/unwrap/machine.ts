import { resultAlone } from '../python/alone.ts';
import { canonical } from '../python/canonical.ts';
import type { Call } from '../resolve/call.ts';
import { asText, literal, named, text, UNKNOWN, type Value } from '../resolve/value.ts';
import type { Operation } from './stream.ts';
import { quoted, rawUnicode, utf8 } from './texts.ts';

/** Lists are filled after they are made, and may hold themselves. */
interface Filling {
  readonly kind: 'list';
  readonly items: Value[];
}

/** How much of an argument is looked at: a pickle may nest a list in itself. */
const DEEPEST_ARGUMENT = 2;
const WIDEST_ARGUMENT = 24;
const LONGEST_NAME = 300;

/** Does what an unpickler does to its stack, with what is known of the values instead of the values. */
export class PickleMachine {
  readonly #called: (call: Call) => void;
  #stack: Value[] = [];
  readonly #below: Value[][] = [];
  readonly #memo = new Map<string, Value>();
  /** Names that were looked up; one that is called is taken out. */
  readonly #names = new Set<string>();

  /** `called` is told each call that loading the pickle makes. */
  constructor(called: (call: Call) => void) {
    this.#called = called;
  }

  step({ name, operand }: Operation): void {
    STEPS[name]?.(this, operand);
  }

  /** Names that were looked up and not seen called. */
  uncalled(): Iterable<string> {
    return this.#names;
  }

  push(value: Value): void {
    this.#stack.push(value);
  }

  pop(): Value {
    return this.#stack.pop() ?? UNKNOWN;
  }

  top(): Value {
    return this.#stack.at(-1) ?? UNKNOWN;
  }

  mark(): void {
    this.#below.push(this.#stack);
    this.#stack = [];
  }

  /** What was pushed since the last mark. */
  sinceMark(): Value[] {
    const items = this.#stack;
    this.#stack = this.#below.pop() ?? [];
    return items;
  }

  put(key: string): void {
    this.#memo.set(key.trim(), this.top());
  }

  memoize(): void {
    this.put(String(this.#memo.size));
  }

  get(key: string): void {
    this.push(this.#memo.get(key.trim()) ?? UNKNOWN);
  }

  lookUp(module: string, attribute: string): void {
    const name = canonical(`${module}.${attribute}`.slice(0, LONGEST_NAME));
    this.#names.add(name);
    this.push(named(name));
  }

  call(callee: Value, positional: readonly Value[], keywords: ReadonlyMap<string, Value> = new Map()): void {
    if (callee.kind !== 'name') {
      this.push(UNKNOWN);
      return;
    }
    this.#names.delete(callee.name);
    const call: Call = {
      callee: callee.name,
      receiver: callee.receiver,
      positional: [...(callee.bound ?? []), ...positional.slice(0, WIDEST_ARGUMENT)].map((value) => bounded(value)),
      named: keywords,
    };
    this.#called(call);
    const folded = resultAlone(call);
    this.push(folded ?? { kind: 'result', of: callee.name });
  }
}

function bounded(value: Value, depth = 0): Value {
  if (value.kind !== 'list') return value;
  if (depth >= DEEPEST_ARGUMENT) return UNKNOWN;
  return { kind: 'list', items: value.items.slice(0, WIDEST_ARGUMENT).map((item) => bounded(item, depth + 1)) };
}

function itemsOf(value: Value): readonly Value[] {
  return value.kind === 'list' ? value.items : [];
}

function append(list: Value, items: readonly Value[]): void {
  if (list.kind === 'list') for (const item of items) (list as Filling).items.push(item);
}

const list = (items: Value[]): Value => ({ kind: 'list', items });

type Step = (machine: PickleMachine, operand: string) => void;

const number: Step = (machine, operand) => machine.push(literal(operand.replace(/L$/, '')));
const bytes: Step = (machine, operand) => machine.push({ kind: 'bytes', bytes: Buffer.from(operand, 'latin1') });
const unicode: Step = (machine, operand) => machine.push(text(utf8(operand)));
const unknown: Step = (machine) => machine.push(UNKNOWN);
const put: Step = (machine, operand) => machine.put(operand);
const get: Step = (machine, operand) => machine.get(operand);
const empty: Step = (machine) => machine.push(list([]));
const collected: Step = (machine) => machine.push(list(machine.sinceMark()));
const appendMany: Step = (machine) => {
  const items = machine.sinceMark();
  append(machine.top(), items);
};
const tuple =
  (size: number): Step =>
  (machine) => {
    const items = Array.from({ length: size }, () => machine.pop()).reverse();
    machine.push(list(items));
  };
const pair = (operand: string): [string, string] => {
  const [module = '', ...rest] = utf8(operand).split(' ');
  return [module, rest.join(' ')];
};

/** Dictionaries are kept as what they are filled with: what matters is who is called with which constants. */
const STEPS: Readonly<Record<string, Step>> = {
  INT: (machine, operand) => machine.push(literal({ '01': 'True', '00': 'False' }[operand] ?? operand)),
  BININT: number,
  BININT1: number,
  BININT2: number,
  LONG: number,
  LONG1: unknown,
  LONG4: unknown,
  FLOAT: number,
  BINFLOAT: number,
  STRING: (machine, operand) => machine.push(text(quoted(operand))),
  BINSTRING: unicode,
  SHORT_BINSTRING: unicode,
  BINBYTES: bytes,
  SHORT_BINBYTES: bytes,
  BINBYTES8: bytes,
  BYTEARRAY8: bytes,
  NEXT_BUFFER: unknown,
  NONE: (machine) => machine.push(literal('None')),
  NEWTRUE: (machine) => machine.push(literal('True')),
  NEWFALSE: (machine) => machine.push(literal('False')),
  UNICODE: (machine, operand) => machine.push(text(rawUnicode(operand))),
  SHORT_BINUNICODE: unicode,
  BINUNICODE: unicode,
  BINUNICODE8: unicode,
  EMPTY_LIST: empty,
  EMPTY_TUPLE: empty,
  EMPTY_DICT: empty,
  EMPTY_SET: empty,
  LIST: collected,
  TUPLE: collected,
  DICT: collected,
  FROZENSET: collected,
  TUPLE1: tuple(1),
  TUPLE2: tuple(2),
  TUPLE3: tuple(3),
  APPEND: (machine) => {
    const item = machine.pop();
    append(machine.top(), [item]);
  },
  APPENDS: appendMany,
  SETITEMS: appendMany,
  ADDITEMS: appendMany,
  SETITEM: (machine) => {
    const [value, key] = [machine.pop(), machine.pop()];
    append(machine.top(), [key, value]);
  },
  POP: (machine) => void machine.pop(),
  DUP: (machine) => machine.push(machine.top()),
  MARK: (machine) => machine.mark(),
  POP_MARK: (machine) => void machine.sinceMark(),
  GET: get,
  BINGET: get,
  LONG_BINGET: get,
  PUT: put,
  BINPUT: put,
  LONG_BINPUT: put,
  MEMOIZE: (machine) => machine.memoize(),
  EXT1: unknown,
  EXT2: unknown,
  EXT4: unknown,
  PERSID: unknown,
  BINPERSID: (machine) => {
    machine.pop();
    machine.push(UNKNOWN);
  },
  GLOBAL: (machine, operand) => machine.lookUp(...pair(operand)),
  STACK_GLOBAL: (machine) => {
    const [attribute, module] = [asText(machine.pop()), asText(machine.pop())];
    if (module === undefined || attribute === undefined) machine.push(UNKNOWN);
    else machine.lookUp(module, attribute);
  },
  REDUCE: (machine) => {
    const given = machine.pop();
    machine.call(machine.pop(), itemsOf(given));
  },
  NEWOBJ: (machine) => {
    const given = machine.pop();
    machine.call(machine.pop(), itemsOf(given));
  },
  NEWOBJ_EX: (machine) => {
    const keywords = itemsOf(machine.pop()).slice(0, WIDEST_ARGUMENT * 2);
    const given = machine.pop();
    machine.call(machine.pop(), itemsOf(given), pairsOf(keywords));
  },
  INST: (machine, operand) => {
    const given = machine.sinceMark();
    machine.lookUp(...pair(operand));
    machine.call(machine.pop(), given);
  },
  OBJ: (machine) => {
    const [callee = UNKNOWN, ...given] = machine.sinceMark();
    machine.call(callee, given);
  },
  /** Hands the state to the object's `__setstate__`, or sets its attributes. */
  BUILD: (machine) => {
    const state = machine.pop();
    const built = machine.pop();
    const owner = built.kind === 'result' ? built.of : built.kind === 'name' ? built.name : undefined;
    if (owner !== undefined) {
      machine.call(named(`${owner}.__setstate__`, built), [state]);
      machine.pop();
    }
    machine.push(built);
  },
};

function pairsOf(items: readonly Value[]): ReadonlyMap<string, Value> {
  const pairs = new Map<string, Value>();
  for (let index = 0; index + 1 < items.length; index += 2) {
    const [key, value] = [asText(items[index]), items[index + 1]];
    if (key !== undefined && value !== undefined) pairs.set(key, bounded(value, 1));
  }
  return pairs;
}
