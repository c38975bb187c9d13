import type { SiteCollector } from '../collect.ts';
import type { Evaluator } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import type { SyntaxNode } from '../syntax/node.ts';

/** A node that is looked at, with what is needed to tell what it means. */
export interface Visit {
  readonly node: SyntaxNode;
  readonly scope: Scope;
  readonly evaluator: Evaluator;
  readonly sites: SiteCollector;
}
