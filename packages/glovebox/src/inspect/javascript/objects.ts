import { choice, type Evaluator } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import { asText, type Value } from '../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';
import { returnsOf } from './returns.ts';
import { scopesOf } from './scopes.ts';

const MOST_FIELDS = 5_000;

/** The fields of an object literal. One that only spreads a module is that module. */
export function recordOf(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const fields = new Map<string, Value>();
  const parts = partsOf(node).slice(0, MOST_FIELDS);
  for (const part of parts) {
    if (part.type === 'spread_element') {
      const spread = evaluator.value(part, scope);
      if (spread.kind === 'record') for (const [name, value] of spread.fields) fields.set(name, value);
      if (spread.kind === 'name' && parts.length === 1) return spread;
      continue;
    }
    const name = nameOf(part, scope, evaluator);
    if (name !== undefined) fields.set(name, fieldValue(part, scope, evaluator));
  }
  return { kind: 'record', fields };
}

function nameOf(part: SyntaxNode, scope: Scope, evaluator: Evaluator): string | undefined {
  const key = part.type === 'shorthand_property_identifier' ? part : (childOf(part, 'key') ?? childOf(part, 'name'));
  if (key === undefined) return undefined;
  if (key.type === 'string') return asText(evaluator.value(key, scope));
  if (key.type === 'computed_property_name') return asText(evaluator.value(partsOf(key)[0], scope));
  return textOf(evaluator.source, key);
}

function fieldValue(part: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  if (part.type === 'shorthand_property_identifier') return evaluator.value(part, scope);
  if (part.type !== 'method_definition') return evaluator.value(childOf(part, 'value'), scope);
  const own = scopesOf(evaluator.source).get(part);
  if (own === undefined) return { kind: 'unknown' };
  if (part.children.some((child) => child.type === 'get'))
    return choice(returnsOf(part).map((returned) => evaluator.value(returned, own)));
  return { kind: 'function', node: part, scope: own };
}
