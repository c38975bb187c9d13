import { asText, decoderOf } from '../resolve/value.ts';
import { childOf } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';
import { scriptsIn } from './evaluated.ts';
import type { Visit } from './visit.ts';

const CONTENTS = /^(text|textContent|innerText|innerHTML)$/;

/** Text that is put into a script element runs; so does an event handler in markup. */
export function visitAssignment({ node, scope, evaluator, sites }: Visit): void {
  const left = childOf(node, 'left');
  const property = left?.type === 'member_expression' ? childOf(left, 'property') : undefined;
  if (left === undefined || property === undefined) return;
  const name = textOf(evaluator.source, property);
  const isContent = CONTENTS.test(name);
  if (!isContent && name !== 'src') return;
  const object = evaluator.value(childOf(left, 'object'), scope);
  const isScript = object.kind === 'result' && object.of === 'document.Element' && object.about === 'script';
  const content = evaluator.value(childOf(node, 'right'), scope);
  const written = asText(content);
  const within = scope.path();
  if (isScript && isContent) {
    const evaluates = { language: 'javascript', code: written ?? '', decoder: decoderOf(content) } as const;
    sites.add(node, { capability: 'code.eval', callee: `script.${name}`, target: written, within, evaluates });
  } else if (isScript) {
    sites.add(node, { capability: 'code.import', callee: 'script.src', target: written, within });
  } else if (name === 'innerHTML') {
    const evaluates = scriptsIn(written);
    if (evaluates !== undefined)
      sites.add(node, { capability: 'code.eval', callee: 'Element.innerHTML', target: written, within, evaluates });
  }
}
