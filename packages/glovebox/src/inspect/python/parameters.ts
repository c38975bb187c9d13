import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';
import { identifierOf } from './landmarks.ts';

/** One parameter of a function of the sample. */
export interface Parameter {
  readonly name: string;
  readonly takes: 'one' | 'rest' | 'keywords';
  /** What it is where nothing is passed. */
  readonly fallback: SyntaxNode | undefined;
  readonly type: SyntaxNode | undefined;
}

const KNOWN = new WeakMap<SyntaxNode, readonly Parameter[]>();
const MOST_PARAMETERS = 100;
const TAKES: Readonly<Record<string, Parameter['takes']>> = {
  list_splat_pattern: 'rest',
  dictionary_splat_pattern: 'keywords',
};

/** The parameters of a function or lambda, in order. */
export function parametersOf(source: Source, node: SyntaxNode): readonly Parameter[] {
  const known = KNOWN.get(node);
  if (known !== undefined) return known;
  const parameters = childOf(node, 'parameters');
  const found = (parameters === undefined ? [] : partsOf(parameters)).slice(0, MOST_PARAMETERS).flatMap((part) => {
    const parameter = parameterAt(source, part);
    return parameter === undefined ? [] : [parameter];
  });
  KNOWN.set(node, found);
  return found;
}

function parameterAt(source: Source, part: SyntaxNode): Parameter | undefined {
  const name = childOf(part, 'name') ?? (part.type === 'identifier' ? part : partsOf(part)[0]);
  if (name === undefined) return undefined;
  const inner = name.type === 'identifier' ? name : (partsOf(name)[0] ?? name);
  return {
    name: identifierOf(source, inner),
    takes: TAKES[part.type] ?? TAKES[name.type] ?? 'one',
    fallback: childOf(part, 'value'),
    type: childOf(part, 'type'),
  };
}

/** What a function that stands in a class body is; a plain function is undefined. */
export function methodKind(source: Source, node: SyntaxNode): 'method' | 'static' | 'class' | 'property' | undefined {
  const holder = node.parent?.type === 'decorated_definition' ? node.parent : node;
  if (node.type !== 'function_definition' || holder.parent?.parent?.type !== 'class_definition') return undefined;
  const marks =
    holder === node
      ? []
      : holder.children.filter((child) => child.type === 'decorator').map((child) => textOf(source, child));
  if (marks.some((mark) => /staticmethod/.test(mark))) return 'static';
  if (marks.some((mark) => /classmethod/.test(mark))) return 'class';
  return marks.some((mark) => /property/.test(mark)) ? 'property' : 'method';
}
