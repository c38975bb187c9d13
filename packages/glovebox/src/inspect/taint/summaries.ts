import type { FlowGraph } from './graph.ts';
import type { Work } from './work.ts';

/** More facts than this are not gathered: what lies beyond is not followed. */
const MOST_FACTS = 400_000;

/** What reaches a function's value from each of its parameters: the bits that are harmless on every way there. */
export interface Summaries {
  readonly cleanedFrom: (parameter: number) => readonly number[];
  readonly isCut: boolean;
}

interface Fact {
  readonly parameter: number;
  readonly node: number;
  readonly cleaned: number;
}

/**
 * Follows every parameter that data may reach through its own function once. A call on the way is stepped over by the summary of what it calls, as
 * soon as that is known, so that recursion ends.
 */
export function summarize(graph: FlowGraph, isReached: (node: number) => boolean, work: Work): Summaries {
  const ends = new Map<number, number[]>();
  const waiting = new Map<number, Fact[]>();
  const seen = new Map<number, Map<number, number[]>>();
  const queue: Fact[] = [];

  const add = (fact: Fact): void => {
    if (fact.node === 0 || queue.length >= MOST_FACTS) return;
    const nodes = seen.get(fact.parameter) ?? new Map<number, number[]>();
    seen.set(fact.parameter, nodes);
    if (isNew(nodes, fact.node, fact.cleaned)) queue.push(fact);
  };

  for (const parameter of graph.entered) if (isReached(parameter)) add({ parameter, node: parameter, cleaned: 0 });
  for (let at = 0; at < queue.length && !work.isLate(); at++) {
    const { parameter, node, cleaned } = queue[at] as Fact;
    for (const next of graph.nextOf(node))
      if (!graph.isShared(next)) add({ parameter, node: next, cleaned: cleaned | graph.cleanedAt(next) });
    for (const passing of graph.passedFrom(node)) {
      const back: Fact = { parameter, node: passing.result, cleaned };
      const others = waiting.get(passing.parameter);
      if (others === undefined) waiting.set(passing.parameter, [back]);
      else others.push(back);
      for (const more of ends.get(passing.parameter) ?? []) add({ ...back, cleaned: cleaned | more });
    }
    const routine = graph.endedAt(node);
    if (routine?.parameters.some((own) => own.node === parameter) !== true) continue;
    ends.set(parameter, [...(ends.get(parameter) ?? []), cleaned]);
    for (const back of waiting.get(parameter) ?? []) add({ ...back, cleaned: back.cleaned | cleaned });
  }
  return { cleanedFrom: (parameter) => ends.get(parameter) ?? [], isCut: queue.length >= MOST_FACTS };
}

/** Remembers a place unless it was reached before with nothing cleaned that is not cleaned now. */
export function isNew(seen: Map<number, number[]>, node: number, cleaned: number): boolean {
  const known = seen.get(node);
  if (known === undefined) {
    seen.set(node, [cleaned]);
    return true;
  }
  if (known.some((before) => (before & cleaned) === before)) return false;
  known.push(cleaned);
  return true;
}
