import { asNumber, asPart, combine, isWhole, literal, text, UNKNOWN, type Value } from '../resolve/value.ts';
import { formattedByPercent } from './formatting.ts';
import { joinPath } from './paths.ts';
import { bytesOf, elementsOf, joined, list, number, truth } from './sequences.ts';

const LONGEST_REPEAT = 10_000;

/** `left operator right`, for every operator but a chain of `+`. */
export function operated(operator: string, left: Value, right: Value): Value {
  if (operator === '+' && asNumber(left) === undefined) return joined([left, right]);
  if (operator === '/' && (isPath(left) || isPath(right))) {
    return combine([left, right], (parts) => ({ kind: 'result', of: 'pathlib.Path', about: joinPath(parts) }));
  }
  if (operator === '%' && (left.kind === 'text' || left.kind === 'choice')) return formattedByPercent(left, right);
  if (operator === '%' && left.kind === 'bytes')
    return bytesOf(Buffer.from(asPart(formattedByPercent(text(asPart(left)), right))), left.decoder);
  if (operator === '*') return repeated(left, right);
  if (operator === '|' && left.kind === 'record' && right.kind === 'record')
    return { kind: 'record', fields: new Map([...left.fields, ...right.fields]) };
  const result = arithmetic(operator, left, right);
  if (operator !== '|' || result.kind !== 'unknown' || left.kind === 'unknown' || right.kind === 'unknown')
    return result;
  return literal(`${nameOf(left)} | ${nameOf(right)}`);
}

function nameOf(value: Value): string {
  return value.kind === 'name' ? value.name : asPart(value);
}

function isPath(value: Value): boolean {
  if (value.kind === 'choice') return value.items.some(isPath);
  return value.kind === 'result' && value.of === 'pathlib.Path';
}

/** `"ab" * 3`, while it stays small. */
function repeated(left: Value, right: Value): Value {
  const [content, count] = asNumber(right) === undefined ? [right, asNumber(left)] : [left, asNumber(right)];
  if (count === undefined || asNumber(content) !== undefined) return arithmetic('*', left, right);
  const times = Math.max(0, Math.floor(count));
  if (content.kind === 'text')
    return content.text.length * times > LONGEST_REPEAT ? UNKNOWN : text(content.text.repeat(times), content.decoder);
  const elements = content.kind === 'list' || content.kind === 'bytes' ? elementsOf(content) : undefined;
  if (elements === undefined || elements.length * times > LONGEST_REPEAT) return UNKNOWN;
  if (content.kind === 'bytes') return joined(Array.from({ length: times }, () => content));
  return list(Array.from({ length: times }, () => elements).flat());
}

function arithmetic(operator: string, left: Value, right: Value): Value {
  const a = asNumber(left);
  const b = asNumber(right);
  if (a === undefined || b === undefined) return UNKNOWN;
  const result = ARITHMETIC[operator]?.(a, b);
  return result === undefined || !Number.isFinite(result) ? UNKNOWN : number(result);
}

/** Operations on bits are those of integers of any length, within what a number holds exactly. */
function bits(compute: (a: bigint, b: bigint) => bigint): (a: number, b: number) => number {
  return (a, b) =>
    Number.isSafeInteger(a) && Number.isSafeInteger(b) ? Number(compute(BigInt(a), BigInt(b))) : Number.NaN;
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '//': (a, b) => Math.floor(a / b),
  '%': (a, b) => a - b * Math.floor(a / b),
  '**': (a, b) => a ** b,
  '<<': (a, b) => a * 2 ** b,
  '>>': (a, b) => Math.floor(a / 2 ** b),
  '^': bits((a, b) => a ^ b),
  '&': bits((a, b) => a & b),
  '|': bits((a, b) => a | b),
};

/** `a < b`, `a in b`, and the like; unknown where a side is. */
export function compared(operator: string, left: Value, right: Value): Value {
  const [a, b] = [plain(left), plain(right)];
  if (operator === 'in' || operator === 'not in') {
    const isIn = contains(right, left);
    return isIn === undefined ? UNKNOWN : truth(isIn === (operator === 'in'));
  }
  if (a === undefined || b === undefined) return UNKNOWN;
  switch (operator) {
    case '==':
    case 'is':
      return truth(a === b);
    case '!=':
    case '<>':
    case 'is not':
      return truth(a !== b);
    case '<':
      return truth(a < b);
    case '<=':
      return truth(a <= b);
    case '>':
      return truth(a > b);
    case '>=':
      return truth(a >= b);
    default:
      return UNKNOWN;
  }
}

function plain(value: Value): string | number | undefined {
  if (value.kind === 'literal') return asNumber(value) ?? value.text;
  if (value.kind === 'bytes') return Buffer.from(value.bytes).toString('latin1');
  return value.kind === 'text' && isWhole(value.text) ? value.text : undefined;
}

function contains(all: Value, one: Value): boolean | undefined {
  const sought = plain(one);
  if (sought === undefined) return undefined;
  if (all.kind === 'text') return isWhole(all.text) ? all.text.includes(String(sought)) : undefined;
  const elements = elementsOf(all);
  if (elements === undefined || elements.some((element) => element.kind === 'unknown')) return undefined;
  return elements.some((element) => plain(element) === sought);
}
