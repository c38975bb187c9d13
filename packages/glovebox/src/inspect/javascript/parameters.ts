import { choice, type Evaluator, itemOf } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import { UNKNOWN, type Value } from '../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';
import type { Bindings } from './bindings.ts';
import { bindParts } from './destructure.ts';

/** A parameter is whatever the calls in this file pass for it. */
export function bindParameters(bindings: Bindings, node: SyntaxNode, scope: Scope): void {
  const { source } = bindings;
  const list = childOf(node, 'parameters');
  const only = childOf(node, 'parameter');
  const parameters = list === undefined ? (only === undefined ? [] : [only]) : partsOf(list);
  parameters.forEach((parameter, index) => {
    const pattern = childOf(parameter, 'pattern') ?? childOf(parameter, 'left') ?? parameter;
    const type = childOf(parameter, 'type');
    const fallback = childOf(parameter, 'value') ?? childOf(parameter, 'right');
    if (pattern.type === 'identifier' && type !== undefined && childTypeIsNamed(type)) {
      bindings.declare(textOf(source, pattern), node.start, { instanceOf: type }, scope);
      return;
    }
    const value = (evaluator: Evaluator): Value => {
      const given = bindings
        .machine(evaluator)
        .crossings.follow(pattern, () =>
          passed(bindings, node, scope, index, pattern.type === 'rest_pattern', evaluator),
        );
      return fallback === undefined ? given : choice([given, evaluator.value(fallback, scope)]);
    };
    const name = pattern.type === 'rest_pattern' ? partsOf(pattern)[0] : pattern;
    if (name?.type === 'identifier') bindings.declare(textOf(source, name), node.start, { compute: value }, scope);
    else if (name !== undefined)
      bindParts(source, name, value, scope, (local, means) => bindings.declare(local, node.start, means, scope));
  });
}

function childTypeIsNamed(type: SyntaxNode): boolean {
  return partsOf(type).some((part) => part.type === 'type_identifier' || part.type === 'nested_type_identifier');
}

/** Methods that call a function for each item. */
const ITERATORS = /^(forEach|map|filter|find|findIndex|findLast|some|every|flatMap)$/;
const REDUCERS = /^reduce(Right)?$/;
const MOST_CALLS = 20;

/** What calls pass at a position, as far as they are found. */
function passed(
  bindings: Bindings,
  node: SyntaxNode,
  scope: Scope,
  index: number,
  isRest: boolean,
  evaluator: Evaluator,
): Value {
  const outer = scope.parent;
  if (outer === undefined) return UNKNOWN;
  const around = callAround(bindings, node, outer, index, evaluator);
  if (around !== undefined) return around;
  const given = calledAfter(bindings, node, outer, index, evaluator);
  if (given !== undefined) return given;
  const name = scope.name;
  if (name === undefined) return UNKNOWN;
  const calls = bindings.callsOf(name).filter(({ call, scope: at }) => isCallOf(call, at, name, node, evaluator));
  return choice(
    calls.slice(0, MOST_CALLS).map(({ call, scope: at }) => {
      const given = childOf(call, 'arguments');
      const parts = given === undefined ? [] : partsOf(given);
      if (isRest) return { kind: 'list', items: parts.slice(index).map((part) => evaluator.value(part, at)) };
      return evaluator.value(parts[index], at);
    }),
  );
}

/** What the call around a function expression passes to it: at once, as a callback for items, or for a promise's result. */
function callAround(
  bindings: Bindings,
  node: SyntaxNode,
  outer: Scope,
  index: number,
  evaluator: Evaluator,
): Value | undefined {
  let at = node;
  while (at.parent?.type === 'parenthesized_expression') at = at.parent;
  const parent = at.parent;
  if (parent?.type === 'call_expression' && at.field === 'function') return argument(parent, index, outer, evaluator);
  if (parent?.type === 'member_expression' && parent.parent?.type === 'call_expression') {
    const method = childOf(parent, 'property');
    if (method !== undefined && textOf(bindings.source, method) === 'call')
      return argument(parent.parent, index + 1, outer, evaluator);
  }
  const call = parent?.type === 'arguments' ? parent.parent : undefined;
  const callee = call && childOf(call, 'function');
  const property = callee && childOf(callee, 'property');
  if (callee === undefined || property === undefined) return undefined;
  const receiver = (): Value => evaluator.value(childOf(callee, 'object'), outer);
  const method = textOf(bindings.source, property);
  if (ITERATORS.test(method)) return index === 0 ? itemOf(receiver()) : UNKNOWN;
  if (REDUCERS.test(method)) return index === 1 ? itemOf(receiver()) : UNKNOWN;
  if (method === 'then') return index === 0 ? receiver() : UNKNOWN;
  return undefined;
}

/** A function that another gives back is called with what follows the call of the other: `make(…)(x)`. */
function calledAfter(
  bindings: Bindings,
  node: SyntaxNode,
  outer: Scope,
  index: number,
  evaluator: Evaluator,
): Value | undefined {
  const isGiven = node.parent?.type === 'return_statement' || (node.parent === outer.maker && node.field === 'body');
  if (!isGiven || outer.name === undefined) return undefined;
  const calls = bindings.callsOf(outer.name).slice(0, MOST_CALLS);
  const after = calls.flatMap(({ call, scope }) => {
    const next = call.field === 'function' && call.parent?.type === 'call_expression' ? call.parent : undefined;
    return next === undefined ? [] : [argument(next, index, scope, evaluator)];
  });
  return after.length === 0 ? undefined : choice(after);
}

function argument(call: SyntaxNode, index: number, scope: Scope, evaluator: Evaluator): Value {
  const given = childOf(call, 'arguments');
  return given === undefined ? UNKNOWN : evaluator.value(partsOf(given)[index], scope);
}

/** Whether a call under the function's name is one of this function; methods are told by name alone. */
function isCallOf(call: SyntaxNode, scope: Scope, name: string, node: SyntaxNode, evaluator: Evaluator): boolean {
  const callee = childOf(call, 'function') ?? childOf(call, 'constructor');
  if (callee?.type !== 'identifier')
    return (
      /^(method_definition|pair|field_definition|public_field_definition|assignment_expression)$/.test(node.type) ||
      node.parent?.type === 'pair'
    );
  const means = scope.lookup(name, call.start)?.means;
  if (means === undefined) return false;
  if ('value' in means) return means.value.kind === 'function' && means.value.node === node;
  if (!('expression' in means)) return false;
  const value = evaluator.value(means.expression, scope);
  return value.kind === 'function' && value.node === node;
}
