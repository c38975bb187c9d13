import { named, UNKNOWN, type Value } from '../resolve/value.ts';
import { canonical } from './canonical.ts';

/** What `value.name` is. */
export function member(value: Value, name: string): Value {
  switch (value.kind) {
    case 'name':
      return named(canonical(`${value.name}.${name}`), value.receiver);
    case 'result':
      return named(canonical(`${value.of}.${name}`), value);
    case 'record':
      return value.fields.get(name) ?? UNKNOWN;
    case 'text':
    case 'choice':
      return named(canonical(`String.${name}`), value);
    case 'literal':
      return named(canonical(`Number.${name}`), value);
    case 'list':
      return named(canonical(`Array.${name}`), value);
    default:
      // Every function has the same maker: `(() => {}).constructor("code")`.
      return name === 'constructor' ? named('constructor') : UNKNOWN;
  }
}
