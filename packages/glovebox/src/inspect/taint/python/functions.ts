import { childOf, partsOf, type SyntaxNode } from '../../syntax/node.ts';
import type { Frame } from '../frame.ts';
import type { Routine } from '../graph.ts';
import { ClassOf, type Taint, wholeOf } from '../meaning.ts';
import { type Here, read, readBlock } from '../reader.ts';
import { isOfView, ROUTE } from './requests.ts';

const MOST_PARAMETERS = 60;

/** A function as a value; its body is read when everything around it is known. */
export function define(node: SyntaxNode, here: Here, decorators: readonly SyntaxNode[] = []): Taint {
  const name = here.file.text(childOf(node, 'name') ?? node).slice(0, 80);
  const parameters = parametersOf(node, here);
  const routine = routineOf(node.type === 'lambda' ? 'lambda' : name, parameters, here);
  const written = decorators.map((decorator) => here.file.text(decorator).slice(0, 200));
  const isMethod = here.frame.kind === 'class' && !written.some((text) => text.startsWith('@staticmethod'));
  const self = isMethod ? here.own : undefined;
  const isView = written.some((text) => ROUTE.test(text));
  for (const parameter of parameters) read(childOf(parameter, 'value'), here);
  const inner = innerOf(node, here, routine);
  here.file.program.work.later(() => {
    parameters.forEach((parameter, index) => {
      const place = routine.parameters[index];
      if (place === undefined) return;
      const isSelf = index === 0 && self !== undefined;
      inner.frame.assign(place.name, isSelf ? selfOf(self, written) : parameterOf(place.node, here));
      if (isView && !isSelf && isOfView(parameter, here)) enterView(parameter, place, here);
    });
    const body = childOf(node, 'body');
    if (node.type === 'lambda') here.file.program.graph.edge(wholeOf(read(body, inner)), routine.result);
    else if (body !== undefined) readBlock(body, inner);
  });
  const isGetter = written.some((text) => /^@(\w+\.)?(cached_)?property\b/.test(text));
  return { id: 0, means: { kind: 'routine', routine, ...(self !== undefined && { self }), isGetter } };
}

export function lambda(node: SyntaxNode, here: Here): Taint {
  return define(node, here);
}

function selfOf(of: ClassOf, decorators: readonly string[]): Taint {
  return {
    id: 0,
    means: { kind: decorators.some((text) => text.startsWith('@classmethod')) ? 'class' : 'instance', of },
  };
}

function parameterOf(node: number, here: Here): Taint {
  return { id: node, means: { kind: 'parameter', parameter: here.file.program.calls.parameter(node) } };
}

/** What the framework gives a view comes from whoever sends the request. */
function enterView(parameter: SyntaxNode, { node, name }: { node: number; name: string }, here: Here): void {
  if (/^(self|request|req|response|db|session)$/.test(name)) return;
  const source = `a parameter of the request: ${name}`;
  const entered = here.file.origin(parameter, { kind: 'user-input', source }, source);
  here.file.program.graph.edge(entered.id, node);
}

function parametersOf(node: SyntaxNode, here: Here): SyntaxNode[] {
  const list = childOf(node, 'parameters');
  return list === undefined
    ? []
    : partsOf(list)
        .filter((part) => nameIn(part, here) !== undefined)
        .slice(0, MOST_PARAMETERS);
}

function nameIn(parameter: SyntaxNode, here: Here): string | undefined {
  const name = childOf(parameter, 'name') ?? (parameter.type === 'identifier' ? parameter : partsOf(parameter)[0]);
  const inner = name?.type === 'identifier' ? name : name && partsOf(name)[0];
  return inner?.type === 'identifier' ? here.file.text(inner) : undefined;
}

function routineOf(name: string, parameters: readonly SyntaxNode[], here: Here): Routine {
  return here.file.program.graph.routine(
    name,
    parameters.map((parameter) => ({
      name: nameIn(parameter, here) ?? '',
      isRest: here.file.text(parameter).startsWith('*'),
    })),
  );
}

function innerOf(node: SyntaxNode, here: Here, routine: Routine): Here {
  return {
    ...here,
    frame: here.frame.inner('function'),
    scope: here.file.scopes.get(node) ?? here.scope,
    routine,
    own: here.own,
    outer: new Set(),
  };
}

/** A class: its body is read at once, its methods later. */
export function defineClass(node: SyntaxNode, here: Here): Taint {
  const { graph } = here.file.program;
  const bases = childOf(node, 'superclasses');
  const base = (bases === undefined ? [] : partsOf(bases))
    .map((part) => read(part, here).means)
    .find((means) => means?.kind === 'class');
  const of = new ClassOf(
    graph,
    here.file.text(childOf(node, 'name') ?? node).slice(0, 80),
    base?.kind === 'class' ? base.of : undefined,
  );
  const frame: Frame = here.frame.inner('class');
  const inner: Here = { ...here, frame, scope: here.file.scopes.get(node) ?? here.scope, own: of, outer: new Set() };
  const body = childOf(node, 'body');
  if (body !== undefined) readBlock(body, inner);
  for (const [name, value] of frame.values()) {
    if (value.means?.kind === 'routine') of.methods.set(name, value.means);
    else of.setField(name, value);
  }
  return { id: 0, means: { kind: 'class', of } };
}
