import { asText } from '../../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../../syntax/node.ts';
import { assignPart } from '../chain.ts';
import { type Taint, wholeOf } from '../meaning.ts';
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

function bindPart(left: SyntaxNode, value: Taint, here: Here): void {
  const { file, scope } = here;
  const owner = read(childOf(left, 'object') ?? childOf(left, 'value'), here);
  const key =
    left.type === 'attribute'
      ? file.text(childOf(left, 'attribute') ?? left)
      : asText(file.evaluator.value(childOf(left, 'subscript'), scope));
  assignPart(left, owner, key, value, here);
}
