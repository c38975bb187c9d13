import type { Call } from '../resolve/call.ts';
import type { Evaluator } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import { asNumber } from '../resolve/value.ts';
import { childOf, type SyntaxNode } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';

/** A text or list repeated more often than this is meant to fill memory, in bytes or items. */
const LARGE = 2 ** 28;

/** What a repetition fills memory with; undefined for an ordinary one. */
export function exhaustionOf(node: SyntaxNode, scope: Scope, evaluator: Evaluator): string | undefined {
  if (childOf(node, 'operator')?.type !== '*') return undefined;
  const [left, right] = [childOf(node, 'left'), childOf(node, 'right')];
  const [content, count] = CONTENTS.has(left?.type ?? '') ? [left, right] : [right, left];
  if (content === undefined || !CONTENTS.has(content.type)) return undefined;
  const size = asNumber(evaluator.value(count, scope));
  return size !== undefined && size >= LARGE ? `${size} repetitions` : undefined;
}

/** Bytes that are asked for again and again: a few of these fill a machine. */
const LARGE_BLOCK = 2 ** 23;

/** How much a call asks for at once, where that is more than a program needs. */
export function largeAllocation(call: Call): string | undefined {
  const size = allocated(call);
  return size !== undefined && size >= LARGE ? `${size} bytes` : undefined;
}

/** Whether a call asks for a large block in a loop. It says nothing by itself: a buffer may be made anew for each file. */
export function asksForBlocks(call: Call, node: SyntaxNode): boolean {
  const size = allocated(call);
  return size !== undefined && size >= LARGE_BLOCK && isRepeated(node);
}

function allocated(call: Call): number | undefined {
  return call.callee === 'bytearray' || call.callee === 'bytes' ? asNumber(call.positional[0]) : undefined;
}

function isRepeated(node: SyntaxNode): boolean {
  let place: SyntaxNode | undefined = node;
  for (let steps = 0; place !== undefined && steps < FARTHEST; steps++, place = place.parent) {
    if (place.type === 'function_definition') return false;
    if (/^(for|while)_statement$|_comprehension$/.test(place.type)) return true;
  }
  return false;
}

const CONTENTS: ReadonlySet<string> = new Set(['string', 'list', 'tuple']);
const FARTHEST = 30;
const MOST_CALLS = 20;

/** Whether a fork is all that an endless loop does. A server that forks for each connection does more. */
export function multipliesForever(node: SyntaxNode, scope: Scope, evaluator: Evaluator): boolean {
  let place: SyntaxNode | undefined = node;
  for (let steps = 0; place !== undefined && steps < FARTHEST; steps++, place = place.parent) {
    if (place.type === 'function_definition') return false;
    if (place.type === 'while_statement') break;
  }
  if (place?.type !== 'while_statement') return false;
  const condition = childOf(place, 'condition');
  if (condition === undefined || !/^\(?(True|1|not False)\)?$/.test(textOf(evaluator.source, condition))) return false;
  const calls = callsIn(childOf(place, 'body'));
  return (
    calls.length < MOST_CALLS &&
    calls.every((call) => {
      const callee = evaluator.value(childOf(call, 'function'), scope);
      return (
        callee.kind === 'name' && /^(os\.fork|print|os\.getpid|getattr|globals|vars|__import__)$/.test(callee.name)
      );
    })
  );
}

function callsIn(root: SyntaxNode | undefined): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const rest = root === undefined ? [] : [root];
  for (let node = rest.pop(); node !== undefined && found.length < MOST_CALLS; node = rest.pop()) {
    if (node.type === 'call') found.push(node);
    rest.push(...node.children);
  }
  return found;
}
