import type { Call } from '../resolve/call.ts';
import type { Evaluator } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import { named, UNKNOWN, type Value } from '../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';

const MOST_ARGUMENTS = 20_000;

/** What a call, a `new` or a tagged template calls; of several, the first that is known. */
export function calleeOf(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const [first = UNKNOWN] = calleesOf(node, scope, evaluator);
  return first;
}

const MOST_CALLEES = 16;

/** Everything a call may call: a loop over a table of functions calls each of them. */
export function calleesOf(node: SyntaxNode, scope: Scope, evaluator: Evaluator): readonly Value[] {
  const callee = evaluator.value(childOf(node, 'function') ?? childOf(node, 'constructor'), scope);
  return callee.kind === 'choice' ? callee.items.slice(0, MOST_CALLEES) : [callee];
}

/** A call of a named thing, with `call`, `apply` and `Reflect` seen through. */
export function callWith(callee: Value & { kind: 'name' }, given: readonly Value[]): Call {
  const positional = [...(callee.bound ?? []), ...given];
  return indirect({ callee: callee.name, receiver: callee.receiver, positional, named: new Map() });
}

export function argumentsAt(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value[] {
  const list = childOf(node, 'arguments');
  if (list === undefined) return [];
  if (list.type === 'template_string') return [evaluator.value(list, scope)];
  return partsOf(list)
    .slice(0, MOST_ARGUMENTS)
    .flatMap((part) => {
      const value = evaluator.value(part, scope);
      return part.type === 'spread_element' && value.kind === 'list' ? value.items : [value];
    });
}

const MOST_LAYERS = 6;

function indirect(call: Call): Call {
  let now = call;
  for (let layer = 0; layer < MOST_LAYERS; layer++) {
    const inner = unwrapped(now);
    if (inner === undefined) return now;
    now = inner;
  }
  return now;
}

/** `f.call(self, x)`, `f.apply(self, [x])` and `Reflect.apply(f, self, [x])` are `f(x)`. */
function unwrapped(call: Call): Call | undefined {
  const { callee, positional } = call;
  const [first, second, third] = positional;
  if (callee === 'Reflect.apply') return first?.kind === 'name' ? handed(first, listOf(third)) : undefined;
  if (callee === 'Reflect.construct') return first?.kind === 'name' ? handed(first, listOf(second)) : undefined;
  // The call of `call` itself: its object is the function.
  const borrowed = /^Function\.prototype\.(call|apply)\.(call|apply)$/.exec(callee);
  if (borrowed !== null && first?.kind === 'name') {
    const rest = borrowed[2] === 'call' ? positional.slice(1) : listOf(second);
    return handed({ ...first, name: `${first.name}.${borrowed[1]}` }, rest);
  }
  const match = /^(.+)\.(call|apply)$/.exec(callee);
  if (match?.[1] === undefined || match[1] === 'Function') return undefined;
  return { ...call, callee: match[1], positional: match[2] === 'call' ? positional.slice(1) : listOf(second) };
}

function handed(callee: Value & { kind: 'name' }, positional: readonly Value[]): Call {
  return { callee: callee.name, receiver: callee.receiver, positional, named: new Map() };
}

function listOf(value: Value | undefined): readonly Value[] {
  return value?.kind === 'list' ? value.items : [UNKNOWN];
}

/** `f.bind(self, x)` is `f` with `x` given already; undefined for what binds nothing. */
export function boundBy(call: Call): Value | undefined {
  if (/^lodash\.(partial|bind)$/.test(call.callee)) {
    const [callee, ...rest] = call.positional;
    return callee?.kind === 'name'
      ? { ...callee, bound: call.callee.endsWith('bind') ? rest.slice(1) : rest }
      : undefined;
  }
  if (!call.callee.endsWith('.bind') || call.callee === 'Function.bind') return undefined;
  const name = call.callee.slice(0, -'.bind'.length);
  return { ...named(name, call.receiver), kind: 'name', name, bound: call.positional.slice(1) };
}
