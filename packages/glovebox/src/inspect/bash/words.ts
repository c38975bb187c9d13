import type { Evaluator, Expressions } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import { concatenate, text, UNKNOWN, type Value } from '../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';

type Rule = (node: SyntaxNode, scope: Scope, evaluator: Evaluator) => Value;

/** What the words of a shell script are. Variables assigned in the script are followed; what a command prints is not known. */
export const BASH_EXPRESSIONS: Expressions = {
  compute: (node, scope, evaluator) => RULES[node.type]?.(node, scope, evaluator) ?? UNKNOWN,
  unbound: (name) => (name === 'HOME' ? text('~') : UNKNOWN),
  part: () => UNKNOWN,
};

const pieces: Rule = (node, scope, evaluator) => concatenate(partsOf(node).map((part) => evaluator.value(part, scope)));
const written: Rule = (node, _, { source }) => text(textOf(source, node));

const RULES: Readonly<Record<string, Rule>> = {
  word: (node, _, { source }) => text(textOf(source, node).replace(/\\([\s\S])/g, '$1')),
  number: written,
  file_descriptor: written,
  brace_expression: written,
  extglob_pattern: written,
  regex: written,
  string_content: (node, _, { source }) => text(textOf(source, node).replace(/\\(["$`\\])/g, '$1')),
  raw_string: (node, _, { source }) => text(textOf(source, node).slice(1, -1)),
  ansi_c_string: (node, _, { source }) => text(unescaped(textOf(source, node).slice(2, -1))),
  string: (node, scope, evaluator) => {
    const { source } = evaluator;
    // White space between two expansions belongs to no node.
    let at = node.start + 1;
    const content: Value[] = [];
    for (const part of partsOf(node)) {
      if (part.start > at) content.push(text(source.text.slice(at, part.start)));
      content.push(evaluator.value(part, scope));
      at = part.end;
    }
    const rest = source.text.slice(at, Math.max(at, node.end - 1));
    return concatenate(rest === '' && content.length > 0 ? content : [...content, text(rest)]);
  },
  concatenation: pieces,
  command_name: pieces,
  heredoc_body: written,
  simple_expansion: variable,
  expansion: variable,
  array: (node, scope, evaluator) => ({
    kind: 'list',
    items: partsOf(node)
      .slice(0, 500)
      .map((part) => evaluator.value(part, scope)),
  }),
};

function variable(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const [name, otherwise] = partsOf(node);
  if (name?.type === 'subscript')
    return evaluator.name(textOf(evaluator.source, childOf(name, 'name') ?? name), node.start, scope);
  if (name?.type !== 'variable_name') return UNKNOWN;
  const value = evaluator.name(textOf(evaluator.source, name), node.start, scope);
  if (value.kind !== 'unknown' || otherwise === undefined) return value;
  // `${X:-default}`; what is cut off a value (`${X%.*}`) is not worked out.
  return /^\$\{\w+:?[-=]/.test(textOf(evaluator.source, node)) ? evaluator.value(otherwise, scope) : UNKNOWN;
}

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  e: '\x1b',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

function unescaped(content: string): string {
  return content.replace(
    /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|([0-7]{1,3})|([\s\S]))/g,
    (_, hex, unicode, octal, letter) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      const code = hex ?? unicode;
      return code === undefined ? (SIMPLE[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16));
    },
  );
}
