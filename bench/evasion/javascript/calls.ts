import { childOf, type SyntaxNode } from '../../../packages/glovebox/src/inspect/syntax/node.ts';
import { type Edit, edited, type Program, type Rewrite } from '../program.ts';
import { beginningOf } from './layout.ts';
import { declaredIn, memberCallsOf } from './names.ts';

/** `fs.rmSync(x)` becomes `fs['rmSync'](x)`, and in turn the name comes in pieces or backwards. */
export const throughBrackets: Rewrite = (program) =>
  edited(
    program,
    memberCallsOf(program).map(({ object, property }, index): Edit => {
      return { start: object.end, end: property.end, text: `[${spelling(program.textOf(property), index)}]` };
    }),
  );

function spelling(name: string, index: number): string {
  if (index % 3 === 1) return `'${name.slice(0, 2)}' + '${name.slice(2)}'`;
  return index % 3 === 2 ? `'${[...name].reverse().join('')}'.split('').reverse().join('')` : `'${name}'`;
}

const GLOBALS = [
  'process',
  'Buffer',
  'fetch',
  'console',
  'setTimeout',
  'setInterval',
  'atob',
  'Function',
  'XMLHttpRequest',
];

/** `process.exit()` becomes `globalThis['process'].exit()`. */
export const throughGlobal: Rewrite = (program) => {
  const declared = declaredIn(program);
  return edited(
    program,
    program.nodes.flatMap((node): Edit[] => {
      const name = program.textOf(node);
      if (node.type !== 'identifier' || !GLOBALS.includes(name) || declared.has(name)) return [];
      return [{ start: node.start, end: node.end, text: `globalThis['${name}']` }];
    }),
  );
};

/** `require('fs')` is called under another name; an import becomes one that is awaited. */
export const importOtherwise: Rewrite = (program) => {
  const required = program.nodes.flatMap((node): Edit[] => {
    const callee = node.type === 'call_expression' ? childOf(node, 'function') : undefined;
    if (callee === undefined || program.textOf(callee) !== 'require') return [];
    return [{ start: callee.start, end: callee.end, text: callee.start % 2 === 0 ? 'bringIn' : "module['require']" }];
  });
  if (required.length > 0) {
    const start = beginningOf(program);
    return edited(program, [{ start, end: start, text: 'const bringIn = require;\n' }, ...required]);
  }
  return edited(
    program,
    program.nodes.flatMap((node): Edit[] => {
      const text = node.type === 'import_statement' ? awaited(program, node) : undefined;
      return text === undefined ? [] : [{ start: node.start, end: node.end, text }];
    }),
  );
};

function awaited(program: Program, node: SyntaxNode): string | undefined {
  const source = childOf(node, 'source');
  const clause = node.children.find(({ type }) => type === 'import_clause');
  if (source === undefined) return undefined;
  const module = `await import(${program.textOf(source)})`;
  if (clause === undefined) return `${module};`;
  const members = clause.children.flatMap((part): string[] => {
    if (part.type === 'identifier') return [`default: ${program.textOf(part)}`];
    if (part.type !== 'named_imports') return [];
    return part.children
      .filter(({ type }) => type === 'import_specifier')
      .map((one) => program.textOf(one).replace(/\s+as\s+/, ': '));
  });
  const whole = clause.children.find(({ type }) => type === 'namespace_import');
  const lines = [
    ...(members.length > 0 ? [`const { ${members.join(', ')} } = ${module};`] : []),
    ...(whole === undefined ? [] : [`const ${program.textOf(whole).replace(/^\*\s+as\s+/, '')} = ${module};`]),
  ];
  return lines.join(' ');
}
