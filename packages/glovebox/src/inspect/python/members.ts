import { HOLE, named, UNKNOWN, type Value } from '../resolve/value.ts';
import { canonical } from './canonical.ts';

/** What `value.name` is. */
export function member(value: Value, name: string): Value {
  switch (value.kind) {
    case 'name':
      return named(canonical(`${value.name}.${name}`), value.receiver);
    case 'result':
      if (value.of === 'pathlib.Path' && name === 'parent') return { ...value, about: `${value.about ?? HOLE}/..` };
      return named(canonical(`${value.of}.${name}`), value);
    case 'choice': {
      const [first] = value.items;
      return first?.kind === 'result' ? named(canonical(`${first.of}.${name}`), value) : named(`str.${name}`, value);
    }
    case 'text':
    case 'list':
    case 'literal':
    case 'record':
      return named(`${TYPE_OF[value.kind]}.${name}`, value);
    default:
      return UNKNOWN;
  }
}

const TYPE_OF = { text: 'str', list: 'list', literal: 'int', record: 'dict' } as const;

/** As `os.path.join` does: an absolute part starts anew. */
export function joinPath(parts: readonly string[]): string {
  return parts.reduce((path, part) => {
    if (/^[/~]/.test(part) || path === '') return part;
    return path.endsWith('/') ? path + part : `${path}/${part}`;
  }, '');
}
