import { childOf, type SyntaxNode } from '../../../packages/glovebox/src/inspect/syntax/node.ts';
import { type Edit, edited, type Program, type Rewrite } from '../program.ts';
import { BUILTINS, callsOf, namesOf } from './names.ts';

/** `os.system(x)` becomes `getattr(os, 'system')(x)`, and in turn the name comes in pieces or backwards. */
export const throughGetattr: Rewrite = (program) =>
  edited(
    program,
    callsOf(program).flatMap(({ callee }, index): Edit[] => {
      const object = callee.type === 'attribute' ? childOf(callee, 'object') : undefined;
      const attribute = childOf(callee, 'attribute');
      if (object === undefined || attribute === undefined || program.textOf(attribute).startsWith('__')) return [];
      return [
        { start: callee.start, end: callee.start, text: 'getattr(' },
        { start: object.end, end: callee.end, text: `, ${spelling(program.textOf(attribute), index)})` },
      ];
    }),
  );

function spelling(name: string, index: number): string {
  if (index % 3 === 1) return `'${name.slice(0, 2)}' + '${name.slice(2)}'`;
  return index % 3 === 2 ? `'${[...name].reverse().join('')}'[::-1]` : `'${name}'`;
}

/** What means the place it is called from. */
const BY_PLACE = ['super', 'locals', 'vars', 'dir', 'globals', 'eval', 'exec', '__import__'];

/** `open(x)` and `os.system(x)` find `open` and `os` by their names in a dictionary. */
export const throughGlobals: Rewrite = (program) => {
  const names = namesOf(program);
  return edited(
    program,
    callsOf(program).flatMap(({ callee }): Edit[] => {
      const root = rootOf(callee);
      if (root === undefined) return [];
      const text = lookUp(program.textOf(root), names);
      return text === undefined ? [] : [{ start: root.start, end: root.end, text }];
    }),
  );
};

function lookUp(name: string, { module, local, members }: ReturnType<typeof namesOf>): string | undefined {
  if (local.has(name) || members.has(name)) return undefined;
  if (module.has(name)) return `globals()['${name}']`;
  if (!BUILTINS.has(name) || BY_PLACE.includes(name) || ['self', 'cls'].includes(name)) return undefined;
  return `vars(__import__('builtins'))['${name}']`;
}

/** The name at the beginning of `a.b.c`. */
function rootOf(callee: SyntaxNode): SyntaxNode | undefined {
  let node: SyntaxNode | undefined = callee;
  while (node?.type === 'attribute') node = childOf(node, 'object');
  return node?.type === 'identifier' ? node : undefined;
}

/** `import os` becomes `os = __import__('os')` and its like; a name taken from a module takes a way round. */
export const importOtherwise: Rewrite = (program) => {
  const edits = program.nodes.flatMap((node, index): Edit[] => {
    const text = isAlone(program, node) ? otherImport(program, node, index) : undefined;
    return text === undefined ? [] : [{ start: node.start, end: node.end, text }];
  });
  return edited(program, edits);
};

function otherImport(program: Program, node: SyntaxNode, index: number): string | undefined {
  const names = node.children.filter(({ field }) => field === 'name');
  if (node.type === 'import_statement')
    return names.map((name, at) => plainImport(program, name, index + at)).join('; ');
  const module = childOf(node, 'module_name');
  if (node.type !== 'import_from_statement' || names.length === 0 || module?.type !== 'dotted_name') return undefined;
  return names
    .map((name) => {
      const [original, bound] = boundBy(program, name);
      return `from ${program.textOf(module)} import ${original} as _given_${bound}; ${bound} = _given_${bound}`;
    })
    .join('; ');
}

function plainImport(program: Program, name: SyntaxNode, index: number): string {
  const [module, bound] = boundBy(program, name);
  const isAliased = name.type === 'aliased_import';
  if (!isAliased && module.includes('.')) return `${module.split('.')[0]} = __import__('${module}')`;
  if (index % 2 === 0 && !module.includes('.')) return `${bound} = __import__('${module}')`;
  return `import importlib as _loader; ${bound} = _loader.import_module('${module}')`;
}

function boundBy(program: Program, name: SyntaxNode): [module: string, bound: string] {
  const alias = childOf(name, 'alias');
  const original = childOf(name, 'name') ?? name;
  return [program.textOf(original), program.textOf(alias ?? original)];
}

/** A statement may become several only where it has the line for itself. */
function isAlone({ text }: Program, { start, end }: SyntaxNode): boolean {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return before.trim() === '' && /^[^\S\n]*(#.*)?(\n|$)/.test(text.slice(end));
}
