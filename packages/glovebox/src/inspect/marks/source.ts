import type { SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';
import { SHELL } from './bash.ts';
import { JAVASCRIPT } from './javascript.ts';
import type { MarkCollector } from './mark.ts';
import { unescaped } from './texts.ts';

const MANY_MANGLED = 4;

/** Marks what can be told from the tree alone: literals of every language, and calls of JavaScript. */
export class SourceMarks {
  readonly #source: Source;
  readonly #marks: MarkCollector;
  readonly #mangled = new Set<string>();

  constructor(source: Source, marks: MarkCollector) {
    this.#source = source;
    this.#marks = marks;
  }

  see(node: SyntaxNode): void {
    if (node.type === 'string' || node.type === 'template_string') this.#seeText(node);
    else if (node.type === 'identifier') this.#seeName(node);
    else if (this.#source.grammar === 'bash') SHELL[node.type]?.({ node, source: this.#source, marks: this.#marks });
    else if (this.#source.grammar !== 'python')
      JAVASCRIPT[node.type]?.({ node, source: this.#source, marks: this.#marks });
  }

  #seeText(node: SyntaxNode): void {
    // A text that stands alone is a comment.
    if (node.parent?.type === 'expression_statement') return;
    const content = this.#text(node, 20_000).replace(/^[rbuRBU]*["'`]{1,3}|["'`]{1,3}$/g, '');
    this.#marks.addText(node, unescaped(content));
  }

  #seeName(node: SyntaxNode): void {
    const name = this.#text(node, 40);
    if (!/^_0x[0-9a-f]{4,}$/.test(name)) return;
    this.#mangled.add(name);
    if (this.#mangled.size === MANY_MANGLED) this.#marks.add(node, 'mangled-names', [...this.#mangled].join(' '));
  }

  #text(node: SyntaxNode, most: number): string {
    return textOf(this.#source, node).slice(0, most);
  }
}
