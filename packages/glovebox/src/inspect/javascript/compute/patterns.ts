import { childOf, partsOf, type SyntaxNode } from '../../syntax/node.ts';
import { textOf } from '../../syntax/parse.ts';
import { spread } from './builtins/lists.ts';
import type { Machine } from './machine.ts';
import { Method, memberOf, setMember } from './members.ts';
import { type Frame, List, type Plain, STUCK, Table, toText } from './plain.ts';

/** Gives names, or the parts of a pattern, what is assigned. `declare` makes them variables of this call. */
export function bindPattern(pattern: SyntaxNode, value: Plain, frame: Frame, machine: Machine, declare = true): void {
  machine.spend(1);
  PATTERNS[pattern.type]?.({ pattern, value, frame, machine, declare });
}

interface Binding {
  readonly pattern: SyntaxNode;
  readonly value: Plain;
  readonly frame: Frame;
  readonly machine: Machine;
  readonly declare: boolean;
}

const bindName = ({ pattern, value, frame, machine, declare }: Binding): void => {
  const name = textOf(machine.evaluator.source, pattern);
  if (declare) frame.names.set(name, value);
  else machine.write(name, value, frame);
};

/** `a = 1` inside a pattern. */
const bindDefault = ({ pattern, value, frame, machine, declare }: Binding): void => {
  const left = childOf(pattern, 'left');
  if (left === undefined) throw STUCK;
  bindPattern(
    left,
    value === undefined ? machine.evaluate(childOf(pattern, 'right'), frame) : value,
    frame,
    machine,
    declare,
  );
};

/** TypeScript wraps parameters in a node of their own. */
const bindWrapped = (binding: Binding): void => {
  const { pattern, value, frame, machine, declare } = binding;
  const inner = childOf(pattern, 'pattern');
  const fallback = childOf(pattern, 'value');
  if (inner === undefined) throw STUCK;
  const given = value === undefined && fallback !== undefined ? machine.evaluate(fallback, frame) : value;
  bindPattern(inner, given, frame, machine, declare);
};

const PATTERNS: Readonly<Record<string, (binding: Binding) => void>> = {
  identifier: bindName,
  shorthand_property_identifier_pattern: bindName,
  assignment_pattern: bindDefault,
  object_assignment_pattern: bindDefault,
  required_parameter: bindWrapped,
  optional_parameter: bindWrapped,
  rest_pattern: ({ pattern, value, frame, machine, declare }) => {
    const [inner] = partsOf(pattern);
    if (inner !== undefined) bindPattern(inner, value, frame, machine, declare);
  },
  array_pattern: ({ pattern, value, frame, machine, declare }) => {
    const items = spread(value);
    partsOf(pattern).forEach((part, index) => {
      const given = part.type === 'rest_pattern' ? new List(items.slice(index)) : items[index];
      bindPattern(part, given, frame, machine, declare);
    });
  },
  object_pattern: ({ pattern, value, frame, machine, declare }) => {
    for (const part of partsOf(pattern)) {
      if (part.type === 'rest_pattern') {
        bindPattern(part, value instanceof Table ? new Table(new Map(value.fields)) : value, frame, machine, declare);
        continue;
      }
      const key = childOf(part, 'key') ?? childOf(part, 'left') ?? part;
      const found = memberOf(value, keyOf(key, frame, machine), machine);
      const given = found instanceof Method ? machine.methodAsValue(found) : found;
      bindPattern(childOf(part, 'value') ?? part, given, frame, machine, declare);
    }
  },
  member_expression: ({ pattern, value, frame, machine }) => {
    const property = childOf(pattern, 'property');
    if (property === undefined) throw STUCK;
    setMember(machine.evaluate(childOf(pattern, 'object'), frame), textOf(machine.evaluator.source, property), value);
  },
  subscript_expression: ({ pattern, value, frame, machine }) => {
    const key = toText(machine.evaluate(childOf(pattern, 'index'), frame), machine);
    setMember(machine.evaluate(childOf(pattern, 'object'), frame), key, value);
  },
};

/** The name a key stands for: written out, quoted, or computed. */
export function keyOf(key: SyntaxNode, frame: Frame, machine: Machine): string {
  if (key.type === 'string') return toText(machine.evaluate(key, frame), machine);
  if (key.type === 'computed_property_name') return toText(machine.evaluate(partsOf(key)[0], frame), machine);
  return textOf(machine.evaluator.source, key);
}
