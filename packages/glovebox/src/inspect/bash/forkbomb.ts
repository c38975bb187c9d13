import { childOf, type SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';

const MOST_NODES = 500;

/** Whether a function starts itself twice at once, in a pipe or in the background. */
export function isForkBomb(node: SyntaxNode, source: Source): boolean {
  const name = childOf(node, 'name');
  const body = childOf(node, 'body');
  if (name === undefined || body === undefined) return false;
  const own = textOf(source, name);
  const calls = selfCalls(body, own, source);
  return calls.length > 1 && calls.some((call) => call.parent?.type === 'pipeline' || isInBackground(call));
}

function selfCalls(body: SyntaxNode, own: string, source: Source): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const rest = [body];
  for (let seen = 0; seen < MOST_NODES; seen++) {
    const node = rest.pop();
    if (node === undefined) break;
    const name = node.type === 'command' ? childOf(node, 'name') : undefined;
    if (name !== undefined && unquoted(textOf(source, name)) === own) found.push(node);
    rest.push(...node.children);
  }
  return found;
}

function isInBackground(node: SyntaxNode): boolean {
  return node.parent?.children[node.index + 1]?.type === '&';
}

/** Quotes within a name and a backslash before it change nothing. */
function unquoted(name: string): string {
  return name.replace(/['"\\]/g, '');
}
