import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';

/** Whether the interpreter stops at the node's first line: it starts a statement that does something. */
export function isPythonStatement(node: SyntaxNode): boolean {
  if (node.type === 'expression_statement') return !isBareText(node);
  // The decorator's line is where a decorated definition starts; the definition inside starts another.
  return STATEMENTS.has(node.type) || (node.type === 'except_clause' && childOf(node, 'value') !== undefined);
}

const STATEMENTS: ReadonlySet<string> = new Set([
  'import_statement',
  'import_from_statement',
  'function_definition',
  'class_definition',
  'decorator',
  'if_statement',
  'elif_clause',
  'for_statement',
  'while_statement',
  'try_statement',
  'with_statement',
  'match_statement',
  'return_statement',
  'raise_statement',
  'assert_statement',
  'delete_statement',
  'pass_statement',
  'break_statement',
  'continue_statement',
  'print_statement',
  'exec_statement',
]);

/** A docstring, or a text that nobody uses: nothing is executed for it. */
function isBareText(node: SyntaxNode): boolean {
  const [only, ...others] = partsOf(node);
  return (
    others.length === 0 &&
    (only?.type === 'string' || only?.type === 'concatenated_string' || only?.type === 'ellipsis')
  );
}
