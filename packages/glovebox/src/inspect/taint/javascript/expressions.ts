import { asText } from '../../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../../syntax/node.ts';
import { type ExpressionRule, first, nothing, together } from '../expressions.ts';
import { knownPrefix } from '../language.ts';
import { CLEAR, partNamed, type Taint, wholeOf } from '../meaning.ts';
import { type Here, read } from '../reader.ts';
import { assign, augment } from './assign.ts';
import { callOf } from './calls.ts';
import { variableOf } from './environment.ts';
import { define, defineClass } from './functions.ts';
import { objectOf } from './objects.ts';
import { assignMethod } from './prototypes.ts';
import { isOfRequest } from './requests.ts';
import { JAVASCRIPT_DATA } from './table.ts';

const NAMES: ReadonlySet<string> = new Set(['identifier', 'shorthand_property_identifier']);

/** What data an expression holds. */
export function readExpression(node: SyntaxNode | undefined, here: Here): Taint {
  if (node === undefined) return CLEAR;
  if (node.type === 'this')
    return here.own === undefined ? CLEAR : { id: 0, means: { kind: 'instance', of: here.own } };
  if (node.children.length === 0) return NAMES.has(node.type) ? nameOf(node, here) : CLEAR;
  return here.file.program.work.deeper(() => (RULES[node.type] ?? together)(node, here), CLEAR);
}

const last: ExpressionRule = (node, here) => {
  const parts = partsOf(node).map((part) => read(part, here));
  return parts.at(-1) ?? CLEAR;
};
const none: ExpressionRule = () => CLEAR;
const made: ExpressionRule = (node, here) => define(node, here);

const RULES: Readonly<Record<string, ExpressionRule>> = {
  member_expression: memberOf,
  subscript_expression: itemOf,
  call_expression: callOf,
  new_expression: callOf,
  assignment_expression: (node, here) => {
    const left = childOf(node, 'left');
    const method = left && assignMethod(left, childOf(node, 'right'), here);
    return method ?? assign(node, here);
  },
  augmented_assignment_expression: augment,
  object: objectOf,
  arrow_function: made,
  function_expression: made,
  generator_function: made,
  class: (node, here) => defineClass(node, here),
  parenthesized_expression: first,
  await_expression: first,
  as_expression: first,
  satisfies_expression: first,
  non_null_expression: first,
  type_assertion: last,
  sequence_expression: last,
  unary_expression: nothing,
  update_expression: nothing,
  type_annotation: none,
  type_arguments: none,
  regex: none,
  ternary_expression: (node, here) => {
    read(childOf(node, 'condition'), here);
    const [yes, no] = [read(childOf(node, 'consequence'), here), read(childOf(node, 'alternative'), here)];
    return { id: here.file.program.graph.union([wholeOf(yes), wholeOf(no)]), means: yes.means ?? no.means };
  },
  binary_expression: operands,
  yield_expression: (node, here) => {
    here.file.program.graph.edge(wholeOf(together(node, here)), here.routine?.result ?? 0);
    return CLEAR;
  },
};

const COMPARES = /^(==|===|!=|!==|<|>|<=|>=|in|instanceof)$/;

/** The left side may be a thousand terms deep, so it is taken apart without recursion. */
function operands(node: SyntaxNode, here: Here): Taint {
  const terms: (SyntaxNode | undefined)[] = [];
  let left: SyntaxNode | undefined = node;
  while (left?.type === 'binary_expression') {
    terms.push(childOf(left, 'right'));
    left = childOf(left, 'left');
  }
  const held = [left, ...terms].map((term) => read(term, here));
  const operator = childOf(node, 'operator')?.type ?? '';
  if (COMPARES.test(operator)) return CLEAR;
  const means = operator === '||' || operator === '??' ? held.find((one) => one.means !== undefined)?.means : undefined;
  return { id: here.file.program.graph.union(held.map(wholeOf)), means };
}

function nameOf(node: SyntaxNode, here: Here): Taint {
  return here.frame.read(here.file.text(node)) ?? outerName(node, here);
}

/** A name of a module or of the platform: it may be a place where data comes in. */
function outerName(node: SyntaxNode, here: Here): Taint {
  const { file, scope } = here;
  const name = file.publicName(node, scope);
  if (name === undefined) return CLEAR;
  const isPart = node.field === 'object' && /^(member|subscript)_expression$/.test(node.parent?.type ?? '');
  if (name === 'process.env') return isPart ? CLEAR : file.origin(node, { kind: 'environment', source: '*' }, name);
  const isCalled = node.field === 'function' || node.field === 'constructor';
  const source = isCalled || isPart ? undefined : knownPrefix(JAVASCRIPT_DATA.sources, name);
  const kind = source === undefined ? undefined : JAVASCRIPT_DATA.sources.get(source);
  return kind === undefined || source === undefined ? CLEAR : file.origin(node, { kind, source }, source);
}

function memberOf(node: SyntaxNode, here: Here): Taint {
  const object = childOf(node, 'object');
  const property = childOf(node, 'property');
  if (object === undefined || property === undefined) return CLEAR;
  return partOfObject(node, object, here.file.text(property), here);
}

function itemOf(node: SyntaxNode, here: Here): Taint {
  const object = childOf(node, 'object');
  const index = childOf(node, 'index');
  if (object === undefined) return CLEAR;
  read(index, here);
  return partOfObject(node, object, asText(here.file.evaluator.value(index, here.scope)), here);
}

const TELLS_NOTHING: ReadonlySet<string> = new Set(['length', 'status', 'statusCode', 'ok', 'size', 'byteLength']);

function partOfObject(node: SyntaxNode, object: SyntaxNode, name: string | undefined, here: Here): Taint {
  const { file, scope } = here;
  const request = name === undefined ? undefined : isOfRequest(object, name, here);
  if (request !== undefined) return file.origin(node, { kind: 'user-input', source: request }, request);
  if (file.publicName(object, scope) === 'process.env') return variableOf(node, name, here);
  if (name !== undefined && TELLS_NOTHING.has(name)) return CLEAR;
  const owner = read(object, here);
  if (owner.id === 0 && owner.means === undefined) return outerName(node, here);
  return partNamed(file.program.graph, owner, name);
}
