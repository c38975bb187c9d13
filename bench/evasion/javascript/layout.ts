import type { SyntaxNode } from '../../../packages/glovebox/src/inspect/syntax/node.ts';
import { type Edit, edited, type Program, type Rewrite, rowsWithin } from '../program.ts';

const MARKS = ['// eslint-disable-line', '// nosemgrep', '// NOSONAR', '// biome-ignore lint: fine'];

export const suppress: Rewrite = (program) => {
  const fixed = rowsWithin(program.nodes.filter(({ type }) => type === 'template_string' || type === 'comment'));
  const marked = program.text
    .split('\n')
    .map((line, row) =>
      fixed.has(row + 1) || line.trim() === '' || line.endsWith('\\') || line.startsWith('#!')
        ? line
        : `${line} ${MARKS[row % MARKS.length]}`,
    );
  const start = beginningOf(program) === 0 ? 0 : marked[0]?.startsWith('#!') ? 1 : 0;
  marked.splice(start, 0, '/* eslint-disable */');
  return marked.join('\n');
};

export const encodeAndExecute: Rewrite = (program) =>
  isModule(program)
    ? undefined
    : `eval(Buffer.from('${Buffer.from(withoutShebang(program.text)).toString('base64')}', 'base64').toString());\n`;

const DEAD = [
  'function unusedTotal(values) { let total = 0; for (const value of values) total += value; return total; }\n',
  'if ("padding".length < 3) { console.log("never"); }\n',
  'while (false) { break; }\n',
  'class UnusedReport { lines() { return ["Summary"]; } }\n',
];

export const addDeadCode: Rewrite = (program) => {
  const start = beginningOf(program);
  const edits = program.root.children
    .filter((node) => node.isNamed && node.type !== 'comment' && node.start >= start && node.column === 0)
    .filter(({ type }) => type !== 'import_statement')
    .slice(0, DEAD.length)
    .map((node, index): Edit => ({ start: node.start, end: node.start, text: DEAD[index] ?? '' }));
  return edited(program, edits);
};

export const nest: Rewrite = (program) =>
  isModule(program)
    ? undefined
    : `class Task {\n  static start() {\n    (function job() {\n${withoutShebang(program.text)}\n    }).call(module.exports);\n  }\n}\nTask.start();\n`;

/** Where code may begin: after a shebang and the directives. */
export function beginningOf({ root, text }: Program): number {
  const first = root.children.find(
    (node) => node.isNamed && !['hash_bang_line', 'comment'].includes(node.type) && !isDirective(node),
  );
  return first?.start ?? text.length;
}

function isDirective(node: SyntaxNode): boolean {
  return node.type === 'expression_statement' && node.children[0]?.type === 'string';
}

/** What has imports, exports or waits at its top level can stand nowhere but there. */
function isModule({ nodes }: Program): boolean {
  return nodes.some(({ type }) => ['import_statement', 'export_statement', 'await_expression'].includes(type));
}

function withoutShebang(text: string): string {
  return text.replace(/^#!.*\n/, '');
}
