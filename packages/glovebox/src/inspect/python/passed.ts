import type { Evaluator } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import { UNKNOWN, type Value } from '../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';
import { callsOf } from './landmarks.ts';
import { methodKind, type Parameter, parametersOf } from './parameters.ts';
import { alternatives, anyOf, elementsOf, list } from './sequences.ts';

/** One call of a function of the sample, as far as its arguments are looked at. */
interface Passing {
  readonly scope: Scope;
  readonly positional: readonly SyntaxNode[];
  readonly named: ReadonlyMap<string, SyntaxNode>;
  /** Values given before the positional ones: by `partial`, or the object of a method. */
  readonly bound: readonly Value[];
  /** The arguments are the items of the positional ones: `map(f, items)`, `Thread(target=f, args=items)`. */
  readonly spreads: 'no' | 'list' | 'each';
}

type Passings = Map<SyntaxNode, Passing[]>;

const GATHERED = new WeakMap<Evaluator, Passings>();
const GATHERING = new WeakSet<Evaluator>();
const MOST_PASSINGS = 60;

/**
 * Finds out which calls are of which function of the sample, so that a parameter is known by what is passed for it. Twice, as
 * functions are passed as well.
 */
export function gatherCalls(evaluator: Evaluator, file: Scope): void {
  const passings: Passings = new Map();
  GATHERED.set(evaluator, passings);
  GATHERING.add(evaluator);
  const calls = callsOf(file);
  let open = calls;
  evaluator.tentatively(() => {
    open = calls.filter(({ node, scope }) => !noteCallees(passings, node, scope, evaluator));
  });
  GATHERING.delete(evaluator);
  for (const { node, scope } of open) {
    if (childOf(node, 'function')?.type === 'identifier') noteCallees(passings, node, scope, evaluator);
  }
}

/** Whether it is known what is called. */
function noteCallees(passings: Passings, node: SyntaxNode, scope: Scope, evaluator: Evaluator): boolean {
  const callee = evaluator.value(childOf(node, 'function'), scope);
  const given = childOf(node, 'arguments');
  if (given === undefined) return true;
  const parts = given.type === 'generator_expression' ? [given] : partsOf(given).slice(0, MOST_PASSINGS);
  const positional = parts.filter((part) => part.type !== 'keyword_argument' && part.type !== 'dictionary_splat');
  const named = new Map<string, SyntaxNode>();
  for (const part of parts) {
    const [name, value] = [childOf(part, 'name'), childOf(part, 'value')];
    if (part.type === 'keyword_argument' && name !== undefined && value !== undefined)
      named.set(textOf(evaluator.source, name), value);
  }
  const passing: Passing = { scope, positional, named, bound: [], spreads: 'no' };
  for (const one of alternatives(callee)) note(passings, one, passing, evaluator);
  // A function may be handed on to what calls it, with the arguments beside it.
  const target = named.get('target') ?? named.get('function') ?? named.get('initializer');
  if (target !== undefined) {
    const items = named.get('args') ?? named.get('initargs');
    const handed: Passing = { ...passing, positional: items === undefined ? [] : [items], spreads: 'list' };
    note(passings, evaluator.value(target, scope), handed, evaluator);
  }
  const [first, ...rest] = positional;
  if (callee.kind !== 'function' && isNameLike(first)) {
    const spreads =
      callee.kind === 'name' && /(^|\.)(i?map|filter|starmap|map_async)$/.test(callee.name) ? 'each' : 'no';
    note(passings, evaluator.value(first, scope), { ...passing, positional: rest, spreads }, evaluator);
  }
  return callee.kind !== 'unknown';
}

function isNameLike(node: SyntaxNode | undefined): boolean {
  return node?.type === 'identifier' || node?.type === 'attribute' || node?.type === 'lambda';
}

function note(passings: Passings, callee: Value, passing: Passing, evaluator: Evaluator): void {
  if (callee.kind !== 'function') return;
  const isClass = callee.node.type === 'class_definition';
  const init = isClass ? callee.scope.own('__init__') : undefined;
  const made = init === undefined ? undefined : evaluator.binding(init);
  // A class without a constructor of its own may keep what it is called with in its fields.
  const called = isClass && init !== undefined ? made : callee;
  if (called?.kind !== 'function') return;
  const self: Value[] = called !== callee ? [{ kind: 'object', node: callee.node, scope: callee.scope }] : [];
  const bound = [...self, ...(callee.bound ?? [])];
  const known = passings.get(called.node);
  if (known === undefined) passings.set(called.node, [{ ...passing, bound }]);
  else if (known.length < MOST_PASSINGS) known.push({ ...passing, bound });
}

/** What a parameter of a function may be: whatever any call passes, or its default. */
export function parameterValue(node: SyntaxNode, scope: Scope, index: number, evaluator: Evaluator): Value {
  if (GATHERING.has(evaluator)) return evaluator.postponed();
  if (!GATHERED.has(evaluator)) gatherCalls(evaluator, scope.fileScope());
  const parameters = parametersOf(evaluator.source, node);
  const parameter = parameters[index];
  if (parameter === undefined) return UNKNOWN;
  const own = index === 0 ? ownObject(node, scope, evaluator) : undefined;
  if (own !== undefined) return own;
  const passings = GATHERED.get(evaluator)?.get(node) ?? [];
  const passed = passings.map((passing) => passedFor(parameter, index, passing, evaluator));
  const isLeftOut = passed.length === 0 || passed.includes(undefined);
  const outer = scope.parent ?? scope;
  return anyOf([
    ...passed.map((value) => value ?? UNKNOWN),
    ...(isLeftOut ? [evaluator.value(parameter.fallback, outer)] : []),
  ]);
}

/** What calls of a class pass for the field in a place of it: data classes and named tuples keep it there. */
export function fieldValue(node: SyntaxNode, name: string, index: number, evaluator: Evaluator): Value {
  if (GATHERING.has(evaluator)) return evaluator.postponed();
  const field: Parameter = { name, takes: 'one', fallback: undefined, type: undefined };
  const passings = GATHERED.get(evaluator)?.get(node) ?? [];
  return anyOf(passings.map((passing) => passedFor(field, index, passing, evaluator) ?? UNKNOWN));
}

function ownObject(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value | undefined {
  const owner = scope.classScope();
  const kind = methodKind(evaluator.source, node);
  if (kind === undefined || kind === 'static' || owner?.maker === undefined) return undefined;
  return { kind: kind === 'class' ? 'function' : 'object', node: owner.maker, scope: owner };
}

/** Undefined where the call passes nothing for it. */
function passedFor(parameter: Parameter, index: number, passing: Passing, evaluator: Evaluator): Value | undefined {
  const { scope, positional, named, bound, spreads } = passing;
  if (parameter.takes === 'keywords')
    return { kind: 'record', fields: new Map([...named].map(([name, node]) => [name, evaluator.value(node, scope)])) };
  if (parameter.takes === 'rest')
    return list(positional.slice(Math.max(0, index - bound.length)).map((node) => evaluator.value(node, scope)));
  const byName = named.get(parameter.name);
  if (byName !== undefined && spreads === 'no') return evaluator.value(byName, scope);
  const before = bound[index];
  if (before !== undefined) return before;
  const at = index - bound.length;
  if (spreads === 'list') return elementsOf(evaluator.value(positional[0], scope))?.[at];
  if (spreads === 'each') {
    const items = elementsOf(evaluator.value(positional[at], scope));
    return items === undefined ? undefined : anyOf(items);
  }
  const splat = positional.findIndex((part) => part.type === 'list_splat');
  if (splat >= 0 && splat <= at) return elementsOf(evaluator.value(positional[splat], scope))?.[at - splat];
  const node = positional[at];
  return node === undefined ? undefined : evaluator.value(node, scope);
}
