import type { Evaluator } from '../resolve/evaluator.ts';
import type { Meaning, Scope } from '../resolve/scope.ts';
import { text, UNKNOWN, type Value } from '../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';
import type { Bindings } from './bindings.ts';
import { patternPart } from './members.ts';

/** Binds a name, or each name of a pattern, to an expression or its parts. */
export function bindPattern(
  bindings: Bindings,
  left: SyntaxNode | undefined,
  right: SyntaxNode | undefined,
  from: number,
  scope: Scope,
  isDeclaration: boolean,
): void {
  if (left === undefined) return;
  const bind = (name: string, means: Meaning): void => {
    if (isDeclaration) bindings.declare(name, from, means, scope);
    else bindings.assign(name, from, means, scope);
  };
  if (left.type === 'identifier') {
    const name = textOf(bindings.source, left);
    bind(name, right === undefined ? { value: name === 'undefined' ? UNKNOWN : UNDEFINED } : { expression: right });
  }
  if (right !== undefined) bindParts(bindings.source, left, (evaluator) => evaluator.value(right, scope), scope, bind);
}

const UNDEFINED: Value = { kind: 'literal', text: 'undefined' };
const MOST_NAMES = 200;

/** Every name in a pattern, with the part of the whole that it stands for. */
export function bindParts(
  source: Source,
  pattern: SyntaxNode,
  whole: (evaluator: Evaluator) => Value,
  scope: Scope,
  bind: (name: string, means: Meaning) => void,
): void {
  const rest: { pattern: SyntaxNode; whole: (evaluator: Evaluator) => Value }[] = [{ pattern, whole }];
  let count = 0;
  for (let next = rest.pop(); next !== undefined && count < MOST_NAMES; next = rest.pop()) {
    const isArray = next.pattern.type === 'array_pattern';
    if (!isArray && next.pattern.type !== 'object_pattern') continue;
    const outer = next.whole;
    partsOf(next.pattern).forEach((part, index) => {
      const { local, key, fallback } = placeOf(source, part, scope, isArray ? String(index) : undefined);
      if (local === undefined) return;
      const value = (evaluator: Evaluator): Value => {
        const found = key === undefined ? outer(evaluator) : patternPart(outer(evaluator), key(evaluator), evaluator);
        return isMissing(found) && fallback !== undefined ? evaluator.value(fallback, scope) : found;
      };
      count++;
      if (/^(identifier|shorthand_property_identifier_pattern)$/.test(local.type))
        bind(textOf(source, local), { compute: value });
      else rest.push({ pattern: local, whole: value });
    });
  }
}

function isMissing(value: Value): boolean {
  return value.kind === 'unknown' || (value.kind === 'literal' && value.text === 'undefined');
}

interface Place {
  readonly local: SyntaxNode | undefined;
  /** Undefined for what takes the rest. */
  readonly key: ((evaluator: Evaluator) => Value) | undefined;
  readonly fallback: SyntaxNode | undefined;
}

/** `a`, `a: b`, `a = 1`, `a: b = 1` and `...a` of a pattern: which part it is, where it goes, and what stands in for it. */
function placeOf(source: Source, part: SyntaxNode, scope: Scope, index: string | undefined): Place {
  if (part.type === 'rest_pattern') return { local: partsOf(part)[0], key: undefined, fallback: undefined };
  const outer = part.type.endsWith('assignment_pattern') ? part : undefined;
  const plain = outer === undefined ? part : childOf(outer, 'left');
  const key = plain && childOf(plain, 'key');
  const value = key === undefined ? plain : plain && childOf(plain, 'value');
  const inner = value?.type === 'assignment_pattern' ? value : undefined;
  const local = inner === undefined ? value : childOf(inner, 'left');
  const fallback = (outer ?? inner) && childOf(outer ?? inner ?? part, 'right');
  if (index !== undefined) return { local, key: () => text(index), fallback };
  const computed = key?.type === 'computed_property_name' ? partsOf(key)[0] : undefined;
  if (computed !== undefined) return { local, key: (evaluator) => evaluator.value(computed, scope), fallback };
  const named = key ?? local;
  const written = named === undefined ? '' : textOf(source, named).replace(/^['"]|['"]$/g, '');
  return { local, key: () => text(written), fallback };
}
