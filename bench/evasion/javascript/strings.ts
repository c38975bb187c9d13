import type { SyntaxNode } from '../../../packages/glovebox/src/inspect/syntax/node.ts';
import { ancestorOf, cutOf, type Edit, edited, isPlace, type Program, type Rewrite } from '../program.ts';
import { beginningOf } from './layout.ts';

interface Literal {
  readonly node: SyntaxNode;
  readonly quote: string;
  /** As it is written between the quotes; it has no escapes. */
  readonly content: string;
}

/** String literals that may be replaced by an expression. */
function literals(program: Program): Literal[] {
  return program.nodes.flatMap((node) => {
    const text = program.textOf(node);
    if (node.type !== 'string' || text.includes('\\') || text.length < 3 || isFixed(node)) return [];
    return [{ node, quote: text.slice(0, 1), content: text.slice(1, -1) }];
  });
}

/** Directives, keys, and what an import or export names. */
function isFixed(node: SyntaxNode): boolean {
  if (node.parent?.type === 'expression_statement' || node.field === 'key' || node.field === 'property') return true;
  return ancestorOf(node, ['import_statement', 'jsx_attribute']) !== undefined || node.field === 'source';
}

function replaceEach(program: Program, replacement: (literal: Literal, index: number) => string | undefined): Edit[] {
  return literals(program).flatMap((literal, index) => {
    const text = replacement(literal, index);
    return text === undefined ? [] : [{ start: literal.node.start, end: literal.node.end, text }];
  });
}

function halvesOf({ quote, content }: Literal): [string, string] | undefined {
  const cut = cutOf(content);
  if (cut === undefined) return undefined;
  return [`${quote}${content.slice(0, cut)}${quote}`, `${quote}${content.slice(cut)}${quote}`];
}

export const splitStrings: Rewrite = (program) =>
  edited(
    program,
    replaceEach(program, (literal, index) => {
      const halves = halvesOf(literal);
      if (halves === undefined) return undefined;
      if (index % 3 === 1) return `[${halves.join(', ')}].join('')`;
      return index % 3 === 2 ? `${halves[0]}.concat(${halves[1]})` : `(${halves.join(' + ')})`;
    }),
  );

export const splitIntoVariables: Rewrite = (program) => {
  const variables: string[] = [];
  const edits = replaceEach(program, (literal, index) => {
    const halves = halvesOf(literal);
    if (halves === undefined) return undefined;
    variables.push(`const part${index}a = ${halves[0]}, part${index}b = ${halves[1]};`);
    return `(part${index}a + part${index}b)`;
  });
  if (edits.length === 0) return undefined;
  const start = beginningOf(program);
  return edited(program, [{ start, end: start, text: `${variables.join('\n')}\n` }, ...edits]);
};

export const encodePlaces: Rewrite = (program) =>
  edited(
    program,
    replaceEach(program, ({ content }, index) => {
      if (!isPlace(content)) return undefined;
      const bytes = Buffer.from(content);
      if (index % 3 === 0) return `Buffer.from('${bytes.toString('hex')}', 'hex').toString()`;
      if (index % 3 === 1) return `String.fromCharCode(${[...bytes].join(', ')})`;
      return `atob('${bytes.toString('base64')}')`;
    }),
  );

/** Strings and the names of members are written in escapes: `a.\u0065xec` is `a.exec`. */
export const escapeCharacters: Rewrite = (program) =>
  edited(program, [
    ...replaceEach(program, ({ quote, content }) =>
      /^[\x20-\x7e]+$/.test(content) ? `${quote}${[...content].map(escapeOf).join('')}${quote}` : undefined,
    ),
    ...program.nodes
      .filter((node) => node.type === 'property_identifier' && node.parent?.type === 'member_expression')
      .map((node) => ({ start: node.start, end: node.end, text: firstEscaped(program.textOf(node)) })),
  ]);

function escapeOf(character: string, index: number): string {
  const code = character.charCodeAt(0).toString(16);
  return index % 2 === 0 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`;
}

function firstEscaped(name: string): string {
  return `\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}`;
}
