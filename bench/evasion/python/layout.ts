import { childOf, partsOf, type SyntaxNode } from '../../../packages/glovebox/src/inspect/syntax/node.ts';
import { ancestorOf, type Edit, edited, indented, type Program, type Rewrite, rowsWithin } from '../program.ts';
import { callsOf, namesOf } from './names.ts';

const MARKS = ['# nosec', '# noqa', '# pylint: disable=all', '# nosemgrep', '# type: ignore  # nosec B602'];

/** Asks scanners to look away on every line that ends outside of a string and is not continued. */
export const suppress: Rewrite = (program) => {
  const fixed = rowsWithin(stringsOf(program));
  const lines = program.text.split('\n');
  const marked = lines.map((line, row) =>
    fixed.has(row + 1) || line.trim() === '' || line.trimEnd().endsWith('\\')
      ? line
      : `${line}  ${MARKS[row % MARKS.length]}`,
  );
  return `# pylint: skip-file\n# flake8: noqa\n${marked.join('\n')}`;
};

export const encodeAndExecute: Rewrite = ({ text }) =>
  `import base64\nexec(base64.b64decode('${Buffer.from(text).toString('base64')}').decode())\n`;

const DEAD = [
  'def _unused_total(values):\n    total = 0\n    for value in values:\n        total += value\n    return total\n',
  'if len("padding") < 3:\n    print("never")\n',
  'for _unused_step in range(3):\n    _unused_sum = _unused_step * 2\n',
  'class _UnusedReport:\n    title = "Summary"\n    def lines(self):\n        return [self.title]\n',
  'while False:\n    pass\n',
];

/** Puts between the statements of the module what does nothing. */
export const addDeadCode: Rewrite = (program) => {
  const start = beginningOf(program);
  const edits: Edit[] = statementsOf(program)
    .filter((node) => node.start >= start && node.column === 0)
    .map((node, index) => ({ start: node.start, end: node.start, text: DEAD[index % DEAD.length] ?? '' }));
  return edited(program, edits);
};

/** Calls by which a program looks at its own names. */
const REFLECTIVE = ['exec', 'eval', 'globals', '__import__'];
/** What they give within a function is another thing than in a module. */
const BY_SCOPE = ['locals', 'vars', 'dir'];

/** Puts the program into a method of a class in a function. Its names stay those of the module where the program needs that. */
export const nest: Rewrite = (program) => {
  const names = namesOf(program);
  if (hasStarImport(program) || beginsWithFuture(program) || callsAny(program, BY_SCOPE)) return undefined;
  const isReflective = program.nodes.some(({ type }) => type === 'global_statement') || callsAny(program, REFLECTIVE);
  const isAnnotated = program.nodes.some((node) => node.type === 'assignment' && childOf(node, 'type') !== undefined);
  if (isReflective && isAnnotated) return undefined;
  const shared = isReflective && names.module.size > 0 ? `            global ${[...names.module].join(', ')}\n` : '';
  const text = edited(program, inModuleNames(program)) ?? program.text;
  const body = indented(text, 12, stringsOf(program));
  return `def _job():\n    class Task:\n        def start(self):\n${shared}${body}\n            return None\n    return Task()\n\n_job().start()\n`;
};

/** Code that the module runs goes on running in the names of the module. */
function inModuleNames(program: Program): Edit[] {
  return callsOf(program).flatMap(({ node, callee }): Edit[] => {
    const given = childOf(node, 'arguments');
    const parts = given === undefined ? [] : partsOf(given);
    if (!['exec', 'eval'].includes(program.textOf(callee)) || parts.length !== 1 || parts[0] === undefined) return [];
    if (ancestorOf(node, ['function_definition', 'lambda', 'class_definition']) !== undefined) return [];
    return [{ start: parts[0].end, end: parts[0].end, text: ', globals()' }];
  });
}

/** Where code may begin: after the documentation and what must come first. */
export function beginningOf(program: Program): number {
  const first = statementsOf(program).find((node) => !isDocumentation(node) && node.type !== 'future_import_statement');
  return first?.start ?? program.text.length;
}

export function stringsOf(program: Program): SyntaxNode[] {
  return program.nodes.filter(({ type }) => type === 'string');
}

function statementsOf({ root }: Program): SyntaxNode[] {
  return root.children.filter((node) => node.isNamed && node.type !== 'comment');
}

function isDocumentation(node: SyntaxNode): boolean {
  return node.type === 'expression_statement' && node.children[0]?.type === 'string';
}

function beginsWithFuture({ nodes }: Program): boolean {
  return nodes.some(({ type }) => type === 'future_import_statement');
}

function hasStarImport({ nodes }: Program): boolean {
  return nodes.some(({ type }) => type === 'wildcard_import');
}

function callsAny(program: Program, names: readonly string[]): boolean {
  return callsOf(program).some(({ callee }) => names.includes(program.textOf(callee)));
}
