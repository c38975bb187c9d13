import { Edit, type Point, type Tree } from 'web-tree-sitter';
import { INSPECTION_LIMITS } from '../limits.ts';
import type { Grammar } from './grammar.ts';
import { copyTree } from './node.ts';
import { type Source, treeOf } from './parse.ts';
import { parserFor } from './parser.ts';
import { readable } from './readable.ts';

/** Text put in the place of what stood from `start` up to `end`: UTF-16 offsets in the text as the edits before it left it. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A text in an editor. What an edit does not touch is not parsed again. */
export class EditedText {
  readonly #file: string;
  readonly #grammar: Grammar;
  #text: string;
  #tree: Tree | undefined;

  constructor(file: string, grammar: Grammar, text: string) {
    this.#file = file;
    this.#grammar = grammar;
    this.#text = text.toWellFormed();
  }

  get text(): string {
    return this.#text;
  }

  apply(edits: readonly TextEdit[]): void {
    for (const edit of edits) this.#applyOne(edit);
    if (this.#text.isWellFormed()) return;
    // Half a character is none: the text is what it would be when it is written to a file.
    this.#text = this.#text.toWellFormed();
    this.close();
  }

  /** The text as it is and its tree; undefined when it could not be parsed within its time. */
  async source(isHasty = false): Promise<Source | undefined> {
    const parser = await parserFor(this.#grammar);
    // How a parser gets over an error depends on where it began: only the whole text says what a fresh look would say.
    if (this.#tree?.rootNode.hasError) this.close();
    // An edit may change what is made readable outside of it, which an old tree would not know.
    const text = readable(this.#grammar, this.#text);
    const isAsWritten = text === this.#text;
    if (!isAsWritten) this.close();
    const old = this.#tree;
    let tree = treeOf(parser, text, INSPECTION_LIMITS.parseMs, old);
    if (old !== undefined && tree?.rootNode.hasError) {
      tree.delete();
      tree = treeOf(parser, text, INSPECTION_LIMITS.parseMs);
    }
    old?.delete();
    this.#tree = tree;
    const source = tree && {
      file: this.#file,
      grammar: this.#grammar,
      text: this.#text,
      root: copyTree(tree),
      ...(isHasty && { isHasty }),
    };
    if (!isAsWritten) this.close();
    return source;
  }

  /** Gives the tree back. */
  close(): void {
    this.#tree?.delete();
    this.#tree = undefined;
  }

  #applyOne(edit: TextEdit): void {
    const start = Math.min(Math.max(0, edit.start), this.#text.length);
    const end = Math.min(Math.max(start, edit.end), this.#text.length);
    const text = edit.text.toWellFormed();
    const startPosition = pointAt(this.#text, start);
    const oldEndPosition = pointAt(this.#text, end);
    this.#text = this.#text.slice(0, start) + text + this.#text.slice(end);
    this.#tree?.edit(
      new Edit({
        startIndex: start,
        oldEndIndex: end,
        newEndIndex: start + text.length,
        startPosition,
        oldEndPosition,
        newEndPosition: pointAt(this.#text, start + text.length),
      }),
    );
  }
}

function pointAt(text: string, offset: number): Point {
  let row = 0;
  let start = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    row++;
    start = at + 1;
  }
  return { row, column: offset - start };
}
