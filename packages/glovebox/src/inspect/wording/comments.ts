import type { SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';

/** Comments that follow each other, docstrings, or a text; what marks them as such is blank. */
export interface Passage {
  readonly kind: 'comment' | 'text';
  readonly text: string;
  /** Line of the beginning, from 1. */
  readonly line: number;
}

const LONGEST_COMMENT = 20_000;
const LONGEST_TEXT = 4_000;
const SHORTEST_TEXT = 20;
const MOST_LINES_TOGETHER = 400;

/** Gathers the passages of a file while it is walked, and hands each to `read`. */
export class PassageCollector {
  readonly #source: Source;
  readonly #read: (passage: Passage) => void;
  #open: { text: string; row: number; endRow: number; column: number } | undefined;

  constructor(source: Source, read: (passage: Passage) => void) {
    this.#source = source;
    this.#read = read;
  }

  see(node: SyntaxNode): void {
    if (COMMENT.has(node.type)) this.#comment(node);
    else if (TEXT.has(node.type) && node.end - node.start >= SHORTEST_TEXT && !isInText(node)) this.#text(node);
  }

  close(): void {
    if (this.#open !== undefined)
      this.#read({ kind: 'comment', text: blank(this.#open.text), line: this.#open.row + 1 });
    this.#open = undefined;
  }

  #comment(node: SyntaxNode): void {
    const text = textOf(this.#source, node).slice(0, LONGEST_COMMENT);
    const open = this.#open;
    const goesOn =
      open !== undefined &&
      open.endRow + 1 === node.row &&
      open.column === node.column &&
      node.row - open.row < MOST_LINES_TOGETHER;
    if (goesOn) {
      open.text += `\n${text}`;
      open.endRow = node.endRow;
      return;
    }
    this.close();
    this.#open = { text, row: node.row, endRow: node.endRow, column: node.column };
  }

  #text(node: SyntaxNode): void {
    const isDocumentation = node.parent?.type === 'expression_statement';
    const text = textOf(this.#source, node).slice(0, isDocumentation ? LONGEST_COMMENT : LONGEST_TEXT);
    this.#read({ kind: isDocumentation ? 'comment' : 'text', text: blank(text), line: node.row + 1 });
  }
}

const COMMENT: ReadonlySet<string> = new Set(['comment', 'html_comment', 'hash_bang_line']);
const TEXT: ReadonlySet<string> = new Set([
  'string',
  'concatenated_string',
  'template_string',
  'raw_string',
  'heredoc_body',
]);

function isInText(node: SyntaxNode): boolean {
  return node.parent !== undefined && TEXT.has(node.parent.type);
}

/** Offsets stay what they are. */
function blank(text: string): string {
  return text.replace(/[\r\t#*/]/g, ' ');
}

/** The line an offset of a passage is on. */
export function lineAt({ text, line }: Passage, offset: number): number {
  let count = line;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
