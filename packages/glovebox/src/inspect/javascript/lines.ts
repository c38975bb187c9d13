import type { SyntaxNode } from '../syntax/node.ts';

/** Whether a statement that does something starts here. Types, empty statements and hoisted functions do nothing themselves. */
export function isJavascriptStatement(node: SyntaxNode): boolean {
  return STATEMENTS.has(node.type);
}

const STATEMENTS: ReadonlySet<string> = new Set([
  'import_statement',
  'expression_statement',
  'lexical_declaration',
  'variable_declaration',
  'class_declaration',
  'function_declaration',
  'generator_function_declaration',
  'if_statement',
  'for_statement',
  'for_in_statement',
  'while_statement',
  'do_statement',
  'switch_statement',
  'try_statement',
  'return_statement',
  'throw_statement',
  'break_statement',
  'continue_statement',
  'debugger_statement',
  'with_statement',
]);
