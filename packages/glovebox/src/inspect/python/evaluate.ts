import { Buffer } from 'node:buffer';
import { type Evaluator, type Expressions, partOf } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import { asNumber, asPart, literal, named, text, UNKNOWN, type Value } from '../resolve/value.ts';
import { childOf, childOfType, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';
import { callOf } from './calls.ts';
import { canonical } from './canonical.ts';
import { comprehended, comprehendedRecord } from './comprehension.ts';
import { formattedBy } from './formatting.ts';
import { itemAt } from './indexing.ts';
import { isKnown } from './known.ts';
import { identifierOf, scopeAt } from './landmarks.ts';
import { contentOf, prefixOf } from './literals.ts';
import { member, publicName } from './members.ts';
import { compared, operated } from './operators.ts';
import { anyOf, bytesOf, element, elementsOf, holds, joined, keyOf, number, truth } from './sequences.ts';

type Rule = (node: SyntaxNode, scope: Scope, evaluator: Evaluator) => Value;

export const PYTHON_EXPRESSIONS: Expressions = {
  compute: (node, scope, evaluator) => RULES[node.type]?.(node, scope, evaluator) ?? UNKNOWN,
  unbound(name, scope) {
    if (name === '__name__') return text('__main__');
    const fromStar = knownStars(scope)
      .map((module) => canonical(`${module}.${name}`))
      .find((full) => isKnown(full));
    return fromStar === undefined ? named(canonical(name)) : publicName(fromStar);
  },
  part(value, key) {
    const isConnection = value.kind === 'result' && value.of === 'socket.socket.accept' && key === '0';
    if (isConnection) return { kind: 'result', of: 'socket.socket' };
    if (value.kind === 'text' || value.kind === 'bytes') return element(value, literal(key));
    return value.kind === 'choice' ? anyOf(value.items.map((item) => partOf(item, key))) : partOf(value, key);
  },
};

const KNOWN_STARS = new WeakMap<Scope, readonly string[]>();

/** Known modules every name of which is visible. */
function knownStars(scope: Scope): readonly string[] {
  const known = KNOWN_STARS.get(scope);
  if (known !== undefined) return known;
  const modules = [...new Set(scope.visibleStars())].filter((module) => isKnown(canonical(module)));
  KNOWN_STARS.set(scope, modules);
  return modules;
}

const first: Rule = (node, scope, evaluator) => evaluator.value(partsOf(node)[0], scope);
const written: Rule = (node, _, { source }) => literal(textOf(source, node));
const list: Rule = (node, scope, evaluator) => ({ kind: 'list', items: itemsOf(node, scope, evaluator) });
const branches: Rule = (node, scope, evaluator) => {
  const [yes, condition, no] = partsOf(node);
  const isTaken = holds(evaluator.value(condition, scope));
  if (isTaken !== undefined) return evaluator.value(isTaken ? yes : no, scope);
  return anyOf([evaluator.value(yes, scope), evaluator.value(no, scope)]);
};

const RULES: Readonly<Record<string, Rule>> = {
  identifier: (node, scope, evaluator) => evaluator.name(identifierOf(evaluator.source, node), node.start, scope),
  dotted_name: dottedName,
  attribute: memberOf,
  subscript: itemAt,
  call: callOf,
  string: stringOf,
  concatenated_string: (node, scope, evaluator) => joined(partsOf(node).map((part) => evaluator.value(part, scope))),
  integer: integerOf,
  float: written,
  true: written,
  false: written,
  none: written,
  type: first,
  parenthesized_expression: first,
  await: first,
  list_splat: first,
  named_expression: (node, scope, evaluator) => evaluator.value(childOf(node, 'value'), scope),
  list,
  tuple: list,
  set: list,
  expression_list: list,
  pattern_list: list,
  dictionary: recordOf,
  list_comprehension: comprehended,
  set_comprehension: comprehended,
  generator_expression: comprehended,
  dictionary_comprehension: comprehendedRecord,
  conditional_expression: branches,
  boolean_operator: (node, scope, evaluator) => {
    const left = evaluator.value(childOf(node, 'left'), scope);
    const isDecided = holds(left);
    const right = evaluator.value(childOf(node, 'right'), scope);
    if (isDecided === undefined) return anyOf([left, right]);
    return isDecided === (childOf(node, 'operator')?.type === 'and') ? right : left;
  },
  comparison_operator: (node, scope, evaluator) => {
    const [left, right, ...more] = partsOf(node);
    const operator = childOf(node, 'operators');
    if (operator === undefined || more.length > 0) return UNKNOWN;
    return compared(operator.type, evaluator.value(left, scope), evaluator.value(right, scope));
  },
  not_operator: (node, scope, evaluator) => {
    const isTrue = holds(evaluator.value(childOf(node, 'argument'), scope));
    return isTrue === undefined ? UNKNOWN : truth(!isTrue);
  },
  binary_operator: binaryOf,
  unary_operator: (node, scope, evaluator) => {
    const value = asNumber(evaluator.value(childOf(node, 'argument'), scope));
    if (value === undefined) return UNKNOWN;
    return number({ '-': -value, '~': -value - 1 }[node.children[0]?.type ?? ''] ?? value);
  },
  lambda: (node) => {
    const scope = scopeAt(node);
    return scope === undefined ? UNKNOWN : { kind: 'function', node, scope };
  },
};

const MOST_ITEMS = 20_000;

function itemsOf(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value[] {
  return partsOf(node)
    .slice(0, MOST_ITEMS)
    .flatMap((part) => {
      const value = evaluator.value(part, scope);
      return part.type === 'list_splat' ? (elementsOf(value) ?? [UNKNOWN]) : [value];
    });
}

/** As it is written, for a report shows it so; only the octal numbers of Python 2 are written anew. */
function integerOf(node: SyntaxNode, _: Scope, { source }: Evaluator): Value {
  const digits = textOf(source, node).replace(/[lL]$/, '');
  return literal(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
}

function dottedName(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const [head, ...rest] = partsOf(node).map((part) => identifierOf(evaluator.source, part));
  const place = { evaluator, scope, at: node.start };
  return rest.reduce<Value>((value, name) => member(value, name, place), evaluator.name(head ?? '', node.start, scope));
}

function memberOf(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const attribute = childOf(node, 'attribute');
  if (attribute === undefined) return UNKNOWN;
  const object = childOf(node, 'object');
  const name = identifierOf(evaluator.source, attribute);
  const given = member(evaluator.value(object, scope), name, { evaluator, scope, at: node.start });
  if (object?.type !== 'identifier') return given;
  // What is assigned to an attribute is one thing that it may be: the assignment may as well never happen.
  const set = scope.lookup(`${identifierOf(evaluator.source, object)}.${name}`, node.start);
  return set === undefined ? given : anyOf([given, evaluator.binding(set)]);
}

function stringOf(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const { source } = evaluator;
  const prefix = prefixOf(source, node);
  if (prefix.includes('b')) {
    const content = childOfType(node, 'string_content');
    return bytesOf(Buffer.from(content === undefined ? '' : contentOf(source, content, prefix), 'latin1'));
  }
  const parts = node.children.flatMap((part) => {
    if (part.type === 'string_content') return [text(contentOf(source, part, prefix))];
    return part.type === 'interpolation' ? [interpolated(part, scope, evaluator)] : [];
  });
  return parts.length === 0 ? text('') : joined(parts);
}

/** `{value:02x}` of a format string. */
function interpolated(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const value = evaluator.value(childOf(node, 'expression'), scope);
  const format = childOfType(node, 'format_specifier');
  if (format === undefined || asNumber(value) === undefined)
    return value.kind === 'bytes' ? text(asPart(value)) : value;
  return text(formattedBy(textOf(evaluator.source, format).slice(1, 50), value));
}

function recordOf(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const fields = new Map<string, Value>();
  for (const pair of partsOf(node).slice(0, MOST_ITEMS)) {
    if (pair.type === 'dictionary_splat') {
      const value = evaluator.value(partsOf(pair)[0], scope);
      if (value.kind === 'record') for (const [key, one] of value.fields) fields.set(key, one);
      continue;
    }
    const key = keyOf(evaluator.value(childOf(pair, 'key'), scope));
    if (key !== undefined) fields.set(key, evaluator.value(childOf(pair, 'value'), scope));
  }
  return { kind: 'record', fields };
}

/** The left side may be a thousand terms deep, so it is taken apart without recursion. */
function binaryOf(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const terms: { operator: string; right: SyntaxNode | undefined }[] = [];
  let left: SyntaxNode | undefined = node;
  while (left?.type === 'binary_operator' && terms.length < MOST_ITEMS) {
    terms.push({ operator: childOf(left, 'operator')?.type ?? '', right: childOf(left, 'right') });
    left = childOf(left, 'left');
  }
  let value = evaluator.value(left, scope);
  let sum: Value[] = [];
  // Sums are joined once at their end: joining a thousand times would copy the text each time.
  for (const { operator, right } of terms.reverse()) {
    const next = evaluator.value(right, scope);
    if (operator === '+' && asNumber(sum[0] ?? value) === undefined) {
      if (sum.length === 0) sum.push(value);
      sum.push(next);
      continue;
    }
    if (sum.length > 0) value = joined(sum);
    sum = [];
    value = operated(operator, value, next);
  }
  return sum.length > 0 ? joined(sum) : value;
}
