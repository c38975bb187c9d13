import { choice, type Evaluator, type Expressions } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import { concatenate, literal, named, text, UNKNOWN, type Value } from '../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';
import { argumentsAt, boundBy, calleeOf, callWith } from './calls.ts';
import { canonical } from './canonical.ts';
import { machineOf } from './compute/machine.ts';
import { unescaped } from './literals.ts';
import { environment, item, member } from './members.ts';
import { recordOf } from './objects.ts';
import { binaryOf, unaryOf } from './operators.ts';
import { callResult } from './results.ts';
import { returnsOf } from './returns.ts';
import { scopesOf } from './scopes.ts';
import { thisOf } from './this.ts';
import { SNIPPET_NAMES } from './unbound.ts';

type Rule = (node: SyntaxNode, scope: Scope, evaluator: Evaluator) => Value;

export const JAVASCRIPT_EXPRESSIONS: Expressions = {
  compute: (node, scope, evaluator) => RULES[node.type]?.(node, scope, evaluator) ?? UNKNOWN,
  unbound(name) {
    if (name === '__dirname') return text('.');
    if (/^(undefined|NaN|Infinity)$/.test(name)) return literal(name);
    return named(SNIPPET_NAMES.get(name) ?? canonical(name));
  },
  // Patterns are taken apart where they are bound.
  part: () => UNKNOWN,
};

const first: Rule = (node, scope, evaluator) => evaluator.value(partsOf(node)[0], scope);
const last: Rule = (node, scope, evaluator) => evaluator.value(partsOf(node).at(-1), scope);
const written: Rule = (node, _, { source }) => literal(textOf(source, node));
const identifier: Rule = (node, scope, evaluator) => evaluator.name(textOf(evaluator.source, node), node.start, scope);

/** A function or class of the sample. */
const own: Rule = (node, _, { source }) => {
  const scope = scopesOf(source).get(node);
  return scope === undefined ? UNKNOWN : { kind: 'function', node, scope };
};

const RULES: Readonly<Record<string, Rule>> = {
  identifier,
  type_identifier: identifier,
  shorthand_property_identifier: identifier,
  nested_type_identifier: (node, scope, evaluator) => {
    const [module, name] = partsOf(node);
    return name === undefined
      ? UNKNOWN
      : member(evaluator.value(module, scope), textOf(evaluator.source, name), evaluator);
  },
  type_annotation: first,
  import: () => named('import'),
  this: thisOf,
  member_expression: memberOf,
  subscript_expression: (node, scope, evaluator) =>
    environment(
      item(evaluator.value(childOf(node, 'object'), scope), evaluator.value(childOf(node, 'index'), scope), evaluator),
    ),
  call_expression: callOf,
  new_expression: callOf,
  function_expression: own,
  arrow_function: own,
  generator_function: own,
  class: own,
  string: pieces,
  template_string: pieces,
  regex: (node, _, { source }) => ({ kind: 'result', of: 'RegExp', about: textOf(source, node) }),
  number: (node, _, { source }) => literal(String(Number(textOf(source, node).replaceAll('_', '')))),
  true: written,
  false: written,
  null: written,
  undefined: written,
  parenthesized_expression: first,
  sequence_expression: last,
  await_expression: first,
  spread_element: first,
  as_expression: first,
  satisfies_expression: first,
  non_null_expression: first,
  instantiation_expression: first,
  type_assertion: last,
  template_substitution: first,
  assignment_expression: (node, scope, evaluator) => evaluator.value(childOf(node, 'right'), scope),
  array: (node, scope, evaluator) => ({
    kind: 'list',
    items: partsOf(node)
      .slice(0, MOST_ITEMS)
      .flatMap((part) => {
        const value = evaluator.value(part, scope);
        return part.type === 'spread_element' ? spreadItems(value) : [value];
      }),
  }),
  object: recordOf,
  ternary_expression: (node, scope, evaluator) =>
    choice([
      evaluator.value(childOf(node, 'consequence'), scope),
      evaluator.value(childOf(node, 'alternative'), scope),
    ]),
  binary_expression: binaryOf,
  unary_expression: unaryOf,
};

const MOST_ITEMS = 20_000;

function spreadItems(value: Value): readonly Value[] {
  if (value.kind === 'list') return value.items;
  return value.kind === 'text' ? [...value.text].map((character) => text(character)) : [value];
}

function memberOf(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const property = childOf(node, 'property');
  const object = childOf(node, 'object');
  if (property === undefined || object === undefined) return UNKNOWN;
  return environment(member(evaluator.value(object, scope), textOf(evaluator.source, property), evaluator));
}

function callOf(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const callee = calleeOf(node, scope, evaluator);
  const promised = chained(node, scope, evaluator);
  if (promised !== undefined) return promised;
  if (callee.kind === 'function') return ownCall(node, callee, () => argumentsAt(node, scope, evaluator), evaluator);
  if (callee.kind !== 'name') return UNKNOWN;
  const given = argumentsAt(node, scope, evaluator);
  if (callee.receiver?.kind === 'function' && callee.name.startsWith('Function.'))
    return borrowedCall(node, callee.name, callee.receiver, given, evaluator);
  const call = callWith(callee, given);
  const target = boundBy(call);
  if (target !== undefined) return target;
  const computed = machineOf(evaluator, scopesOf(evaluator.source)).builtin(
    call.callee,
    call.receiver,
    call.positional,
  );
  if (computed !== undefined && computed.kind !== 'unknown') return computed;
  return callResult(call);
}

/** `f.call(self, x)`, `f.apply(self, [x])`, `f.bind(self)` of the sample's own function. */
function borrowedCall(
  node: SyntaxNode,
  name: string,
  callee: Value & { kind: 'function' },
  given: readonly Value[],
  evaluator: Evaluator,
): Value {
  if (name === 'Function.bind') return callee;
  if (name === 'Function.toString') return text(textOf(evaluator.source, callee.node));
  const [, list] = given;
  const args = name === 'Function.call' ? given.slice(1) : list?.kind === 'list' ? list.items : [];
  return ownCall(node, callee, () => args, evaluator);
}

/** What a call of the sample's own function gives: computed for these arguments, or what it may give for any. */
function ownCall(
  node: SyntaxNode,
  callee: Value & { kind: 'function' },
  args: () => readonly Value[],
  evaluator: Evaluator,
): Value {
  // An object of a class has what its class has.
  if (callee.scope.kind === 'class') return callee;
  const machine = machineOf(evaluator, scopesOf(evaluator.source));
  return machine.crossings.follow(node, () => {
    const computed = machine.result(callee, args());
    if (computed !== undefined && computed.kind !== 'unknown') return computed;
    return machine.crossings.follow(callee.node, () =>
      choice(returnsOf(callee.node).map((returned) => evaluator.value(returned, callee.scope))),
    );
  });
}

/** `promise.then(f)` gives what `f` does, `promise.catch(f)` what the promise does. */
function chained(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value | undefined {
  const callee = childOf(node, 'function');
  const property = callee?.type === 'member_expression' ? childOf(callee, 'property') : undefined;
  const method = property && textOf(evaluator.source, property);
  if (callee === undefined || (method !== 'then' && method !== 'catch' && method !== 'finally')) return undefined;
  const receiver = evaluator.value(childOf(callee, 'object'), scope);
  if (method !== 'then') return receiver;
  const [callback] = argumentsAt(node, scope, evaluator);
  return callback?.kind === 'function' ? ownCall(node, callback, () => [receiver], evaluator) : UNKNOWN;
}

function pieces(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const { source } = evaluator;
  const isRaw = node.field === 'arguments' && isRawTag(node, source.text);
  const parts = partsOf(node).map((part) => {
    if (part.type === 'string_fragment') return text(textOf(source, part));
    if (part.type !== 'escape_sequence') return evaluator.value(part, scope);
    return text(isRaw ? textOf(source, part) : unescaped(textOf(source, part)));
  });
  return parts.length === 0 ? text('') : concatenate(parts);
}

/** `String.raw` keeps its backslashes. */
function isRawTag(node: SyntaxNode, source: string): boolean {
  const tag = node.parent && childOf(node.parent, 'function');
  return tag !== undefined && source.slice(tag.start, tag.end) === 'String.raw';
}
