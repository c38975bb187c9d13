import { type Call, TARGETS } from '../resolve/call.ts';
import { choice, type Evaluator, type Expressions, partOf } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import {
  asNumber,
  asPart,
  asText,
  combine,
  concatenate,
  HOLE,
  literal,
  named,
  text,
  UNKNOWN,
  type Value,
} from '../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';
import { PYTHON_CALLEES } from './callees.ts';
import { canonical } from './canonical.ts';
import { FOLDS } from './folds.ts';
import { contentOf, prefixOf } from './literals.ts';
import { joinPath, member } from './members.ts';
import { arithmetic, formatted, repeated } from './operators.ts';
import { RESULTS } from './results.ts';
import { ownField } from './scopes.ts';

type Rule = (node: SyntaxNode, scope: Scope, evaluator: Evaluator) => Value;

export const PYTHON_EXPRESSIONS: Expressions = {
  compute: (node, scope, evaluator) => RULES[node.type]?.(node, scope, evaluator) ?? UNKNOWN,
  unbound(name, scope) {
    const fromStar = scope
      .visibleStars()
      .map((module) => canonical(`${module}.${name}`))
      .find((full) => isKnown(full));
    return named(fromStar ?? canonical(name));
  },
  part(value, key) {
    const isConnection = value.kind === 'result' && value.of === 'socket.socket.accept' && key === '0';
    return isConnection ? { kind: 'result', of: 'socket.socket' } : partOf(value, key);
  },
};

let knownNames: ReadonlySet<string> | undefined;

/** Whether a table knows the name, or something that belongs to it. Only files that import by star ask. */
function isKnown(name: string): boolean {
  knownNames ??= new Set(
    [...PYTHON_CALLEES.keys(), ...Object.keys(RESULTS), ...Object.keys(FOLDS), 'os.environ.get'].flatMap((full) =>
      full.split('.').map((_, index, parts) => parts.slice(0, index + 1).join('.')),
    ),
  );
  return knownNames.has(name);
}

const first: Rule = (node, scope, evaluator) => evaluator.value(partsOf(node)[0], scope);
const written: Rule = (node, _, { source }) => literal(textOf(source, node));
const list: Rule = (node, scope, evaluator) => ({ kind: 'list', items: itemsOf(node, scope, evaluator) });

const RULES: Readonly<Record<string, Rule>> = {
  identifier: (node, scope, evaluator) => evaluator.name(textOf(evaluator.source, node), node.start, scope),
  dotted_name: dottedName,
  attribute: memberOf,
  subscript: itemAt,
  call: callOf,
  string: stringOf,
  concatenated_string: (node, scope, evaluator) =>
    concatenate(partsOf(node).map((part) => evaluator.value(part, scope))),
  integer: written,
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
  dictionary: recordOf,
  conditional_expression: (node, scope, evaluator) => {
    const [yes, , no] = partsOf(node);
    return choice([evaluator.value(yes, scope), evaluator.value(no, scope)]);
  },
  boolean_operator: (node, scope, evaluator) => choice(partsOf(node).map((part) => evaluator.value(part, scope))),
  binary_operator: binaryOf,
  unary_operator: (node, scope, evaluator) => {
    const value = evaluator.value(childOf(node, 'argument'), scope);
    return node.children[0]?.type === '-' && value.kind === 'literal' ? literal(`-${value.text}`) : UNKNOWN;
  },
  lambda: () => UNKNOWN,
};

const MOST_ITEMS = 2_000;

function itemsOf(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value[] {
  return partsOf(node)
    .slice(0, MOST_ITEMS)
    .map((part) => evaluator.value(part, scope));
}

function dottedName(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const [head, ...rest] = partsOf(node).map((part) => textOf(evaluator.source, part));
  return rest.reduce<Value>(member, evaluator.name(head ?? '', node.start, scope));
}

function memberOf(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const attribute = childOf(node, 'attribute');
  if (attribute === undefined) return UNKNOWN;
  const field = ownField(evaluator.source, node);
  const own = field === undefined ? undefined : scope.field(field);
  if (own !== undefined) return evaluator.binding(own);
  return member(evaluator.value(childOf(node, 'object'), scope), textOf(evaluator.source, attribute));
}

/** `x["key"]`; names reached through tables of names are followed. */
function itemAt(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const value = evaluator.value(childOf(node, 'value'), scope);
  const index = childOf(node, 'subscript');
  if (index?.type === 'slice') return sliced(value, textOf(evaluator.source, index));
  const key = asText(evaluator.value(index, scope));
  if (key === undefined) return UNKNOWN;
  if (value.kind !== 'name') return partOf(value, key);
  if (value.name === 'sys.modules') return named(canonical(key));
  if (value.name === 'os.environ') return key === 'HOME' ? text('~') : UNKNOWN;
  if (value.name === 'builtins') return named(canonical(key));
  return value.name.endsWith('.__dict__')
    ? named(canonical(`${value.name.slice(0, -'.__dict__'.length)}.${key}`))
    : UNKNOWN;
}

function sliced(value: Value, slice: string): Value {
  if (slice.replaceAll(' ', '') !== '::-1') return UNKNOWN;
  if (value.kind === 'list') return { kind: 'list', items: [...value.items].reverse() };
  return value.kind === 'text' && !value.text.includes(HOLE)
    ? text([...value.text].reverse().join(''), 'reversed')
    : UNKNOWN;
}

/** A call of something with a public name; undefined for every other. */
export function callAt(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Call | undefined {
  const callee = evaluator.value(childOf(node, 'function'), scope);
  if (callee.kind !== 'name') return undefined;
  const positional: Value[] = [...(callee.bound ?? [])];
  const named = new Map<string, Value>();
  const given = childOf(node, 'arguments');
  for (const part of given === undefined ? [] : partsOf(given).slice(0, MOST_ITEMS)) {
    if (part.type === 'keyword_argument') {
      const name = childOf(part, 'name');
      if (name !== undefined) named.set(textOf(evaluator.source, name), evaluator.value(childOf(part, 'value'), scope));
    } else if (part.type === 'list_splat') {
      const value = evaluator.value(part, scope);
      positional.push(...(value.kind === 'list' ? value.items : [value]));
    } else if (part.type !== 'dictionary_splat') {
      positional.push(evaluator.value(part, scope));
    }
  }
  return { callee: callee.name, receiver: callee.receiver, positional, named };
}

function callOf(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const call = callAt(node, scope, evaluator);
  if (call === undefined) return UNKNOWN;
  const folded = Object.hasOwn(FOLDS, call.callee) ? FOLDS[call.callee]?.(call) : undefined;
  if (folded !== undefined) return folded;
  const rule = Object.hasOwn(RESULTS, call.callee) ? RESULTS[call.callee] : undefined;
  const about = rule?.about === undefined ? undefined : TARGETS[rule.about](call);
  return { kind: 'result', of: rule?.type ?? call.callee, ...(about !== undefined && { about }) };
}

function stringOf(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const { source } = evaluator;
  const prefix = prefixOf(source, node);
  const parts = node.children.flatMap((part) => {
    if (part.type === 'string_content') {
      return [text(contentOf(source, part, prefix.includes('r'), prefix.includes('f')))];
    }
    return part.type === 'interpolation' ? [evaluator.value(childOf(part, 'expression'), scope)] : [];
  });
  return parts.length === 0 ? text('') : concatenate(parts);
}

function recordOf(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const fields = new Map<string, Value>();
  for (const pair of partsOf(node).slice(0, MOST_ITEMS)) {
    const key = asText(evaluator.value(childOf(pair, 'key'), scope));
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
    if (sum.length > 0) value = concatenate(sum);
    sum = [];
    value = operated(operator, value, next);
  }
  return sum.length > 0 ? concatenate(sum) : value;
}

function operated(operator: string, left: Value, right: Value): Value {
  if (operator === '/' && (isPath(left) || isPath(right))) {
    return combine([left, right], (parts) => ({ kind: 'result', of: 'pathlib.Path', about: joinPath(parts) }));
  }
  if (operator === '%' && left.kind === 'text') return formatted(left.text, right);
  if (operator === '*') return repeated(left, right);
  if (operator === '|' && left.kind !== 'unknown' && right.kind !== 'unknown')
    return literal(`${nameOf(left)} | ${nameOf(right)}`);
  return arithmetic(operator, left, right);
}

function nameOf(value: Value): string {
  return value.kind === 'name' ? value.name : asPart(value);
}

function isPath(value: Value): boolean {
  if (value.kind === 'choice') return value.items.some(isPath);
  return value.kind === 'result' && value.of === 'pathlib.Path';
}
