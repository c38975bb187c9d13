import type { SyntaxNode } from '../syntax/node.ts';
import { closing } from './brackets.ts';

/** Where a word ends: the grammar ends `${x:$i:1}` before its second colon. */
export function wordEnd(text: string, { start, end }: SyntaxNode): number {
  const open = unclosed(text, start, end);
  if (open < 0) return end;
  const close = closing(text, open + 2, '{', '}');
  if (text[close] !== '}') return end;
  const rest = /^[^\s;|&()<>]{0,500}/.exec(text.slice(close + 1, close + 502))?.[0] ?? '';
  return close + 1 + rest.length;
}

const LONGEST = 2_000;

/** The last `${` that nothing closes; below zero where there is none. */
function unclosed(text: string, start: number, end: number): number {
  if (end - start > LONGEST) return -1;
  const word = text.slice(start, end);
  const open = word.lastIndexOf('${');
  return open < 0 || word.includes('}', open) ? -1 : start + open;
}
