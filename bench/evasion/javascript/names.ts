import { childOf, type SyntaxNode } from '../../../packages/glovebox/src/inspect/syntax/node.ts';
import { freshNames } from '../fresh.ts';
import { ancestorOf, type Edit, edited, type Program, type Rewrite } from '../program.ts';

const NAMES = ['identifier', 'shorthand_property_identifier', 'shorthand_property_identifier_pattern'];
const PATTERNS = [
  'array_pattern',
  'rest_pattern',
  'pair_pattern',
  'assignment_pattern',
  'object_assignment_pattern',
  'object_pattern',
];

/** Names that the program declares itself; imported ones among them. */
export function declaredIn(program: Program): Set<string> {
  return new Set(program.nodes.filter((node) => NAMES.includes(node.type) && isDeclared(node)).map(program.textOf));
}

function isDeclared(node: SyntaxNode): boolean {
  const { parent } = node;
  if (parent === undefined) return false;
  if (node.type === 'shorthand_property_identifier_pattern') return true;
  if (PATTERNS.includes(parent.type)) return !['right', 'key'].includes(node.field ?? '') && isDeclared(parent);
  switch (parent.type) {
    case 'variable_declarator':
    case 'function_declaration':
    case 'generator_function_declaration':
    case 'function_expression':
    case 'class_declaration':
    case 'class':
      return node.field === 'name';
    case 'formal_parameters':
      return true;
    case 'arrow_function':
    case 'catch_clause':
      return node.field === 'parameter';
    case 'for_in_statement':
      return node.field === 'left';
    default:
      return ['import_clause', 'import_specifier', 'namespace_import'].includes(parent.type);
  }
}

/** Gives every name the program made up another, which says nothing. */
export const rename: Rewrite = (program) => {
  const texts = program.nodes.filter(({ type }) => type === 'string_fragment').map(program.textOf);
  const written = new Set(texts.flatMap((text) => text.match(/[\w$]+/g) ?? []));
  const shared = new Set(
    program.nodes
      .filter((node) => ancestorOf(node, ['import_statement', 'export_statement', 'jsx_element']) !== undefined)
      .map(program.textOf),
  );
  const taken = new Set(program.nodes.filter(({ type }) => NAMES.includes(type)).map(program.textOf));
  const chosen = [...declaredIn(program)].filter((name) => !written.has(name) && !shared.has(name) && name.length > 0);
  const fresh = freshNames(chosen, taken);
  return edited(
    program,
    program.nodes.flatMap((node): Edit[] => {
      const name = program.textOf(node);
      const text = NAMES.includes(node.type) ? fresh.get(name) : undefined;
      if (text === undefined) return [];
      return [{ start: node.start, end: node.end, text: node.type === 'identifier' ? text : `${name}: ${text}` }];
    }),
  );
};

/** A call whose callee is a plain member: no optional chain, no private name, not `super`. */
export function memberCallsOf({ nodes }: Program): { readonly object: SyntaxNode; readonly property: SyntaxNode }[] {
  return nodes.flatMap((node) => {
    const callee = node.type === 'call_expression' ? childOf(node, 'function') : undefined;
    if (callee?.type !== 'member_expression' || childOf(callee, 'optional_chain') !== undefined) return [];
    const [object, property] = [childOf(callee, 'object'), childOf(callee, 'property')];
    if (object === undefined || property?.type !== 'property_identifier' || object.type === 'super') return [];
    return [{ object, property }];
  });
}
