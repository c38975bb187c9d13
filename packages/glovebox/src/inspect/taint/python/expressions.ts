import { asText } from '../../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../../syntax/node.ts';
import type { Argument } from '../call.ts';
import { putInto, rootOf, startsWithCall } from '../chain.ts';
import { type ExpressionRule, first, nothing, together } from '../expressions.ts';
import { knownPrefix } from '../language.ts';
import { CLEAR, partNamed, recordOf, type Taint, wholeOf } from '../meaning.ts';
import { type Here, read } from '../reader.ts';
import { environmentOrigin } from '../sites.ts';
import { bind } from './assign.ts';
import { lambda } from './functions.ts';
import { isOfRequest } from './requests.ts';
import { PYTHON_DATA } from './table.ts';

/** What data an expression holds. */
export function readExpression(node: SyntaxNode | undefined, here: Here): Taint {
  if (node === undefined || node.children.length === 0) return node?.type === 'identifier' ? nameOf(node, here) : CLEAR;
  return here.file.program.work.deeper(() => (RULES[node.type] ?? together)(node, here), CLEAR);
}

const RULES: Readonly<Record<string, ExpressionRule>> = {
  attribute: attributeOf,
  subscript: itemOf,
  call: callOf,
  string: together,
  interpolation: (node, here) => read(childOf(node, 'expression') ?? partsOf(node)[0], here),
  parenthesized_expression: first,
  await: first,
  comparison_operator: nothing,
  not_operator: nothing,
  keyword_argument: (node, here) => read(childOf(node, 'value'), here),
  named_expression: (node, here) => {
    const value = read(childOf(node, 'value'), here);
    bind(childOf(node, 'name'), value, here);
    return value;
  },
  conditional_expression: (node, here) => {
    const [yes, condition, no] = partsOf(node);
    read(condition, here);
    const { graph } = here.file.program;
    const [one, other] = [read(yes, here), read(no, here)];
    return { id: graph.union([wholeOf(one), wholeOf(other)]), means: one.means ?? other.means };
  },
  boolean_operator: operands,
  binary_operator: operands,
  dictionary: dictionaryOf,
  lambda,
  list_comprehension: comprehension,
  set_comprehension: comprehension,
  generator_expression: comprehension,
  dictionary_comprehension: comprehension,
  yield: (node, here) => {
    const value = together(node, here);
    here.file.program.graph.edge(wholeOf(value), here.routine?.result ?? 0);
    return CLEAR;
  },
  type: () => CLEAR,
};

/** The left side may be a thousand terms deep, so it is taken apart without recursion. */
function operands(node: SyntaxNode, here: Here): Taint {
  const terms: SyntaxNode[] = [];
  let left: SyntaxNode | undefined = node;
  while (left?.type === node.type) {
    const right = childOf(left, 'right');
    if (right !== undefined) terms.push(right);
    left = childOf(left, 'left');
  }
  const read_ = [left, ...terms].map((term) => read(term, here));
  const means = node.type === 'boolean_operator' ? read_.find((term) => term.means !== undefined)?.means : undefined;
  return { id: here.file.program.graph.union(read_.map(wholeOf)), means };
}

function nameOf(node: SyntaxNode, here: Here): Taint {
  return here.frame.read(here.file.text(node)) ?? outerName(node, here);
}

/** A name of an imported module or of the language: it may be a place where data comes in. */
function outerName(node: SyntaxNode, here: Here): Taint {
  const { file, scope } = here;
  const name = file.publicName(node, scope);
  if (name === undefined) return CLEAR;
  if (name === 'os.environ' || name === 'os.environb') {
    const isPart = /^(attribute|subscript)$/.test(node.parent?.type ?? '') && node.field !== 'subscript';
    return isPart ? CLEAR : file.origin(node, { kind: 'environment', source: '*' }, name);
  }
  const source = isCalled(node) ? undefined : knownPrefix(PYTHON_DATA.sources, name);
  const kind = source === undefined ? undefined : PYTHON_DATA.sources.get(source);
  return kind === undefined || source === undefined ? CLEAR : file.origin(node, { kind, source }, source);
}

function isCalled(node: SyntaxNode): boolean {
  return node.field === 'function' && node.parent?.type === 'call';
}

function attributeOf(node: SyntaxNode, here: Here): Taint {
  const attribute = childOf(node, 'attribute');
  const object = childOf(node, 'object');
  if (attribute === undefined || object === undefined) return CLEAR;
  const name = here.file.text(attribute);
  const request = isOfRequest(object, name, here);
  if (request !== undefined) return here.file.origin(node, { kind: 'user-input', source: request }, request);
  const owner = read(object, here);
  if (owner.id === 0 && owner.means === undefined) return outerName(node, here);
  return partNamed(here.file.program.graph, owner, name);
}

function itemOf(node: SyntaxNode, here: Here): Taint {
  const { file, scope } = here;
  const value = childOf(node, 'value');
  const index = childOf(node, 'subscript');
  if (file.publicName(value, scope) === 'os.environ') {
    const origin = environmentOrigin(asText(file.evaluator.value(index, scope)));
    return file.origin(node, origin, `os.environ[${origin.source}]`);
  }
  const whole = read(value, here);
  read(index, here);
  const key = index?.type === 'slice' ? undefined : asText(file.evaluator.value(index, scope));
  return partNamed(file.program.graph, whole, key);
}

function callOf(node: SyntaxNode, here: Here): Taint {
  const { file, scope } = here;
  const called = childOf(node, 'function');
  if (called === undefined) return CLEAR;
  const isMethod = called.type === 'attribute';
  const method = isMethod ? childOf(called, 'attribute') : called;
  const name = method === undefined ? undefined : file.text(method);
  if (name === 'super' && !isMethod && here.own?.base !== undefined)
    return { id: 0, means: { kind: 'instance', of: here.own.base } };
  const object = isMethod ? childOf(called, 'object') : undefined;
  const request = object === undefined || name === undefined ? undefined : isOfRequest(object, name, here);
  const receiver = object === undefined ? undefined : read(object, here);
  const callee =
    receiver === undefined ? read(called, here) : partNamed(file.program.graph, { id: 0, means: receiver.means }, name);
  const given = argumentsOf(childOf(node, 'arguments'), here);
  const result = file.program.calls.of({
    file: file.source.file,
    node,
    callee: callee.means?.kind === 'handle' ? CLEAR : callee,
    name: file.publicName(called, scope),
    method: name,
    receiver,
    given,
    isInnermost: !startsWithCall(called),
  });
  keep(object, receiver, name, given, here);
  const made = callee.means?.kind === 'routine' ? file.program.returns.get(callee.means.routine) : undefined;
  if (request !== undefined) return file.origin(node, { kind: 'user-input', source: request }, request);
  return made === undefined ? result : { id: result.id, means: made };
}

function argumentsOf(list: SyntaxNode | undefined, here: Here): Argument[] {
  if (list === undefined) return [];
  if (list.type === 'generator_expression') return [{ taint: read(list, here) }];
  return partsOf(list).map((part): Argument => {
    if (part.type === 'keyword_argument') {
      const name = childOf(part, 'name');
      return { taint: read(childOf(part, 'value'), here), name: name && here.file.text(name) };
    }
    const isSpread = part.type === 'list_splat' || part.type === 'dictionary_splat';
    return { taint: read(part, here), isSpread };
  });
}

/** `list.append(x)` puts `x` into the variable. */
function keep(
  object: SyntaxNode | undefined,
  receiver: Taint | undefined,
  method: string | undefined,
  given: readonly Argument[],
  here: Here,
): void {
  if (object === undefined || method === undefined || !PYTHON_DATA.filling.has(method)) return;
  const from = putInto(receiver, given, here);
  if (from === 0) return;
  if (object.type === 'attribute') {
    bind(object, { id: from }, here);
    return;
  }
  const root = rootOf(object);
  if (root !== undefined) here.frame.add(here.file.text(root), from);
}

function dictionaryOf(node: SyntaxNode, here: Here): Taint {
  const fields = new Map<string, Taint>();
  const rest: number[] = [];
  for (const part of partsOf(node)) {
    if (part.type !== 'pair') {
      rest.push(wholeOf(read(part, here)));
      continue;
    }
    const value = read(childOf(part, 'value'), here);
    const key = asText(here.file.evaluator.value(childOf(part, 'key'), here.scope));
    rest.push(wholeOf(read(childOf(part, 'key'), here)));
    if (key === undefined) rest.push(wholeOf(value));
    else fields.set(key, value);
  }
  return recordOf(here.file.program.graph, fields, rest);
}

/** The loops are read before the body that stands in front of them. */
function comprehension(node: SyntaxNode, here: Here): Taint {
  const body = childOf(node, 'body');
  const clauses = partsOf(node).filter((part) => part !== body);
  let taint: Taint = CLEAR;
  here.frame.branch(
    [
      () => {
        for (const clause of clauses) {
          if (clause.type === 'for_in_clause') bind(childOf(clause, 'left'), elementOf(clause, here), here);
          else nothing(clause, here);
        }
        taint =
          body === undefined ? CLEAR : { id: wholeOf(body.type === 'pair' ? together(body, here) : read(body, here)) };
      },
    ],
    false,
  );
  return taint;
}

/** What a loop over something gives. */
export function elementOf(loop: SyntaxNode, here: Here): Taint {
  return { id: wholeOf(read(childOf(loop, 'right'), here)) };
}
