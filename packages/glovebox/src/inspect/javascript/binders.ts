import { choice, type Evaluator } from '../resolve/evaluator.ts';
import type { Meaning, Scope } from '../resolve/scope.ts';
import { UNKNOWN, type Value } from '../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';
import type { Bindings } from './bindings.ts';
import { bindParts, bindPattern } from './destructure.ts';
import { bindImport } from './imports.ts';
import { isSelfReferring } from './slices.ts';

/** Objects whose members are the global names. */
const GLOBAL_OBJECTS: ReadonlySet<string> = new Set(['globalThis', 'global', 'window', 'self']);
const GROWING = /^(push|unshift|reverse|sort|splice|shift|pop|fill|set|copyWithin|add)$/;

/** Binds what a node gives a name to. */
export function bindNode(bindings: Bindings, node: SyntaxNode, scope: Scope): void {
  BINDERS[node.type]?.(bindings, node, scope);
}

type Binder = (bindings: Bindings, node: SyntaxNode, scope: Scope) => void;

const seeField: Binder = (bindings, node, scope) => {
  const name = childOf(node, 'name') ?? childOf(node, 'property');
  const value = childOf(node, 'value');
  if (name !== undefined && value !== undefined)
    scope.bindField(textOf(bindings.source, name), node.end, { expression: value });
};

const BINDERS: Readonly<Record<string, Binder>> = {
  import_statement: (bindings, node, scope) => bindImport(bindings, node, scope),
  variable_declarator: (bindings, node, scope) =>
    bindPattern(bindings, childOf(node, 'name'), childOf(node, 'value'), node.end, scope, true),
  assignment_expression: seeAssignment,
  augmented_assignment_expression: seeAppended,
  update_expression: (bindings, node, scope) => {
    const target = childOf(node, 'argument');
    if (target?.type === 'identifier')
      bindings.assign(textOf(bindings.source, target), node.end, { value: UNKNOWN }, scope, node);
  },
  public_field_definition: seeField,
  field_definition: seeField,
  for_in_statement: seeItems,
  catch_clause: (bindings, node, scope) => {
    const parameter = childOf(node, 'parameter');
    if (parameter?.type === 'identifier')
      bindings.declare(textOf(bindings.source, parameter), node.start, { value: UNKNOWN }, scope);
  },
  enum_declaration: seeEnum,
  call_expression: seeCall,
  new_expression: seeCall,
};

function seeAssignment(bindings: Bindings, node: SyntaxNode, scope: Scope): void {
  const { source } = bindings;
  const left = childOf(node, 'left');
  const right = childOf(node, 'right');
  if (left === undefined || right === undefined) return;
  if (left.type === 'identifier') {
    const name = textOf(source, left);
    const grown = isSelfReferring(source, right, name) ? node : undefined;
    bindings.assign(name, node.end, { expression: right }, scope, grown);
    return;
  }
  if (left.type !== 'member_expression' && left.type !== 'subscript_expression') {
    bindPattern(bindings, left, right, node.end, scope, false);
    return;
  }
  const object = childOf(left, 'object');
  const property = childOf(left, 'property') ?? stringIn(childOf(left, 'index'));
  if (object?.type === 'this' && property !== undefined)
    scope.bindField(textOf(source, property), node.end, { expression: right });
  if (object?.type !== 'identifier') return;
  const name = textOf(source, object);
  if (GLOBAL_OBJECTS.has(name) && property !== undefined)
    bindings.assign(textOf(source, property), node.end, { expression: right }, scope);
  else if (property === undefined || node.parent?.type === 'expression_statement') grow(bindings, name, node, scope);
}

/** The content of a text without escapes. */
function stringIn(node: SyntaxNode | undefined): SyntaxNode | undefined {
  const parts = node?.type === 'string' ? partsOf(node) : [];
  return parts.length === 1 && parts[0]?.type === 'string_fragment' ? parts[0] : undefined;
}

/** Something is put into an object or list: it is what it was, and more. */
function grow(bindings: Bindings, name: string, node: SyntaxNode, scope: Scope): void {
  const at = node.start;
  const before: Meaning = {
    compute: (evaluator) => {
      const binding = scope.lookup(name, at);
      return binding === undefined || binding.from > at ? UNKNOWN : evaluator.binding(binding);
    },
  };
  bindings.assign(name, node.end, before, scope, node);
}

function seeAppended(bindings: Bindings, node: SyntaxNode, scope: Scope): void {
  const left = childOf(node, 'left');
  const right = childOf(node, 'right');
  if (right === undefined || left === undefined) return;
  const { source } = bindings;
  if (left.type === 'subscript_expression' || left.type === 'member_expression') {
    const object = childOf(left, 'object');
    if (object?.type === 'identifier') grow(bindings, textOf(source, object), node, scope);
  }
  if (left.type !== 'identifier') return;
  const name = textOf(source, left);
  const operator = childOf(node, 'operator')?.type;
  const means: Meaning =
    operator === '+='
      ? { appended: right, name }
      : operator === '||=' || operator === '??='
        ? { expression: right }
        : { value: UNKNOWN };
  bindings.assign(name, node.end, means, scope, node);
}

function seeItems(bindings: Bindings, node: SyntaxNode, scope: Scope): void {
  const left = childOf(node, 'left');
  const right = childOf(node, 'right');
  if (left === undefined || right === undefined) return;
  const isOverItems = childOf(node, 'operator')?.type === 'of';
  const isDeclaration = childOf(node, 'kind') !== undefined;
  const means: Meaning = isOverItems
    ? { itemOf: right }
    : { compute: (evaluator) => keysOf(evaluator.value(right, scope)) };
  const bind = (name: string, meaning: Meaning): void => {
    if (isDeclaration) bindings.declare(name, right.end, meaning, scope);
    else bindings.assign(name, right.end, meaning, scope);
  };
  if (left.type === 'identifier') bind(textOf(bindings.source, left), means);
  else
    bindParts(bindings.source, left, (evaluator) => evaluator.binding({ from: right.end, scope, means }), scope, bind);
}

function keysOf(value: Value): Value {
  if (value.kind !== 'record') return UNKNOWN;
  return choice([...value.fields.keys()].map((key) => ({ kind: 'text', text: key })));
}

function seeCall(bindings: Bindings, node: SyntaxNode, scope: Scope): void {
  const callee = childOf(node, 'function') ?? childOf(node, 'constructor');
  if (callee === undefined) return;
  const { source } = bindings;
  if (callee.type === 'identifier') bindings.addCall(textOf(source, callee), node, scope);
  if (callee.type !== 'member_expression') return;
  const property = childOf(callee, 'property');
  const object = childOf(callee, 'object');
  if (property === undefined) return;
  const method = textOf(source, property);
  bindings.addCall(method, node, scope);
  if (object?.type === 'identifier' && node.parent?.type === 'expression_statement' && GROWING.test(method))
    grow(bindings, textOf(source, object), node, scope);
}

/** The members of an enumeration that are written out. */
function seeEnum(bindings: Bindings, node: SyntaxNode, scope: Scope): void {
  const name = childOf(node, 'name');
  const body = childOf(node, 'body');
  if (name === undefined || body === undefined) return;
  const compute = (evaluator: Evaluator): Value => ({
    kind: 'record',
    fields: new Map(
      partsOf(body).map((member) => {
        const key = childOf(member, 'name') ?? member;
        return [textOf(bindings.source, key), evaluator.value(childOf(member, 'value'), scope)];
      }),
    ),
  });
  bindings.declare(textOf(bindings.source, name), node.start, { compute }, scope);
}
