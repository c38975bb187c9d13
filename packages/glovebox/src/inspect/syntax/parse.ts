import type { Parser, Tree } from 'web-tree-sitter';
import { workedMs } from '../clock.ts';
import { INSPECTION_LIMITS } from '../limits.ts';
import type { Grammar } from './grammar.ts';
import { copyTree, type SyntaxNode } from './node.ts';
import { loadedParser, parserFor } from './parser.ts';
import { readable } from './readable.ts';

/** A file as text and tree. */
export interface Source {
  readonly file: string;
  readonly grammar: Grammar;
  readonly text: string;
  readonly root: SyntaxNode;
  /** Read while somebody types: what functions and loops compute is gone through less far. */
  readonly isHasty?: true;
}

/** Undefined when the text could not be parsed within its time. */
export async function parse(file: string, grammar: Grammar, text: string): Promise<Source | undefined> {
  return parseWith(await parserFor(grammar), file, grammar, text, INSPECTION_LIMITS.parseMs);
}

/** Parses code that a source holds as text, in the source's own language. Undefined when that takes longer than it may. */
export function parseWithin({ file, grammar }: Source, text: string): Source | undefined {
  const parser = loadedParser(grammar);
  return parser === undefined ? undefined : parseWith(parser, file, grammar, text, INSPECTION_LIMITS.parseMs / 10);
}

function parseWith(parser: Parser, file: string, grammar: Grammar, text: string, mostMs: number): Source | undefined {
  const tree = treeOf(parser, readable(grammar, text), mostMs);
  if (tree === undefined) return undefined;
  const root = copyTree(tree);
  tree.delete();
  return { file, grammar, text, root };
}

/** Turns of the parser between two looks at the clock. */
const TURNS = 20;

/** The parser's own tree, which the caller gives back. `old` is the tree of the text before it was edited, and knows the edits. */
export function treeOf(parser: Parser, text: string, mostMs: number, old?: Tree): Tree | undefined {
  const deadline = workedMs() + mostMs;
  let turns = 0;
  // Returning true asks the parser to stop, which its type does not tell.
  const progressCallback = (() => ++turns % TURNS === 0 && workedMs() > deadline) as () => void;
  const tree = parser.parse(text, old ?? null, { progressCallback });
  if (tree !== null) return tree;
  parser.reset();
  return undefined;
}

const NAMES = /identifier/;
const ESCAPED = /\\u(?:([0-9a-fA-F]{4})|\{0{0,8}([0-9a-fA-F]{1,6})\})/g;

/** A node as it is written; a name in which JavaScript's escapes stand is given as it is meant: `\u0065val` is `eval`. */
export function textOf(source: Source, node: SyntaxNode): string {
  const text = source.text.slice(node.start, node.end);
  if (node.children.length > 0 || !text.includes('\\') || !NAMES.test(node.type)) return text;
  return text.replace(ESCAPED, (written, four?: string, braced?: string) => {
    const code = Number.parseInt(four ?? braced ?? '', 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : written;
  });
}
