import { asText } from '../../resolve/value.ts';
import { childOf, childOfType, partsOf, type SyntaxNode } from '../../syntax/node.ts';
import type { Argument } from '../call.ts';
import { putInto, rootOf, startsWithCall } from '../chain.ts';
import { CLEAR, partNamed, type Taint } from '../meaning.ts';
import { type Here, read } from '../reader.ts';
import { bind } from './assign.ts';
import { isOfRequest } from './requests.ts';
import { JAVASCRIPT_DATA } from './table.ts';

export function callOf(node: SyntaxNode, here: Here): Taint {
  const { file, scope } = here;
  const called = childOf(node, 'function') ?? childOf(node, 'constructor');
  if (called === undefined) return CLEAR;
  const local = required(called, node, here);
  if (local !== undefined) return local;
  const object = childOf(called, 'object');
  const property = childOf(called, 'property');
  const index = childOf(called, 'index');
  const method = property === undefined ? asText(index && file.evaluator.value(index, scope)) : file.text(property);
  const request = object === undefined || method === undefined ? undefined : isOfRequest(object, method, here);
  const receiver = object === undefined ? undefined : read(object, here);
  const callee =
    receiver === undefined
      ? calleeOf(called, here)
      : partNamed(file.program.graph, { id: 0, means: receiver.means }, method);
  const given = argumentsOf(childOf(node, 'arguments'), here);
  if (request !== undefined) return file.origin(node, { kind: 'user-input', source: request }, request);
  const indirect = receiver?.means?.kind === 'routine' && (method === 'call' || method === 'apply');
  const result = file.program.calls.of({
    file: file.source.file,
    node,
    callee: indirect ? receiver : calledAs(node, callee),
    name: file.publicName(called, scope),
    method: method ?? file.text(called).slice(0, 80),
    receiver,
    given: indirect ? spreadAfterThis(given, method) : given,
    isInnermost: !startsWithCall(called),
  });
  keep(object, receiver, method, given, here);
  return promised(node, called, given, here) ?? known(callee, result, here);
}

/** A function that makes objects is an ordinary one where it is called without `new`. */
function calledAs(node: SyntaxNode, callee: Taint): Taint {
  if (callee.means?.kind === 'handle') return CLEAR;
  const isMaking = callee.means?.kind === 'class' && node.type === 'new_expression';
  const maker = callee.means?.kind === 'class' && !isMaking ? callee.means.of.method('constructor') : undefined;
  return maker === undefined ? callee : { id: 0, means: maker };
}

function known(callee: Taint, result: Taint, here: Here): Taint {
  const made = callee.means?.kind === 'routine' ? here.file.program.returns.get(callee.means.routine) : undefined;
  return made === undefined ? result : { id: result.id, means: made };
}

/** `f.call(self, x)`, `f.apply(self, list)`. */
function spreadAfterThis(given: readonly Argument[], method: string | undefined): readonly Argument[] {
  const rest = given.slice(1);
  return method === 'apply' ? rest.map((one) => ({ ...one, isSpread: true })) : rest;
}

function calleeOf(called: SyntaxNode, here: Here): Taint {
  if (called.type !== 'super') return read(called, here);
  const base = here.own?.base;
  return base === undefined ? CLEAR : { id: 0, means: { kind: 'class', of: base } };
}

/** `require("./x")`, `import("./x")` of a file of the sample. */
function required(called: SyntaxNode, node: SyntaxNode, here: Here): Taint | undefined {
  if (called.type !== 'import' && !(called.type === 'identifier' && here.file.text(called) === 'require'))
    return undefined;
  const list = childOf(node, 'arguments');
  const target = asText(here.file.evaluator.value(list && partsOf(list)[0], here.scope));
  return target?.startsWith('.') ? here.file.program.imported(here.file.source.file, target) : undefined;
}

/** A promise holds what its own function hands to the first function it is given. */
function promised(node: SyntaxNode, called: SyntaxNode, given: readonly Argument[], here: Here): Taint | undefined {
  const means = given[0]?.taint.means;
  if (node.type !== 'new_expression' || here.file.text(called) !== 'Promise' || means?.kind !== 'routine')
    return undefined;
  const resolve = means.routine.parameters[0];
  if (resolve === undefined) return undefined;
  const { calls, graph } = here.file.program;
  const held = graph.shared();
  calls.parameter(resolve.node).into.push(held);
  return { id: held };
}

function argumentsOf(list: SyntaxNode | undefined, here: Here): Argument[] {
  if (list === undefined) return [];
  if (list.type === 'template_string') return [{ taint: read(list, here) }];
  return partsOf(list).map((part) => ({
    taint: read(part.type === 'spread_element' ? (childOfType(part, 'identifier') ?? partsOf(part)[0]) : part, here),
    isSpread: part.type === 'spread_element',
  }));
}

/** `list.push(x)` puts `x` into the variable. */
function keep(
  object: SyntaxNode | undefined,
  receiver: Taint | undefined,
  method: string | undefined,
  given: readonly Argument[],
  here: Here,
): void {
  if (object === undefined || method === undefined || !JAVASCRIPT_DATA.filling.has(method)) return;
  const from = putInto(receiver, given, here);
  if (from === 0) return;
  const root = rootOf(object);
  if (object.type === 'member_expression') bind(object, { id: from }, here, { isDeclared: false, from: undefined });
  else if (root !== undefined) here.frame.add(here.file.text(root), from);
}
