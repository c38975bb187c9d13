import type { SiteCollector } from '../collect.ts';
import { type Call, constantArguments } from '../resolve/call.ts';
import { usesOf, usesOfName } from '../resolve/callee.ts';
import { Evaluator } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import { asNumber, asText } from '../resolve/value.ts';
import { childOf, childOfType, partsAfter, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';
import type { Visitor } from '../syntax/walk.ts';
import { JAVASCRIPT_CALLEES } from './callees.ts';
import { callAt, JAVASCRIPT_EXPRESSIONS } from './evaluate.ts';
import { scopesOf } from './scopes.ts';

/** Finds the sites of a JavaScript or TypeScript file while it is walked. */
export function javascriptVisitor(source: Source, sites: SiteCollector): Visitor {
  const scopes = scopesOf(source);
  const evaluator = new Evaluator(source, JAVASCRIPT_EXPRESSIONS);
  const open: Scope[] = [];
  return {
    enter(node) {
      const own = scopes.get(node);
      if (own !== undefined) open.push(own);
      const scope = open.at(-1);
      if (scope !== undefined) VISITS[node.type]?.({ node, scope, evaluator, sites });
    },
    leave(node) {
      if (scopes.has(node)) open.pop();
    },
    isExhausted: () => evaluator.isExhausted,
  };
}

interface Visit {
  readonly node: SyntaxNode;
  readonly scope: Scope;
  readonly evaluator: Evaluator;
  readonly sites: SiteCollector;
}

const VISITS: Readonly<Record<string, (visit: Visit) => void>> = {
  import_statement: visitImport,
  export_statement: visitImport,
  call_expression: visitCall,
  new_expression: visitCall,
  identifier: visitValue,
  member_expression: visitValue,
  subscript_expression: visitValue,
  object_pattern: visitPattern,
};

function visitImport({ node, scope, evaluator: { source }, sites }: Visit): void {
  // Types are erased: nothing is loaded for them.
  if (node.children.some((child) => child.type === 'type')) return;
  const origin = childOf(childOfType(node, 'import_require_clause') ?? node, 'source');
  if (origin === undefined) return;
  const target = textOf(source, origin).slice(1, -1);
  sites.add(node, { capability: 'code.import', callee: 'import', target, within: scope.path() });
}

function visitCall(visit: Visit): void {
  const { node, scope, evaluator, sites } = visit;
  const call = callAt(node, scope, evaluator);
  if (call === undefined) return;
  for (const { capability, target } of usesOf(JAVASCRIPT_CALLEES, call)) {
    sites.add(node, {
      capability,
      callee: call.callee,
      target,
      arguments: constantArguments(call),
      within: scope.path(),
    });
  }
  const size = sizeAskedFor(call);
  if (size !== undefined && size >= LARGE) {
    sites.add(node, {
      capability: 'resource.exhaust',
      callee: call.callee,
      target: `${size} bytes`,
      within: scope.path(),
    });
  }
}

/** Memory that is asked for at once and beyond what a program needs, in bytes or items. */
const LARGE = 2 ** 28;

function sizeAskedFor(call: Call): number | undefined {
  if (
    !/^(Buffer\.(alloc|allocUnsafe|allocUnsafeSlow)|Array|ArrayBuffer|Uint8Array|Float64Array|String\.repeat)$/.test(
      call.callee,
    )
  )
    return undefined;
  return asNumber(call.positional[0]);
}

/** A function that is handed on instead of called, and what is read of the environment. */
function visitValue(visit: Visit): void {
  const { node, scope, evaluator, sites } = visit;
  const parent = node.parent;
  if (parent === undefined) return;
  if (visitEnvironment(visit, parent)) return;
  if (parent.type !== 'arguments' || !mayBeNamed(node)) return;
  const value = evaluator.value(node, scope);
  if (value.kind !== 'name' || NO_FUNCTIONS.has(value.name) || isWrapped(parent, scope, evaluator)) return;
  const rest = partsAfter(node, 4).map((part) => evaluator.value(part, scope));
  const call: Call = { callee: value.name, receiver: value.receiver, positional: rest, named: new Map() };
  const uses = rest.length > 0 ? usesOf(JAVASCRIPT_CALLEES, call) : usesOfName(JAVASCRIPT_CALLEES, value.name);
  for (const { capability, target } of uses)
    sites.add(node, { capability, callee: value.name, target, within: scope.path() });
}

/** Classes and modules that are callees as well, and ordinary as arguments. */
const NO_FUNCTIONS: ReadonlySet<string> = new Set([
  'Date',
  'Function',
  'glob',
  'fetch',
  'request',
  'got',
  'axios',
  'ws',
  'open',
  'del',
  'ftp',
  'wget',
]);

/** `promisify(exec)` gives what is called later; the call is the site. */
function isWrapped(list: SyntaxNode, scope: Scope, evaluator: Evaluator): boolean {
  const callee = evaluator.value(list.parent && childOf(list.parent, 'function'), scope);
  return callee.kind === 'name' && /^util\.|\.(call|apply|bind)$/.test(callee.name);
}

function mayBeNamed(node: SyntaxNode): boolean {
  return node.type === 'identifier' || node.type === 'member_expression';
}

const ENVIRONMENT = 'process.env';
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
function visitEnvironment({ node, scope, evaluator, sites }: Visit, parent: SyntaxNode): boolean {
  const object = childOf(node, 'object');
  if (object !== undefined) {
    const value = evaluator.value(object, scope);
    if (value.kind !== 'name' || value.name !== ENVIRONMENT) return whole();
    if (isWritten(node, parent)) return true;
    const property = childOf(node, 'property');
    const target =
      property === undefined
        ? asText(evaluator.value(childOf(node, 'index'), scope))
        : textOf(evaluator.source, property);
    sites.add(node, { capability: 'environment.read', callee: ENVIRONMENT, target, within: scope.path() });
    return true;
  }
  return whole();

  function whole(): boolean {
    if (!WHOLE_PLACES.has(parent.type) || node.field === 'left') return false;
    if (parent.type === 'pair' && (node.field !== 'value' || isChildEnvironment(parent, scope, evaluator)))
      return false;
    const value = evaluator.value(node, scope);
    if (value.kind !== 'name' || value.name !== ENVIRONMENT) return false;
    sites.add(node, { capability: 'environment.read', callee: ENVIRONMENT, target: '*', within: scope.path() });
    return true;
  }
}

/** `spawn(…, { env: process.env })`: a child process has its parent's environment anyway. */
function isChildEnvironment(pair: SyntaxNode, scope: Scope, evaluator: Evaluator): boolean {
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
function visitPattern({ node, scope, evaluator, sites }: Visit): void {
  const parent = node.parent;
  const origin = parent && (childOf(parent, 'value') ?? childOf(parent, 'right'));
  if (origin === undefined || origin === node) return;
  const value = evaluator.value(origin, scope);
  if (value.kind !== 'name' || value.name !== ENVIRONMENT) return;
  for (const part of partsOf(node)) {
    const key = childOf(part, 'key') ?? childOf(part, 'left') ?? part;
    const target = part.type === 'rest_pattern' ? '*' : textOf(evaluator.source, key);
    sites.add(part, { capability: 'environment.read', callee: ENVIRONMENT, target, within: scope.path() });
  }
}
