import { asText, decoderOf, isWhole } from '../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import type { Visit } from './visit.ts';

/** Expressions that write a name so that a reader or a search does not find it. */
const ASSEMBLED: ReadonlySet<string> = new Set(['binary_expression', 'call_expression']);
const BORROWED = /^(call|apply|bind)$/;

/**
 * What a call's own name, or that of the module it loads, was put together from: `decoded` where a decoder made it,
 * `assembled` where pieces did. Said among the arguments of a site, as nobody writes a constant name so who means it to be read.
 */
export function hiddenName(visit: Visit): Record<string, string> | undefined {
  const { node, scope, evaluator } = visit;
  const place = nameAt(node, evaluator.source.text);
  if (place === undefined || !isPutTogether(place)) return undefined;
  const value = evaluator.value(place, scope);
  const name = asText(value);
  // Paths are put together all the time.
  if (!isWhole(name) || name === '' || /^[./~]/.test(name)) return undefined;
  return { [decoderOf(value) === undefined ? 'assembled' : 'decoded']: name.slice(0, LONGEST) };
}

const LONGEST = 200;

/** The expression that names what is called: the key of `cp[…](…)`, what `require(…)` is told. */
function nameAt(node: SyntaxNode, source: string): SyntaxNode | undefined {
  const callee = childOf(node, 'function');
  if (callee === undefined) return undefined;
  if (callee.type === 'identifier' && source.slice(callee.start, callee.end) === 'require') {
    const given = childOf(node, 'arguments');
    return given && partsOf(given)[0];
  }
  const property = childOf(callee, 'property');
  const isBorrowed = property !== undefined && BORROWED.test(source.slice(property.start, property.end));
  const named = isBorrowed ? childOf(callee, 'object') : callee;
  return named && childOf(named, 'index');
}

/** Plain strings, numbers and variables are ordinary keys; a string with escaped letters is not. */
function isPutTogether(place: SyntaxNode): boolean {
  if (place.type === 'string') return place.children.some((child) => child.type === 'escape_sequence');
  if (place.type === 'template_string') return partsOf(place).some((part) => part.type === 'template_substitution');
  return ASSEMBLED.has(place.type);
}
