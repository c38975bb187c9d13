import type { SyntaxNode } from '../../syntax/node.ts';
import type { Here } from '../reader.ts';

/** The name of a property; undefined for one that is worked out. */
export function keyOf(key: SyntaxNode | undefined, here: Here): string | undefined {
  if (key === undefined || key.type === 'computed_property_name') return undefined;
  return here.file.text(key).replace(/^['"]|['"]$/g, '');
}
