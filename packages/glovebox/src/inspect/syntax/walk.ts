import { workedMs } from '../clock.ts';
import type { Names } from '../resolve/names.ts';
import type { SyntaxNode } from './node.ts';

/** What is done on the way into a node and on the way out of it. */
export interface Visitor {
  enter(node: SyntaxNode): void;
  leave?(node: SyntaxNode): void;
  /** Whether it gave up on a part of what it saw. */
  readonly isIncomplete?: () => boolean;
  /** What it works out of the names it meets, for others to use. */
  readonly names?: Names;
}

/** Visits between two looks at the clock. */
const VISITS = 1_000;

/**
 * Visits a tree in source order without recursion: a source may nest a hundred thousand levels deep. Stops at `deadline`, as
 * {@link workedMs} counts, and says whether it came to the end.
 */
export function walk(root: SyntaxNode, visitor: Visitor, deadline = Number.POSITIVE_INFINITY): boolean {
  let visits = 0;
  const path: { readonly node: SyntaxNode; next: number }[] = [{ node: root, next: 0 }];
  visitor.enter(root);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const child = top.node.children[top.next++];
    if (child === undefined) {
      visitor.leave?.(top.node);
      path.pop();
    } else {
      if (++visits % VISITS === 0 && workedMs() > deadline) return false;
      visitor.enter(child);
      path.push({ node: child, next: 0 });
    }
  }
  return true;
}
