import { HOLE } from '../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';
import type { Context } from './machine.ts';
import { matchesWhole, patternOf } from './patterns.ts';
import type { Run } from './run.ts';

const DEEPEST = 20;

/** Whether `[ … ]`, `[[ … ]]` or `((…))` holds; undefined where it is not known before it runs. */
export function isTrue(run: Run, node: SyntaxNode, context: Context): boolean | undefined {
  const text = textOf(context.unit.source, node);
  if (text.startsWith('((')) {
    const value = run.words(context).number(text.slice(2, -2));
    return value === undefined ? undefined : value !== 0;
  }
  const [expression] = partsOf(node);
  return expression === undefined ? false : holds(run, expression, context, 0);
}

function holds(run: Run, node: SyntaxNode, context: Context, depth: number): boolean | undefined {
  if (depth > DEEPEST) return undefined;
  const parts = partsOf(node);
  const { source } = context.unit;
  switch (node.type) {
    case 'parenthesized_expression':
      return parts[0] === undefined ? undefined : holds(run, parts[0], context, depth + 1);
    case 'negation_expression':
      return negated(parts.at(-1) === undefined ? undefined : holds(run, parts.at(-1) ?? node, context, depth + 1));
    case 'unary_expression': {
      const operator = childOf(node, 'operator');
      const operand = parts.at(-1);
      if (operator === undefined || operand === undefined) return undefined;
      if (textOf(source, operator) === '!') return negated(holds(run, operand, context, depth + 1));
      return checked(textOf(source, operator), run.words(context).single(operand).text);
    }
    case 'binary_expression':
      return compared(run, node, context, depth);
    default: {
      const { text } = run.words(context).single(node);
      return text.includes(HOLE) ? undefined : text !== '';
    }
  }
}

function negated(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

/** What the script's own variables say; files are not looked at. */
function checked(operator: string, value: string): boolean | undefined {
  if (value.includes(HOLE)) return undefined;
  if (operator === '-z') return value === '';
  return operator === '-n' ? value !== '' : undefined;
}

function compared(run: Run, node: SyntaxNode, context: Context, depth: number): boolean | undefined {
  const left = childOf(node, 'left');
  const right = childOf(node, 'right');
  const operatorNode = childOf(node, 'operator');
  if (left === undefined || right === undefined || operatorNode === undefined) return undefined;
  const operator = textOf(context.unit.source, operatorNode);
  if (operator === '&&' || operator === '-a' || operator === '||' || operator === '-o') {
    const [a, b] = [holds(run, left, context, depth + 1), holds(run, right, context, depth + 1)];
    const decisive = operator === '||' || operator === '-o';
    return a === decisive || b === decisive ? decisive : a === undefined || b === undefined ? undefined : !decisive;
  }
  const words = run.words(context);
  const [a, b] = [words.single(left).text, words.single(right).text];
  return a.includes(HOLE) || b.includes(HOLE) ? undefined : compare(operator, a, b, right.type !== 'string');
}

export function compare(operator: string, a: string, b: string, isPattern = false): boolean | undefined {
  if (a.length > LONGEST || b.length > LONGEST) return undefined;
  const isSame = (): boolean => a === b || (isPattern && matchesWhole(patternOf([{ text: b, isQuoted: false }]), a));
  if (operator === '=' || operator === '==') return isSame();
  if (operator === '!=') return !isSame();
  const [x, y] = [Number(a), Number(b)];
  if (!Number.isInteger(x) || !Number.isInteger(y) || a === '' || b === '') return undefined;
  const answers: Readonly<Record<string, boolean>> = {
    '-eq': x === y,
    '-ne': x !== y,
    '-lt': x < y,
    '-le': x <= y,
    '-gt': x > y,
    '-ge': x >= y,
  };
  return answers[operator];
}

const LONGEST = 2_000;
