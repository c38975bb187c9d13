import type { SiteCollector } from '../collect.ts';
import { markJavascriptCall } from '../marks/javascript-calls.ts';
import { type Call, constantArguments } from '../resolve/call.ts';
import { usesOf, usesOfName } from '../resolve/callee.ts';
import { Evaluator } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import { asNumber, type Value } from '../resolve/value.ts';
import { childOf, childOfType, partsAfter, type SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';
import type { Visitor } from '../syntax/walk.ts';
import { JAVASCRIPT_CALLEES } from './callees.ts';
import { argumentsAt, calleeOf, calleesOf, callWith } from './calls.ts';
import { visitEnvironment, visitPattern } from './environment.ts';
import { JAVASCRIPT_EXPRESSIONS } from './evaluate.ts';
import { evaluatedBy } from './evaluated.ts';
import { hiddenName } from './hidden.ts';
import { scopesOf } from './scopes.ts';
import { visitAssignment } from './scripts.ts';
import type { Visit } from './visit.ts';

/** Finds the sites of a JavaScript or TypeScript file while it is walked. */
export function javascriptVisitor(source: Source, sites: SiteCollector): Visitor {
  const scopes = scopesOf(source);
  const evaluator = new Evaluator(source, JAVASCRIPT_EXPRESSIONS);
  const open: Scope[] = [];
  return {
    names: { scopes, evaluator },
    enter(node) {
      const own = scopes.get(node);
      if (own !== undefined) open.push(own);
      const scope = open.at(-1);
      if (scope !== undefined) VISITS[node.type]?.({ node, scope, evaluator, sites });
    },
    leave(node) {
      if (scopes.has(node)) open.pop();
    },
    isIncomplete: () => evaluator.isIncomplete,
  };
}

const VISITS: Readonly<Record<string, (visit: Visit) => void>> = {
  import_statement: visitImport,
  export_statement: visitImport,
  call_expression: visitCall,
  new_expression: visitCall,
  assignment_expression: visitAssignment,
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
  const { node, scope, evaluator } = visit;
  if (node.type === 'call_expression') markJavascriptCall(visit);
  for (const callee of calleesOf(node, scope, evaluator)) {
    if (callee.kind !== 'name' || !mayAct(callee.name) || isOtherDollar(callee.name, node)) continue;
    const call = callWith(callee, argumentsAt(node, scope, evaluator));
    addUses(visit, call, hiddenName(visit));
    const size = sizeAskedFor(call);
    if (size === undefined || size < LARGE) continue;
    const target = `${size} bytes`;
    visit.sites.add(node, { capability: 'resource.exhaust', callee: call.callee, target, within: scope.path() });
  }
}

/** `$` runs commands as the tag of a template; called, it is one of many other things. */
function isOtherDollar(name: string, node: SyntaxNode): boolean {
  return name === '$' && childOf(node, 'arguments')?.type !== 'template_string';
}

/** Whether arguments are worth finding out: most calls are of what only computes. */
function mayAct(name: string): boolean {
  return JAVASCRIPT_CALLEES.has(name) || LARGE_MAKERS.has(name) || /(^Reflect|\.(call|apply))(\.|$)/.test(name);
}

function addUses({ node, scope, sites }: Visit, call: Call, hidden?: Record<string, string>): void {
  for (const { capability, target } of usesOf(JAVASCRIPT_CALLEES, call)) {
    sites.add(node, {
      capability,
      callee: call.callee,
      target,
      arguments: hidden === undefined ? constantArguments(call) : { ...hidden, ...constantArguments(call) },
      within: scope.path(),
      evaluates: ACTING.has(capability) ? evaluatedBy(call) : undefined,
    });
  }
}

/** One site of a call is enough to hold what it hands to an interpreter. */
const ACTING: ReadonlySet<string> = new Set(['code.eval', 'process.spawn', 'code.import', 'code.deserialize']);

/** Memory that is asked for at once and beyond what a program needs, in bytes or items. */
const LARGE = 2 ** 28;
const LARGE_MAKERS: ReadonlySet<string> = new Set([
  'Buffer.alloc',
  'Buffer.allocUnsafe',
  'Buffer.allocUnsafeSlow',
  'Array',
  'ArrayBuffer',
  'SharedArrayBuffer',
  'Uint8Array',
  'Float64Array',
  'String.repeat',
  'String.padStart',
  'String.padEnd',
]);

function sizeAskedFor(call: Call): number | undefined {
  return LARGE_MAKERS.has(call.callee) ? asNumber(call.positional[0]) : undefined;
}

/** Where a thing that is named may come to be called by somebody else. */
const HANDING_PLACES: ReadonlySet<string> = new Set(['arguments', 'decorator']);

/** A function that is handed on instead of called, and what is read of the environment. */
function visitValue(visit: Visit): void {
  const { node, scope, evaluator, sites } = visit;
  const parent = node.parent;
  if (parent === undefined || visitEnvironment(visit, parent)) return;
  if (!HANDING_PLACES.has(parent.type)) return;
  const value = evaluator.value(node, scope);
  if (value.kind !== 'name' || NO_FUNCTIONS.has(value.name) || !JAVASCRIPT_CALLEES.has(value.name)) return;
  if (isWrapped(parent, scope, evaluator)) return;
  const rest = partsAfter(node, 4).map((part) => evaluator.value(part, scope));
  const given = rest.length > 0 ? rest : itemsHanded(parent, scope, evaluator);
  if (given.length === 0) {
    for (const { capability, target } of usesOfName(JAVASCRIPT_CALLEES, value.name))
      sites.add(node, { capability, callee: value.name, target, within: scope.path() });
    return;
  }
  addUses(visit, callWith(value, isTimer(parent, scope, evaluator) ? given.slice(1) : given));
}

/** `["id", "ls"].forEach(exec)` calls it with each item. */
function itemsHanded(list: SyntaxNode, scope: Scope, evaluator: Evaluator): Value[] {
  const callee = list.parent && childOf(list.parent, 'function');
  const property = callee && childOf(callee, 'property');
  if (callee === undefined || property === undefined) return [];
  if (!/^(forEach|map|filter|some|every|find|flatMap|then)$/.test(textOf(evaluator.source, property))) return [];
  const items = evaluator.value(childOf(callee, 'object'), scope);
  if (items.kind === 'list') return [{ kind: 'choice', items: items.items }];
  return items.kind === 'text' || items.kind === 'bytes' ? [items] : [];
}

/** A timer's second argument is how long it waits. */
function isTimer(list: SyntaxNode, scope: Scope, evaluator: Evaluator): boolean {
  const callee = list.parent && calleeOf(list.parent, scope, evaluator);
  return callee?.kind === 'name' && /^set(Timeout|Interval)$/.test(callee.name);
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
  const callee = list.parent === undefined ? undefined : calleeOf(list.parent, scope, evaluator);
  if (callee?.kind === 'function') return true;
  return (
    callee?.kind === 'name' &&
    /^(util|lodash|Object|Reflect)\.|\.(call|apply|bind)$|^(Map|Set|WeakMap)$/.test(callee.name)
  );
}
