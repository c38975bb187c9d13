import type { Evaluator } from '../../resolve/evaluator.ts';
import { named } from '../../resolve/value.ts';
import { member } from '../members.ts';
import { plainOf } from './convert.ts';
import { Closure, List, Opaque, type Plain, Regex, STUCK, Table } from './plain.ts';

/** A method taken from a value, which a call finds again. */
export class Method {
  readonly name: string;
  readonly self: Plain;

  constructor(name: string, self: Plain) {
    this.name = name;
    this.self = self;
  }
}

/** What looking up a member needs. */
interface Members {
  readonly evaluator: Evaluator;
  spend(steps: number): void;
}

const OWN_METHODS: ReadonlySet<string> = new Set(['get', 'set', 'has']);

/** `object[key]`: a field or item as it is, or the method of that name. */
export function memberOf(object: Plain, key: string, machine: Members): Plain | Method {
  if (object === undefined || object === null) throw STUCK;
  if (object instanceof Opaque)
    return plainOf(member(object.value, key, machine.evaluator), (steps) => machine.spend(steps));
  if (key === 'constructor') return new Opaque(named(maker(object)));
  if (typeof object === 'string') {
    if (key === 'length') return object.length;
    return isIndex(key) ? object[Number(key)] : new Method(`String.${key}`, object);
  }
  if (object instanceof List) {
    if (key === 'length') return object.items.length;
    if (isIndex(key)) return object.items[Number(key)];
    return new Method(`${object.kind === 'buffer' && key === 'toString' ? 'Buffer' : 'Array'}.${key}`, object);
  }
  if (object instanceof Table) {
    if (object.fields.has(key)) return object.fields.get(key);
    if (key === 'size') return object.fields.size;
    return OWN_METHODS.has(key) ? new Method(`Map.${key}`, object) : undefined;
  }
  if (object instanceof Closure) {
    if (object.fields.has(key)) return object.fields.get(key);
    return /^(call|apply|bind|toString)$/.test(key) ? new Method(`Function.${key}`, object) : undefined;
  }
  return new Method(`${object instanceof Regex ? 'RegExp' : 'Number'}.${key}`, object);
}

function isIndex(key: string): boolean {
  return /^\d{1,9}$/.test(key);
}

function maker(object: Plain): string {
  if (typeof object === 'string') return 'String';
  if (object instanceof List) return object.kind === 'array' ? 'Array' : 'Uint8Array';
  if (object instanceof Closure) return 'Function';
  if (typeof object === 'number') return 'Number';
  return typeof object === 'boolean' ? 'Boolean' : 'Object';
}

export function setMember(object: Plain, key: string, value: Plain): void {
  if (object instanceof Table || object instanceof Closure) {
    object.fields.set(key, value);
  } else if (object instanceof List) {
    const index = Number(key);
    if (key === 'length' && value === 0) object.items.length = 0;
    else if (!isIndex(key) || index > object.items.length + 1_000) throw STUCK;
    else object.items[index] = value;
  }
}
