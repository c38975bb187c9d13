import { partsOf, type SyntaxNode } from '../syntax/node.ts';
import { CLEAR, type Taint, wholeOf } from './meaning.ts';
import { type Here, read } from './reader.ts';

/** What one kind of expression holds. */
export type ExpressionRule = (node: SyntaxNode, here: Here) => Taint;

/** Everything its parts hold. */
export const together: ExpressionRule = (node, here) => ({
  id: here.file.program.graph.union(partsOf(node).map((part) => wholeOf(read(part, here)))),
});

/** Its parts are read for what they do; what they hold ends here. */
export const nothing: ExpressionRule = (node, here) => {
  for (const part of partsOf(node)) read(part, here);
  return CLEAR;
};

export const first: ExpressionRule = (node, here) => read(partsOf(node)[0], here);
