import type { Flow } from '../site.ts';
import type { FlowGraph, Origin, Use } from './graph.ts';
import { harmlessFor } from './parts.ts';
import { isNew, type Summaries, summarize } from './summaries.ts';
import type { Work } from './work.ts';

const MOST_FLOWS = 300;
const MOST_STEPS = 20;
const LONGEST_TEXT = 200;

/** Data that has come to a node. Once it has gone down into a function by an argument it does not leave by another call. */
interface Fact {
  readonly node: number;
  readonly cleaned: number;
  readonly isInside: boolean;
  readonly before: Fact | undefined;
}

export interface Reached {
  readonly flows: readonly Omit<Flow, 'id'>[];
  readonly isCut: boolean;
}

/** Every use that data reaches, by the shortest way, once for each kind of data. */
export function reach(graph: FlowGraph, work: Work): Reached {
  if (graph.origins.size === 0 || graph.uses.size === 0) return { flows: [], isCut: graph.isCut };
  const reached = spread(graph);
  if (![...graph.uses.keys()].some((node) => reached[node] === 1)) return { flows: [], isCut: graph.isCut };
  const summaries = summarize(graph, (node) => reached[node] === 1, work);
  const groups = Map.groupBy(graph.origins, ([, origin]) => kindOf(origin));
  const flows = [...groups.keys()]
    .sort()
    .flatMap((kind) => flowsOfKind(graph, summaries, groups.get(kind) ?? [], work));
  flows.sort((a, b) => numberOf(a.sink) - numberOf(b.sink));
  return {
    flows: flows.slice(0, MOST_FLOWS),
    isCut: graph.isCut || summaries.isCut || flows.length > MOST_FLOWS,
  };
}

/** Every place data may come to when it leaves a function by any of its calls: most programs need no closer look. */
function spread(graph: FlowGraph): Uint8Array {
  const reached = new Uint8Array(graph.size);
  const queue: number[] = [];
  const add = (node: number): void => {
    if (node === 0 || reached[node] === 1) return;
    reached[node] = 1;
    queue.push(node);
  };
  for (const node of graph.origins.keys()) add(node);
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    for (const next of graph.nextOf(node)) add(next);
    for (const { parameter } of graph.passedFrom(node)) add(parameter);
    for (const caller of graph.endedAt(node)?.callers ?? []) add(caller);
  }
  return reached;
}

/** What is told apart on the way: all of the environment weighs more than one variable, a key file more than a token. */
function kindOf({ kind, source }: Origin): string {
  if (source === '*') return `${kind} all`;
  if (/[/~]/.test(source)) return `${kind} place`;
  return kind === 'user-input' && isOfRequest(source) ? `${kind} request` : kind;
}

function isOfRequest(source: string): boolean {
  return /(^|\.)request\b|^a parameter /.test(source);
}

function numberOf(id: string): number {
  return Number(id.slice(id.indexOf(':') + 1));
}

function flowsOfKind(
  graph: FlowGraph,
  summaries: Summaries,
  origins: readonly (readonly [number, Origin])[],
  work: Work,
): Omit<Flow, 'id'>[] {
  const inside = new Map<number, number[]>();
  const outside = new Map<number, number[]>();
  const queue: Fact[] = [];
  const found = new Map<string, Omit<Flow, 'id'>>();
  const byNode = new Map(origins);
  const origin = origins[0]?.[1].kind ?? 'user-input';

  const add = (fact: Fact): void => {
    if (fact.node === 0) return;
    if (fact.isInside && outside.get(fact.node)?.some((known) => (known & fact.cleaned) === known)) return;
    if (!isNew(fact.isInside ? inside : outside, fact.node, fact.cleaned)) return;
    queue.push(fact);
  };

  for (const [node] of origins) add({ node, cleaned: 0, isInside: false, before: undefined });
  for (let at = 0; at < queue.length && !work.isLate(); at++) {
    const fact = queue[at] as Fact;
    for (const use of graph.uses.get(fact.node) ?? []) {
      const key = `${use.site.id} ${use.part}`;
      if (found.has(key) || harmlessFor(origin, use.site, use.part, fact.cleaned)) continue;
      found.set(key, flowOf(graph, fact, use, byNode));
    }
    advance(graph, summaries, fact, add);
  }
  return [...found.values()];
}

function advance(graph: FlowGraph, summaries: Summaries, fact: Fact, add: (fact: Fact) => void): void {
  const { node, cleaned, isInside } = fact;
  for (const next of graph.nextOf(node)) {
    add({
      node: next,
      cleaned: cleaned | graph.cleanedAt(next),
      isInside: isInside && !graph.isShared(next),
      before: fact,
    });
  }
  for (const { parameter, result } of graph.passedFrom(node)) {
    add({ node: parameter, cleaned, isInside: true, before: fact });
    for (const more of summaries.cleanedFrom(parameter))
      add({ node: result, cleaned: cleaned | more, isInside, before: fact });
  }
  if (isInside) return;
  for (const caller of graph.endedAt(node)?.callers ?? []) add({ node: caller, cleaned, isInside, before: fact });
}

function flowOf(
  graph: FlowGraph,
  end: Fact,
  { site, part }: Use,
  origins: ReadonlyMap<number, Origin>,
): Omit<Flow, 'id'> {
  const steps: Flow['steps'][number][] = [{ file: site.file, line: site.line, what: cut(site.callee) }];
  let first: Fact = end;
  for (let fact: Fact | undefined = end; fact !== undefined; fact = fact.before) {
    first = fact;
    const step = graph.stepOf(fact.node);
    const last = steps.at(-1);
    const isSame = step?.what === last?.what && step?.line === last?.line && step?.file === last?.file;
    if (step !== undefined && !isSame) steps.push({ ...step, what: cut(step.what) });
  }
  const origin = origins.get(first.node);
  steps.reverse();
  return {
    from: origin?.kind ?? 'user-input',
    source: cut(origin?.source ?? ''),
    sink: site.id,
    part,
    steps: steps.length <= MOST_STEPS ? steps : [...steps.slice(0, MOST_STEPS / 2), ...steps.slice(-MOST_STEPS / 2)],
  };
}

function cut(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1)}…`;
}
