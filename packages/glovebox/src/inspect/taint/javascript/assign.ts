import { asText } from '../../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../../syntax/node.ts';
import { assignPart } from '../chain.ts';
import { partNamed, type Taint, wholeOf } from '../meaning.ts';
import { type Here, read } from '../reader.ts';
import { variableOf } from './environment.ts';
import { setExport } from './exports.ts';
import { keyOf } from './keys.ts';

/** `a = b`, also where it is part of an expression. */
export function assign(node: SyntaxNode, here: Here): Taint {
  const left = childOf(node, 'left');
  const right = childOf(node, 'right');
  const value = read(right, here);
  if (left === undefined) return value;
  if (!setExport(left, value, here)) bind(left, value, here, { isDeclared: false, from: right });
  return value;
}

export function augment(node: SyntaxNode, here: Here): Taint {
  const left = childOf(node, 'left');
  const value = read(childOf(node, 'right'), here);
  if (left === undefined) return value;
  const from = wholeOf(value);
  if (left.type === 'identifier')
    here.frame.add(here.file.text(left), from, here.file.step(left, `added to ${here.file.text(left)}`));
  else bind(left, { id: from }, here, { isDeclared: false, from: undefined });
  return { id: from };
}

interface Binding {
  /** Whether the name is new here (`const`, a parameter) and not one of an outer function. */
  readonly isDeclared: boolean;
  /** The expression the value comes from. */
  readonly from: SyntaxNode | undefined;
}

/** Gives a value to a name, a property, or the names of a pattern. */
export function bind(left: SyntaxNode, value: Taint, here: Here, binding: Binding): void {
  const { work } = here.file.program;
  switch (left.type) {
    case 'identifier':
    case 'shorthand_property_identifier_pattern':
      bindName(left, value, here, binding.isDeclared);
      return;
    case 'member_expression':
    case 'subscript_expression':
      bindPart(left, value, here);
      return;
    case 'object_pattern':
      work.deeper(() => bindFields(left, value, here, binding), undefined);
      return;
    default: {
      const plain = left.type.endsWith('assignment_pattern') ? [childOf(left, 'left')] : partsOf(left);
      work.deeper(() => {
        for (const part of plain)
          if (part !== undefined) bind(part, { id: wholeOf(value) }, here, { ...binding, from: undefined });
      }, undefined);
    }
  }
}

function bindName(left: SyntaxNode, value: Taint, here: Here, isDeclared: boolean): void {
  const name = here.file.text(left);
  const step = here.file.step(left, `assigned to ${name}`);
  const isOwn = isDeclared || here.frame.owns(name) || here.frame.parent === undefined;
  if (isOwn) here.frame.assign(name, value, step);
  else here.frame.assignOuter(name, value, step);
}

function bindPart(left: SyntaxNode, value: Taint, here: Here): void {
  const { file, scope } = here;
  const property = childOf(left, 'property');
  const key =
    property === undefined ? asText(file.evaluator.value(childOf(left, 'index'), scope)) : file.text(property);
  assignPart(left, read(childOf(left, 'object'), here), key, value, here);
}

/** `{ a, b: c = 1, ...d }`: each name has its own part. */
function bindFields(pattern: SyntaxNode, value: Taint, here: Here, binding: Binding): void {
  const { file, scope } = here;
  const isEnvironment = binding.from !== undefined && file.publicName(binding.from, scope) === 'process.env';
  for (const part of partsOf(pattern)) {
    const plain = part.type.endsWith('assignment_pattern') ? childOf(part, 'left') : part;
    if (plain === undefined) continue;
    const key = childOf(plain, 'key');
    const local = childOf(plain, 'value') ?? plain;
    const name = keyOf(key ?? plain, here);
    const isRest = plain.type === 'rest_pattern';
    const held =
      isEnvironment && !isRest
        ? variableOf(part, name, here)
        : partNamed(file.program.graph, value, isRest ? undefined : name);
    bind(local, held, here, { ...binding, from: undefined });
  }
}
