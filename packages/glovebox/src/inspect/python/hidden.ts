import type { Evaluator } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import { asText, decoderOf, isWhole } from '../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';

/**
 * What the name of a called thing, or of the module it is taken from, was put together from: `decoded` where a decoder made
 * it, `assembled` where pieces did. Said among the arguments of a site, as nobody writes a constant name so who means it to
 * be read.
 */
export function hiddenName(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Record<string, string> | undefined {
  let place = childOf(node, 'function');
  for (let depth = 0; place !== undefined && depth < DEEPEST; depth += 1) {
    const name = nameIn(place, evaluator);
    if (name !== undefined && isPutTogether(name)) {
      const value = evaluator.value(name, scope);
      const text = asText(value);
      if (isWhole(text) && /^[\w.]+$/.test(text))
        return { [decoderOf(value) === undefined ? 'assembled' : 'decoded']: text.slice(0, LONGEST) };
    }
    place =
      childOf(place, 'object') ??
      (place.type === 'call' ? partsOf(childOf(place, 'arguments') ?? place)[0] : undefined);
  }
  return undefined;
}

const DEEPEST = 4;
const LONGEST = 200;
/** Expressions that write a name so that a reader or a search does not find it. */
const ASSEMBLED: ReadonlySet<string> = new Set(['binary_operator', 'call', 'subscript', 'concatenated_string']);

/** The expression that names a thing: what `getattr` and `__import__` are told, the key of `globals()[…]`. */
function nameIn(place: SyntaxNode, evaluator: Evaluator): SyntaxNode | undefined {
  if (place.type === 'subscript') return childOf(place, 'subscript');
  const callee = place.type === 'call' ? childOf(place, 'function') : undefined;
  if (callee === undefined) return undefined;
  const written = textOf(evaluator.source, callee).slice(-60);
  const given = partsOf(childOf(place, 'arguments') ?? place);
  if (/^getattr$|__getattribute__$/.test(written)) return given[written === 'getattr' ? 1 : 0];
  return /(^|\.)(__import__|import_module)$/.test(written) ? given[0] : undefined;
}

/** Plain strings, numbers and variables are ordinary names; one with escaped letters is not. */
function isPutTogether(place: SyntaxNode): boolean {
  if (place.type === 'string') return hasEscapes(place);
  return ASSEMBLED.has(place.type);
}

function hasEscapes(place: SyntaxNode): boolean {
  return place.children.some((child) => child.children.some(({ type }) => type === 'escape_sequence'));
}
