import type { SyntaxNode } from '../../inspect/syntax/node.ts';
import type { Source } from '../../inspect/syntax/parse.ts';

/** A place that no run reached and that is to be: from 1. */
export interface Target {
  readonly line: number;
  readonly column: number;
}

/** A source whose conditions on the way to some places are met. It has as many lines as before, and each says what it said. */
export interface Rewritten {
  readonly text: string;
  /** Lines of what was rewritten, in order. */
  readonly lines: readonly number[];
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Trees nest as deep as their author likes; what is deeper is left alone. */
export const DEEPEST = 150;

/** Collects what is put in or replaced, in the order of a walk: what opens does so from the outside in, what closes the other way. */
export class Rewriting {
  readonly source: Source;
  readonly #edits: Edit[] = [];
  readonly #lines = new Set<number>();
  readonly #targets: readonly Target[];

  constructor(source: Source, targets: readonly Target[]) {
    this.source = source;
    this.#targets = targets;
  }

  has(node: SyntaxNode | undefined): boolean {
    return node !== undefined && this.#targets.some((target) => isIn(target, node));
  }

  hasAny(nodes: readonly SyntaxNode[]): boolean {
    return nodes.some((node) => this.has(node));
  }

  /** What is written there. */
  text(node: SyntaxNode): string {
    return this.source.text.slice(node.start, node.end);
  }

  insert(at: number, text: string): void {
    this.#edits.push({ start: at, end: at, text });
  }

  /** Puts a text in the place of a node's; lines stay as many as they were. */
  replace(node: SyntaxNode, text: string): void {
    const lines = this.text(node).split('\n').length - text.split('\n').length;
    this.#edits.push({ start: node.start, end: node.end, text: text + '\n'.repeat(Math.max(0, lines)) });
  }

  /** What was decided there was decided by us. */
  note(node: SyntaxNode): void {
    this.#lines.add(node.row + 1);
  }

  /** `prefix` is put before the first line that is no `#!`. */
  result(prefix: string): Rewritten {
    const { text } = this.source;
    const begin = text.startsWith('#!') ? text.indexOf('\n') + 1 : 0;
    const edits = [{ start: begin, end: begin, text: prefix }, ...this.#edits].sort((a, b) => a.start - b.start);
    const parts: string[] = [];
    let at = 0;
    for (const edit of edits) {
      if (edit.start < at) continue;
      parts.push(text.slice(at, edit.start), edit.text);
      at = edit.end;
    }
    parts.push(text.slice(at));
    return { text: parts.join(''), lines: [...this.#lines].sort((a, b) => a - b) };
  }
}

function isIn({ line, column }: Target, node: SyntaxNode): boolean {
  const row = line - 1;
  const from = row > node.row || (row === node.row && column - 1 >= node.column);
  return from && (row < node.endRow || (row === node.endRow && column - 1 < node.endColumn));
}

/** Whether something of these types stands inside, as far as one looks. */
export function holds(node: SyntaxNode, types: ReadonlySet<string>, outside: ReadonlySet<string>): boolean {
  const waiting = [node];
  for (let looks = 0; waiting.length > 0 && looks < 5_000; looks++) {
    const one = waiting.pop() as SyntaxNode;
    if (types.has(one.type)) return true;
    waiting.push(...one.children.filter(({ type }) => !outside.has(type)));
  }
  return false;
}
