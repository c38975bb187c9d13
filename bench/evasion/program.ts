import type { SyntaxNode } from '../../packages/glovebox/src/inspect/syntax/node.ts';
import { parse, type Source, textOf } from '../../packages/glovebox/src/inspect/syntax/parse.ts';
import { walk } from '../../packages/glovebox/src/inspect/syntax/walk.ts';

/** Languages that the rewriting knows. */
export type RewrittenLanguage = 'python' | 'javascript' | 'bash';

/** A program as text and tree. */
export interface Program {
  readonly text: string;
  readonly root: SyntaxNode;
  /** Every node, in source order, outer before inner. */
  readonly nodes: readonly SyntaxNode[];
  textOf(node: SyntaxNode): string;
}

/** Undefined for what the grammar does not accept: rewriting it would not keep what it does. */
export async function readProgram(language: RewrittenLanguage, text: string): Promise<Program | undefined> {
  const source: Source | undefined = await parse('program', language, text);
  if (source === undefined) return undefined;
  const nodes: SyntaxNode[] = [];
  walk(source.root, { enter: (node) => nodes.push(node) });
  if (nodes.some((node) => node.type === 'ERROR' || node.isMissing)) return undefined;
  return { text, root: source.root, nodes, textOf: (node) => textOf(source, node) };
}

/** Text that takes the place of a stretch of the program; an empty stretch is an insertion. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Makes a program from another that does the same; undefined where it has nothing to hold on to. */
export type Rewrite = (program: Program) => string | undefined;

/** Applies edits that do not overlap; undefined when there are none. */
export function edited({ text }: Pick<Program, 'text'>, edits: readonly Edit[]): string | undefined {
  if (edits.length === 0) return undefined;
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, text: replacement } of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (start < at) throw new RangeError(`two edits overlap at ${start}`);
    parts.push(text.slice(at, start), replacement);
    at = end;
  }
  return [...parts, text.slice(at)].join('');
}

export function ancestorOf(node: SyntaxNode, types: readonly string[]): SyntaxNode | undefined {
  for (let above = node.parent; above !== undefined; above = above.parent) if (types.includes(above.type)) return above;
  return undefined;
}

/** Where text may be cut in two: near the middle, between two letters or digits, in none of the ranges left out. */
export function cutOf(text: string, isFree: (index: number) => boolean = () => true): number | undefined {
  const middle = Math.floor(text.length / 2);
  for (let distance = 0; distance < middle; distance++) {
    for (const index of [middle - distance, middle + distance]) {
      if (/^[A-Za-z0-9]{2}$/.test(text.slice(index - 1, index + 1)) && isFree(index)) return index;
    }
  }
  return undefined;
}

/** Looks like a path, a URL, a host or an address: what a person hides first. */
export function isPlace(text: string): boolean {
  return text.length >= 4 && /^[\x20-\x7e]+$/.test(text) && /\/|^~|\w\.\w/.test(text) && !/[{}%<>]/.test(text);
}

/** Rows, from 0, that begin within one of these nodes: what is put at their beginning would become part of a string. */
export function rowsWithin(nodes: readonly SyntaxNode[]): Set<number> {
  return new Set(
    nodes.flatMap(({ row, endRow }) => Array.from({ length: endRow - row }, (_, index) => row + 1 + index)),
  );
}

/** Puts so many spaces before every line that is not part of a string. */
export function indented(text: string, width: number, strings: readonly SyntaxNode[]): string {
  const fixed = rowsWithin(strings);
  return text
    .split('\n')
    .map((line, row) => (fixed.has(row) || line.trim() === '' ? line : ' '.repeat(width) + line))
    .join('\n');
}
