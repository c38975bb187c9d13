import { type Call, TARGETS } from '../resolve/call.ts';
import { choice, type Evaluator, type Expressions, partOf } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import { asNumber, asText, concatenate, isWhole, literal, named, text, UNKNOWN, type Value } from '../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';
import { canonical } from './canonical.ts';
import { FOLDS } from './folds.ts';
import { unescaped } from './literals.ts';
import { member } from './members.ts';
import { RESULTS } from './results.ts';

type Rule = (node: SyntaxNode, scope: Scope, evaluator: Evaluator) => Value;

export const JAVASCRIPT_EXPRESSIONS: Expressions = {
  compute: (node, scope, evaluator) => RULES[node.type]?.(node, scope, evaluator) ?? UNKNOWN,
  unbound(name) {
    if (name === '__dirname') return text('.');
    return name === 'undefined' ? literal(name) : named(canonical(name));
  },
  part: (value, key) =>
    value.kind === 'list' && /^\d+$/.test(key) ? partOf(value, key) : environment(member(value, key)),
};

const first: Rule = (node, scope, evaluator) => evaluator.value(partsOf(node)[0], scope);
const last: Rule = (node, scope, evaluator) => evaluator.value(partsOf(node).at(-1), scope);
const written: Rule = (node, _, { source }) => literal(textOf(source, node));
const identifier: Rule = (node, scope, evaluator) => evaluator.name(textOf(evaluator.source, node), node.start, scope);

const RULES: Readonly<Record<string, Rule>> = {
  identifier,
  type_identifier: identifier,
  shorthand_property_identifier: identifier,
  nested_type_identifier: (node, scope, evaluator) => {
    const [module, name] = partsOf(node);
    return name === undefined ? UNKNOWN : member(evaluator.value(module, scope), textOf(evaluator.source, name));
  },
  type_annotation: first,
  import: () => named('import'),
  member_expression: memberOf,
  subscript_expression: itemAt,
  call_expression: callOf,
  new_expression: callOf,
  string: pieces,
  template_string: pieces,
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
  type_assertion: last,
  template_substitution: first,
  assignment_expression: (node, scope, evaluator) => evaluator.value(childOf(node, 'right'), scope),
  array: (node, scope, evaluator) => ({
    kind: 'list',
    items: partsOf(node)
      .slice(0, MOST_ITEMS)
      .map((part) => evaluator.value(part, scope)),
  }),
  object: recordOf,
  ternary_expression: (node, scope, evaluator) =>
    choice([
      evaluator.value(childOf(node, 'consequence'), scope),
      evaluator.value(childOf(node, 'alternative'), scope),
    ]),
  binary_expression: binaryOf,
  unary_expression: (node, scope, evaluator) => {
    const value = evaluator.value(childOf(node, 'argument'), scope);
    return childOf(node, 'operator')?.type === '-' && value.kind === 'literal' ? literal(`-${value.text}`) : UNKNOWN;
  },
};

const MOST_ITEMS = 2_000;

function memberOf(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const property = childOf(node, 'property');
  const object = childOf(node, 'object');
  if (property === undefined || object === undefined) return UNKNOWN;
  const name = textOf(evaluator.source, property);
  if (object.type === 'this') {
    const own = scope.field(name);
    return own === undefined ? UNKNOWN : evaluator.binding(own);
  }
  return environment(member(evaluator.value(object, scope), name));
}

/** The variable that names the home is the home. */
function environment(value: Value): Value {
  return value.kind === 'name' && /^process\.env\.(HOME|USERPROFILE)$/.test(value.name) ? text('~') : value;
}

function itemAt(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const object = evaluator.value(childOf(node, 'object'), scope);
  const index = evaluator.value(childOf(node, 'index'), scope);
  const key = asText(index);
  if (!isWhole(key)) return UNKNOWN;
  if (object.kind === 'list' && asNumber(index) !== undefined) return partOf(object, key);
  return environment(member(object, key));
}

/** A call of something with a public name; undefined for every other. */
export function callAt(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Call | undefined {
  const callee = evaluator.value(childOf(node, 'function') ?? childOf(node, 'constructor'), scope);
  if (callee.kind !== 'name') return undefined;
  const given = childOf(node, 'arguments');
  const positional = given === undefined ? [] : argumentsOf(given, scope, evaluator);
  return indirect({ callee: callee.name, receiver: callee.receiver, positional, named: new Map() });
}

function argumentsOf(list: SyntaxNode, scope: Scope, evaluator: Evaluator): Value[] {
  if (list.type === 'template_string') return [evaluator.value(list, scope)];
  return partsOf(list)
    .slice(0, MOST_ITEMS)
    .flatMap((part) => {
      const value = evaluator.value(part, scope);
      return part.type === 'spread_element' && value.kind === 'list' ? value.items : [value];
    });
}

/** `f.call(self, x)` and `f.apply(self, [x])` are `f(x)`. */
function indirect(call: Call): Call {
  const match = /^(.+)\.(call|apply)$/.exec(call.callee);
  if (match === null || match[1] === undefined) return call;
  const [, second] = call.positional;
  const rest = match[2] === 'call' ? call.positional.slice(1) : second?.kind === 'list' ? second.items : [UNKNOWN];
  return { ...call, callee: match[1], positional: rest };
}

function callOf(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const call = callAt(node, scope, evaluator);
  if (call === undefined) return UNKNOWN;
  if (call.callee.endsWith('.bind')) return named(call.callee.slice(0, -'.bind'.length), call.receiver);
  const folded = Object.hasOwn(FOLDS, call.callee) ? FOLDS[call.callee]?.(call) : undefined;
  if (folded !== undefined) return folded;
  const rule = Object.hasOwn(RESULTS, call.callee) ? RESULTS[call.callee] : undefined;
  const about = rule?.about === undefined ? undefined : TARGETS[rule.about](call);
  return { kind: 'result', of: rule?.type ?? call.callee, ...(about !== undefined && { about }) };
}

function pieces(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const { source } = evaluator;
  const parts = partsOf(node).map((part) => {
    if (part.type === 'string_fragment') return text(textOf(source, part));
    return part.type === 'escape_sequence' ? text(unescaped(textOf(source, part))) : evaluator.value(part, scope);
  });
  return parts.length === 0 ? text('') : concatenate(parts);
}

function recordOf(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const fields = new Map<string, Value>();
  for (const pair of partsOf(node).slice(0, MOST_ITEMS)) {
    if (pair.type === 'shorthand_property_identifier') {
      fields.set(textOf(evaluator.source, pair), evaluator.value(pair, scope));
      continue;
    }
    const key = childOf(pair, 'key');
    if (key === undefined) continue;
    const name = key.type === 'string' ? asText(evaluator.value(key, scope)) : textOf(evaluator.source, key);
    if (name !== undefined) fields.set(name, evaluator.value(childOf(pair, 'value'), scope));
  }
  return { kind: 'record', fields };
}

/** The left side may be a thousand terms deep, so it is taken apart without recursion. */
function binaryOf(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const operator = childOf(node, 'operator')?.type;
  if (operator === '||' || operator === '??' || operator === '&&') {
    const [left, right] = [
      evaluator.value(childOf(node, 'left'), scope),
      evaluator.value(childOf(node, 'right'), scope),
    ];
    return operator === '&&' ? right : choice([left, right]);
  }
  if (operator !== '+') return arithmetic(operator, node, scope, evaluator);
  const terms: (SyntaxNode | undefined)[] = [];
  let left: SyntaxNode | undefined = node;
  while (left?.type === 'binary_expression' && childOf(left, 'operator')?.type === '+' && terms.length < MOST_ITEMS) {
    terms.push(childOf(left, 'right'));
    left = childOf(left, 'left');
  }
  const values = [left, ...terms.reverse()].map((term) => evaluator.value(term, scope));
  const numbers = values.map(asNumber);
  if (numbers.every((one) => one !== undefined))
    return literal(String(numbers.reduce((a, b) => (a ?? 0) + (b ?? 0), 0)));
  return concatenate(values);
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '**': (a, b) => a ** b,
  '<<': (a, b) => a << b,
  '^': (a, b) => a ^ b,
};

function arithmetic(operator: string | undefined, node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const compute = operator === undefined ? undefined : ARITHMETIC[operator];
  if (compute === undefined) return UNKNOWN;
  const a = asNumber(evaluator.value(childOf(node, 'left'), scope));
  const b = asNumber(evaluator.value(childOf(node, 'right'), scope));
  return a === undefined || b === undefined ? UNKNOWN : literal(String(compute(a, b)));
}
