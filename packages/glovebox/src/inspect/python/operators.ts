import { asNumber, asPart, asText, HOLE, literal, text, UNKNOWN, type Value } from '../resolve/value.ts';

const LONGEST_REPEAT = 10_000;

/** `"ab" * 3`, while it stays small. */
export function repeated(left: Value, right: Value): Value {
  const [content, count] = left.kind === 'text' ? [left, asNumber(right)] : [right, asNumber(left)];
  if (content.kind !== 'text' || count === undefined) return arithmetic('*', left, right);
  return content.text.length * count > LONGEST_REPEAT ? UNKNOWN : text(content.text.repeat(Math.max(0, count)));
}

export function arithmetic(operator: string, left: Value, right: Value): Value {
  const a = asNumber(left);
  const b = asNumber(right);
  if (a === undefined || b === undefined) return UNKNOWN;
  const result = ARITHMETIC[operator]?.(a, b);
  return result === undefined || !Number.isFinite(result) ? UNKNOWN : literal(String(result));
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '//': (a, b) => Math.floor(a / b),
  '%': (a, b) => a % b,
  '**': (a, b) => a ** b,
  '<<': (a, b) => a * 2 ** b,
  '>>': (a, b) => Math.floor(a / 2 ** b),
  '^': (a, b) => a ^ b,
};

/** `"%s/x" % value`. */
export function formatted(format: string, value: Value): Value {
  const given = value.kind === 'list' ? [...value.items] : [value];
  const fields = value.kind === 'record' ? value.fields : undefined;
  return text(
    format.replace(/%(?:\((\w+)\))?[-+ #0-9.*]*([sdrifxXou%])/g, (_, name: string | undefined, type: string) => {
      if (type === '%') return '%';
      return name === undefined ? asPart(given.shift()) : (asText(fields?.get(name)) ?? HOLE);
    }),
  );
}

/** `"{}/x".format(value)`. */
export function formattedByBraces(
  format: string,
  positional: readonly Value[],
  named: ReadonlyMap<string, Value>,
): Value {
  let next = 0;
  return text(
    format.replace(/\{\{|\}\}|\{([\w.]*)(?:![rsa])?(?::[^{}]*)?\}/g, (whole, name: string | undefined) => {
      if (whole === '{{' || whole === '}}') return whole.charAt(0);
      if (name === '' || name === undefined) return asPart(positional[next++]);
      return asPart(/^\d+$/.test(name) ? positional[Number(name)] : named.get(name));
    }),
  );
}
