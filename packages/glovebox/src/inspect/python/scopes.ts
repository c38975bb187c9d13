import { Scope } from '../resolve/scope.ts';
import { named, UNKNOWN, type Value } from '../resolve/value.ts';
import { childOf, childOfType, childrenOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';
import { walk } from '../syntax/walk.ts';
import { canonical } from './canonical.ts';

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
  walk(source.root, {
    enter(node) {
      const outer = open.at(-1) ?? file;
      bind(source, node, outer);
      const kind = KINDS[node.type];
      if (kind === undefined || open.length > DEEPEST) return;
      const name = childOf(node, 'name');
      const scope = new Scope(kind, outer, name && textOf(source, name));
      scopes.set(node, scope);
      open.push(scope);
      if (kind === 'function') bindParameters(source, node, scope);
    },
    leave(node) {
      if (scopes.has(node)) open.pop();
    },
  });
  return scopes;
}

function bind(source: Source, node: SyntaxNode, scope: Scope): void {
  BINDERS[node.type]?.(source, node, scope);
}

type Binder = (source: Source, node: SyntaxNode, scope: Scope) => void;

const bindOwnName: Binder = (source, node, scope) => bindUnknown(source, childOf(node, 'name'), node.start, scope);

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
    for (const name of partsOf(node)) scope.redirect(textOf(source, name), scope.fileScope());
  },
  case_pattern: (source, node, scope) => {
    for (const name of partsOf(node)) if (name.type === 'dotted_name') bindUnknown(source, name, name.end, scope);
  },
};

function bindModule(source: Source, node: SyntaxNode, from: number, scope: Scope): void {
  const alias = childOf(node, 'alias');
  const module = textOf(source, childOf(node, 'name') ?? node);
  if (alias !== undefined) {
    scope.bind(textOf(source, alias), from, { value: named(canonical(module)) });
    return;
  }
  const [first = module] = module.split('.', 1);
  scope.bind(first, from, { value: named(canonical(first)) });
}

function bindMembers(source: Source, node: SyntaxNode, scope: Scope): void {
  const module = childOf(node, 'module_name');
  const name = module === undefined ? '' : textOf(source, module);
  if (childOfType(node, 'wildcard_import') !== undefined) scope.stars.push(name);
  for (const part of childrenOf(node, 'name')) {
    const member = textOf(source, childOf(part, 'name') ?? part);
    const local = textOf(source, childOf(part, 'alias') ?? part);
    // A module of the sample itself is not the public one of that name.
    const value: Value = name.startsWith('.') ? UNKNOWN : named(canonical(`${name}.${member}`));
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
    scope.bind(textOf(source, left), from, { expression: right });
    return;
  }
  if (left.type === 'attribute') {
    const field = ownField(source, left);
    if (field !== undefined) scope.bindField(field, from, { expression: right });
    return;
  }
  if (!TUPLES.has(left.type)) return;
  partsOf(left).forEach((part, index) => {
    if (part.type === 'identifier') scope.bind(textOf(source, part), from, { partOf: right, key: String(index) });
  });
}

const TUPLES: ReadonlySet<string> = new Set(['pattern_list', 'tuple_pattern', 'list_pattern', 'tuple']);

/** `x` of `self.x`. */
export function ownField(source: Source, node: SyntaxNode): string | undefined {
  const object = childOf(node, 'object');
  const attribute = childOf(node, 'attribute');
  if (object?.type !== 'identifier' || attribute === undefined) return undefined;
  return /^(self|cls)$/.test(textOf(source, object)) ? textOf(source, attribute) : undefined;
}

function bindAppended(source: Source, node: SyntaxNode, scope: Scope): void {
  const left = childOf(node, 'left');
  const right = childOf(node, 'right');
  if (left?.type !== 'identifier' || right === undefined) return;
  const name = textOf(source, left);
  const isAppending = node.children.some((child) => child.type === '+=');
  scope.bind(name, node.end, isAppending ? { appended: right, name } : { value: UNKNOWN });
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
    scope.bind(textOf(source, left), from, { itemOf: right });
    return;
  }
  for (const part of partsOf(left)) bindUnknown(source, part, from, scope);
}

function bindUnknown(source: Source, name: SyntaxNode | undefined, from: number, scope: Scope): void {
  if (name !== undefined) scope.bind(textOf(source, name), from, { value: UNKNOWN });
}

function bindParameters(source: Source, node: SyntaxNode, scope: Scope): void {
  const parameters = childOf(node, 'parameters');
  if (parameters === undefined) return;
  for (const parameter of partsOf(parameters)) {
    const name = childOf(parameter, 'name') ?? (parameter.type === 'identifier' ? parameter : partsOf(parameter)[0]);
    if (name === undefined) continue;
    const type = childOf(parameter, 'type');
    const inner = name.type === 'identifier' ? name : (partsOf(name)[0] ?? name);
    // `def f(s: socket.socket)`: what the annotation names is what comes in.
    scope.bind(
      textOf(source, inner),
      node.start,
      type === undefined ? { value: UNKNOWN } : { instanceOf: type },
      scope.parent,
    );
  }
}
