import { childOf, type SyntaxNode } from '../syntax/node.ts';
import type { Argument } from './call.ts';
import { setPart, type Taint, wholeOf } from './meaning.ts';
import type { Here } from './reader.ts';

const DEEPEST = 30;

/** The name that a chain of members, items and calls begins with: `a` of `a.b[c]().d`. */
export function rootOf(node: SyntaxNode): SyntaxNode | undefined {
  let at: SyntaxNode | undefined = node;
  for (let depth = 0; at !== undefined && depth < DEEPEST && at.type !== 'identifier'; depth++)
    at = childOf(at, 'object') ?? childOf(at, 'value') ?? childOf(at, 'function');
  return at?.type === 'identifier' ? at : undefined;
}

/** Whether something is called further inside at the same place: `open(p)` in `open(p).read()`. */
export function startsWithCall(node: SyntaxNode): boolean {
  let at: SyntaxNode | undefined = node;
  for (let depth = 0; at !== undefined && depth < DEEPEST; depth++) {
    if (at.type === 'call' || at.type === 'call_expression') return true;
    at = childOf(at, 'object') ?? childOf(at, 'value');
  }
  return false;
}

/** `x.a = v`, `x["a"] = v`: where the thing is not known by its parts, all of it holds the value. */
export function assignPart(left: SyntaxNode, owner: Taint, key: string | undefined, value: Taint, here: Here): void {
  const { file, frame } = here;
  const { graph } = file.program;
  const from = wholeOf(value);
  const step = file.step(left, `assigned to ${file.text(left).slice(0, 60)}`);
  const kept: Taint = from === 0 ? value : { id: graph.union([from], step), means: value.means };
  if (setPart(graph, owner, key, kept)) return;
  const root = rootOf(left);
  if (root !== undefined) frame.add(file.text(root), wholeOf(kept));
}

/** What a method that fills a thing puts into it: `x` of `list.append(x)`; 0 for nothing, and for a thing that keeps its own parts. */
export function putInto(receiver: Taint | undefined, given: readonly Argument[], here: Here): number {
  if (receiver?.means !== undefined && receiver.means.kind !== 'record' && receiver.means.kind !== 'handle') return 0;
  return here.file.program.graph.union(given.map(({ taint }) => wholeOf(taint)));
}
