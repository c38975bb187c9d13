import type { Tree } from 'web-tree-sitter';

/**
 * A node of the syntax tree as a plain object: the parser's own nodes live in WebAssembly memory, where every look costs a
 * call and every tree must be given back.
 */
export interface SyntaxNode {
  readonly type: string;
  /** The name the grammar gives this place in the parent (`function`, `left` …). */
  readonly field: string | undefined;
  readonly isNamed: boolean;
  readonly isMissing: boolean;
  /** Offsets in UTF-16 units; `end` is the first that is no part of it. */
  readonly start: number;
  readonly end: number;
  /** Rows and columns from 0. */
  readonly row: number;
  readonly column: number;
  readonly endRow: number;
  readonly endColumn: number;
  readonly parent: SyntaxNode | undefined;
  readonly children: readonly SyntaxNode[];
  /** Its position among the children of its parent: searching for it there would cost a wide node's width each time. */
  readonly index: number;
}

/** Copies a tree in one pass of a cursor: depth costs no stack. */
export function copyTree(tree: Tree): SyntaxNode {
  const cursor = tree.walk();
  const read = (parent: Building | undefined): Building => {
    const { row, column } = cursor.startPosition;
    const end = cursor.endPosition;
    return {
      type: cursor.nodeType,
      field: cursor.currentFieldName ?? undefined,
      isNamed: cursor.nodeIsNamed,
      isMissing: cursor.nodeIsMissing,
      start: cursor.startIndex,
      end: cursor.endIndex,
      row,
      column,
      endRow: end.row,
      endColumn: end.column,
      parent,
      children: [],
      index: parent?.children.length ?? 0,
    };
  };
  const root = read(undefined);
  let current: Building | undefined = root;
  let isDescending = true;
  while (current !== undefined) {
    if (isDescending && cursor.gotoFirstChild()) {
      current = append(current, read(current));
    } else if (cursor.gotoNextSibling()) {
      const parent: Building | undefined = current.parent;
      if (parent === undefined) break;
      current = append(parent, read(parent));
      isDescending = true;
    } else {
      cursor.gotoParent();
      current = current.parent;
      isDescending = false;
    }
  }
  cursor.delete();
  return root;
}

interface Building extends SyntaxNode {
  readonly parent: Building | undefined;
  readonly children: Building[];
}

function append(parent: Building, child: Building): Building {
  parent.children.push(child);
  return child;
}

/** The child in a named place of the grammar. */
export function childOf(node: SyntaxNode, field: string): SyntaxNode | undefined {
  return node.children.find((child) => child.field === field);
}

export function childrenOf(node: SyntaxNode, field: string): SyntaxNode[] {
  return node.children.filter((child) => child.field === field && child.isNamed);
}

/** Children that are more than punctuation and comments. */
export function partsOf(node: SyntaxNode): SyntaxNode[] {
  return node.children.filter((child) => child.isNamed && child.type !== 'comment');
}

/** The next sibling before (`-1`) or after (`1`) it that is more than punctuation. */
export function neighbourOf(node: SyntaxNode, step: 1 | -1): SyntaxNode | undefined {
  const siblings = node.parent?.children ?? [];
  for (let index = node.index + step; index >= 0 && index < siblings.length; index += step) {
    const sibling = siblings[index];
    if (sibling?.isNamed && sibling.type !== 'comment') return sibling;
  }
  return undefined;
}

/** The siblings after it that are more than punctuation, at most so many. */
export function partsAfter(node: SyntaxNode, most: number): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let next = neighbourOf(node, 1); next !== undefined && found.length < most; next = neighbourOf(next, 1))
    found.push(next);
  return found;
}

export function childOfType(node: SyntaxNode, type: string): SyntaxNode | undefined {
  return node.children.find((child) => child.type === type);
}
