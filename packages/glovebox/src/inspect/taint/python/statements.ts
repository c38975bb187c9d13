import { childOf, childrenOf, partsOf, type SyntaxNode } from '../../syntax/node.ts';
import { CLEAR, type Taint, wholeOf } from '../meaning.ts';
import { type Here, read, readBlock } from '../reader.ts';
import { bind } from './assign.ts';
import { elementOf } from './expressions.ts';
import { define, defineClass } from './functions.ts';
import { importModules, importNames } from './imports.ts';

/** Reads statements in the order they run. */
export function readStatements(block: SyntaxNode, here: Here): void {
  here.file.program.work.deeper(() => {
    for (const statement of partsOf(block)) readStatement(statement, here);
  }, undefined);
}

function readStatement(node: SyntaxNode, here: Here): void {
  const rule = RULES[node.type];
  if (rule !== undefined) rule(node, here);
  else for (const part of partsOf(node)) (RULES[part.type] ?? read)(part, here);
}

const RULES: Readonly<Record<string, (node: SyntaxNode, here: Here) => void>> = {
  assignment,
  augmented_assignment: (node, here) => {
    const left = childOf(node, 'left');
    const right = wholeOf(read(childOf(node, 'right'), here));
    if (left?.type !== 'identifier') bind(left, { id: right }, here);
    else here.frame.add(here.file.text(left), right, here.file.step(left, `added to ${here.file.text(left)}`));
  },
  if_statement: branches,
  while_statement: (node, here) => {
    here.frame.loop(() => {
      read(childOf(node, 'condition'), here);
      bodyOf(node, here);
    });
    otherwise(node, here);
  },
  for_statement: (node, here) => {
    const element = elementOf(node, here);
    here.frame.loop(() => {
      bind(childOf(node, 'left'), element, here);
      bodyOf(node, here);
    });
    otherwise(node, here);
  },
  try_statement: (node, here) => {
    bodyOf(node, here);
    const handlers = partsOf(node).filter((part) => /^except/.test(part.type));
    here.frame.branch(
      handlers.map((handler) => () => handle(handler, here)),
      false,
    );
    for (const part of partsOf(node)) if (/^(else|finally)_clause$/.test(part.type)) readBlocks(part, here);
  },
  with_statement: (node, here) => {
    const clause = partsOf(node).find((part) => part.type === 'with_clause');
    for (const item of clause === undefined ? [] : partsOf(clause)) readItem(childOf(item, 'value'), here);
    bodyOf(node, here);
  },
  match_statement: (node, here) => {
    const subject = read(childOf(node, 'subject'), here);
    const body = childOf(node, 'body');
    here.frame.branch(
      (body === undefined ? [] : partsOf(body)).map((clause) => () => readCase(clause, subject, here)),
      false,
    );
  },
  function_definition: (node, here) => give(node, define(node, here), here),
  class_definition: (node, here) => give(node, defineClass(node, here), here),
  decorated_definition: decorated,
  return_statement: (node, here) => {
    const value = read(partsOf(node)[0], here);
    if (here.routine === undefined) return;
    here.file.program.graph.edge(wholeOf(value), here.routine.result);
    if (value.means !== undefined && value.means.kind !== 'parameter')
      here.file.program.returns.set(here.routine, value.means);
  },
  import_statement: importModules,
  import_from_statement: importNames,
  global_statement: outer,
  nonlocal_statement: outer,
  block: readBlock,
};

function assignment(node: SyntaxNode, here: Here): void {
  const targets: (SyntaxNode | undefined)[] = [];
  let value: SyntaxNode | undefined = node;
  while (value?.type === 'assignment') {
    targets.push(childOf(value, 'left'));
    value = childOf(value, 'right');
  }
  const [target] = targets;
  const parts =
    target !== undefined && /^(pattern_list|tuple_pattern|list_pattern)$/.test(target.type) ? partsOf(target) : [];
  const values = value !== undefined && /^(expression_list|tuple|list)$/.test(value.type) ? partsOf(value) : [];
  // `a, b = x, y` gives each its own.
  if (targets.length === 1 && parts.length > 1 && parts.length === values.length) {
    const each = values.map((one) => read(one, here));
    parts.forEach((part, index) => {
      bind(part, each[index] ?? CLEAR, here);
    });
    return;
  }
  const taint = read(value, here);
  if (value === undefined) return;
  for (const one of targets) bind(one, taint, here);
}

function bodyOf(node: SyntaxNode, here: Here): void {
  const body = childOf(node, 'body') ?? childOf(node, 'consequence');
  if (body !== undefined) readBlock(body, here);
}

function otherwise(node: SyntaxNode, here: Here): void {
  const alternative = childOf(node, 'alternative');
  if (alternative !== undefined) here.frame.branch([() => bodyOf(alternative, here)], false);
}

function branches(node: SyntaxNode, here: Here): void {
  const others = childrenOf(node, 'alternative');
  read(childOf(node, 'condition'), here);
  for (const other of others) read(childOf(other, 'condition'), here);
  here.frame.branch(
    [node, ...others].map((one) => () => bodyOf(one, here)),
    others.at(-1)?.type === 'else_clause',
  );
}

function readBlocks(node: SyntaxNode, here: Here): void {
  for (const part of partsOf(node)) if (part.type === 'block') readBlock(part, here);
}

function handle(handler: SyntaxNode, here: Here): void {
  for (const part of partsOf(handler)) if (part.type !== 'block') readItem(part, here);
  readBlocks(handler, here);
}

/** `open(p) as f`. */
function readItem(node: SyntaxNode | undefined, here: Here): void {
  if (node?.type !== 'as_pattern') {
    read(node, here);
    return;
  }
  const value = read(partsOf(node)[0], here);
  const alias = childOf(node, 'alias');
  bind(alias && (partsOf(alias)[0] ?? alias), value, here);
}

function readCase(clause: SyntaxNode, subject: Taint, here: Here): void {
  for (const part of partsOf(clause)) {
    if (part.type !== 'case_pattern') continue;
    for (const name of partsOf(part)) {
      const inner = name.type === 'dotted_name' ? partsOf(name)[0] : undefined;
      bind(inner, { id: wholeOf(subject) }, here);
    }
  }
  bodyOf(clause, here);
}

function give(node: SyntaxNode, value: Taint, here: Here): void {
  const name = childOf(node, 'name');
  if (name !== undefined) here.frame.assign(here.file.text(name), value);
}

function decorated(node: SyntaxNode, here: Here): void {
  const definition = childOf(node, 'definition');
  if (definition === undefined) return;
  const decorators = partsOf(node).filter((part) => part.type === 'decorator');
  const value =
    definition.type === 'class_definition' ? defineClass(definition, here) : define(definition, here, decorators);
  give(definition, value, here);
  for (const decorator of decorators) wrap(decorator, value, here);
}

/** A decorator of the sample is a function that is given the one below it. */
function wrap(decorator: SyntaxNode, value: Taint, here: Here): void {
  const callee = read(partsOf(decorator)[0], here);
  if (callee.means?.kind !== 'routine') return;
  here.file.program.calls.of({
    file: here.file.source.file,
    node: decorator,
    callee,
    name: undefined,
    method: undefined,
    receiver: undefined,
    given: [{ taint: value }],
    isInnermost: false,
  });
}

function outer(node: SyntaxNode, here: Here): void {
  for (const name of partsOf(node)) here.outer.add(here.file.text(name));
}
