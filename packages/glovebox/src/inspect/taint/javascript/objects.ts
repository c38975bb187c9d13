import { childOf, partsOf, type SyntaxNode } from '../../syntax/node.ts';
import { recordOf, type Taint, wholeOf } from '../meaning.ts';
import { type Here, read } from '../reader.ts';
import { define } from './functions.ts';
import { keyOf } from './keys.ts';

/** `{ a, b: c, ...d, e() {} }`. */
export function objectOf(node: SyntaxNode, here: Here): Taint {
  const fields = new Map<string, Taint>();
  const rest: number[] = [];
  for (const part of partsOf(node)) {
    if (part.type === 'shorthand_property_identifier') fields.set(here.file.text(part), read(part, here));
    else if (part.type === 'method_definition')
      fields.set(keyOf(childOf(part, 'name'), here) ?? '', define(part, here));
    else if (part.type !== 'pair') rest.push(wholeOf(read(part, here)));
    else {
      const key = keyOf(childOf(part, 'key'), here);
      const value = read(childOf(part, 'value'), here);
      if (key === undefined) rest.push(wholeOf(value), wholeOf(read(childOf(part, 'key'), here)));
      else fields.set(key, value);
    }
  }
  return recordOf(here.file.program.graph, fields, rest);
}
