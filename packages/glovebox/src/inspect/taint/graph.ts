import type { Flow, Site, SourceKind } from '../site.ts';

/** Which part of a sink the data becomes. */
export type Part = NonNullable<Flow['part']>;
type Step = Flow['steps'][number];

/** Data that enters the program at a node. */
export interface Origin {
  readonly kind: SourceKind;
  /** A path, the name of a variable, a URL: what a reader is told. */
  readonly source: string;
}

/** A site that a node's data reaches. */
export interface Use {
  readonly site: Site;
  readonly part: Part;
}

/** A function of the sample: where its arguments come in and where its value goes out. */
export interface Routine {
  readonly name: string;
  readonly parameters: readonly { readonly node: number; readonly name: string; readonly isRest: boolean }[];
  readonly result: number;
  /** Results of the calls of it. */
  readonly callers: number[];
}

/** An argument on its way into a function, and where what the function makes of it comes back. */
interface Passing {
  readonly parameter: number;
  readonly result: number;
}

const NOTHING: readonly never[] = [];

/** More nodes or edges than this are no program that anybody wrote: the rest is not followed. */
const MOST_NODES = 400_000;
const MOST_EDGES = 1_200_000;

/**
 * Where data goes, as numbered places and edges between them. Place 0 is nowhere: nothing flows into it or out of it. What a
 * language means is worked out by whoever adds to it.
 */
export class FlowGraph {
  readonly #next: (number[] | undefined)[] = [undefined];
  readonly #steps: (Step | undefined)[] = [undefined];
  readonly #shared = new Set<number>();
  readonly #cleaned = new Map<number, number>();
  readonly #passed = new Map<number, Passing[]>();
  readonly #routines = new Map<number, Routine>();
  #edges = 0;
  readonly origins = new Map<number, Origin>();
  readonly uses = new Map<number, Use[]>();
  /** Parameters that some call gives something. */
  readonly entered = new Set<number>();

  /** Whether something was left out because there is too much of it. */
  get isCut(): boolean {
    return this.#next.length >= MOST_NODES || this.#edges >= MOST_EDGES;
  }

  get size(): number {
    return this.#next.length;
  }

  /** A new place; `what` says what happens there, in a few words. */
  node(step?: Step): number {
    if (this.isCut) return 0;
    this.#steps.push(step);
    return this.#next.push(undefined) - 1;
  }

  /** A place that every call of a function shares with all others: a field, a variable of an outer function. */
  shared(): number {
    const node = this.node();
    if (node !== 0) this.#shared.add(node);
    return node;
  }

  edge(from: number, to: number): void {
    if (from === 0 || to === 0 || from === to || this.#edges >= MOST_EDGES) return;
    this.#edges++;
    const known = this.#next[from];
    if (known === undefined) this.#next[from] = [to];
    else known.push(to);
  }

  /** What passes this place is harmless for the uses whose bits are given. */
  clean(node: number, bits: number): void {
    if (node !== 0) this.#cleaned.set(node, (this.#cleaned.get(node) ?? 0) | bits);
  }

  routine(name: string, parameters: readonly { readonly name: string; readonly isRest: boolean }[]): Routine {
    const made: Routine = {
      name,
      parameters: parameters.map((parameter) => ({ ...parameter, node: this.node() })),
      result: this.node(),
      callers: [],
    };
    for (const { node } of made.parameters) this.#routines.set(node, made);
    this.#routines.set(made.result, made);
    return made;
  }

  pass(argument: number, parameter: number, result: number): void {
    if (argument === 0 || parameter === 0) return;
    this.entered.add(parameter);
    const known = this.#passed.get(argument);
    if (known === undefined) this.#passed.set(argument, [{ parameter, result }]);
    else known.push({ parameter, result });
  }

  use(node: number, use: Use): void {
    if (node === 0) return;
    const known = this.uses.get(node);
    if (known === undefined) this.uses.set(node, [use]);
    else if (!known.some(({ site, part }) => site === use.site && part === use.part)) known.push(use);
  }

  nextOf(node: number): readonly number[] {
    return this.#next[node] ?? NOTHING;
  }

  stepOf(node: number): Step | undefined {
    return this.#steps[node];
  }

  isShared(node: number): boolean {
    return this.#shared.has(node);
  }

  cleanedAt(node: number): number {
    return this.#cleaned.get(node) ?? 0;
  }

  passedFrom(node: number): readonly Passing[] {
    return this.#passed.get(node) ?? NOTHING;
  }

  /** The function whose value goes out here. */
  endedAt(node: number): Routine | undefined {
    const routine = this.#routines.get(node);
    return routine?.result === node ? routine : undefined;
  }

  /** One place for what comes from several. */
  union(nodes: readonly number[], step?: Step): number {
    const distinct = [...new Set(nodes)].filter((node) => node !== 0);
    const [only] = distinct;
    if (only === undefined || (distinct.length === 1 && step === undefined)) return only ?? 0;
    const joined = this.node(step);
    for (const node of distinct) this.edge(node, joined);
    return joined;
  }
}
