import type { Evaluator } from '../resolve/evaluator.ts';
import { choice, partOf } from '../resolve/evaluator.ts';
import { asText, literal, named, text, UNKNOWN, type Value } from '../resolve/value.ts';
import { canonical } from './canonical.ts';

/** What a literal's methods belong to. */
function typeOf(content: string): string {
  return content === 'true' || content === 'false' ? 'Boolean' : 'Number';
}

const MAP_METHODS: ReadonlySet<string> = new Set(['get', 'set', 'has']);
const MOST_CHOICES = 64;

/** What `value.name` is. */
export function member(value: Value, name: string, evaluator: Evaluator): Value {
  switch (value.kind) {
    case 'name':
      return named(canonical(`${value.name}.${name}`), value.receiver);
    case 'result':
      return ofResult(value, name);
    case 'record':
      return (
        value.fields.get(name) ?? (MAP_METHODS.has(name) ? named(`Map.${name}`, value) : ofUnknown(name, 'Object'))
      );
    case 'bytes':
      return name === 'length' ? literal(String(value.bytes.length)) : bytesMember(value, name);
    case 'text':
      if (name === 'length' && !value.text.includes('{…}')) return literal(String(value.text.length));
      return name === 'constructor' ? named('String') : named(`String.${name}`, value);
    case 'choice':
      if (value.items.some((one) => one.kind !== 'text' && one.kind !== 'literal'))
        return choice(value.items.slice(0, MOST_CHOICES).map((one) => member(one, name, evaluator)));
      return name === 'constructor' ? named('String') : named(`String.${name}`, value);
    case 'literal':
      if (value.text === 'undefined' || value.text === 'null') return UNKNOWN;
      return name === 'constructor' ? named(typeOf(value.text)) : named(`${typeOf(value.text)}.${name}`, value);
    case 'list':
      if (name === 'length') return literal(String(value.items.length));
      return name === 'constructor' ? named('Array') : named(`Array.${name}`, value);
    case 'function':
      return ofFunction(value, name, evaluator);
    default:
      return ofUnknown(name, 'constructor');
  }
}

function ofResult(value: Value & { kind: 'result' }, name: string): Value {
  // The code of a script that is handed about as an object.
  if (name === 'constructor') return value.of.endsWith('.prototype') ? named('Function') : named('constructor');
  return named(canonical(`${value.of}.${name}`), value);
}

function ofUnknown(name: string, maker: string): Value {
  return name === 'constructor' ? named(maker) : UNKNOWN;
}

function bytesMember(value: Value & { kind: 'bytes' }, name: string): Value {
  return named(`${name === 'toString' ? 'Buffer' : 'Array'}.${name}`, value);
}

/** Static members, fields and methods of a class; what every function has. */
function ofFunction(value: Value & { kind: 'function' }, name: string, evaluator: Evaluator): Value {
  if (value.scope.kind === 'class') {
    const field = value.scope.field(name);
    if (field !== undefined) return evaluator.binding(field);
    return UNKNOWN;
  }
  if (name === 'constructor') return named('Function');
  return /^(call|apply|bind|toString)$/.test(name) ? named(`Function.${name}`, value) : UNKNOWN;
}

/** What `value[key]` is, where the key may be one of several or not be known at all. */
export function item(value: Value, key: Value, evaluator: Evaluator): Value {
  if (key.kind === 'choice') return choice(key.items.slice(0, MOST_CHOICES).map((one) => item(value, one, evaluator)));
  if (value.kind === 'choice' && value.items.some((one) => one.kind !== 'text'))
    return choice(value.items.slice(0, MOST_CHOICES).map((one) => item(one, key, evaluator)));
  // A list of one is its item where a text is wanted.
  if (key.kind === 'list' && key.items.length === 1) return item(value, key.items[0] ?? UNKNOWN, evaluator);
  const name = asText(key);
  if (name === undefined || name.includes('{…}')) return any(value);
  if (!/^\d{1,9}$/.test(name)) return member(value, name, evaluator);
  if (value.kind === 'list') return partOf(value, name);
  if (value.kind === 'bytes') return literal(String(value.bytes[Number(name)]));
  if (value.kind === 'text') {
    const character = value.text[Number(name)];
    return character === undefined ? UNKNOWN : text(character);
  }
  return member(value, name, evaluator);
}

/** Any of its items: a loop over a table of functions calls each. */
function any(value: Value): Value {
  if (value.kind === 'list') return choice(value.items.slice(0, MOST_CHOICES));
  return value.kind === 'record' ? choice([...value.fields.values()].slice(0, MOST_CHOICES)) : UNKNOWN;
}

/** What a pattern takes out of a value under a key. */
export function patternPart(value: Value, key: Value, evaluator: Evaluator): Value {
  return environment(item(value, key, evaluator));
}

/** The variable that names the home is the home. */
export function environment(value: Value): Value {
  return value.kind === 'name' && /^process\.env\.(HOME|USERPROFILE)$/.test(value.name) ? text('~') : value;
}
