import { choice, type Evaluator } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import { asNumber, concatenate, literal, text, UNKNOWN, type Value } from '../resolve/value.ts';
import { childOf, type SyntaxNode } from '../syntax/node.ts';
import { machineOf } from './compute/machine.ts';
import { scopesOf } from './scopes.ts';

const MOST_TERMS = 20_000;

/** The left side may be a thousand terms deep, so it is taken apart without recursion. */
export function binaryOf(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const operator = childOf(node, 'operator')?.type ?? '';
  if (operator === '||' || operator === '??' || operator === '&&') return eitherOf(operator, node, scope, evaluator);
  if (operator !== '+') {
    const [left, right] = sides(node, scope, evaluator);
    if (left.kind === 'unknown' || right.kind === 'unknown') return UNKNOWN;
    return machineOf(evaluator, scopesOf(evaluator.source)).binary(operator, left, right) ?? UNKNOWN;
  }
  const terms: (SyntaxNode | undefined)[] = [];
  let left: SyntaxNode | undefined = node;
  while (left?.type === 'binary_expression' && childOf(left, 'operator')?.type === '+' && terms.length < MOST_TERMS) {
    terms.push(childOf(left, 'right'));
    left = childOf(left, 'left');
  }
  return sum(
    [left, ...terms.reverse()].map((term) => evaluator.value(term, scope)),
    evaluator,
  );
}

function sides(node: SyntaxNode, scope: Scope, evaluator: Evaluator): [Value, Value] {
  return [evaluator.value(childOf(node, 'left'), scope), evaluator.value(childOf(node, 'right'), scope)];
}

function eitherOf(operator: string, node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const [left, right] = sides(node, scope, evaluator);
  if (operator === '&&') return right;
  return isEmpty(left) ? right : choice([left, right]);
}

function isEmpty(value: Value): boolean {
  return value.kind === 'literal' && /^(undefined|null|false|0|NaN)$/.test(value.text);
}

/** From left to right: numbers add up until the first text, and everything is text from there. */
function sum(values: readonly Value[], evaluator: Evaluator): Value {
  if (values.every((value) => value.kind === 'text' || value.kind === 'unknown')) return concatenate(values);
  const machine = machineOf(evaluator, scopesOf(evaluator.source));
  let known: Value | undefined = values[0];
  let at = 1;
  for (; at < values.length && known !== undefined && !isTextual(known); at++) {
    const next: Value | undefined = values[at];
    known = next === undefined || next.kind === 'unknown' ? undefined : machine.binary('+', known, next);
  }
  if (known === undefined) return concatenate(values.map(shown));
  return at >= values.length ? known : concatenate([known, ...values.slice(at).map(asTerm(machine))]);
}

function isTextual(value: Value): boolean {
  return value.kind === 'text' || value.kind === 'choice';
}

/** As a text joined to others would have it. */
function asTerm(machine: ReturnType<typeof machineOf>): (value: Value) => Value {
  return (value) => {
    if (value.kind === 'text' || value.kind === 'unknown' || value.kind === 'choice' || value.kind === 'literal')
      return value;
    return machine.binary('+', text(''), value) ?? shown(value);
  };
}

function shown(value: Value): Value {
  return value.kind === 'list' || value.kind === 'record' ? UNKNOWN : value;
}

/** `-x`, `!x`, `+x`, `~x`, `typeof x` of what is known. */
export function unaryOf(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const operator = childOf(node, 'operator')?.type ?? '';
  const value = evaluator.value(childOf(node, 'argument'), scope);
  const number = asNumber(value);
  if (operator === '-' && number !== undefined) return literal(String(-number));
  if (operator === 'void') return literal('undefined');
  if (operator === 'typeof' || value.kind === 'unknown') return UNKNOWN;
  return machineOf(evaluator, scopesOf(evaluator.source)).unary(operator, value) ?? UNKNOWN;
}
