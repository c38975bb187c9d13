import type { SyntaxNode } from '../syntax/node.ts';
import type { Source } from '../syntax/parse.ts';
import type { MarkCollector } from './mark.ts';

/** A place of a source, and where what it says is kept. */
export interface Visit {
  readonly node: SyntaxNode;
  readonly source: Source;
  readonly marks: MarkCollector;
}
