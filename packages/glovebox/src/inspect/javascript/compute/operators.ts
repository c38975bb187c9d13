import {
  areEqual,
  type Computer,
  isTrue,
  List,
  LONGEST,
  type Plain,
  STUCK,
  Table,
  toNumber,
  toText,
  typeName,
} from './plain.ts';

type Binary = (a: Plain, b: Plain, computer: Computer) => Plain;

function numeric(compute: (a: number, b: number) => Plain): Binary {
  return (a, b, computer) => compute(toNumber(a, computer), toNumber(b, computer));
}

function compared(byNumber: (a: number, b: number) => boolean, byText: (a: string, b: string) => boolean): Binary {
  return (a, b, computer) =>
    typeof a === 'string' && typeof b === 'string'
      ? byText(a, b)
      : byNumber(toNumber(a, computer), toNumber(b, computer));
}

function isObject(value: Plain): boolean {
  return (typeof value === 'object' && value !== null) || typeof value === 'string';
}

function plus(a: Plain, b: Plain, computer: Computer): Plain {
  if (!isObject(a) && !isObject(b)) return toNumber(a, computer) + toNumber(b, computer);
  const [left, right] = [toText(a, computer), toText(b, computer)];
  if (left.length + right.length > LONGEST) throw STUCK;
  computer.spend((left.length + right.length) >> 6);
  return left + right;
}

/** Operators between two known values; `&&`, `||` and `??` are not here, as they may leave one side alone. */
export const BINARY: Readonly<Record<string, Binary>> = {
  '+': plus,
  '-': numeric((a, b) => a - b),
  '*': numeric((a, b) => a * b),
  '/': numeric((a, b) => a / b),
  '%': numeric((a, b) => a % b),
  '**': numeric((a, b) => a ** b),
  '<<': numeric((a, b) => a << b),
  '>>': numeric((a, b) => a >> b),
  '>>>': numeric((a, b) => a >>> b),
  '&': numeric((a, b) => a & b),
  '|': numeric((a, b) => a | b),
  '^': numeric((a, b) => a ^ b),
  '<': compared(
    (a, b) => a < b,
    (a, b) => a < b,
  ),
  '>': compared(
    (a, b) => a > b,
    (a, b) => a > b,
  ),
  '<=': compared(
    (a, b) => a <= b,
    (a, b) => a <= b,
  ),
  '>=': compared(
    (a, b) => a >= b,
    (a, b) => a >= b,
  ),
  '==': (a, b, computer) => areEqual(a, b, false, computer),
  '===': (a, b, computer) => areEqual(a, b, true, computer),
  '!=': (a, b, computer) => !areEqual(a, b, false, computer),
  '!==': (a, b, computer) => !areEqual(a, b, true, computer),
  in: (a, b, computer) => {
    if (b instanceof Table) return b.fields.has(toText(a, computer));
    if (b instanceof List) return toNumber(a, computer) in b.items;
    throw STUCK;
  },
};

export const UNARY: Readonly<Record<string, (value: Plain, computer: Computer) => Plain>> = {
  '!': (value) => !isTrue(value),
  '-': (value, computer) => -toNumber(value, computer),
  '+': (value, computer) => toNumber(value, computer),
  '~': (value, computer) => ~toNumber(value, computer),
  typeof: typeName,
  void: () => undefined,
  delete: () => true,
};
