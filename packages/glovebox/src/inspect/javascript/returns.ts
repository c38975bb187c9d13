import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';

/** The expressions a function may give back, without those of the functions inside of it. */
export function returnsOf(node: SyntaxNode): SyntaxNode[] {
  const body = childOf(node, 'body');
  if (body === undefined) return [];
  if (body.type !== 'statement_block') return [body];
  const found: SyntaxNode[] = [];
  const rest = [...body.children].reverse();
  for (let looked = 0; rest.length > 0 && looked < MOST_LOOKED_AT && found.length < MOST_RETURNS; looked++) {
    const next = rest.pop();
    if (next === undefined || INNER.test(next.type)) continue;
    const value = next.type === 'return_statement' ? partsOf(next)[0] : undefined;
    if (value !== undefined) found.push(value);
    else if (STATEMENTS.test(next.type)) rest.push(...[...next.children].reverse());
  }
  return found;
}

const MOST_LOOKED_AT = 2_000;
const MOST_RETURNS = 20;
const STATEMENTS = /statement|clause|switch|block/;
const INNER = /function|^(method_definition|class)/;
