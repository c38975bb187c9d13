import type { Evaluator } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import { asNumber, asText, isWhole, named, text, UNKNOWN, type Value } from '../resolve/value.ts';
import { childOf, type SyntaxNode } from '../syntax/node.ts';
import { canonical } from './canonical.ts';
import { isKnown } from './known.ts';
import { member, type Place } from './members.ts';
import { ANY_CLASS, anyOf, element, slice } from './sequences.ts';

/** `x[key]`: names reached through tables of names are followed. */
export function itemAt(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const value = evaluator.value(childOf(node, 'value'), scope);
  if (value.kind === 'unknown') return value;
  const index = childOf(node, 'subscript');
  if (index?.type === 'slice') return sliced(value, index, scope, evaluator);
  return itemOf(value, evaluator.value(index, scope), { evaluator, scope, at: node.start });
}

/** What a value holds under a key. */
export function itemOf(value: Value, key: Value, place: Place): Value {
  if (value.kind === 'choice') return anyOf(value.items.slice(0, 16).map((item) => itemOf(item, key, place)));
  if (value.kind === 'result' && value.of.endsWith('__subclasses__')) return { kind: 'result', of: ANY_CLASS };
  if (value.kind !== 'name') return element(value, key);
  const name = asText(key);
  if (name === undefined || !isWhole(name)) return value.name.endsWith('.__mro__') ? named('object') : UNKNOWN;
  return itemOfTable(value.name, name, place);
}

function itemOfTable(table: string, key: string, place: Place): Value {
  if (table === 'sys.modules') return key === '__main__' ? named('__main__') : named(canonical(key));
  if (table === 'os.environ') return key === 'HOME' ? text('~') : UNKNOWN;
  if (table === 'builtins') return named(canonical(key));
  if (/\.__(mro|bases)__$/.test(table)) return named('object');
  if (table.endsWith('.__globals__')) return named(nameInGlobals(key));
  if (!table.endsWith('.__dict__')) return UNKNOWN;
  return member(named(table.slice(0, -'.__dict__'.length)), key, place);
}

/** The names around a library's function are those of its module: mostly the one everybody is after. */
function nameInGlobals(key: string): string {
  const full = canonical(key);
  if (isKnown(full) || full === 'builtins') return full;
  return isKnown(`os.${key}`) ? `os.${key}` : full;
}

/** Undefined where a bound is given and not known. */
function sliced(value: Value, node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const bounds: (number | undefined)[] = [undefined, undefined, undefined];
  let position = 0;
  for (const part of node.children) {
    if (part.type === ':') position++;
    else if (part.isNamed && part.type !== 'comment') {
      const given = evaluator.value(part, scope);
      bounds[position] = asNumber(given);
      if (bounds[position] === undefined && asText(given) !== 'None') return UNKNOWN;
    }
  }
  return slice(value, bounds[0], bounds[1], bounds[2] ?? 1);
}
