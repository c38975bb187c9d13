import { childOf, type SyntaxNode } from '../../../packages/glovebox/src/inspect/syntax/node.ts';
import { freshNames } from '../fresh.ts';
import { ancestorOf, type Edit, edited, type Program, type Rewrite } from '../program.ts';

interface Names {
  /** Bound in the module itself, imports among them. */
  readonly module: ReadonlySet<string>;
  /** Bound in a function, a lambda or a comprehension. */
  readonly local: ReadonlySet<string>;
  readonly imported: ReadonlySet<string>;
  /** Bound in the body of a class, where they are attributes. */
  readonly members: ReadonlySet<string>;
}

const SCOPES = [
  'function_definition',
  'lambda',
  'class_definition',
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
];
const PATTERNS = ['pattern_list', 'tuple_pattern', 'list_pattern', 'list_splat_pattern', 'dictionary_splat_pattern'];
const PARAMETERS = ['parameters', 'lambda_parameters'];

/** The names a program binds, by where. */
export function namesOf(program: Program): Names {
  const names = {
    module: new Set<string>(),
    local: new Set<string>(),
    imported: new Set<string>(),
    members: new Set<string>(),
  };
  for (const node of program.nodes) {
    if (node.type !== 'identifier' || !isBinding(node)) continue;
    const name = program.textOf(node);
    const scope = scopeOf(node);
    if (scope === undefined || ancestorOf(node, ['global_statement']) !== undefined) names.module.add(name);
    else if (scope.type === 'class_definition') names.members.add(name);
    else names.local.add(name);
    if (ancestorOf(node, ['import_statement', 'import_from_statement']) !== undefined) names.imported.add(name);
  }
  return names;
}

/** A function's or class's own name is bound outside of it. */
function scopeOf(node: SyntaxNode): SyntaxNode | undefined {
  const named = ['function_definition', 'class_definition'].includes(node.parent?.type ?? '') && node.field === 'name';
  return ancestorOf(named && node.parent !== undefined ? node.parent : node, SCOPES);
}

function isBinding(node: SyntaxNode): boolean {
  const { parent } = node;
  if (parent === undefined) return false;
  if (PATTERNS.includes(parent.type)) return isBinding(parent) || isPattern(parent);
  if (PARAMETERS.includes(parent.type)) return true;
  switch (parent.type) {
    case 'assignment':
    case 'augmented_assignment':
    case 'for_statement':
    case 'for_in_clause':
      return node.field === 'left';
    case 'named_expression':
    case 'function_definition':
    case 'class_definition':
    case 'default_parameter':
    case 'typed_default_parameter':
      return node.field === 'name';
    case 'typed_parameter':
      return node.field === undefined;
    case 'as_pattern_target':
    case 'global_statement':
    case 'nonlocal_statement':
      return true;
    case 'aliased_import':
      return node.field === 'alias';
    case 'dotted_name':
      return isImportedName(node, parent);
    default:
      return false;
  }
}

function isPattern(node: SyntaxNode): boolean {
  return (
    node.field === 'left' || PARAMETERS.includes(node.parent?.type ?? '') || node.parent?.type === 'typed_parameter'
  );
}

/** `import a.b` binds `a`; `from a import b` binds `b`. */
function isImportedName(node: SyntaxNode, parent: SyntaxNode): boolean {
  const statement = parent.parent?.type;
  return (
    parent.field === 'name' &&
    node.index === 0 &&
    (statement === 'import_statement' || statement === 'import_from_statement')
  );
}

export interface Call {
  readonly node: SyntaxNode;
  readonly callee: SyntaxNode;
}

export function callsOf({ nodes }: Program): Call[] {
  return nodes.flatMap((node) => {
    const callee = node.type === 'call' ? childOf(node, 'function') : undefined;
    return callee === undefined ? [] : [{ node, callee }];
  });
}

/** Names that a program may hold only in their own meaning. */
export const BUILTINS: ReadonlySet<string> = new Set(
  `abs all any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex delattr dict dir divmod
  enumerate eval exec exit filter float format frozenset getattr globals hasattr hash help hex id input int isinstance
  issubclass iter len list locals map max memoryview min next object oct open ord pow print property quit range repr
  reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip self cls`.split(/\s+/),
);

/** Gives every name the program made up another, which says nothing. */
export const rename: Rewrite = (program) => {
  const { module, local, imported, members } = namesOf(program);
  const texts = program.nodes.filter(({ type }) => type === 'string_content').map((node) => program.textOf(node));
  const written = new Set(texts.flatMap((text) => text.match(/\w+/g) ?? []));
  const keywords = new Set(
    program.nodes
      .filter((node) => node.parent?.type === 'keyword_argument' && node.field === 'name')
      .map(program.textOf),
  );
  const isRenamed = (name: string) =>
    !(imported.has(name) || members.has(name) || BUILTINS.has(name) || keywords.has(name) || written.has(name)) &&
    !name.startsWith('__');
  const chosen = [...new Set([...module, ...local])].filter(isRenamed);
  const taken = new Set(program.nodes.filter(({ type }) => type === 'identifier').map(program.textOf));
  const fresh = freshNames(chosen, taken);
  return edited(
    program,
    program.nodes.flatMap((node): Edit[] => {
      if (node.type !== 'identifier' || isFixed(node)) return [];
      const text = fresh.get(program.textOf(node));
      return text === undefined ? [] : [{ start: node.start, end: node.end, text }];
    }),
  );
};

/** Attributes, keywords and the parts of an import belong to others. */
function isFixed(node: SyntaxNode): boolean {
  const { parent } = node;
  if (parent?.type === 'attribute') return node.field === 'attribute';
  if (parent?.type === 'keyword_argument') return node.field === 'name';
  return parent?.type === 'dotted_name' || parent?.type === 'aliased_import';
}
