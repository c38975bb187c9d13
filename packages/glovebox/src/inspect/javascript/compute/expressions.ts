import { named } from '../../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../../syntax/node.ts';
import { textOf } from '../../syntax/parse.ts';
import { canonical } from '../canonical.ts';
import { unescaped } from '../literals.ts';
import { spread } from './builtins/lists.ts';
import type { Machine } from './machine.ts';
import { Method, memberOf } from './members.ts';
import { BINARY, UNARY } from './operators.ts';
import { bindPattern, keyOf } from './patterns.ts';
import {
  Closure,
  type Frame,
  isTrue,
  joined,
  List,
  Opaque,
  type Plain,
  STUCK,
  Table,
  toNumber,
  toText,
} from './plain.ts';
import { regexOf } from './regex.ts';

type Expression = (node: SyntaxNode, frame: Frame, machine: Machine) => Plain | Method;

export function evaluate(node: SyntaxNode | undefined, frame: Frame, machine: Machine): Plain {
  const value = referenced(node, frame, machine);
  return value instanceof Method ? machine.methodAsValue(value) : value;
}

/** As `evaluate`, but a method keeps the object it is called on. */
function referenced(node: SyntaxNode | undefined, frame: Frame, machine: Machine): Plain | Method {
  const expression = node && EXPRESSIONS[node.type];
  if (node === undefined || expression === undefined) throw STUCK;
  return machine.deeper(() => expression(node, frame, machine));
}

const first: Expression = (node, frame, machine) => referenced(partsOf(node)[0], frame, machine);
const constant =
  (value: Plain): Expression =>
  () =>
    value;

const functionValue: Expression = (node, frame, machine) => {
  const scope = machine.scopes.get(node);
  if (scope === undefined) throw STUCK;
  const self = node.type === 'arrow_function' ? frame.names.get('this') : undefined;
  return new Closure(node, scope, frame, self);
};

const read: Expression = (node, frame, machine) => {
  const name = textOf(machine.evaluator.source, node);
  return name === 'undefined' ? undefined : machine.read(name, frame);
};

const EXPRESSIONS: Readonly<Record<string, Expression>> = {
  identifier: read,
  shorthand_property_identifier: read,
  this: (_, frame) => frame.names.get('this') ?? new Opaque(named('globalThis')),
  number: (node, _, { evaluator }) => Number(textOf(evaluator.source, node).replaceAll('_', '')),
  true: constant(true),
  false: constant(false),
  null: constant(null),
  undefined: constant(undefined),
  string: content,
  template_string: content,
  template_substitution: first,
  regex: (node, _, { evaluator }) => regexOf(textOf(evaluator.source, node)) ?? new Opaque(named('RegExp')),
  parenthesized_expression: first,
  await_expression: first,
  as_expression: first,
  satisfies_expression: first,
  non_null_expression: first,
  type_assertion: (node, frame, machine) => evaluate(partsOf(node).at(-1), frame, machine),
  sequence_expression: (node, frame, machine) => {
    const parts = partsOf(node);
    for (const part of parts.slice(0, -1)) evaluate(part, frame, machine);
    return evaluate(parts.at(-1), frame, machine);
  },
  array: (node, frame, machine) => new List(listed(node, frame, machine)),
  object: objectOf,
  function_expression: functionValue,
  arrow_function: functionValue,
  ternary_expression: (node, frame, machine) => {
    const isMet = isTrue(evaluate(childOf(node, 'condition'), frame, machine));
    return evaluate(childOf(node, isMet ? 'consequence' : 'alternative'), frame, machine);
  },
  binary_expression: binary,
  unary_expression: (node, frame, machine) => {
    const operator = UNARY[childOf(node, 'operator')?.type ?? ''];
    if (operator === undefined) throw STUCK;
    return operator(evaluate(childOf(node, 'argument'), frame, machine), machine);
  },
  update_expression: (node, frame, machine) => {
    const target = childOf(node, 'argument');
    if (target === undefined) throw STUCK;
    const before = toNumber(evaluate(target, frame, machine), machine);
    const operator = childOf(node, 'operator');
    const after = operator?.type === '++' ? before + 1 : before - 1;
    bindPattern(target, after, frame, machine, false);
    return (operator?.start ?? 0) < target.start ? after : before;
  },
  assignment_expression: (node, frame, machine) => {
    const value = evaluate(childOf(node, 'right'), frame, machine);
    const left = childOf(node, 'left');
    if (left !== undefined) bindPattern(left, value, frame, machine, false);
    return value;
  },
  augmented_assignment_expression: (node, frame, machine) => {
    const left = childOf(node, 'left');
    const operator = (childOf(node, 'operator')?.type ?? '').slice(0, -1);
    const before = evaluate(left, frame, machine);
    const compute = BINARY[operator];
    if (left === undefined || compute === undefined) throw STUCK;
    const value = compute(before, evaluate(childOf(node, 'right'), frame, machine), machine);
    bindPattern(left, value, frame, machine, false);
    return value;
  },
  member_expression: (node, frame, machine) => {
    const object = evaluate(childOf(node, 'object'), frame, machine);
    const property = childOf(node, 'property');
    if (property === undefined) throw STUCK;
    return memberOf(object, textOf(machine.evaluator.source, property), machine);
  },
  subscript_expression: (node, frame, machine) => {
    const object = evaluate(childOf(node, 'object'), frame, machine);
    const key = toText(evaluate(childOf(node, 'index'), frame, machine), machine);
    return memberOf(object, key, machine);
  },
  call_expression: (node, frame, machine) => {
    const callee = referenced(childOf(node, 'function'), frame, machine);
    const given = childOf(node, 'arguments');
    const args = given === undefined ? [] : listed(given, frame, machine);
    return machine.invoke(callee, args);
  },
  new_expression: (node, frame, machine) => {
    const callee = evaluate(childOf(node, 'constructor'), frame, machine);
    if (callee instanceof Closure) throw STUCK;
    const given = childOf(node, 'arguments');
    return machine.invoke(callee, given === undefined ? [] : listed(given, frame, machine));
  },
  import: () => new Opaque(named(canonical('import'))),
};

function listed(node: SyntaxNode, frame: Frame, machine: Machine): Plain[] {
  if (node.type === 'template_string') return [evaluate(node, frame, machine)];
  return partsOf(node).flatMap((part) => {
    if (part.type !== 'spread_element') return [evaluate(part, frame, machine)];
    const items = spread(evaluate(partsOf(part)[0], frame, machine));
    machine.spend(items.length);
    return items;
  });
}

function content(node: SyntaxNode, frame: Frame, machine: Machine): string {
  const { source } = machine.evaluator;
  const parts = partsOf(node).map((part) => {
    if (part.type === 'string_fragment') return textOf(source, part);
    return part.type === 'escape_sequence'
      ? unescaped(textOf(source, part))
      : toText(evaluate(part, frame, machine), machine);
  });
  return joined(parts, '', machine);
}

function objectOf(node: SyntaxNode, frame: Frame, machine: Machine): Table {
  const fields = new Map<string, Plain>();
  for (const pair of partsOf(node)) {
    if (pair.type === 'shorthand_property_identifier')
      fields.set(textOf(machine.evaluator.source, pair), evaluate(pair, frame, machine));
    else if (pair.type === 'method_definition') {
      const name = childOf(pair, 'name');
      if (name !== undefined && childOf(pair, 'get') === undefined)
        fields.set(keyOf(name, frame, machine), functionValue(pair, frame, machine) as Plain);
    } else if (pair.type === 'spread_element') {
      const spreadValue = evaluate(partsOf(pair)[0], frame, machine);
      if (!(spreadValue instanceof Table)) throw STUCK;
      for (const [name, value] of spreadValue.fields) fields.set(name, value);
    } else {
      const key = childOf(pair, 'key');
      if (key !== undefined) fields.set(keyOf(key, frame, machine), evaluate(childOf(pair, 'value'), frame, machine));
    }
  }
  return new Table(fields);
}

function binary(node: SyntaxNode, frame: Frame, machine: Machine): Plain {
  const operator = childOf(node, 'operator')?.type ?? '';
  const left = evaluate(childOf(node, 'left'), frame, machine);
  const right = childOf(node, 'right');
  if (operator === '&&') return isTrue(left) ? evaluate(right, frame, machine) : left;
  if (operator === '||') return isTrue(left) ? left : evaluate(right, frame, machine);
  if (operator === '??') return left === undefined || left === null ? evaluate(right, frame, machine) : left;
  const compute = BINARY[operator];
  if (compute === undefined) throw STUCK;
  return compute(left, evaluate(right, frame, machine), machine);
}
