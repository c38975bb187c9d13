import { childOf, childOfType, childrenOf, type SyntaxNode } from '../../syntax/node.ts';
import type { Here } from '../reader.ts';

/** `import a.b as c`: of modules that are files of the sample. */
export function importModules(node: SyntaxNode, here: Here): void {
  const { file, frame } = here;
  for (const part of childrenOf(node, 'name')) {
    const alias = childOf(part, 'alias');
    const module = file.text(childOf(part, 'name') ?? part);
    const [first = module] = module.split('.', 1);
    const value = file.program.imported(file.source.file, alias === undefined ? first : module);
    if (alias === undefined && first !== module) file.program.imported(file.source.file, module);
    if (value !== undefined) frame.assign(alias === undefined ? first : file.text(alias), value);
  }
}

/** `from a import b as c`. */
export function importNames(node: SyntaxNode, here: Here): void {
  const { file, frame } = here;
  const origin = childOf(node, 'module_name');
  if (origin === undefined) return;
  const module = file.text(origin);
  if (childOfType(node, 'wildcard_import') !== undefined) {
    const value = file.program.imported(file.source.file, module);
    if (value?.means?.kind === 'module')
      for (const [name, taint] of value.means.module.all()) frame.assign(name, taint);
    return;
  }
  for (const part of childrenOf(node, 'name')) {
    const member = file.text(childOf(part, 'name') ?? part);
    const value = file.program.imported(file.source.file, module, member);
    if (value !== undefined) frame.assign(file.text(childOf(part, 'alias') ?? part), value);
  }
}
