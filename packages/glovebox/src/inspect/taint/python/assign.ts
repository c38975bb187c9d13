import { asText } from '../../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../../syntax/node.ts';
import { setPart, type Taint, wholeOf } from '../meaning.ts';
import { type Here, read } from '../reader.ts';

/** Gives a value to what stands on the left of `=`, after `as` or after `for`. */
export function bind(left: SyntaxNode | undefined, value: Taint, here: Here): void {
  if (left === undefined) return;
  switch (left.type) {
    case 'identifier':
      bindName(left, value, here);
      return;
    case 'attribute':
    case 'subscript':
      bindPart(left, value, here);
      return;
    default:
      here.file.program.work.deeper(() => {
        for (const part of partsOf(left)) bind(part, { id: wholeOf(value) }, here);
      }, undefined);
  }
}

function bindName(left: SyntaxNode, value: Taint, here: Here): void {
  const name = here.file.text(left);
  const step = here.file.step(left, `assigned to ${name}`);
  if (here.outer.has(name)) here.frame.assignOuter(name, value, step);
  else here.frame.assign(name, value, step);
}

/** `x.a = v`, `x["a"] = v`: where the thing is not known by its parts, all of it holds the value. */
function bindPart(left: SyntaxNode, value: Taint, here: Here): void {
  const { file, frame, scope } = here;
  const { graph } = file.program;
  const object = childOf(left, 'object') ?? childOf(left, 'value');
  const owner = read(object, here);
  const key =
    left.type === 'attribute'
      ? file.text(childOf(left, 'attribute') ?? left)
      : asText(file.evaluator.value(childOf(left, 'subscript'), scope));
  const from = wholeOf(value);
  const kept: Taint =
    from === 0
      ? value
      : { id: graph.union([from], file.step(left, `assigned to ${file.text(left).slice(0, 60)}`)), means: value.means };
  if (setPart(graph, owner, key, kept)) return;
  const root = rootOf(left);
  if (root !== undefined) frame.add(file.text(root), wholeOf(kept));
}

const DEEPEST_CHAIN = 30;

export function rootOf(node: SyntaxNode): SyntaxNode | undefined {
  let at: SyntaxNode | undefined = node;
  for (let depth = 0; at !== undefined && depth < DEEPEST_CHAIN && at.type !== 'identifier'; depth++)
    at = childOf(at, 'object') ?? childOf(at, 'value') ?? childOf(at, 'function');
  return at;
}
