import type { Site } from '../site.ts';
import type { FlowGraph, Routine } from './graph.ts';

/** What an expression holds: the place its data is at, and what is known of the thing itself. */
export interface Taint {
  readonly id: number;
  readonly means?: Meaning | undefined;
}

export const CLEAR: Taint = { id: 0 };

export type Meaning =
  | {
      readonly kind: 'routine';
      readonly routine: Routine;
      readonly self?: ClassOf;
      /** Called by being named. */
      readonly isGetter?: boolean;
    }
  | { readonly kind: 'class' | 'instance'; readonly of: ClassOf }
  | { readonly kind: 'module'; readonly module: Module }
  /** Whatever a caller gave: calls of it are joined to the functions that come in. */
  | { readonly kind: 'parameter'; readonly parameter: ParameterUse }
  | Fields
  /** Something that acts on what these sites opened. */
  | { readonly kind: 'handle'; readonly sites: readonly Site[] };

/** A dictionary or object whose parts are told apart. `whole` has the data of all of them, `rest` of those without a known name. */
export interface Fields {
  readonly kind: 'record';
  readonly fields: Map<string, Taint>;
  readonly whole: number;
  readonly rest: number;
}

/** Calls of a parameter, and the functions that callers give for it. */
export interface ParameterUse {
  readonly calls: { readonly given: readonly number[]; readonly result: number }[];
  readonly routines: Set<Routine>;
  /** Where what it is called with goes: a promise is resolved by calling what it gave. */
  readonly into: number[];
}

/** A file of the sample, by the names that others may import from it. */
export interface Module {
  readonly file: string;
  exported(name: string): Taint;
  /** Every name that is known so far. */
  all(): [string, Taint][];
}

const MOST_BASES = 10;
const MOST_FIELDS = 2_000;

/** A class of the sample. Fields are one place for all its objects. */
export class ClassOf {
  readonly methods = new Map<string, Meaning & { kind: 'routine' }>();
  readonly name: string;
  readonly whole: number;
  readonly #graph: FlowGraph;
  readonly base: ClassOf | undefined;
  readonly #fields = new Map<string, { node: number; means?: Meaning | undefined }>();

  constructor(graph: FlowGraph, name: string, base: ClassOf | undefined) {
    this.#graph = graph;
    this.name = name;
    this.base = base;
    this.whole = graph.shared();
  }

  method(name: string): (Meaning & { kind: 'routine' }) | undefined {
    let of: ClassOf | undefined = this;
    for (let depth = 0; of !== undefined && depth < MOST_BASES; depth++, of = of.base) {
      const found = of.methods.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  field(name: string): Taint {
    const known = this.#place(name);
    return { id: known.node, means: known.means };
  }

  setField(name: string, value: Taint): void {
    const known = this.#place(name);
    known.means ??= value.means;
    this.#graph.edge(value.id, known.node);
  }

  /** Where a field lies: in the first of its classes, so that a subclass shares it. */
  #place(name: string): { node: number; means?: Meaning | undefined } {
    let of: ClassOf = this;
    for (let depth = 0; of.base !== undefined && depth < MOST_BASES; depth++) of = of.base;
    const key = of.#fields.size < MOST_FIELDS ? name : '*';
    const known = of.#fields.get(key) ?? { node: this.#graph.shared() };
    if (!of.#fields.has(key)) {
      of.#fields.set(key, known);
      this.#graph.edge(known.node, of.whole);
      if (of !== this) this.#graph.edge(known.node, this.whole);
    }
    return known;
  }
}

export function recordOf(graph: FlowGraph, fields: Map<string, Taint>, rest: readonly number[]): Taint {
  const unnamed = graph.shared();
  for (const id of rest) graph.edge(id, unnamed);
  const whole = graph.node();
  for (const id of [unnamed, ...[...fields.values()].map((field) => wholeOf(field))]) graph.edge(id, whole);
  return { id: whole, means: { kind: 'record', fields, whole, rest: unnamed } };
}

/** The data of a thing with all its parts. */
export function wholeOf({ id, means }: Taint): number {
  return means?.kind === 'instance' && id === 0 ? means.of.whole : id;
}

/** A part of a thing by its name; undefined where nothing tells it from the whole. */
export function partNamed(graph: FlowGraph, { id, means }: Taint, name: string | undefined): Taint {
  if (means?.kind === 'record') {
    const field = name === undefined ? undefined : means.fields.get(name);
    if (name === undefined) return { id };
    return { id: graph.union([field?.id ?? 0, means.rest]), means: field?.means };
  }
  if (name !== undefined && (means?.kind === 'instance' || means?.kind === 'class')) {
    const method = means.of.method(name);
    if (method?.isGetter) return { id: calledOnce(graph, method.routine) };
    if (method !== undefined) return { id: 0, means: method };
    return means.of.field(name);
  }
  if (name !== undefined && means?.kind === 'module') return means.module.exported(name);
  // What a file or a connection gives by its methods still belongs to it.
  return { id, means: means?.kind === 'handle' ? means : undefined };
}

/** What a function gives when it is called without a word. */
function calledOnce(graph: FlowGraph, routine: Routine): number {
  const result = graph.node();
  routine.callers.push(result);
  return result;
}

/** Sets a part of a thing; true where the thing itself knows of it from now on. */
export function setPart(graph: FlowGraph, { means }: Taint, name: string | undefined, value: Taint): boolean {
  if (means?.kind === 'record') {
    const id = wholeOf(value);
    graph.edge(id, means.whole);
    if (name === undefined || means.fields.size > MOST_FIELDS) graph.edge(id, means.rest);
    else {
      const before = means.fields.get(name);
      means.fields.set(name, { id: graph.union([before?.id ?? 0, id]), means: value.means });
    }
    return true;
  }
  if (name === undefined || (means?.kind !== 'instance' && means?.kind !== 'class')) return false;
  means.of.setField(name, value);
  return true;
}
