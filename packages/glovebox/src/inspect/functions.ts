import type { Grammar } from './syntax/grammar.ts';
import { childOf, type SyntaxNode } from './syntax/node.ts';
import { type Source, textOf } from './syntax/parse.ts';
import { walk } from './syntax/walk.ts';

/** A function or method as the source defines it. */
export interface FunctionSpan {
  readonly name: string;
  /** From 1, its decorators left out. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly endLine: number;
}

/** What defines a function in each grammar. */
const DEFINITIONS: Record<Grammar, ReadonlySet<string>> = {
  python: new Set(['function_definition']),
  bash: new Set(['function_definition']),
  javascript: new Set(['function_declaration', 'generator_function_declaration', 'method_definition']),
  typescript: new Set(['function_declaration', 'generator_function_declaration', 'method_definition']),
  tsx: new Set(['function_declaration', 'generator_function_declaration', 'method_definition']),
};
/** A function that has its name from the variable it is assigned to. */
const VALUES = new Set(['arrow_function', 'function_expression', 'generator_function']);
const MOST = 2_000;
const LONGEST_NAME = 100;

/** The functions of a source in the order they begin. */
export function functionsIn(source: Source): FunctionSpan[] {
  const found: FunctionSpan[] = [];
  walk(source.root, {
    enter(node) {
      if (found.length >= MOST) return;
      const defined = definedBy(source, node);
      if (defined !== undefined) found.push(defined);
    },
  });
  return found;
}

function definedBy(source: Source, node: SyntaxNode): FunctionSpan | undefined {
  const isDefinition = DEFINITIONS[source.grammar].has(node.type);
  const value = node.type === 'variable_declarator' ? childOf(node, 'value') : undefined;
  if (!isDefinition && (value === undefined || !VALUES.has(value.type))) return undefined;
  const name = childOf(node, 'name');
  if (name === undefined) return undefined;
  return {
    name: textOf(source, name).slice(0, LONGEST_NAME),
    line: node.row + 1,
    column: node.column + 1,
    endLine: node.endRow + 1,
  };
}
