import type { SyntaxNode } from '../../inspect/syntax/node.ts';
import type { Source } from '../../inspect/syntax/parse.ts';
import { holds, type Target } from './rewriting.ts';

const MOST_STEPS = 300;

/** What decides whether what stands in it is done, in the three grammars. */
const GUARDS: ReadonlySet<string> = new Set([
  'if_statement',
  'elif_clause',
  'while_statement',
  'until_statement',
  'for_statement',
  'for_in_statement',
  'except_clause',
  'catch_clause',
  'case_clause',
  'case_statement',
  'case_item',
  'match_statement',
  'switch_statement',
  'switch_case',
  'conditional_expression',
  'ternary_expression',
  'boolean_operator',
  'list',
]);
const FUNCTIONS: ReadonlySet<string> = new Set([
  'function_definition',
  'class_definition',
  'lambda',
  'function_declaration',
  'function_expression',
  'arrow_function',
]);
const LEAVES: ReadonlySet<string> = new Set([
  'return_statement',
  'raise_statement',
  'throw_statement',
  'break_statement',
  'continue_statement',
]);
const DECIDES = /^(?:if_statement|list)$/;
const EXIT = /\b(?:_?exit|quit|abort|return)\b/;

/** Lines of what stands between the program and a place, from 1: conditions around it, and those before it that lead away. */
export function guardsOf(source: Source, target: Target): number[] {
  const lines = new Set<number>();
  let steps = 0;
  for (
    let node = guardNodeAt(source.root, target);
    node?.parent !== undefined && steps < MOST_STEPS;
    node = node.parent
  ) {
    steps++;
    if (GUARDS.has(node.type) && (node.row + 1 < target.line || node.column < target.column - 1))
      lines.add(node.row + 1);
    if (!/^(?:block|module|program|statement_block|compound_statement|do_group)$/.test(node.parent.type)) continue;
    for (let index = node.index - 1; index >= 0 && steps < MOST_STEPS; index--, steps++) {
      const sibling = node.parent.children[index];
      if (sibling !== undefined && DECIDES.test(sibling.type) && leadsAway(source, sibling)) lines.add(sibling.row + 1);
    }
  }
  return [...lines].sort((a, b) => a - b);
}

/** Whether a branch leaves, as far as one looks. */
export function leadsAway(source: Source, node: SyntaxNode): boolean {
  return (
    holds(node, LEAVES, FUNCTIONS) || EXIT.test(source.text.slice(node.start, Math.min(node.end, node.start + 2_000)))
  );
}

/** The smallest node there. */
export function guardNodeAt(root: SyntaxNode, { line, column }: Target): SyntaxNode {
  let node = root;
  for (;;) {
    const inner = node.children.find(
      (child) =>
        (child.row < line - 1 || (child.row === line - 1 && child.column <= column - 1)) &&
        (child.endRow > line - 1 || (child.endRow === line - 1 && child.endColumn > column - 1)),
    );
    if (inner === undefined) return node;
    node = inner;
  }
}
