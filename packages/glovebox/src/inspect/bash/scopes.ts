import { Scope } from '../resolve/scope.ts';
import { UNKNOWN } from '../resolve/value.ts';
import { childOf, childrenOf, type SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';
import { walk } from '../syntax/walk.ts';

/** Names a script gives: its variables, all in one scope as in the shell, and its functions. */
export interface Names {
  readonly scope: Scope;
  readonly functions: ReadonlySet<string>;
}

export function namesOf(source: Source): Names {
  const scope = new Scope('file');
  const functions = new Set<string>();
  walk(source.root, {
    enter(node) {
      const name = childOf(node, node.type === 'for_statement' ? 'variable' : 'name');
      if (name === undefined) return;
      if (node.type === 'function_definition') functions.add(textOf(source, name));
      if (node.type === 'variable_assignment') bindAssignment(source, node, name, scope);
      if (node.type === 'for_statement') bindLoop(source, node, name, scope);
    },
  });
  return { scope, functions };
}

function bindAssignment(source: Source, node: SyntaxNode, name: SyntaxNode, scope: Scope): void {
  const variable = textOf(source, name);
  const value = childOf(node, 'value');
  if (value === undefined) {
    scope.bind(variable, node.end, { value: { kind: 'text', text: '' } });
    return;
  }
  const isAppending = node.children.some((child) => child.type === '+=');
  scope.bind(variable, node.end, isAppending ? { appended: value, name: variable } : { expression: value });
}

function bindLoop(source: Source, node: SyntaxNode, name: SyntaxNode, scope: Scope): void {
  const values = childrenOf(node, 'value');
  const [only] = values;
  const variable = textOf(source, name);
  if (only !== undefined && values.length === 1) {
    scope.bind(variable, only.end, { expression: only });
    return;
  }
  scope.bind(variable, (values.at(-1) ?? name).end, values.length === 0 ? { value: UNKNOWN } : { oneOf: values });
}
