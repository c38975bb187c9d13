import type { Scope } from '../../resolve/scope.ts';
import { asNumber, isWhole, literal, text, UNKNOWN, type Value } from '../../resolve/value.ts';
import { Closure, type Frame, List, Opaque, type Plain, Regex, Table } from './plain.ts';
import { regexOf } from './regex.ts';

const CONSTANTS: Readonly<Record<string, Plain>> = {
  true: true,
  false: false,
  null: null,
  undefined,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
};

/** Counts the parts that are converted; throws when there are too many. */
export type Spend = (steps: number) => void;

/** What is known of an expression, as something to compute with. */
export function plainOf(value: Value, spend: Spend): Plain {
  spend(1);
  switch (value.kind) {
    case 'text':
      return isWhole(value.text) ? value.text : new Opaque(value);
    case 'literal':
      if (Object.hasOwn(CONSTANTS, value.text)) return CONSTANTS[value.text];
      return asNumber(value) ?? new Opaque(value);
    case 'list':
      return new List(value.items.map((item) => plainOf(item, spend)));
    case 'bytes':
      spend(value.bytes.length >> 3);
      return new List([...value.bytes], 'buffer');
    case 'record':
      return new Table(new Map([...value.fields].map(([name, field]) => [name, plainOf(field, spend)])));
    case 'function':
      return new Closure(value.node, value.scope, value.closure as Frame | undefined);
    case 'result':
      return (value.of === 'RegExp' ? regexOf(value.about ?? '') : undefined) ?? new Opaque(value);
    default:
      return new Opaque(value);
  }
}

const DEEPEST = 12;
const MOST_PARTS = 20_000;

/** What was computed, as something an expression may be; unknown where it is too large or refers to itself. */
export function asValue(plain: Plain, spend: Spend, decoder?: string): Value {
  let parts = 0;
  return convert(plain, 0);

  function convert(one: Plain, depth: number): Value {
    spend(1);
    if (++parts > MOST_PARTS || depth > DEEPEST) return UNKNOWN;
    if (typeof one === 'string') return text(one, decoder);
    if (one instanceof Opaque) return one.value;
    if (one instanceof Closure) return functionValue(one);
    if (one instanceof Regex) return { kind: 'result', of: 'RegExp', about: `/${one.source}/${one.flags}` };
    if (one instanceof Table)
      return {
        kind: 'record',
        fields: new Map([...one.fields].map(([name, field]) => [name, convert(field, depth + 1)])),
      };
    if (!(one instanceof List)) return literal(String(one));
    if (one.kind === 'array') return { kind: 'list', items: one.items.map((item) => convert(item, depth + 1)) };
    return { kind: 'bytes', bytes: Uint8Array.from(one.items.map(Number)), ...(decoder !== undefined && { decoder }) };
  }
}

function functionValue({
  node,
  scope,
  frame,
}: {
  node: Closure['node'];
  scope: Scope;
  frame: Frame | undefined;
}): Value {
  return { kind: 'function', node, scope, ...(frame !== undefined && { closure: frame }) };
}
