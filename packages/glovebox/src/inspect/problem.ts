import type { SyntaxProblem } from './site.ts';
import type { SyntaxNode } from './syntax/node.ts';
import { type Source, textOf } from './syntax/parse.ts';

const MOST_PROBLEMS = 10;
const LONGEST_QUOTE = 40;

/** The first places of a file that its grammar does not accept. */
export class ProblemCollector {
  readonly problems: SyntaxProblem[] = [];
  readonly #source: Source;

  constructor(source: Source) {
    this.#source = source;
  }

  see(node: SyntaxNode): void {
    if ((!node.isMissing && node.type !== 'ERROR') || this.problems.length >= MOST_PROBLEMS) return;
    if (isGrammarGap(this.#source, node)) return;
    this.problems.push({
      file: this.#source.file,
      line: node.row + 1,
      column: node.column + 1,
      message: node.isMissing ? `${node.type} is missing` : `unexpected ${this.#quote(node)}`,
    });
  }

  #quote(node: SyntaxNode): string {
    const [line = ''] = textOf(this.#source, node).trim().split('\n', 1);
    return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line || 'end of file';
  }
}

/** Correct source that the grammar does not know: bash's `3<>file`, `${x:$i:1}` and the word `{a,b}` in the place of a command. */
function isGrammarGap(source: Source, node: SyntaxNode): boolean {
  if (source.grammar === 'bash' && node.isMissing && node.type === '}') {
    const { type, start } = node.parent ?? node;
    return (
      type === 'expansion' ||
      (type === 'compound_statement' && /^\{[^\s{};]+\}/.test(source.text.slice(start, start + 300)))
    );
  }
  return source.grammar === 'bash' && node.parent?.type === 'file_redirect' && /^[<>]$/.test(textOf(source, node));
}
