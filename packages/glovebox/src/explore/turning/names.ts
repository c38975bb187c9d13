import { childOf, type SyntaxNode } from '../../inspect/syntax/node.ts';
import type { Source } from '../../inspect/syntax/parse.ts';
import { walk } from '../../inspect/syntax/walk.ts';

/** A function of the source's own that gives back one expression. */
export interface Returning {
  readonly parameters: readonly string[];
  readonly value: SyntaxNode;
}

/** What names stand for in one file, as far as it is plain: the last value each was given, wherever that was. */
export interface Names {
  readonly values: ReadonlyMap<string, readonly SyntaxNode[]>;
  /** Names that are given a part of a list: `year, month = …`. */
  readonly split: ReadonlyMap<string, { readonly value: SyntaxNode; readonly index: number }>;
  readonly imports: ReadonlyMap<string, string>;
  readonly functions: ReadonlyMap<string, Returning>;
  /** The first call of each name. */
  readonly calls: ReadonlyMap<string, SyntaxNode>;
}

const MOST_NAMES = 2_000;
const RETURNS = /^return_statement$/;

/** Collects the names of a Python or JavaScript file in one walk. */
export function namesIn(source: Source): Names {
  const values = new Map<string, SyntaxNode[]>();
  const imports = new Map<string, string>();
  const functions = new Map<string, Returning>();
  const split = new Map<string, { value: SyntaxNode; index: number }>();
  const calls = new Map<string, SyntaxNode>();
  const text = (node: SyntaxNode | undefined) => (node === undefined ? '' : source.text.slice(node.start, node.end));
  const give = (name: SyntaxNode | undefined, value: SyntaxNode | undefined) => {
    if (name === undefined || value === undefined || values.size > MOST_NAMES) return;
    const key = text(name).replace(/^(?:self|this|cls)\./, '');
    if (key.length > 60) return;
    const parts = /pattern/.test(name.type) ? name.children.filter(({ isNamed }) => isNamed) : [];
    for (const [index, part] of parts.entries()) if (split.size < MOST_NAMES) split.set(text(part), { value, index });
    const known = values.get(key);
    if (known === undefined) values.set(key, [value]);
    else if (known.length < 8) known.push(value);
  };
  // What an object holds under a key, whichever object that is.
  const keyed = (key: SyntaxNode | undefined, value: SyntaxNode | undefined) => {
    const name = `.${text(key).replace(/^['"]|['"]$/g, '')}`;
    if (value !== undefined && values.size < MOST_NAMES && name.length < 60 && !values.has(name))
      values.set(name, [value]);
  };
  const called = (callee: SyntaxNode | undefined, node: SyntaxNode) => {
    const name = text(callee).slice(0, 200).split('.').at(-1) ?? '';
    if (calls.size < MOST_NAMES && !calls.has(name)) calls.set(name, node);
  };
  walk(source.root, {
    enter(node) {
      switch (node.type) {
        case 'assignment':
        case 'assignment_expression':
          return give(childOf(node, 'left'), childOf(node, 'right'));
        case 'variable_declarator':
          required(node, text, imports);
          return give(childOf(node, 'name'), childOf(node, 'value'));
        case 'named_expression':
        case 'field_definition':
          return give(childOf(node, 'name') ?? childOf(node, 'property'), childOf(node, 'value'));
        case 'pair':
          return keyed(childOf(node, 'key'), childOf(node, 'value'));
        case 'shorthand_property_identifier':
          return keyed(node, node);
        case 'call':
        case 'call_expression':
          return called(childOf(node, 'function'), node);
        case 'import_statement':
        case 'import_from_statement':
          return imported(node, text, imports);
        case 'function_definition':
        case 'function_declaration':
        case 'method_definition':
        case 'arrow_function':
          return returning(node, text, functions);
      }
    },
  });
  return { values, split, imports, functions, calls };
}

function imported(
  node: SyntaxNode,
  text: (node: SyntaxNode | undefined) => string,
  imports: Map<string, string>,
): void {
  if (imports.size > MOST_NAMES) return;
  const module = childOf(node, 'module_name') ?? childOf(node, 'source');
  const from = module === undefined ? '' : text(module).replace(/^['"](?:node:)?|['"]$/g, '');
  const within = from === '' ? '' : `${from}.`;
  for (const child of node.children) {
    if (child.type === 'aliased_import')
      imports.set(text(childOf(child, 'alias')), within + text(childOf(child, 'name')));
    else if (child.field === 'name' && child.type === 'dotted_name') imports.set(text(child), within + text(child));
    else if (child.type === 'import_clause')
      for (const part of child.children) {
        if (part.type === 'identifier') imports.set(text(part), from);
        if (part.type === 'namespace_import') imports.set(text(part.children.at(-1)), from);
        for (const one of part.type === 'named_imports' ? part.children : [])
          if (one.type === 'import_specifier')
            imports.set(text(childOf(one, 'alias') ?? childOf(one, 'name')), within + text(childOf(one, 'name')));
      }
  }
}

/** `const os = require('os')`, `const { hostname } = require('node:os')`. */
function required(
  node: SyntaxNode,
  text: (node: SyntaxNode | undefined) => string,
  imports: Map<string, string>,
): void {
  const [name, value] = [childOf(node, 'name'), childOf(node, 'value')];
  const module = /^(?:await\s+)?(?:require|import)\(\s*['"`](?:node:)?([\w/@.-]{1,60})['"`]\s*\)$/.exec(
    text(value).slice(0, 100),
  )?.[1];
  if (module === undefined || name === undefined || imports.size > MOST_NAMES) return;
  if (name.type === 'identifier') imports.set(text(name), module);
  for (const part of name.type === 'object_pattern' ? name.children : []) {
    if (part.type === 'shorthand_property_identifier_pattern') imports.set(text(part), `${module}.${text(part)}`);
    if (part.type === 'pair_pattern')
      imports.set(text(childOf(part, 'value')), `${module}.${text(childOf(part, 'key'))}`);
  }
}

function returning(
  node: SyntaxNode,
  text: (node: SyntaxNode | undefined) => string,
  functions: Map<string, Returning>,
): void {
  const name =
    childOf(node, 'name') ?? (node.parent?.type === 'variable_declarator' ? childOf(node.parent, 'name') : undefined);
  const body = childOf(node, 'body');
  if (name === undefined || body === undefined || functions.size > MOST_NAMES) return;
  const isBlock = body.type === 'block' || body.type === 'statement_block';
  const returns = isBlock ? body.children.filter(({ type }) => RETURNS.test(type)) : [];
  const value = isBlock ? returns.at(-1)?.children.find(({ isNamed }) => isNamed) : body;
  if (value === undefined) return;
  const parameters = (childOf(node, 'parameters')?.children ?? []).filter(({ isNamed }) => isNamed);
  functions.set(text(name), {
    parameters: parameters
      .map((one) => text(childOf(one, 'name') ?? childOf(one, 'pattern') ?? one))
      .filter((one) => !/^(?:self|this|cls)$/.test(one)),
    value,
  });
}
