import type { SyntaxNode } from '../../../packages/glovebox/src/inspect/syntax/node.ts';
import { ancestorOf, cutOf, type Edit, edited, isPlace, type Program, type Rewrite } from '../program.ts';
import { beginningOf } from './layout.ts';

interface Literal {
  readonly node: SyntaxNode;
  readonly prefix: string;
  readonly quote: string;
  /** As it is written between the quotes. */
  readonly content: string;
  /** Whether a position in the content is outside of escape sequences. */
  readonly isFree: (index: number) => boolean;
  readonly hasEscapes: boolean;
}

/** Where a literal is no expression that another could stand for. */
const FIXED = ['concatenated_string', 'interpolation', 'case_pattern', 'type'];

/** String literals that may be replaced by an expression; no f-strings, no documentation. */
function literals(program: Program): Literal[] {
  return program.nodes.flatMap((node) => literalOf(program, node) ?? []);
}

function literalOf(program: Program, node: SyntaxNode): Literal | undefined {
  if (node.type !== 'string' || node.parent?.type === 'expression_statement') return undefined;
  if (ancestorOf(node, FIXED) !== undefined) return undefined;
  const [start, ...rest] = node.children;
  const end = rest.at(-1);
  const opening = /^([a-z]*)(.+)$/i.exec(start === undefined ? '' : program.textOf(start));
  if (start === undefined || end === undefined || opening === null) return undefined;
  const [, prefix = '', quote = ''] = opening;
  if (/f/i.test(prefix)) return undefined;
  const content = program.text.slice(start.end, end.start);
  const escapes = rest.flatMap(({ children }) => children).filter(({ type }) => type === 'escape_sequence');
  return {
    node,
    prefix,
    quote,
    content,
    isFree: (index) => !escapes.some((one) => start.end + index > one.start && start.end + index < one.end),
    hasEscapes: escapes.length > 0,
  };
}

function replaceEach(program: Program, replacement: (literal: Literal, index: number) => string | undefined): Edit[] {
  return literals(program).flatMap((literal, index) => {
    const text = replacement(literal, index);
    return text === undefined ? [] : [{ start: literal.node.start, end: literal.node.end, text }];
  });
}

function halvesOf({ prefix, quote, content, isFree }: Literal): [string, string] | undefined {
  const cut = cutOf(content, isFree);
  if (cut === undefined) return undefined;
  return [`${prefix}${quote}${content.slice(0, cut)}${quote}`, `${prefix}${quote}${content.slice(cut)}${quote}`];
}

/** `'/etc/shadow'` becomes `('/etc' + '/shadow')`, and in turn a join and a format. */
export const splitStrings: Rewrite = (program) =>
  edited(
    program,
    replaceEach(program, (literal, index) => {
      const halves = halvesOf(literal);
      if (halves === undefined) return undefined;
      const isBytes = /b/i.test(literal.prefix);
      if (index % 3 === 1) return `${isBytes ? "b''" : "''"}.join([${halves.join(', ')}])`;
      if (index % 3 === 2 && !isBytes) return `('%s%s' % (${halves.join(', ')}))`;
      return `(${halves.join(' + ')})`;
    }),
  );

/** Halves of strings become variables at the top of the module. */
export const splitIntoVariables: Rewrite = (program) => {
  const variables: string[] = [];
  const edits = replaceEach(program, (literal, index) => {
    const halves = halvesOf(literal);
    if (halves === undefined) return undefined;
    variables.push(`part_${index}a = ${halves[0]}`, `part_${index}b = ${halves[1]}`);
    return `(part_${index}a + part_${index}b)`;
  });
  if (edits.length === 0) return undefined;
  const start = beginningOf(program);
  return edited(program, [{ start, end: start, text: `${variables.join('\n')}\n` }, ...edits]);
};

/** Paths and addresses come out of hexadecimal, character codes and base64. */
export const encodePlaces: Rewrite = (program) =>
  edited(
    program,
    replaceEach(program, ({ prefix, content, hasEscapes }, index) => {
      if (hasEscapes || /b/i.test(prefix) || !isPlace(content)) return undefined;
      const bytes = Buffer.from(content);
      if (index % 3 === 0) return `bytes.fromhex('${bytes.toString('hex')}').decode()`;
      if (index % 3 === 1) return `''.join(chr(code) for code in [${[...bytes].join(', ')}])`;
      return `__import__('base64').b64decode('${bytes.toString('base64')}').decode()`;
    }),
  );

/** Every letter, digit and mark of a string is written as an escape, but for those that are part of one. */
export const escapeCharacters: Rewrite = (program) =>
  edited(
    program,
    replaceEach(program, ({ prefix, quote, content, isFree }) => {
      if (/r/i.test(prefix)) return undefined;
      const isBytes = /b/i.test(prefix);
      const escaped = content.replace(/[!-[\]-~]/g, (character, index: number) => {
        return !isFree(index) ? character : escapeOf(character, isBytes, index);
      });
      return escaped === content ? undefined : `${prefix}${quote}${escaped}${quote}`;
    }),
  );

function escapeOf(character: string, isBytes: boolean, index: number): string {
  const code = character.charCodeAt(0).toString(16);
  return isBytes || index % 2 === 0 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`;
}
