import { Scope } from '../resolve/scope.ts';
import type { Value } from '../resolve/value.ts';
import { childOf, type SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';
import { walk } from '../syntax/walk.ts';
import { bindNode } from './binders.ts';
import { Bindings } from './bindings.ts';
import type { Scopes } from './compute/machine.ts';
import { bindParameters } from './parameters.ts';

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
  abstract_class_declaration: 'class',
  class: 'class',
};

const KNOWN = new WeakMap<Source, Scopes>();

/** The scopes of a file with every name bound where it is declared, assigned or imported. Blocks share the scope of their function. */
export function scopesOf(source: Source): Scopes {
  const known = KNOWN.get(source) ?? bound(source);
  KNOWN.set(source, known);
  return known;
}

function bound(source: Source): Scopes {
  const file = new Scope('file');
  file.maker = source.root;
  const scopes = new Map<SyntaxNode, Scope>([[source.root, file]]);
  const open: Scope[] = [file];
  const bindings = new Bindings(source, scopes);
  walk(source.root, {
    enter(node) {
      const outer = open.at(-1) ?? file;
      const kind = KINDS[node.type];
      if (kind === undefined || open.length > DEEPEST) {
        bindNode(bindings, node, outer);
        return;
      }
      const scope = new Scope(kind, outer, nameOf(source, node));
      scope.maker = node;
      scopes.set(node, scope);
      bindOwnName(bindings, node, outer, scope);
      open.push(scope);
      if (kind === 'function') bindParameters(bindings, node, scope);
    },
    leave(node) {
      if (scopes.has(node)) open.pop();
    },
  });
  bindings.settle();
  return scopes;
}

/** A function or class is a value under its name; methods are fields of their class. */
function bindOwnName(bindings: Bindings, node: SyntaxNode, outer: Scope, scope: Scope): void {
  const name = childOf(node, 'name');
  if (name === undefined) return;
  const value: Value = { kind: 'function', node, scope };
  const written = textOf(bindings.source, name);
  if (node.type === 'method_definition') {
    const isGetter = node.children.some((child) => child.type === 'get');
    if (node.parent?.type === 'class_body')
      outer.bindField(
        written,
        node.end,
        isGetter ? { compute: (evaluator) => bindings.returned(value, evaluator) } : { value },
      );
  } else if (node.type.endsWith('declaration')) {
    bindings.declare(written, node.start, { value }, outer);
  } else {
    scope.bind(written, node.start, { value });
  }
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
  if (own !== undefined) return textOf(source, own).slice(0, 100);
  const parent = node.parent;
  if (parent === undefined || !HOLDERS.has(parent.type)) return undefined;
  const holder =
    childOf(parent, 'name') ?? childOf(parent, 'key') ?? childOf(parent, 'left') ?? childOf(parent, 'property');
  if (holder === undefined || holder === node) return undefined;
  const last = holder.type === 'member_expression' ? (childOf(holder, 'property') ?? holder) : holder;
  return textOf(source, last).slice(0, 100);
}
