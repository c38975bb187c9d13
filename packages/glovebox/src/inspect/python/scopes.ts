import type { Evaluator } from '../resolve/evaluator.ts';
import { Scope } from '../resolve/scope.ts';
import { literal, UNKNOWN, type Value } from '../resolve/value.ts';
import { childOf, childOfType, childrenOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';
import { walk } from '../syntax/walk.ts';
import { bindAppended, bindChanged, bindElement } from './changes.ts';
import { Compounds } from './compound.ts';
import { identifierOf, isOwnObject, noteCall, noteOwnObject, noteReturn, noteScope, scopeAt } from './landmarks.ts';
import { publicName } from './members.ts';
import { methodKind, parametersOf } from './parameters.ts';
import { parameterValue } from './passed.ts';
import { anyElement, anyOf, element, elementsOf } from './sequences.ts';

/** The scope each function, class and file makes. */
export type Scopes = ReadonlyMap<SyntaxNode, Scope>;

/** Deeper nesting shares the scope it is in: look-ups must not cost more than the source is long. */
const DEEPEST = 100;

const KINDS: Readonly<Record<string, Scope['kind']>> = {
  function_definition: 'function',
  lambda: 'function',
  class_definition: 'class',
};

/** Binds every name of a file where it is assigned, imported or declared. */
export function scopesOf(source: Source): Scopes {
  const file = new Scope('file');
  const scopes = new Map<SyntaxNode, Scope>([[source.root, file]]);
  const open: Scope[] = [file];
  const compounds = new Compounds(source);
  walk(source.root, {
    enter(node) {
      const outer = open.at(-1) ?? file;
      const own = scopeMadeBy(source, node, outer, open.length);
      bind(source, node, outer);
      compounds.enter(node, outer);
      if (node.type === 'call') noteCall(file, { node, scope: outer });
      if (node.type === 'return_statement') {
        const value = partsOf(node)[0];
        if (value !== undefined) noteReturn(outer, value);
      }
      if (own === undefined) return;
      scopes.set(node, own);
      open.push(own);
      if (own.kind === 'function') bindParameters(source, node, own);
    },
    leave(node) {
      if (scopes.has(node)) open.pop();
      compounds.leave(node);
    },
  });
  return scopes;
}

function scopeMadeBy(source: Source, node: SyntaxNode, outer: Scope, depth: number): Scope | undefined {
  const kind = KINDS[node.type];
  if (kind === undefined || depth > DEEPEST) return undefined;
  const name = childOf(node, 'name');
  const scope = new Scope(kind, outer, name && identifierOf(source, name));
  scope.maker = node;
  noteScope(node, scope);
  return scope;
}

function bind(source: Source, node: SyntaxNode, scope: Scope): void {
  BINDERS[node.type]?.(source, node, scope);
}

type Binder = (source: Source, node: SyntaxNode, scope: Scope) => void;

const bindOwnName: Binder = (source, node, scope) => {
  const name = childOf(node, 'name');
  const own = scopeAt(node);
  if (name === undefined) return;
  scope.bind(identifierOf(source, name), node.start, {
    value: own === undefined ? UNKNOWN : { kind: 'function', node, scope: own },
  });
};

const BINDERS: Readonly<Record<string, Binder>> = {
  import_statement: (source, node, scope) => {
    for (const name of childrenOf(node, 'name')) bindModule(source, name, node.end, scope);
  },
  import_from_statement: bindMembers,
  assignment: bindAssignment,
  augmented_assignment: bindAppended,
  named_expression: (source, node, scope) =>
    bindTarget(source, childOf(node, 'name'), childOf(node, 'value'), node.end, scope),
  as_pattern: bindAlias,
  for_statement: bindItems,
  for_in_clause: bindItems,
  function_definition: bindOwnName,
  class_definition: bindOwnName,
  global_statement: (source, node, scope) => {
    for (const name of partsOf(node)) scope.redirect(identifierOf(source, name), scope.fileScope());
  },
  call: (source, node, scope) => {
    bindChanged(source, node, scope);
    bindSet(source, node, scope);
  },
  case_pattern: (source, node, scope) => {
    for (const name of partsOf(node)) if (name.type === 'dotted_name') bindUnknown(source, name, name.end, scope);
  },
};

function bindModule(source: Source, node: SyntaxNode, from: number, scope: Scope): void {
  const alias = childOf(node, 'alias');
  const module = identifierOf(source, childOf(node, 'name') ?? node);
  if (alias !== undefined) {
    scope.bind(identifierOf(source, alias), from, { value: publicName(module) });
    return;
  }
  const [first = module] = module.split('.', 1);
  scope.bind(first, from, { value: publicName(first) });
}

function bindMembers(source: Source, node: SyntaxNode, scope: Scope): void {
  const module = childOf(node, 'module_name');
  const name = module === undefined ? '' : identifierOf(source, module);
  if (childOfType(node, 'wildcard_import') !== undefined) scope.stars.push(name);
  for (const part of childrenOf(node, 'name')) {
    const member = identifierOf(source, childOf(part, 'name') ?? part);
    const local = identifierOf(source, childOf(part, 'alias') ?? part);
    // A module of the sample itself is not the public one of that name.
    const value: Value = name.startsWith('.') ? UNKNOWN : publicName(`${name}.${member}`);
    scope.bind(local, node.end, { value });
  }
}

function bindAssignment(source: Source, node: SyntaxNode, scope: Scope): void {
  const right = childOf(node, 'right');
  const left = childOf(node, 'left');
  if (right !== undefined) {
    bindTarget(source, left, innermostValue(right), node.end, scope);
    return;
  }
  // `s: socket.socket` tells what will be there.
  const type = childOf(node, 'type');
  if (left?.type === 'identifier' && type === undefined) bindUnknown(source, left, node.end, scope);
}

/** Of `a = b = value`, the value. */
function innermostValue(node: SyntaxNode): SyntaxNode {
  let value = node;
  for (let right = value; value.type === 'assignment'; value = right)
    right = childOf(value, 'right') ?? value.children[0] ?? value;
  return value;
}

function bindTarget(
  source: Source,
  left: SyntaxNode | undefined,
  right: SyntaxNode | undefined,
  from: number,
  scope: Scope,
): void {
  if (left === undefined || right === undefined) return;
  if (left.type === 'identifier') {
    scope.bind(identifierOf(source, left), from, { expression: right });
    return;
  }
  if (left.type === 'attribute') {
    const field = ownField(source, left, scope);
    if (field !== undefined) scope.bindField(field, from, { expression: right });
    else bindAttribute(source, left, right, from, scope);
    return;
  }
  if (left.type === 'subscript') {
    bindElement(source, left, right, from, scope);
    return;
  }
  if (!TUPLES.has(left.type)) return;
  partsOf(left).forEach((part, index) => {
    if (part.type === 'identifier') scope.bind(identifierOf(source, part), from, { partOf: right, key: String(index) });
  });
}

const TUPLES: ReadonlySet<string> = new Set(['pattern_list', 'tuple_pattern', 'list_pattern', 'tuple']);

/** `name.attribute = value`. */
function bindAttribute(source: Source, left: SyntaxNode, right: SyntaxNode, from: number, scope: Scope): void {
  const object = childOf(left, 'object');
  const attribute = childOf(left, 'attribute');
  if (object?.type !== 'identifier' || attribute === undefined) return;
  scope.bind(`${identifierOf(source, object)}.${identifierOf(source, attribute)}`, from, { expression: right });
}

/** `setattr(name, "attribute", value)`. */
function bindSet(source: Source, node: SyntaxNode, scope: Scope): void {
  const callee = childOf(node, 'function');
  const given = childOf(node, 'arguments');
  if (callee?.type !== 'identifier' || given === undefined || textOf(source, callee) !== 'setattr') return;
  const [object, name, value] = partsOf(given);
  const content = name?.type === 'string' ? childOfType(name, 'string_content') : undefined;
  if (object?.type !== 'identifier' || content === undefined || value === undefined) return;
  scope.bind(`${identifierOf(source, object)}.${textOf(source, content)}`, node.end, { expression: value });
}

/** `x` of `self.x`. */
function ownField(source: Source, node: SyntaxNode, scope: Scope): string | undefined {
  const object = childOf(node, 'object');
  const attribute = childOf(node, 'attribute');
  if (object?.type !== 'identifier' || attribute === undefined) return undefined;
  return isOwnObject(identifierOf(source, object), scope) ? identifierOf(source, attribute) : undefined;
}

/** `with open(p) as f`, `except E as e`, `case P as p`. */
function bindAlias(source: Source, node: SyntaxNode, scope: Scope): void {
  const target = childOf(node, 'alias');
  const [value] = partsOf(node);
  const inner = target && (partsOf(target)[0] ?? target);
  if (node.parent?.type === 'with_item') {
    bindTarget(source, inner, value, node.end, scope);
    return;
  }
  bindUnknown(source, inner, node.end, scope);
}

function bindItems(source: Source, node: SyntaxNode, scope: Scope): void {
  const left = childOf(node, 'left');
  const right = childOf(node, 'right');
  if (left === undefined || right === undefined) return;
  // The items of a comprehension are used before it is written which ones they are.
  const from = node.type === 'for_in_clause' ? (node.parent?.start ?? node.start) : right.end;
  if (left.type === 'identifier') {
    scope.bind(identifierOf(source, left), from, { compute: (evaluator) => anyElement(evaluator.value(right, scope)) });
    return;
  }
  partsOf(left).forEach((part, index) => {
    if (part.type !== 'identifier') {
      bindUnknown(source, part, from, scope);
      return;
    }
    const key = literal(String(index));
    scope.bind(identifierOf(source, part), from, {
      compute: (evaluator) =>
        anyOf((elementsOf(evaluator.value(right, scope)) ?? []).slice(0, 200).map((item) => element(item, key))),
    });
  });
}

function bindUnknown(source: Source, name: SyntaxNode | undefined, from: number, scope: Scope): void {
  if (name !== undefined) scope.bind(identifierOf(source, name), from, { value: UNKNOWN });
}

function bindParameters(source: Source, node: SyntaxNode, scope: Scope): void {
  const kind = methodKind(source, node);
  parametersOf(source, node).forEach(({ name, type }, index) => {
    if (index === 0 && kind !== undefined && kind !== 'static') noteOwnObject(scope, name);
    const compute = (evaluator: Evaluator): Value => {
      const passed = parameterValue(node, scope, index, evaluator);
      if (passed.kind !== 'unknown' || type === undefined) return passed;
      // `def f(s: socket.socket)`: what the annotation names is what comes in.
      const named = evaluator.value(type, scope.parent ?? scope);
      return named.kind === 'name' ? { kind: 'result', of: named.name } : UNKNOWN;
    };
    scope.bind(name, node.start, { compute });
  });
}
