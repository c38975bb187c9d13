import { childOf, type SyntaxNode } from '../../inspect/syntax/node.ts';
import { guardNodeAt, leadsAway } from '../forced/guards.ts';
import type { Target } from '../forced/rewriting.ts';
import type { Reading } from './reading.ts';
import type { Goal } from './solve.ts';
import { constant, operation, type Term } from './term.ts';

const MOST_GOALS = 20;
const MOST_STEPS = 300;
const FUNCTIONS = /^(?:function_definition|function_declaration|method_definition|arrow_function|function_expression)$/;
const BLOCKS = /^(?:block|module|program|statement_block)$/;

/** What must be so for a place to be reached, the nearest condition first; through the first call of the function that it is in. */
export function goalsFor(reading: Reading, target: Target): Goal[] {
  const goals: Goal[] = [];
  const add = (node: SyntaxNode | undefined, wanted: boolean) => {
    if (node !== undefined && goals.length < MOST_GOALS) goals.push({ term: reading.term(node), wanted });
  };
  let calls = 0;
  let node: SyntaxNode | undefined = guardNodeAt(reading.source.root, target);
  for (let steps = 0; node?.parent !== undefined && steps < MOST_STEPS; steps++) {
    const around: SyntaxNode = node.parent;
    decide(reading, node, around, add, goals);
    if (BLOCKS.test(around.type)) steps += before(reading, node, around, add);
    node = around;
    if (FUNCTIONS.test(around.type) && calls++ < 4) node = callOf(reading, around) ?? around;
  }
  return goals;
}

type Add = (node: SyntaxNode | undefined, wanted: boolean) => void;

function decide(reading: Reading, node: SyntaxNode, around: SyntaxNode, add: Add, goals: Goal[]): void {
  switch (around.type) {
    case 'if_statement':
    case 'elif_clause':
      if (node.field === 'consequence') add(childOf(around, 'condition'), true);
      if (node.field === 'alternative') {
        add(childOf(around, 'condition'), false);
        for (const earlier of around.children.slice(0, node.index))
          if (earlier.type === 'elif_clause') add(childOf(earlier, 'condition'), false);
      }
      return;
    case 'while_statement':
      if (node.field === 'body') add(childOf(around, 'condition'), true);
      return;
    case 'ternary_expression':
      if (node.field === 'consequence' || node.field === 'alternative')
        add(childOf(around, 'condition'), node.field === 'consequence');
      return;
    case 'conditional_expression': {
      const [yes, condition, no] = around.children.filter(({ isNamed }) => isNamed);
      if (node === yes || node === no) add(condition, node === yes);
      return;
    }
    case 'boolean_operator':
    case 'binary_expression': {
      const sign = childOf(around, 'operator')?.type ?? '';
      if (node.field === 'right' && /^(?:and|or|&&|\|\|)$/.test(sign))
        add(childOf(around, 'left'), sign === 'and' || sign === '&&');
      return;
    }
    case 'switch_body':
    case 'block':
      goals.push(...chosen(reading, node, around));
  }
}

/** A branch of `switch` or `match` that compares with constants. */
function chosen(reading: Reading, branch: SyntaxNode, body: SyntaxNode): Goal[] {
  const whole = body.parent;
  if (branch.type === 'switch_case' && whole !== undefined) {
    const [value, label] = [childOf(whole, 'value'), childOf(branch, 'value')];
    return value === undefined || label === undefined
      ? []
      : [{ term: operation('==', reading.term(value), reading.term(label)), wanted: true }];
  }
  const subject = whole?.type === 'match_statement' ? childOf(whole, 'subject') : undefined;
  if (branch.type !== 'case_clause' || subject === undefined) return [];
  const labels = labelsIn(reading, branch);
  const guard = childOf(branch, 'guard')?.children.find(({ isNamed }) => isNamed);
  return [
    ...(labels.length === 0
      ? []
      : [{ term: operation('in', reading.term(subject), operation('list', ...labels)), wanted: true }]),
    ...(guard === undefined ? [] : [{ term: reading.term(guard), wanted: true }]),
  ];
}

function labelsIn(reading: Reading, branch: SyntaxNode): Term[] {
  const pattern = branch.children.find(({ type }) => type === 'case_pattern');
  const simple =
    pattern?.children.flatMap((child) => (child.type === 'union_pattern' ? child.children : [child])) ?? [];
  return simple
    .filter(({ type }) => /^(?:string|integer|float)$/.test(type))
    .map((label) => (label.type === 'string' ? reading.term(label) : constant(Number(reading.text(label)))));
}

/** What stands before it and leads away must not do so. */
function before(reading: Reading, node: SyntaxNode, around: SyntaxNode, add: Add): number {
  let steps = 0;
  for (let index = node.index - 1; index >= 0 && steps < MOST_STEPS; index--, steps++) {
    const sibling = around.children[index];
    const taken = sibling?.type === 'if_statement' ? childOf(sibling, 'consequence') : undefined;
    if (sibling !== undefined && taken !== undefined && leadsAway(reading.source, taken))
      add(childOf(sibling, 'condition'), false);
  }
  return steps;
}

function callOf(reading: Reading, definition: SyntaxNode): SyntaxNode | undefined {
  const name =
    childOf(definition, 'name') ??
    (definition.parent?.type === 'variable_declarator' ? childOf(definition.parent, 'name') : undefined);
  const call = name === undefined ? undefined : reading.names.calls.get(reading.text(name));
  // A function that calls itself is called from elsewhere, or nowhere.
  return call === undefined || (call.start >= definition.start && call.end <= definition.end) ? undefined : call;
}
