import { childOf, childOfType, partsOf, type SyntaxNode } from '../../syntax/node.ts';
import { CLEAR, type Taint, wholeOf } from '../meaning.ts';
import { type Here, read, readBlock } from '../reader.ts';
import { bind } from './assign.ts';
import { exportsOf } from './exports.ts';
import { defineClass } from './functions.ts';
import { declareFunction } from './prototypes.ts';

const FUNCTIONS: ReadonlySet<string> = new Set(['function_declaration', 'generator_function_declaration']);

/** Reads statements in the order they run; functions that are declared are known before. */
export function readStatements(block: SyntaxNode, here: Here): void {
  here.file.program.work.deeper(() => {
    const statements = partsOf(block);
    for (const statement of statements) {
      const declared = statement.type === 'export_statement' ? childOf(statement, 'declaration') : statement;
      if (declared !== undefined && FUNCTIONS.has(declared.type)) give(declared, declareFunction(declared, here), here);
    }
    for (const statement of statements) readStatement(statement, here);
  }, undefined);
}

function readStatement(node: SyntaxNode | undefined, here: Here): void {
  if (node === undefined || FUNCTIONS.has(node.type)) return;
  const rule = RULES[node.type];
  if (rule === undefined) read(node, here);
  else here.file.program.work.deeper(() => rule(node, here), undefined);
}

const declare = (node: SyntaxNode, here: Here): void => {
  for (const declarator of partsOf(node)) {
    const name = childOf(declarator, 'name');
    const from = childOf(declarator, 'value');
    if (name !== undefined) bind(name, read(from, here), here, { isDeclared: true, from });
  }
};

const RULES: Readonly<Record<string, (node: SyntaxNode, here: Here) => void>> = {
  expression_statement: (node, here) => {
    for (const part of partsOf(node)) read(part, here);
  },
  lexical_declaration: declare,
  variable_declaration: declare,
  statement_block: readBlock,
  class_declaration: (node, here) => give(node, defineClass(node, here), here),
  abstract_class_declaration: (node, here) => give(node, defineClass(node, here), here),
  if_statement: branches,
  for_statement: (node, here) => {
    readStatement(childOf(node, 'initializer'), here);
    looped(node, here);
  },
  for_in_statement: (node, here) => {
    const element: Taint = { id: wholeOf(read(childOf(node, 'right'), here)) };
    const left = childOf(node, 'left');
    here.frame.loop(() => {
      if (left !== undefined)
        bind(left, element, here, { isDeclared: childOf(node, 'kind') !== undefined, from: undefined });
      readStatement(childOf(node, 'body'), here);
    });
  },
  while_statement: looped,
  do_statement: looped,
  try_statement: (node, here) => {
    readStatement(childOf(node, 'body'), here);
    const handler = childOf(node, 'handler');
    if (handler !== undefined) here.frame.branch([() => readStatement(childOf(handler, 'body'), here)], false);
    const finalizer = childOf(node, 'finalizer');
    if (finalizer !== undefined) readStatement(childOf(finalizer, 'body'), here);
  },
  switch_statement: (node, here) => {
    read(childOf(node, 'value'), here);
    const body = childOf(node, 'body');
    here.frame.branch(
      (body === undefined ? [] : partsOf(body)).map((clause) => () => {
        for (const part of partsOf(clause)) if (part.field === 'body') readStatement(part, here);
      }),
      false,
    );
  },
  labeled_statement: (node, here) => readStatement(childOf(node, 'body'), here),
  return_statement: (node, here) => {
    const value = read(partsOf(node)[0], here);
    if (here.routine === undefined) return;
    const { graph, returns } = here.file.program;
    graph.edge(wholeOf(value), here.routine.result);
    if (value.means !== undefined && value.means.kind !== 'parameter') returns.set(here.routine, value.means);
  },
  import_statement: importFrom,
  export_statement: exportFrom,
};

function looped(node: SyntaxNode, here: Here): void {
  here.frame.loop(() => {
    read(childOf(node, 'condition'), here);
    readStatement(childOf(node, 'body'), here);
    read(childOf(node, 'increment'), here);
  });
}

/** `else if` nests one level for each, so the chain is unrolled. */
function branches(node: SyntaxNode, here: Here): void {
  const bodies: (SyntaxNode | undefined)[] = [];
  let rest: SyntaxNode | undefined = node;
  while (rest?.type === 'if_statement') {
    read(childOf(rest, 'condition'), here);
    bodies.push(childOf(rest, 'consequence'));
    const alternative: SyntaxNode | undefined = childOf(rest, 'alternative');
    rest = alternative && partsOf(alternative)[0];
  }
  here.frame.branch(
    [...bodies, ...(rest === undefined ? [] : [rest])].map((body) => () => readStatement(body, here)),
    rest !== undefined,
  );
}

function give(node: SyntaxNode, value: Taint, here: Here): void {
  const name = childOf(node, 'name');
  if (name !== undefined) here.frame.assign(here.file.text(name), value);
}

function importFrom(node: SyntaxNode, here: Here): void {
  const { file, frame } = here;
  const origin = childOf(node, 'source');
  const clause = childOfType(node, 'import_clause');
  if (origin === undefined || clause === undefined) return;
  const specifier = file.text(origin).slice(1, -1);
  const take = (local: SyntaxNode | undefined, member?: string): void => {
    const value = file.program.imported(file.source.file, specifier, member);
    if (local !== undefined && value !== undefined) frame.assign(file.text(local), value);
  };
  for (const part of partsOf(clause)) {
    if (part.type === 'identifier') take(part, 'default');
    else if (part.type === 'namespace_import') take(partsOf(part)[0]);
    else
      for (const one of partsOf(part)) {
        const name = childOf(one, 'name');
        if (name !== undefined) take(childOf(one, 'alias') ?? name, file.text(name));
      }
  }
}

function exportFrom(node: SyntaxNode, here: Here): void {
  const { file, frame } = here;
  const declaration = childOf(node, 'declaration');
  const value = childOf(node, 'value');
  readStatement(declaration, here);
  const exports = exportsOf(file);
  const isDefault = node.children.some((child) => child.type === 'default');
  const name = declaration && childOf(declaration, 'name');
  if (value !== undefined) exports.set('default', read(value, here));
  else if (isDefault && name !== undefined) exports.set('default', frame.read(file.text(name)) ?? CLEAR);
  const origin = childOf(node, 'source');
  const clause = childOfType(node, 'export_clause');
  for (const one of clause === undefined ? [] : partsOf(clause)) {
    const local = childOf(one, 'name');
    if (local === undefined) continue;
    const alias = file.text(childOf(one, 'alias') ?? local);
    const taint =
      origin === undefined
        ? frame.everything(file.text(local))
        : file.program.imported(file.source.file, file.text(origin).slice(1, -1), file.text(local));
    if (taint !== undefined) exports.set(alias, taint);
  }
}
