import { Scope } from '../resolve/scope.ts';
import { named, UNKNOWN, type Value } from '../resolve/value.ts';
import { childOf, childOfType, childrenOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';
import { walk } from '../syntax/walk.ts';
import { canonical, moduleName } from './canonical.ts';

/** Deeper nesting shares the scope it is in: look-ups must not cost more than the source is long. */
const DEEPEST = 100;

const KINDS: Readonly<Record<string, Scope['kind']>> = {
  function_declaration: 'function',
  function_expression: 'function',
  generator_function: 'function',
  generator_function_declaration: 'function',
  arrow_function: 'function',
  method_definition: 'function',
  class_declaration: 'class',
  class: 'class',
};

/** Binds every name of a file where it is declared, assigned or imported. Blocks share the scope of their function. */
export function scopesOf(source: Source): ReadonlyMap<SyntaxNode, Scope> {
  const file = new Scope('file');
  const scopes = new Map<SyntaxNode, Scope>([[source.root, file]]);
  const open: Scope[] = [file];
  walk(source.root, {
    enter(node) {
      const outer = open.at(-1) ?? file;
      bind(source, node, outer);
      const kind = KINDS[node.type];
      if (kind === undefined || open.length > DEEPEST) return;
      const scope = new Scope(kind, outer, nameOf(source, node));
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

const HOLDERS: ReadonlySet<string> = new Set([
  'variable_declarator',
  'pair',
  'assignment_expression',
  'public_field_definition',
  'field_definition',
]);

/** A function's own name, or that of the variable or property it is given to. */
function nameOf(source: Source, node: SyntaxNode): string | undefined {
  const own = childOf(node, 'name');
  if (own !== undefined) return textOf(source, own);
  const parent = node.parent;
  if (parent === undefined || !HOLDERS.has(parent.type)) return undefined;
  const holder = childOf(parent, 'name') ?? childOf(parent, 'key') ?? childOf(parent, 'left');
  return holder === undefined || holder === node ? undefined : textOf(source, holder).slice(0, 100);
}

function bind(source: Source, node: SyntaxNode, scope: Scope): void {
  BINDERS[node.type]?.(source, node, scope);
}

type Binder = (source: Source, node: SyntaxNode, scope: Scope) => void;

const bindOwnName: Binder = (source, node, scope) => bindUnknown(source, childOf(node, 'name'), node.start, scope);

const BINDERS: Readonly<Record<string, Binder>> = {
  import_statement: bindImport,
  variable_declarator: (source, node, scope) =>
    bindPattern(source, childOf(node, 'name'), childOf(node, 'value'), node.end, scope),
  assignment_expression: (source, node, scope) =>
    bindPattern(source, childOf(node, 'left'), childOf(node, 'right'), node.end, scope),
  augmented_assignment_expression: bindAppended,
  public_field_definition: bindField,
  field_definition: bindField,
  for_in_statement: bindItems,
  function_declaration: bindOwnName,
  generator_function_declaration: bindOwnName,
  class_declaration: bindOwnName,
  catch_clause: (source, node, scope) => bindUnknown(source, childOf(node, 'parameter'), node.start, scope),
};

function bindImport(source: Source, node: SyntaxNode, scope: Scope): void {
  const required = childOfType(node, 'import_require_clause');
  const origin = childOf(required ?? node, 'source');
  const content = origin && childOfType(origin, 'string_fragment');
  const clause = required ?? childOfType(node, 'import_clause');
  if (clause === undefined || content === undefined) return;
  const specifier = textOf(source, content);
  // A module of the sample itself is not the public one of that name.
  const isOwn = specifier.startsWith('.');
  const name = moduleName(specifier);
  const value = (member?: string): Value =>
    isOwn ? UNKNOWN : named(canonical(member === undefined ? name : `${name}.${member}`));
  for (const part of partsOf(clause)) {
    if (part.type === 'identifier') scope.bind(textOf(source, part), 0, { value: value() });
    if (part.type === 'namespace_import')
      for (const id of partsOf(part)) scope.bind(textOf(source, id), 0, { value: value() });
    if (part.type !== 'named_imports') continue;
    for (const specific of partsOf(part)) {
      const imported = childOf(specific, 'name');
      const local = childOf(specific, 'alias') ?? imported;
      if (imported !== undefined && local !== undefined)
        scope.bind(textOf(source, local), 0, { value: value(textOf(source, imported)) });
    }
  }
}

function bindPattern(
  source: Source,
  left: SyntaxNode | undefined,
  right: SyntaxNode | undefined,
  from: number,
  scope: Scope,
): void {
  if (left === undefined) return;
  if (left.type === 'identifier') {
    scope.bind(textOf(source, left), from, right === undefined ? { value: UNKNOWN } : { expression: right });
    return;
  }
  if (right === undefined) return;
  if (left.type === 'member_expression') {
    const property = childOf(left, 'property');
    if (childOf(left, 'object')?.type === 'this' && property !== undefined) {
      scope.bindField(textOf(source, property), from, { expression: right });
    }
    return;
  }
  if (left.type !== 'object_pattern' && left.type !== 'array_pattern') return;
  partsOf(left).forEach((part, index) => {
    bindPart(source, part, right, left.type === 'array_pattern' ? String(index) : undefined, from, scope);
  });
}

/** One name of `{ a, b: c, d = 1 }` or `[a, b]`. */
function bindPart(
  source: Source,
  part: SyntaxNode,
  right: SyntaxNode,
  index: string | undefined,
  from: number,
  scope: Scope,
): void {
  const plain = part.type.endsWith('assignment_pattern') ? childOf(part, 'left') : part;
  if (plain === undefined) return;
  const key = childOf(plain, 'key');
  const value = key === undefined ? plain : childOf(plain, 'value');
  const local = value?.type === 'assignment_pattern' ? childOf(value, 'left') : value;
  if (local === undefined || !/^(identifier|shorthand_property_identifier_pattern)$/.test(local.type)) return;
  const name = textOf(source, local);
  scope.bind(name, from, {
    partOf: right,
    key: index ?? (key === undefined ? name : textOf(source, key).replace(/^['"]|['"]$/g, '')),
  });
}

function bindAppended(source: Source, node: SyntaxNode, scope: Scope): void {
  const left = childOf(node, 'left');
  const right = childOf(node, 'right');
  if (left?.type !== 'identifier' || right === undefined) return;
  const name = textOf(source, left);
  const isAppending = childOf(node, 'operator')?.type === '+=';
  scope.bind(name, node.end, isAppending ? { appended: right, name } : { value: UNKNOWN });
}

function bindField(source: Source, node: SyntaxNode, scope: Scope): void {
  const name = childOf(node, 'name') ?? childOf(node, 'property');
  const value = childOf(node, 'value');
  if (name !== undefined && value !== undefined) scope.bindField(textOf(source, name), node.end, { expression: value });
}

function bindItems(source: Source, node: SyntaxNode, scope: Scope): void {
  const left = childOf(node, 'left');
  const right = childOf(node, 'right');
  if (left?.type !== 'identifier' || right === undefined) return;
  const isOverItems = childOf(node, 'operator')?.type === 'of';
  scope.bind(textOf(source, left), right.end, isOverItems ? { itemOf: right } : { value: UNKNOWN });
}

function bindUnknown(source: Source, name: SyntaxNode | undefined, from: number, scope: Scope): void {
  if (name !== undefined) scope.bind(textOf(source, name), from, { value: UNKNOWN });
}

function bindParameters(source: Source, node: SyntaxNode, scope: Scope): void {
  const list = childOf(node, 'parameters');
  const parameters = list === undefined ? childrenOf(node, 'parameter') : partsOf(list);
  for (const parameter of parameters) {
    const pattern = childOf(parameter, 'pattern') ?? childOf(parameter, 'left') ?? parameter;
    const type = childOf(parameter, 'type');
    if (pattern.type === 'identifier' && type !== undefined) {
      scope.bind(textOf(source, pattern), node.start, { instanceOf: type }, scope.parent);
    } else {
      for (const name of namesIn(pattern)) bindUnknown(source, name, node.start, scope);
    }
  }
}

const MOST_NAMES = 200;

/** Every name a parameter's pattern binds. */
function namesIn(pattern: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const rest = [pattern];
  for (let node = rest.pop(); node !== undefined && found.length < MOST_NAMES; node = rest.pop()) {
    if (node.type === 'identifier' || node.type === 'shorthand_property_identifier_pattern') found.push(node);
    else rest.push(...partsOf(node));
  }
  return found;
}
