import type { SyntaxNode } from './node.ts';

/** What is done on the way into a node and on the way out of it. */
export interface Visitor {
  enter(node: SyntaxNode): void;
  leave?(node: SyntaxNode): void;
  /** Whether it gave up on a part of what it saw. */
  readonly isExhausted?: () => boolean;
}

/** Visits a tree in source order without recursion: a source may nest a hundred thousand levels deep. */
export function walk(root: SyntaxNode, visitor: Visitor): void {
  const path: { readonly node: SyntaxNode; next: number }[] = [{ node: root, next: 0 }];
  visitor.enter(root);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const child = top.node.children[top.next++];
    if (child === undefined) {
      visitor.leave?.(top.node);
      path.pop();
    } else {
      visitor.enter(child);
      path.push({ node: child, next: 0 });
    }
  }
}
