import type { Evaluator } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import { HOLE, named, text, UNKNOWN, type Value } from '../resolve/value.ts';
import { canonical } from './canonical.ts';
import { CONSTANTS } from './constants.ts';
import { ownMember } from './own.ts';
import { alternatives, anyOf } from './sequences.ts';

/** Where an attribute is asked for: names of the file itself are looked up there. */
export interface Place {
  readonly evaluator: Evaluator;
  readonly scope: Scope;
  /** Offset in the source. */
  readonly at: number;
}

/** The file's own names, and those of the scope around, as objects of the program. */
export const OWN_MODULE = '__main__';
export const OWN_NAMES = '__locals__';

/** What a public name is: a text for a constant of the standard library. */
export function publicName(name: string, receiver?: Value): Value {
  const short = canonical(name);
  const constant = Object.hasOwn(CONSTANTS, short) ? CONSTANTS[short] : undefined;
  return constant === undefined ? named(short, receiver) : text(constant);
}

/** What `value.name` is. */
export function member(value: Value, name: string, place: Place): Value {
  switch (value.kind) {
    case 'name':
      return memberOfName(value, name, place);
    case 'result':
      if (value.of.length > LONGEST_NAME) return UNKNOWN;
      if (value.of === 'pathlib.Path') {
        const part = pathPart(value.about, name);
        if (part !== undefined) return part;
      }
      return publicName(`${value.of}.${name}`, value);
    case 'choice': {
      const [first] = value.items;
      if (
        first?.kind === 'result' &&
        alternatives(value).every((item) => item.kind === 'result' && item.of === first.of)
      )
        return named(canonical(`${first.of}.${name}`), value);
      if (first?.kind === 'text') return named(`str.${name}`, value);
      return anyOf(value.items.slice(0, MOST_MEMBERS).map((item) => member(item, name, place)));
    }
    case 'function':
    case 'object':
      return ownMember(value, name, place.evaluator);
    case 'record': {
      const own = value.fields.get(name);
      return own?.kind === 'name' || own?.kind === 'function' ? own : named(`dict.${name}`, value);
    }
    case 'text':
    case 'bytes':
    case 'list':
    case 'literal':
      return named(canonical(`${TYPE_OF[value.kind]}.${name}`), value);
    default:
      return UNKNOWN;
  }
}

const MOST_MEMBERS = 16;
/** Nothing that is known has a longer name. */
const LONGEST_NAME = 400;
const TYPE_OF = { text: 'str', bytes: 'bytes', list: 'list', literal: 'int' } as const;

function memberOfName(value: Extract<Value, { kind: 'name' }>, name: string, { evaluator, scope, at }: Place): Value {
  if (value.name.length > LONGEST_NAME) return UNKNOWN;
  if (value.name === OWN_MODULE && name !== '__dict__') {
    return evaluator.name(name, Number.MAX_SAFE_INTEGER, scope.fileScope());
  }
  if (value.name === OWN_NAMES && name !== '__dict__') return evaluator.name(name, at, scope);
  return publicName(`${value.name}.${name}`, value.receiver);
}

function pathPart(about: string | undefined, name: string): Value | undefined {
  if (name === 'parent') return { kind: 'result', of: 'pathlib.Path', about: parentOf(about) };
  if (about === undefined || about.endsWith(HOLE)) return undefined;
  const last = about.slice(about.lastIndexOf('/') + 1);
  if (name === 'name') return text(last);
  if (name === 'stem') return text(last.replace(/(?<=.)\.[^.]*$/, ''));
  return undefined;
}

function parentOf(about: string | undefined): string {
  const cut = about?.lastIndexOf('/') ?? -1;
  if (about === undefined || about.endsWith('..') || cut < 0) return `${about ?? HOLE}/..`;
  return cut === 0 ? '/' : about.slice(0, cut);
}
