import { childOf, childOfType, childrenOf, partsOf, type SyntaxNode } from '../../syntax/node.ts';
import { ClassOf, type Taint, wholeOf } from '../meaning.ts';
import { type Here, read, readBlock } from '../reader.ts';
import { bind } from './assign.ts';
import { keyOf } from './keys.ts';

const MOST_PARAMETERS = 60;

/** A function as a value; its body is read when everything around it is known. */
export function define(node: SyntaxNode, here: Here, own?: ClassOf): Taint {
  const { graph, work, calls } = here.file.program;
  const parameters = parametersOf(node);
  const name = nameOf(node, here);
  const routine = graph.routine(
    name,
    parameters.map((parameter) => ({
      name: here.file.text(patternOf(parameter)).slice(0, 60),
      isRest: /^(\.\.\.)/.test(here.file.text(parameter).trim()),
    })),
  );
  const keepsThis = node.type === 'arrow_function';
  const inner: Here = {
    ...here,
    frame: here.frame.inner('function'),
    scope: here.file.scopes.get(node) ?? here.scope,
    routine,
    own: own ?? (keepsThis ? here.own : undefined),
  };
  work.later(() => {
    parameters.forEach((parameter, index) => {
      const place = routine.parameters[index];
      if (place === undefined) return;
      const taint: Taint = { id: place.node, means: { kind: 'parameter', parameter: calls.parameter(place.node) } };
      const otherwise = childOf(parameter, 'right') ?? childOf(parameter, 'value');
      if (otherwise !== undefined) graph.edge(wholeOf(read(otherwise, here)), place.node);
      // A parameter is named where it is passed, not again where it comes in.
      const pattern = patternOf(parameter);
      if (pattern.type === 'identifier') inner.frame.assign(here.file.text(pattern), taint);
      else bind(pattern, taint, inner, { isDeclared: true, from: undefined });
      keepProperty(parameter, taint, inner);
    });
    const body = childOf(node, 'body');
    if (body?.type === 'statement_block') readBlock(body, inner);
    else graph.edge(wholeOf(read(body, inner)), routine.result);
  });
  const isGetter = node.children.some((child) => child.type === 'get');
  return { id: 0, means: { kind: 'routine', routine, isGetter } };
}

/** `constructor(private token: string)` is a field as well. */
function keepProperty(parameter: SyntaxNode, taint: Taint, inner: Here): void {
  if (inner.own === undefined || childOfType(parameter, 'accessibility_modifier') === undefined) return;
  inner.own.setField(inner.file.text(patternOf(parameter)), { id: taint.id });
}

function nameOf(node: SyntaxNode, here: Here): string {
  const name = childOf(node, 'name') ?? childOf(node.parent ?? node, 'name') ?? childOf(node.parent ?? node, 'key');
  return name === undefined || name === node ? 'a function' : here.file.text(name).slice(0, 80);
}

function parametersOf(node: SyntaxNode): SyntaxNode[] {
  const list = childOf(node, 'parameters');
  return (list === undefined ? childrenOf(node, 'parameter') : partsOf(list)).slice(0, MOST_PARAMETERS);
}

/** The name or pattern of a parameter, without its type and default. */
function patternOf(parameter: SyntaxNode): SyntaxNode {
  const pattern = childOf(parameter, 'pattern') ?? childOf(parameter, 'left') ?? parameter;
  return pattern.type === 'rest_pattern' ? (partsOf(pattern)[0] ?? pattern) : pattern;
}

/** A class: its methods are read later, its fields at once. */
export function defineClass(node: SyntaxNode, here: Here): Taint {
  const heritage = childOfType(node, 'class_heritage');
  const base = heritage === undefined ? undefined : baseOf(heritage, here);
  const name = childOf(node, 'name');
  const of = new ClassOf(here.file.program.graph, name === undefined ? 'class' : here.file.text(name), base);
  const body = childOf(node, 'body');
  const inner: Here = { ...here, scope: here.file.scopes.get(node) ?? here.scope, own: of };
  for (const member of body === undefined ? [] : partsOf(body)) {
    const key = keyOf(childOf(member, 'name') ?? childOf(member, 'property'), here);
    if (key === undefined) continue;
    if (member.type === 'method_definition') {
      const { means } = define(member, inner, of);
      if (means?.kind === 'routine') of.methods.set(key, means);
    } else of.setField(key, read(childOf(member, 'value'), inner));
  }
  return { id: 0, means: { kind: 'class', of } };
}

function baseOf(heritage: SyntaxNode, here: Here): ClassOf | undefined {
  const clause = childOfType(heritage, 'extends_clause');
  const { means } = read(clause === undefined ? partsOf(heritage)[0] : childOf(clause, 'value'), here);
  return means?.kind === 'class' ? means.of : undefined;
}
