import type { Evaluator } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import { named, UNKNOWN, type Value } from '../resolve/value.ts';
import { childOf, type SyntaxNode } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';

const MOST_CLIMBED = 100;
/** What a script reaches through `this` outside of any object; other members are its own. */
const GLOBALS =
  /^(eval|Function|process|require|global|globalThis|setTimeout|setInterval|fetch|atob|btoa|Buffer|WebSocket|XMLHttpRequest|String|Array|constructor|Reflect|Object|JSON|WebAssembly|importScripts|document|navigator)$/;

/** What `this` is: the object or class around it, or the global object for the members that only that has. */
export function thisOf(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const owner = scope.classScope();
  if (owner?.maker !== undefined) return { kind: 'function', node: owner.maker, scope: owner };
  const object = objectAround(node);
  if (object !== undefined) return evaluator.value(object, scope);
  return GLOBALS.test(memberName(node, scope, evaluator) ?? '') ? named('globalThis') : UNKNOWN;
}

/** The object literal whose method this is. */
function objectAround(node: SyntaxNode): SyntaxNode | undefined {
  let at: SyntaxNode | undefined = node;
  for (let climbed = 0; at !== undefined && climbed < MOST_CLIMBED; climbed++, at = at.parent) {
    if (at.type === 'method_definition') return at.parent?.type === 'object' ? at.parent : undefined;
    if (at.type !== 'function_expression' && at.type !== 'function_declaration') continue;
    return at.parent?.type === 'pair' ? at.parent.parent : undefined;
  }
  return undefined;
}

function memberName(node: SyntaxNode, scope: Scope, evaluator: Evaluator): string | undefined {
  const parent = node.parent;
  if (parent === undefined) return undefined;
  const property = childOf(parent, 'property');
  if (property !== undefined) return textOf(evaluator.source, property);
  const index = childOf(parent, 'index');
  const key = index === undefined ? undefined : evaluator.value(index, scope);
  return key?.kind === 'text' ? key.text : undefined;
}
