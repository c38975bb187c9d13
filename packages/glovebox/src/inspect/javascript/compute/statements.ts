import { childOf, childOfType, childrenOf, partsOf, type SyntaxNode } from '../../syntax/node.ts';
import { spread } from './builtins/lists.ts';
import { evaluate } from './expressions.ts';
import type { Machine } from './machine.ts';
import { bindPattern } from './patterns.ts';
import { areEqual, Closure, type Frame, isTrue, type Plain, STUCK, Table, Thrown } from './plain.ts';

/** How a statement ended, where not by reaching its end. */
export type Ending =
  | { readonly kind: 'return'; readonly value: Plain }
  | { readonly kind: 'break' | 'continue'; readonly label: string | undefined }
  | undefined;

type Statement = (node: SyntaxNode, frame: Frame, machine: Machine) => Ending;

export function execute(node: SyntaxNode | undefined, frame: Frame, machine: Machine): Ending {
  if (node === undefined) return undefined;
  const statement = STATEMENTS[node.type];
  return machine.deeper(() => {
    if (statement !== undefined) return statement(node, frame, machine);
    if (/declaration$|^(comment|empty_statement|debugger_statement)$/.test(node.type)) return undefined;
    throw STUCK;
  });
}

const block: Statement = (node, frame, machine) => {
  declareFunctions(node, frame, machine);
  for (const child of partsOf(node)) {
    const end = execute(child, frame, machine);
    if (end !== undefined) return end;
  }
  return undefined;
};

/** Functions are there before the statements around them run. */
function declareFunctions(node: SyntaxNode, frame: Frame, machine: Machine): void {
  const { source } = machine.evaluator;
  for (const child of node.children) {
    if (child.type !== 'function_declaration') continue;
    const name = childOf(child, 'name');
    const scope = machine.scopes.get(child);
    if (name !== undefined && scope !== undefined)
      frame.names.set(source.text.slice(name.start, name.end), new Closure(child, scope, frame));
  }
}

const declaration: Statement = (node, frame, machine) => {
  for (const declarator of node.children) {
    if (declarator.type !== 'variable_declarator') continue;
    const name = childOf(declarator, 'name');
    const value = childOf(declarator, 'value');
    if (name === undefined) continue;
    bindPattern(name, value === undefined ? undefined : evaluate(value, frame, machine), frame, machine);
  }
  return undefined;
};

/** Repeats a body; `next` tells whether to go on. */
function repeat(node: SyntaxNode, frame: Frame, machine: Machine, next: () => boolean, after?: () => void): Ending {
  const body = childOf(node, 'body');
  const label = node.parent?.type === 'labeled_statement' ? labelOf(node.parent, machine) : undefined;
  while (next()) {
    machine.spend(1);
    const end = execute(body, frame, machine);
    if (end?.kind === 'return') return end;
    if (end !== undefined && end.label !== undefined && end.label !== label) return end;
    if (end?.kind === 'break') return undefined;
    after?.();
  }
  return undefined;
}

function labelOf(node: SyntaxNode, machine: Machine): string | undefined {
  const label = childOf(node, 'label');
  return label && machine.evaluator.source.text.slice(label.start, label.end);
}

const STATEMENTS: Readonly<Record<string, Statement>> = {
  statement_block: block,
  else_clause: block,
  lexical_declaration: declaration,
  variable_declaration: declaration,
  expression_statement: (node, frame, machine) => {
    evaluate(partsOf(node)[0], frame, machine);
    return undefined;
  },
  return_statement: (node, frame, machine) => {
    const [value] = partsOf(node);
    return { kind: 'return', value: value === undefined ? undefined : evaluate(value, frame, machine) };
  },
  if_statement: (node, frame, machine) => {
    const isMet = isTrue(evaluate(childOf(node, 'condition'), frame, machine));
    return execute(childOf(node, isMet ? 'consequence' : 'alternative'), frame, machine);
  },
  for_statement: (node, frame, machine) => {
    const initializer = childOf(node, 'initializer');
    if (initializer?.type.endsWith('declaration')) execute(initializer, frame, machine);
    else if (initializer?.isNamed && initializer.type !== 'empty_statement') evaluateLoose(initializer, frame, machine);
    const [condition] = childrenOf(node, 'condition').filter((child) => child.type !== 'empty_statement');
    const increment = childOf(node, 'increment');
    return repeat(
      node,
      frame,
      machine,
      () => condition === undefined || isTrue(evaluateLoose(condition, frame, machine)),
      () => increment && evaluate(increment, frame, machine),
    );
  },
  for_in_statement: (node, frame, machine) => {
    const left = childOf(node, 'left');
    const over = evaluate(childOf(node, 'right'), frame, machine);
    if (left === undefined) throw STUCK;
    const items = childOf(node, 'operator')?.type === 'of' ? spread(over) : keysOf(over);
    const isDeclared = childOf(node, 'kind') !== undefined;
    let index = 0;
    return repeat(node, frame, machine, () => {
      if (index >= items.length) return false;
      bindPattern(left, items[index++], frame, machine, isDeclared);
      return true;
    });
  },
  while_statement: (node, frame, machine) =>
    repeat(node, frame, machine, () => isTrue(evaluate(childOf(node, 'condition'), frame, machine))),
  do_statement: (node, frame, machine) => {
    let isFirst = true;
    return repeat(node, frame, machine, () => {
      const goesOn = isFirst || isTrue(evaluate(childOf(node, 'condition'), frame, machine));
      isFirst = false;
      return goesOn;
    });
  },
  labeled_statement: (node, frame, machine) => execute(childOf(node, 'body'), frame, machine),
  break_statement: (node, _, machine) => ({ kind: 'break', label: labelOf(node, machine) }),
  continue_statement: (node, _, machine) => ({ kind: 'continue', label: labelOf(node, machine) }),
  throw_statement: (node, frame, machine) => {
    throw new Thrown(evaluate(partsOf(node)[0], frame, machine));
  },
  try_statement: attempt,
  switch_statement: select,
};

/** The parts of a `for` head may be statements or expressions. */
function evaluateLoose(node: SyntaxNode, frame: Frame, machine: Machine): Plain {
  return evaluate(node.type === 'expression_statement' ? partsOf(node)[0] : node, frame, machine);
}

function keysOf(value: Plain): string[] {
  if (value instanceof Table) return [...value.fields.keys()];
  return spread(value).map((_, index) => String(index));
}

function attempt(node: SyntaxNode, frame: Frame, machine: Machine): Ending {
  const finalizer = childOf(node, 'finalizer');
  let end: Ending;
  try {
    end = execute(childOf(node, 'body'), frame, machine);
  } catch (error) {
    const handler = childOf(node, 'handler');
    if (!(error instanceof Thrown) || handler === undefined) throw error;
    const parameter = childOf(handler, 'parameter');
    if (parameter !== undefined) bindPattern(parameter, error.value, frame, machine);
    end = execute(childOf(handler, 'body'), frame, machine);
  }
  return (finalizer && execute(childOfType(finalizer, 'statement_block'), frame, machine)) ?? end;
}

function select(node: SyntaxNode, frame: Frame, machine: Machine): Ending {
  const value = evaluate(childOf(node, 'value'), frame, machine);
  const cases = partsOf(childOf(node, 'body') ?? node);
  const found = cases.findIndex((one) => {
    const tested = childOf(one, 'value');
    return tested !== undefined && areEqual(value, evaluate(tested, frame, machine), true, machine);
  });
  const from = found === -1 ? cases.findIndex((one) => one.type === 'switch_default') : found;
  if (from === -1) return undefined;
  for (const one of cases.slice(from)) {
    for (const statement of childrenOf(one, 'body')) {
      const end = execute(statement, frame, machine);
      if (end?.kind === 'break' && end.label === undefined) return undefined;
      if (end !== undefined) return end;
    }
  }
  return undefined;
}
