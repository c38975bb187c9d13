import type { Evaluator } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import { named, UNKNOWN, type Value } from '../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { canonical } from './canonical.ts';
import { execute, runOf } from './execute.ts';
import { identifierOf, returnsOf } from './landmarks.ts';
import { methodKind, parametersOf } from './parameters.ts';
import { fieldValue } from './passed.ts';
import { anyOf, list } from './sequences.ts';

/** Something of the sample itself that can be called, or was made by it. */
export type Own = Extract<Value, { kind: 'function' | 'object' }>;

/** Arguments as they are given in one call. */
export interface Given {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

const DEEPEST_INHERITANCE = 10;

/** `own.name`: an attribute of a class or object of the sample, or of the classes it is derived from. */
export function ownMember(own: Own, name: string, evaluator: Evaluator, depth = 0): Value {
  if (own.node.type !== 'class_definition') return name === '__globals__' ? named('__main__.__dict__') : UNKNOWN;
  const binding = own.scope.field(name) ?? own.scope.own(name);
  const index = fieldsOf(own.node, evaluator).indexOf(name);
  const passed = index < 0 ? [] : [fieldValue(own.node, name, index, evaluator)];
  if (binding !== undefined) return anyOf([...passed, boundTo(own, evaluator.binding(binding), evaluator)]);
  if (passed.length > 0) return anyOf(passed);
  if (depth >= DEEPEST_INHERITANCE) return UNKNOWN;
  for (const base of basesOf(own.node)) {
    const value = evaluator.value(base, own.scope.parent ?? own.scope);
    if (value.kind === 'name') return named(canonical(`${value.name}.${name}`), own);
    if (value.kind !== 'function') continue;
    const inherited = ownMember({ ...own, node: value.node, scope: value.scope }, name, evaluator, depth + 1);
    if (inherited.kind !== 'unknown') return inherited;
  }
  return UNKNOWN;
}

const MOST_FIELDS = 100;

/** Names that a class body gives a type, in order. */
function fieldsOf(node: SyntaxNode, { source }: Evaluator): string[] {
  const body = childOf(node, 'body');
  return (body === undefined ? [] : partsOf(body)).slice(0, MOST_FIELDS).flatMap((part) => {
    const assignment = part.type === 'expression_statement' ? partsOf(part)[0] : undefined;
    const left = assignment?.type === 'assignment' ? childOf(assignment, 'left') : undefined;
    if (assignment === undefined || left?.type !== 'identifier') return [];
    return childOf(assignment, 'type') === undefined ? [] : [identifierOf(source, left)];
  });
}

function basesOf(node: SyntaxNode): SyntaxNode[] {
  const bases = childOf(node, 'superclasses');
  return bases === undefined
    ? []
    : partsOf(bases)
        .filter((part) => part.type !== 'keyword_argument')
        .slice(0, 10);
}

function boundTo(own: Own, value: Value, evaluator: Evaluator): Value {
  if (value.kind !== 'function') return value;
  const kind = methodKind(evaluator.source, value.node);
  if (kind === 'property' && own.kind === 'object') return callOwn({ ...value, bound: [own] }, NOTHING, evaluator);
  const isBound = kind === 'class' || (own.kind === 'object' && kind === 'method');
  return isBound ? { ...value, bound: [own] } : value;
}

const NOTHING: Given = { positional: [], named: new Map() };

/** What calling something of the sample gives: its statements are gone through where their values are known. */
export function callOwn(callee: Own, given: Given, evaluator: Evaluator): Value {
  if (callee.node.type === 'class_definition') {
    if (callee.kind === 'function') return { kind: 'object', node: callee.node, scope: callee.scope };
    const call = ownMember(callee, '__call__', evaluator);
    return call.kind === 'function' ? callOwn(call, given, evaluator) : UNKNOWN;
  }
  if (callee.kind === 'object') return UNKNOWN;
  const names = parameterNames(callee, given, evaluator);
  const frame = { place: callee.node, names };
  const followed = evaluator.follow(frame, () => bodyOf(callee.node, callee.scope, names, evaluator));
  if (followed !== undefined) return followed;
  return anyOf(returnsOf(callee.scope).map((node) => evaluator.value(node, callee.scope)));
}

function bodyOf(node: SyntaxNode, scope: Scope, names: Map<string, Value>, evaluator: Evaluator): Value | undefined {
  const body = childOf(node, 'body');
  if (node.type === 'lambda') return evaluator.value(body, scope);
  const run = runOf(names, scope, evaluator);
  return body === undefined ? undefined : resultOf(run, execute([body], run));
}

function resultOf(
  run: { readonly returned: Value | undefined; readonly yielded: readonly Value[] },
  outcome: ReturnType<typeof execute>,
): Value | undefined {
  if (outcome === 'unclear') return undefined;
  if (run.yielded.length > 0) return list(run.yielded);
  // An answer that is not known may be better told from all of what the function returns.
  return run.returned?.kind === 'unknown' ? undefined : run.returned;
}

/** The names of the parameters with their values; what is not passed and has no default is unknown. */
function parameterNames(callee: Own & { kind: 'function' }, given: Given, evaluator: Evaluator): Map<string, Value> {
  const positional = [...(callee.bound ?? []), ...given.positional];
  const keywords = new Map([...(callee.boundNames ?? []), ...given.named]);
  const names = new Map<string, Value>();
  parametersOf(evaluator.source, callee.node).forEach(({ name, takes, fallback }, index) => {
    if (takes === 'rest') names.set(name, list(positional.slice(index)));
    else if (takes === 'keywords') names.set(name, { kind: 'record', fields: keywords });
    else {
      const passed = keywords.get(name) ?? positional[index];
      names.set(name, passed ?? evaluator.value(fallback, callee.scope.parent ?? callee.scope));
    }
  });
  return names;
}
