import type { Evaluator } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import { asNumber, UNKNOWN, type Value } from '../resolve/value.ts';
import { childOf, childrenOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';
import { identifierOf } from './landmarks.ts';
import { operated } from './operators.ts';
import { elementsOf, holds, keyOf, list } from './sequences.ts';

/** Statements being gone through with what is known of their names. Nothing of them is run: only values are told. */
export interface Run {
  readonly names: Map<string, Value>;
  readonly scope: Scope;
  readonly evaluator: Evaluator;
  returned: Value | undefined;
  readonly yielded: Value[];
  /** Lists and bytes that only this run holds, so that they may grow in place. */
  readonly owned: WeakSet<object>;
}

export function runOf(names: Map<string, Value>, scope: Scope, evaluator: Evaluator): Run {
  return { names, scope, evaluator, returned: undefined, yielded: [], owned: new WeakSet() };
}

/** How a statement ended; `unclear` where a condition or a loop is not known. */
type Outcome = 'next' | 'break' | 'continue' | 'return' | 'unclear';
type Statement = (node: SyntaxNode, run: Run) => Outcome;

/** Goes through statements until one leaves them. */
export function execute(nodes: readonly SyntaxNode[], run: Run): Outcome {
  for (const node of nodes) {
    const statement = STATEMENTS[node.type];
    const outcome = statement === undefined ? 'next' : statement(node, run);
    if (outcome !== 'next') return outcome;
  }
  return 'next';
}

const told = (node: SyntaxNode | undefined, { evaluator, scope }: Run): Value => evaluator.value(node, scope);

const STATEMENTS: Readonly<Record<string, Statement>> = {
  block: (node, run) => execute(partsOf(node), run),
  expression_statement: (node, run) => {
    for (const part of partsOf(node)) act(part, run);
    return 'next';
  },
  return_statement: (node, run) => {
    run.returned = told(partsOf(node)[0], run);
    return 'return';
  },
  if_statement: (node, run) => {
    for (const branch of [node, ...childrenOf(node, 'alternative')]) {
      if (branch.type === 'else_clause') return execute(childrenOf(branch, 'body'), run);
      const isTaken = holds(told(childOf(branch, 'condition'), run));
      if (isTaken === undefined) return 'unclear';
      if (isTaken) return execute(childrenOf(branch, 'consequence'), run);
    }
    return 'next';
  },
  for_statement: (node, run) => {
    const items = elementsOf(told(childOf(node, 'right'), run));
    const body = childrenOf(node, 'body');
    if (items === undefined) return 'unclear';
    for (const item of items) {
      assign(childOf(node, 'left'), item, run);
      const outcome = execute(body, run);
      if (outcome === 'break') return 'next';
      if (outcome === 'return' || outcome === 'unclear') return outcome;
    }
    return 'next';
  },
  while_statement: (node, run) => {
    const body = childrenOf(node, 'body');
    for (let turns = 0; turns < MOST_TURNS; turns++) {
      const goesOn = holds(told(childOf(node, 'condition'), run));
      if (goesOn === undefined) return 'unclear';
      if (!goesOn) return 'next';
      const outcome = execute(body, run);
      if (outcome === 'break') return 'next';
      if (outcome === 'return' || outcome === 'unclear') return outcome;
    }
    return 'unclear';
  },
  try_statement: (node, run) => execute(childrenOf(node, 'body'), run),
  with_statement: (node, run) => execute(childrenOf(node, 'body'), run),
  break_statement: () => 'break',
  continue_statement: () => 'continue',
  raise_statement: () => 'unclear',
};

const MOST_TURNS = 20_000;

function act(node: SyntaxNode, run: Run): void {
  if (node.type === 'assignment') {
    const right = childOf(node, 'right');
    if (right === undefined) return;
    if (right.type === 'assignment') act(right, run);
    assign(childOf(node, 'left'), told(innermost(right), run), run);
  } else if (node.type === 'augmented_assignment') {
    const left = childOf(node, 'left');
    const operator = childOf(node, 'operator')?.type.slice(0, -1) ?? '';
    assign(left, operated(operator, told(left, run), told(childOf(node, 'right'), run)), run);
  } else if (node.type === 'yield') {
    run.yielded.push(told(partsOf(node)[0], run));
  } else if (node.type === 'call') {
    const changed = changedBy(node, run);
    if (changed !== undefined) run.names.set(changed.name, changed.value);
  }
}

function innermost(node: SyntaxNode): SyntaxNode {
  let value = node;
  while (value.type === 'assignment') {
    const right = childOf(value, 'right');
    if (right === undefined) return value;
    value = right;
  }
  return value;
}

function assign(target: SyntaxNode | undefined, value: Value, run: Run): void {
  if (target?.type !== 'subscript') {
    bindPattern(target, value, run.names, run.evaluator.source);
    return;
  }
  const container = childOf(target, 'value');
  if (container?.type !== 'identifier') return;
  const key = told(childOf(target, 'subscript'), run);
  const changed = withElement(told(container, run), key, value, run.owned);
  run.names.set(identifierOf(run.evaluator.source, container), changed);
}

/** Gives the names of a target their values: `a`, `a, (b, *c)`. */
export function bindPattern(
  target: SyntaxNode | undefined,
  value: Value,
  names: Map<string, Value>,
  source: Source,
): void {
  if (target === undefined) return;
  if (target.type === 'identifier') names.set(identifierOf(source, target), value);
  if (!PATTERNS.has(target.type)) return;
  const items = elementsOf(value);
  partsOf(target).forEach((part, index) => {
    const isRest = part.type === 'list_splat_pattern';
    const rest = items === undefined ? UNKNOWN : list(items.slice(index));
    bindPattern(isRest ? partsOf(part)[0] : part, isRest ? rest : (items?.[index] ?? UNKNOWN), names, source);
  });
}

const PATTERNS: ReadonlySet<string> = new Set(['pattern_list', 'tuple_pattern', 'list_pattern']);

/** The container with one element set: `value[key] = item`. */
export function withElement(container: Value, key: Value, item: Value, owned: WeakSet<object>): Value {
  const at = keyOf(key);
  if (at === undefined) return UNKNOWN;
  if (container.kind === 'record') {
    const fields = ownFields(container.fields, owned).set(at, item);
    return fields.size > MOST_ITEMS ? UNKNOWN : { kind: 'record', fields };
  }
  const position = Number(at);
  if (!Number.isInteger(position)) return UNKNOWN;
  if (container.kind === 'list') {
    const items = ownCopy(container.items, owned);
    items[position < 0 ? items.length + position : position] = item;
    return items.length > MOST_ITEMS ? UNKNOWN : list(items);
  }
  const byte = asNumber(item);
  if (container.kind !== 'bytes' || byte === undefined) return UNKNOWN;
  const bytes = owned.has(container.bytes) ? container.bytes : Uint8Array.from(container.bytes);
  owned.add(bytes);
  bytes[position < 0 ? bytes.length + position : position] = byte;
  return { kind: 'bytes', bytes };
}

function ownCopy(items: readonly Value[], owned: WeakSet<object>): Value[] {
  const copy = owned.has(items) ? (items as Value[]) : [...items];
  owned.add(copy);
  return copy;
}

function ownFields(fields: ReadonlyMap<string, Value>, owned: WeakSet<object>): Map<string, Value> {
  const copy = owned.has(fields) ? (fields as Map<string, Value>) : new Map(fields);
  owned.add(copy);
  return copy;
}

/** What a method makes of the list, bytes or dictionary it is called on. */
type Change = (before: Value, given: readonly Value[], owned: WeakSet<object>) => Value;

const CHANGES: Readonly<Record<string, Change>> = {
  append: (before, [item = UNKNOWN], owned) => extended(before, [item], owned),
  add: (before, [item = UNKNOWN], owned) => extended(before, [item], owned),
  extend: (before, [items], owned) => {
    const more = elementsOf(items);
    return more === undefined ? UNKNOWN : extended(before, more, owned);
  },
  insert: (before, [at, item = UNKNOWN], owned) => {
    const index = asNumber(at);
    if (before.kind !== 'list' || index === undefined || before.items.length >= MOST_ITEMS) return UNKNOWN;
    const items = ownCopy(before.items, owned);
    items.splice(index, 0, item);
    return list(items);
  },
  reverse: (before) => (before.kind === 'list' ? list([...before.items].reverse()) : UNKNOWN),
  sort: () => UNKNOWN,
  clear: () => list([]),
  update: (before, [more], owned) => {
    if (before.kind !== 'record' || more?.kind !== 'record' || before.fields.size > MOST_ITEMS) return UNKNOWN;
    const fields = ownFields(before.fields, owned);
    for (const [key, value] of more.fields) fields.set(key, value);
    return { kind: 'record', fields };
  },
};
export const CHANGING_METHODS: ReadonlySet<string> = new Set(Object.keys(CHANGES));

const MOST_ITEMS = 20_000;

function extended(before: Value, more: readonly Value[], owned: WeakSet<object>): Value {
  if (before.kind === 'list') {
    const items = ownCopy(before.items, owned);
    for (const one of more) if (items.length < MOST_ITEMS) items.push(one);
    return list(items);
  }
  if (before.kind !== 'bytes' || before.bytes.length >= MOST_ITEMS) return UNKNOWN;
  const added = more.map((one) => asNumber(one) ?? Number.NaN);
  if (added.some(Number.isNaN)) return UNKNOWN;
  return { kind: 'bytes', bytes: Buffer.concat([before.bytes, Uint8Array.from(added)]) };
}

/** The name a call of a changing method is made on, and what it is from then on. */
export function changedBy(
  node: SyntaxNode,
  { evaluator, scope, owned }: Pick<Run, 'evaluator' | 'scope' | 'owned'>,
  before?: Value,
): { readonly name: string; readonly value: Value } | undefined {
  const callee = childOf(node, 'function');
  const object = callee && childOf(callee, 'object');
  const method = callee && childOf(callee, 'attribute');
  if (callee?.type !== 'attribute' || object?.type !== 'identifier' || method === undefined) return undefined;
  const name = textOf(evaluator.source, method);
  const change = Object.hasOwn(CHANGES, name) ? CHANGES[name] : undefined;
  if (change === undefined) return undefined;
  const given = childOf(node, 'arguments');
  const values = (given === undefined ? [] : partsOf(given)).slice(0, 4).map((part) => evaluator.value(part, scope));
  return {
    name: identifierOf(evaluator.source, object),
    value: change(before ?? evaluator.value(object, scope), values, owned),
  };
}

const FOLLOWED = new WeakMap<SyntaxNode, ReadonlyMap<string, Value> | undefined>();

/** What names are after a loop that sets them; undefined where that is not known. */
export function afterLoop(
  loop: SyntaxNode,
  assigned: Iterable<string>,
  scope: Scope,
  evaluator: Evaluator,
): ReadonlyMap<string, Value> | undefined {
  if (FOLLOWED.has(loop)) return FOLLOWED.get(loop);
  FOLLOWED.set(loop, undefined);
  // Nothing is gone through where it is not even known what the loop is over.
  if (loop.type === 'for_statement' && elementsOf(evaluator.value(childOf(loop, 'right'), scope)) === undefined)
    return undefined;
  const names = new Map<string, Value>();
  for (const name of assigned) names.set(name, evaluator.name(name, loop.start, scope));
  const run = runOf(names, scope, evaluator);
  const outcome = evaluator.follow({ place: loop, names }, () => execute([loop], run));
  const after = outcome === 'next' ? names : undefined;
  FOLLOWED.set(loop, after);
  return after;
}
