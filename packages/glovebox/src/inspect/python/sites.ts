import type { Capability } from '../../capability.ts';
import type { SiteCollector } from '../collect.ts';
import { markPython } from '../marks/python.ts';
import { type Call, constantArguments } from '../resolve/call.ts';
import { usesOf, usesOfName } from '../resolve/callee.ts';
import { Evaluator } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import { asText, decoderOf, type Value } from '../resolve/value.ts';
import { childOf, childrenOf, partsAfter, type SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';
import type { Visitor } from '../syntax/walk.ts';
import { PYTHON_CALLEES } from './callees.ts';
import { callsAt } from './calls.ts';
import { PYTHON_EXPRESSIONS } from './evaluate.ts';
import { evaluationsOf } from './evaluates.ts';
import { asksForBlocks, exhaustionOf, largeAllocation, multipliesForever } from './exhaustion.ts';
import { hiddenName } from './hidden.ts';
import { gatherCalls } from './passed.ts';
import { scopesOf } from './scopes.ts';

/** Finds the sites of a Python file while it is walked. */
export function pythonVisitor(source: Source, sites: SiteCollector): Visitor {
  const scopes = scopesOf(source);
  const evaluator = new Evaluator(source, PYTHON_EXPRESSIONS);
  const file = scopes.get(source.root);
  if (file !== undefined) gatherCalls(evaluator, file);
  const open: Scope[] = [];
  return {
    names: { scopes, evaluator },
    enter(node) {
      const own = scopes.get(node);
      if (own !== undefined) open.push(own);
      const scope = open.at(-1);
      if (scope === undefined) return;
      VISITS[node.type]?.({ node, scope, evaluator, sites });
      markPython({ node, scope, evaluator, marks: sites.marks });
    },
    leave(node) {
      if (scopes.has(node)) open.pop();
    },
    isIncomplete: () => evaluator.isIncomplete,
  };
}

interface Visit {
  readonly node: SyntaxNode;
  readonly scope: Scope;
  readonly evaluator: Evaluator;
  readonly sites: SiteCollector;
}

const VISITS: Readonly<Record<string, (visit: Visit) => void>> = {
  import_statement: (visit) => {
    for (const name of childrenOf(visit.node, 'name')) addImport(visit, childOf(name, 'name') ?? name);
  },
  import_from_statement: (visit) => addImport(visit, childOf(visit.node, 'module_name')),
  future_import_statement: () => {},
  call: visitCall,
  identifier: visitName,
  attribute: visitName,
  subscript: visitSubscript,
  exec_statement: ({ node, scope, evaluator, sites }) => {
    const code = evaluator.value(childOf(node, 'code'), scope);
    addUses({ node, scope, evaluator, sites }, node, { callee: 'exec', positional: [code], named: new Map() });
  },
  binary_operator: ({ node, scope, evaluator, sites }) => {
    const target = exhaustionOf(node, scope, evaluator);
    if (target !== undefined)
      sites.add(node, { capability: 'resource.exhaust', callee: '*', target, within: scope.path() });
  },
};

function addImport({ node, scope, evaluator, sites }: Visit, module: SyntaxNode | undefined): void {
  if (module === undefined) return;
  const target = textOf(evaluator.source, module).replace(/\s+/g, '');
  sites.add(node, { capability: 'code.import', callee: 'import', target, within: scope.path() });
}

function visitCall(visit: Visit): void {
  const calls = callsAt(visit.node, visit.scope, visit.evaluator);
  const hidden = calls.length === 0 ? undefined : hiddenName(visit.node, visit.scope, visit.evaluator);
  for (const call of calls) visitMeant(visit, call, hidden);
}

function visitMeant(visit: Visit, call: Call, hidden: Record<string, string> | undefined): void {
  const { node, scope, evaluator, sites } = visit;
  addUses(visit, node, call, hidden);
  const size = largeAllocation(call);
  if (size !== undefined)
    sites.add(node, { capability: 'resource.exhaust', callee: call.callee, target: size, within: scope.path() });
  if (asksForBlocks(call, node)) sites.marks.add(node, 'large-blocks', textOf(evaluator.source, node));
  if (call.callee === 'os.fork' && multipliesForever(node, scope, evaluator)) {
    sites.add(node, {
      capability: 'resource.exhaust',
      callee: call.callee,
      target: 'fork in a loop without end',
      within: scope.path(),
    });
  }
  const handedOn = call.named.get('target') ?? call.named.get('function');
  if (handedOn?.kind === 'name') {
    const given = call.named.get('args');
    addUses(visit, node, {
      callee: handedOn.name,
      receiver: handedOn.receiver,
      positional: given?.kind === 'list' ? given.items : [],
      named: new Map(),
    });
  }
}

function addUses({ scope, sites }: Visit, node: SyntaxNode, call: Call, hidden?: Record<string, string>): void {
  const given = constantArguments(call);
  const about = {
    callee: call.callee,
    arguments: hidden === undefined ? given : { ...given, ...hidden },
    within: scope.path(),
  };
  const evaluations = evaluationsOf(call);
  const uses = usesOf(PYTHON_CALLEES, call);
  for (const { capability, target } of uses) {
    sites.add(node, { ...about, capability, target });
    if (!INTERPRETED.has(capability)) continue;
    for (const evaluates of evaluations) sites.add(node, { ...about, capability, target, evaluates });
  }
  // A shell that was started before is told what to do.
  if (uses.length > 0) return;
  for (const evaluates of evaluations) sites.add(node, { ...about, capability: 'process.spawn', evaluates });
}

/** What uses these may be handed code. */
const INTERPRETED: ReadonlySet<Capability> = new Set([
  'code.eval',
  'process.spawn',
  'code.deserialize',
  'code.native',
] satisfies Capability[]);

/** A function that is handed on instead of called (`map(os.system, commands)`), and the environment as a whole. */
function visitName(visit: Visit): void {
  const { node, scope, evaluator } = visit;
  const parent = node.parent;
  if (parent === undefined || isPartOfName(node, parent)) return;
  // A thread's or process's function is looked at with the call.
  if (
    parent.type === 'keyword_argument' &&
    /^(target|function)$/.test(textOf(evaluator.source, parent.children[0] ?? node))
  )
    return;
  const place = VALUE_PLACES.has(parent.type) || (parent.type === 'keyword_argument' && node.field === 'value');
  if (!place) return;
  const value = evaluator.value(node, scope);
  if (value.kind !== 'name') return;
  if (value.name === 'os.environ') visitEnvironment(visit, parent);
  else visitHandedOn(visit, parent, value);
}

function visitHandedOn(visit: Visit, parent: SyntaxNode, value: Value & { kind: 'name' }): void {
  const { node, scope, evaluator, sites } = visit;
  if (!ARGUMENT_PLACES.has(parent.type) || isDescribed(parent, scope, evaluator)) return;
  const rest = parent.type === 'argument_list' ? argumentsAfter(node, scope, evaluator) : [];
  if (rest.length > 0) {
    addUses(visit, node, { callee: value.name, receiver: value.receiver, positional: rest, named: new Map() });
    return;
  }
  for (const { capability, target } of usesOfName(PYTHON_CALLEES, value.name)) {
    sites.add(node, { capability, callee: value.name, target, within: scope.path() });
  }
}

const ARGUMENT_PLACES: ReadonlySet<string> = new Set(['argument_list', 'keyword_argument', 'decorator']);
const VALUE_PLACES: ReadonlySet<string> = new Set([
  'argument_list',
  'decorator',
  'return_statement',
  'for_statement',
  'for_in_clause',
  'dictionary_splat',
  'interpolation',
  'comparison_operator',
  'pair',
  'list',
  'tuple',
  'print_statement',
  'expression_list',
  'yield',
]);

function isPartOfName(node: SyntaxNode, parent: SyntaxNode): boolean {
  return parent.type === 'attribute' || (parent.type === 'call' && node.field === 'function') || node.field === 'left';
}

/** `isinstance(p, subprocess.Popen)` names a thing without using it. */
function isDescribed(place: SyntaxNode, scope: Scope, evaluator: Evaluator): boolean {
  const call = place.type === 'argument_list' ? place.parent : place.parent?.parent;
  const callee = evaluator.value(call && childOf(call, 'function'), scope);
  return (
    callee.kind === 'name' &&
    /^(isinstance|issubclass|print|repr|type|id|hasattr|getattr|callable|unittest\.mock\..*|typing\..*|help|dir|vars|functools\.partial)$/.test(
      callee.name,
    )
  );
}

function argumentsAfter(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value[] {
  return partsAfter(node, 4).map((part) => evaluator.value(part, scope));
}

function visitEnvironment({ node, scope, evaluator, sites }: Visit, parent: SyntaxNode): void {
  if (parent.type === 'comparison_operator') {
    const target = asText(evaluator.value(parent.children[0], scope));
    sites.add(node, {
      capability: 'environment.read',
      callee: 'os.environ.__contains__',
      target,
      within: scope.path(),
    });
  } else {
    sites.add(node, { capability: 'environment.read', callee: 'os.environ', target: '*', within: scope.path() });
  }
}

function visitSubscript({ node, scope, evaluator, sites }: Visit): void {
  const value = evaluator.value(childOf(node, 'value'), scope);
  if (value.kind !== 'name' || value.name !== 'os.environ') return;
  const isSet = node.field === 'left' && /assignment$/.test(node.parent?.type ?? '');
  const isWritten = isSet || node.parent?.type === 'delete_statement';
  if (isWritten) return;
  const key = evaluator.value(childOf(node, 'subscript'), scope);
  sites.add(node, {
    capability: 'environment.read',
    callee: 'os.environ.__getitem__',
    target: decoderOf(key) === undefined ? asText(key) : undefined,
    within: scope.path(),
  });
}
