import type { SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';

const LOOPS: ReadonlySet<string> = new Set(['for_statement', 'for_in_statement', 'while_statement', 'do_statement']);
const FUNCTIONS: ReadonlySet<string> = new Set(['function_expression', 'arrow_function', 'function_declaration']);
/** Deeper nesting is not looked through: a climb for each assignment must not cost the depth of the file. */
const MOST_CLIMBED = 100;

/**
 * The piece of a function that has to be gone through to know what an assignment leaves behind: the outermost loop around it,
 * the statement with the callback it is in, or its own statement. Undefined where `owner` is not around it.
 */
export function sliceOf(node: SyntaxNode, owner: SyntaxNode | undefined): SyntaxNode | undefined {
  let found: SyntaxNode | undefined;
  let own: SyntaxNode | undefined;
  let isInside = false;
  let at = node.parent;
  for (let climbed = 0; at !== undefined && at !== owner; at = at.parent) {
    if (++climbed > MOST_CLIMBED) return undefined;
    if (FUNCTIONS.has(at.type)) isInside = true;
    if (LOOPS.has(at.type) || (isInside && at.type === 'expression_statement')) found = at;
    if (at.type === 'expression_statement') own ??= at;
  }
  return at === owner ? (found ?? own) : undefined;
}

const LONGEST_LOOKED_AT = 2_000;

/** Whether an expression mentions the name it is assigned to. */
export function isSelfReferring(source: Source, expression: SyntaxNode, name: string): boolean {
  const written = textOf(source, expression).slice(0, LONGEST_LOOKED_AT);
  for (let at = written.indexOf(name); at !== -1; at = written.indexOf(name, at + name.length || at + 1)) {
    if (!/[\w$]/.test(written[at - 1] ?? ' ') && !/[\w$]/.test(written[at + name.length] ?? ' ')) return true;
  }
  return false;
}
