import { asText } from '../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';
import type { Visit } from './visit.ts';

const ENVIRONMENTS: ReadonlySet<string> = new Set(['process.env', 'Bun.env', 'Deno.env.toObject', 'import.meta.env']);
const WHOLE_PLACES: ReadonlySet<string> = new Set([
  'arguments',
  'spread_element',
  'return_statement',
  'for_in_statement',
  'template_substitution',
  'array',
  'shorthand_property_identifier',
  'pair',
  'arrow_function',
]);

/** `process.env.X`, `process.env[x]`, `process.env` as a whole; true where it was one of them. */
export function visitEnvironment(visit: Visit, parent: SyntaxNode): boolean {
  const { node, scope, evaluator, sites } = visit;
  const object = childOf(node, 'object');
  if (object === undefined) return visitWhole(visit, parent);
  const value = evaluator.value(object, scope);
  if (value.kind !== 'name' || !ENVIRONMENTS.has(value.name)) return visitWhole(visit, parent);
  if (isWritten(node, parent)) return true;
  const property = childOf(node, 'property');
  const target =
    property === undefined
      ? asText(evaluator.value(childOf(node, 'index'), scope))
      : textOf(evaluator.source, property);
  sites.add(node, { capability: 'environment.read', callee: value.name, target, within: scope.path() });
  return true;
}

function visitWhole(visit: Visit, parent: SyntaxNode): boolean {
  const { node, scope, evaluator, sites } = visit;
  if (!WHOLE_PLACES.has(parent.type) || node.field === 'left') return false;
  if (parent.type === 'pair' && (node.field !== 'value' || isChildEnvironment(parent, visit))) return false;
  const value = evaluator.value(node, scope);
  if (value.kind !== 'name' || !ENVIRONMENTS.has(value.name)) return false;
  sites.add(node, { capability: 'environment.read', callee: value.name, target: '*', within: scope.path() });
  return true;
}

/** `spawn(…, { env: process.env })`: a child process has its parent's environment anyway. */
function isChildEnvironment(pair: SyntaxNode, { scope, evaluator }: Visit): boolean {
  const key = childOf(pair, 'key');
  const call = pair.parent?.parent?.parent;
  if (key === undefined || textOf(evaluator.source, key) !== 'env') return false;
  const callee = evaluator.value(call && childOf(call, 'function'), scope);
  return callee.kind === 'name' && /^(child_process|execa|cross-spawn)\b/.test(callee.name);
}

function isWritten(node: SyntaxNode, parent: SyntaxNode): boolean {
  if (parent.type === 'unary_expression') return childOf(parent, 'operator')?.type === 'delete';
  return node.field === 'left' && parent.type === 'assignment_expression';
}

/** `const { A, B: b } = process.env`. */
export function visitPattern({ node, scope, evaluator, sites }: Visit): void {
  const parent = node.parent;
  const origin = parent && (childOf(parent, 'value') ?? childOf(parent, 'right'));
  if (origin === undefined || origin === node) return;
  const value = evaluator.value(origin, scope);
  if (value.kind !== 'name' || !ENVIRONMENTS.has(value.name)) return;
  for (const part of partsOf(node)) {
    const key = childOf(part, 'key') ?? childOf(part, 'left') ?? part;
    const target = part.type === 'rest_pattern' ? '*' : textOf(evaluator.source, key);
    sites.add(part, { capability: 'environment.read', callee: value.name, target, within: scope.path() });
  }
}
