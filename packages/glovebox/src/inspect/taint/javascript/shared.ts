import { childOf, partsOf, type SyntaxNode } from '../../syntax/node.ts';
import { type Source, textOf } from '../../syntax/parse.ts';
import { walk } from '../../syntax/walk.ts';

const FUNCTIONS =
  /^(function_declaration|function_expression|generator_function|generator_function_declaration|arrow_function|method_definition)$/;
const MOST_NAMES = 500;

/** Names that some function assigns without declaring them: they are an outer function's, and hold at any time what was ever assigned. */
export function namesShared(source: Source): ReadonlySet<string> {
  const shared = new Set<string>();
  const open: Set<string>[] = [new Set()];
  walk(source.root, {
    enter(node) {
      const own = open.at(-1);
      if (node.type === 'variable_declarator' || node.type === 'for_in_statement')
        for (const name of namesIn(childOf(node, 'name') ?? childOf(node, 'left'))) own?.add(textOf(source, name));
      if (open.length > 1 && /assignment_expression$/.test(node.type))
        for (const name of namesIn(childOf(node, 'left')))
          if (!own?.has(textOf(source, name))) shared.add(textOf(source, name));
      if (!FUNCTIONS.test(node.type)) return;
      const parameters = childOf(node, 'parameters') ?? childOf(node, 'parameter');
      open.push(new Set(namesIn(parameters).map((name) => textOf(source, name))));
    },
    leave(node) {
      if (FUNCTIONS.test(node.type)) open.pop();
    },
  });
  return shared;
}

/** The names of a pattern; a property of something is none. */
function namesIn(pattern: SyntaxNode | undefined): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const rest = pattern === undefined ? [] : [pattern];
  for (let node = rest.pop(); node !== undefined && found.length < MOST_NAMES; node = rest.pop()) {
    if (node.type === 'identifier' || node.type === 'shorthand_property_identifier_pattern') found.push(node);
    else if (!/^(member|subscript)_expression$/.test(node.type)) rest.push(...partsOf(node));
  }
  return found;
}
