import type { SyntaxNode } from '../syntax/node.ts';

/** Whether the shell's trace shows a line where the node starts: only simple commands, assignments, tests and loop heads are traced. */
export function isBashStatement(node: SyntaxNode): boolean {
  if (node.type === 'variable_assignment')
    return node.parent?.type !== 'command' && node.parent?.type !== 'declaration_command';
  return STATEMENTS.has(node.type);
}

const STATEMENTS: ReadonlySet<string> = new Set([
  'command',
  'declaration_command',
  'unset_command',
  'test_command',
  'for_statement',
  'c_style_for_statement',
  'case_statement',
]);
