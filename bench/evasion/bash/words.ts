import type { SyntaxNode } from '../../../packages/glovebox/src/inspect/syntax/node.ts';
import { ancestorOf, cutOf, type Edit, edited, isPlace, type Program, type Rewrite } from '../program.ts';

/** A stretch of literal text that a shell would read the same in quotes. */
interface Piece {
  readonly node: SyntaxNode;
  readonly text: string;
  /** What encloses it: nothing, double quotes that stay, or single quotes that go with it. */
  readonly quote: '' | '"' | "'";
}

/** Characters that mean themselves without quotes. */
const PLAIN = /^[\w./:@%+,=-]+$/;
/** Where a word is no argument but a name, a pattern or part of the syntax. */
const FIXED = [
  'declaration_command',
  'unset_command',
  'heredoc_redirect',
  'subscript',
  'arithmetic_expansion',
  'expansion',
];

export function piecesOf(program: Program): Piece[] {
  return program.nodes.flatMap((node) => pieceOf(program, node) ?? []);
}

function pieceOf(program: Program, node: SyntaxNode): Piece | undefined {
  if (ancestorOf(node, FIXED) !== undefined) return undefined;
  const text = program.textOf(node);
  if (node.type === 'word') return isArgument(program, node) ? { node, text, quote: '' } : undefined;
  if (node.type === 'string_content') return /^[^\\`"$!\n]+$/.test(text) ? { node, text, quote: '"' } : undefined;
  // An apostrophe in a regular expression of `[[ =~ ]]` and in `$'…'` is something else.
  if (node.type !== 'raw_string' || text.includes('\n')) return undefined;
  return { node, text: text.slice(1, -1), quote: "'" };
}

function isArgument(program: Program, node: SyntaxNode): boolean {
  const { parent } = node;
  if (!PLAIN.test(program.textOf(node)) || parent === undefined) return false;
  if (['function_definition', 'case_item', 'test_operator', 'variable_assignment'].includes(parent.type))
    return parent.type === 'variable_assignment' && node.field === 'value';
  // Braces are expanded before quotes are looked at.
  return parent.type !== 'concatenation' || !/[{}]/.test(program.textOf(parent));
}

/** `/etc/shadow` becomes `/etc''/shadow`; a command's name is cut like any word. */
export const splitWords: Rewrite = (program) =>
  edited(
    program,
    piecesOf(program).flatMap(({ node, text, quote }, index): Edit[] => {
      const cut = cutOf(text);
      if (cut === undefined) return [];
      const at = node.start + cut + (quote === "'" ? 1 : 0);
      if (quote !== '') return [{ start: at, end: at, text: quote + quote }];
      return [{ start: at, end: at, text: index % 2 === 0 ? "''" : '""' }];
    }),
  );

/** Halves of words come from variables that are set at the beginning. */
export const splitIntoVariables: Rewrite = (program) => {
  const variables: string[] = [];
  const edits = piecesOf(program).flatMap(({ node, text, quote }, index): Edit[] => {
    const cut = cutOf(text);
    if (cut === undefined || text.includes("'")) return [];
    variables.push(`part_${index}a='${text.slice(0, cut)}'`, `part_${index}b='${text.slice(cut)}'`);
    const halves = `\${part_${index}a}\${part_${index}b}`;
    return [{ start: node.start, end: node.end, text: quote === '"' ? halves : `"${halves}"` }];
  });
  return edits.length === 0 ? undefined : afterShebang(program, variables, edited(program, edits) ?? program.text);
};

/** Paths and addresses come out of `$'…'`, printf and base64. */
export const encodePlaces: Rewrite = (program) =>
  edited(
    program,
    piecesOf(program).flatMap(({ node, text, quote }, index): Edit[] => {
      if (!isPlace(text)) return [];
      const bytes = [...Buffer.from(text)];
      const coded =
        index % 3 === 0
          ? `$(printf '${bytes.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')}')`
          : `$(echo ${Buffer.from(text).toString('base64')} | base64 -d)`;
      if (index % 3 === 1 && quote !== '"') return [replaced(node, ansi(bytes))];
      return [replaced(node, quote === '"' ? coded : `"${coded}"`)];
    }),
  );

/** Words are written as `$'…'` with an escape for every character. */
export const escapeCharacters: Rewrite = (program) =>
  edited(
    program,
    piecesOf(program).flatMap(({ node, text, quote }, index): Edit[] => {
      if (text === '' || !/^[\x20-\x7e]+$/.test(text)) return [];
      const bytes = [...Buffer.from(text)];
      const coded = index % 2 === 0 ? ansi(bytes) : `$'${bytes.map((byte) => `\\u${hex(byte, 4)}`).join('')}'`;
      // Double quotes are left and entered again.
      return [replaced(node, quote === '"' ? `"${coded}"` : coded)];
    }),
  );

function ansi(bytes: readonly number[]): string {
  return `$'${bytes.map((byte) => `\\x${hex(byte, 2)}`).join('')}'`;
}

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, '0');
}

function replaced(node: SyntaxNode, text: string): Edit {
  return { start: node.start, end: node.end, text };
}

/** Puts lines at the beginning; the shebang stays first. */
export function afterShebang({ text: original }: Program, lines: readonly string[], text: string): string {
  const shebang = /^#!.*\n/.exec(original)?.[0] ?? '';
  return `${shebang}${lines.join('\n')}\n${text.slice(shebang.length)}`;
}
