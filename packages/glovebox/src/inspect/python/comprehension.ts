import type { Evaluator } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import { UNKNOWN, type Value } from '../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { bindPattern } from './execute.ts';
import { alternatives, elementsOf, holds, keyOf, list } from './sequences.ts';

const MOST_ITEMS = 20_000;

/** What a comprehension builds, in order; undefined where a loop or a condition is not known. */
function built(
  node: SyntaxNode,
  scope: Scope,
  evaluator: Evaluator,
  build: (body: SyntaxNode) => void,
): true | undefined {
  const body = childOf(node, 'body');
  const clauses = node.children.filter((child) => child.type === 'for_in_clause' || child.type === 'if_clause');
  if (body === undefined) return undefined;
  const names = new Map<string, Value>();
  let items = 0;
  const go = (at: number): true | undefined => {
    const clause = clauses[at];
    if (clause === undefined) {
      build(body);
      return ++items <= MOST_ITEMS || undefined;
    }
    if (clause.type === 'if_clause') {
      const isKept = holds(evaluator.value(partsOf(clause)[0], scope));
      if (isKept === undefined) return undefined;
      return isKept ? go(at + 1) : true;
    }
    const elements = elementsOf(evaluator.value(childOf(clause, 'right'), scope));
    if (elements === undefined) return undefined;
    for (const element of elements) {
      bindPattern(childOf(clause, 'left'), element, names, evaluator.source);
      if (go(at + 1) === undefined) return undefined;
    }
    return true;
  };
  return evaluator.follow({ place: node, names }, () => go(0));
}

/** A list, set or generator. Where it is not known what it goes through, it is a list of what one item may be. */
export function comprehended(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const items: Value[] = [];
  const isBuilt = built(node, scope, evaluator, (body) => items.push(evaluator.value(body, scope)));
  if (isBuilt === true) return list(items);
  const one = evaluator.value(childOf(node, 'body'), scope);
  return one.kind === 'unknown' ? UNKNOWN : list(alternatives(one));
}

export function comprehendedRecord(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const fields = new Map<string, Value>();
  const isBuilt = built(node, scope, evaluator, (body) => {
    const key = keyOf(evaluator.value(childOf(body, 'key'), scope));
    if (key !== undefined) fields.set(key, evaluator.value(childOf(body, 'value'), scope));
  });
  return isBuilt === true ? { kind: 'record', fields } : UNKNOWN;
}
