import type { SyntaxNode } from '../syntax/node.ts';
import type { Evaluator } from './evaluator.ts';
import type { Scope } from './scope.ts';

/** What is known of the names of one file: whoever asks again is answered from what was worked out before. */
export interface Names {
  readonly scopes: ReadonlyMap<SyntaxNode, Scope>;
  readonly evaluator: Evaluator;
}
