import type { SyntaxNode } from '../../syntax/node.ts';
import type { Taint } from '../meaning.ts';
import type { Here } from '../reader.ts';
import { environmentOrigin } from '../sites.ts';

/** One variable of the environment. */
export function variableOf(node: SyntaxNode, name: string | undefined, here: Here): Taint {
  const origin = environmentOrigin(name);
  return here.file.origin(node, origin, `process.env.${origin.source}`);
}
