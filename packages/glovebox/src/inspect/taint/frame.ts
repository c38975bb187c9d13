import type { Flow } from '../site.ts';
import type { FlowGraph } from './graph.ts';
import { CLEAR, type Taint, wholeOf } from './meaning.ts';

type Step = Flow['steps'][number];

/** A variable as functions further in see it: everything it ever held. */
interface Variable {
  /** Made when it first holds something, or when an inner function first asks. */
  cell: number;
  means: Taint['means'];
  /** Inner functions write to it, so that source order says nothing. */
  isShared: boolean;
}

/** What a branch or a loop has set. */
interface Layer {
  readonly values: Map<string, Taint>;
  /** For a loop: what a variable holds at the start of each round. */
  readonly heads?: Map<string, number>;
}

/**
 * The variables of one function, class body or file while it is read in source order. An assignment replaces what was there;
 * branches and loops are joined when they end.
 */
export class Frame {
  readonly kind: 'file' | 'class' | 'function';
  readonly parent: Frame | undefined;
  readonly #graph: FlowGraph;
  /** Names of the file that functions write to which do not own them: source order says nothing of those. */
  readonly #sharedNames: ReadonlySet<string>;
  readonly #variables = new Map<string, Variable>();
  readonly #layers: Layer[] = [{ values: new Map() }];

  constructor(graph: FlowGraph, kind: Frame['kind'], sharedNames: ReadonlySet<string>, parent?: Frame) {
    this.#graph = graph;
    this.#sharedNames = sharedNames;
    this.kind = kind;
    this.parent = parent;
  }

  owns(name: string): boolean {
    return this.#variables.has(name);
  }

  declare(name: string): void {
    this.#variable(name);
  }

  /** The frame of a function or class in here. */
  inner(kind: 'class' | 'function'): Frame {
    return new Frame(this.#graph, kind, this.#sharedNames, this);
  }

  /** Every name of this frame with what it holds at the end. */
  values(): [string, Taint][] {
    return [...this.#variables.keys()].map((name) => [name, this.read(name) ?? CLEAR]);
  }

  /** What a name holds here; undefined for one that nothing in the file binds. */
  read(name: string): Taint | undefined {
    const own = this.#variables.get(name);
    if (own?.isShared) return { id: this.#cellOf(own), means: own.means };
    const at = this.#layers.findLastIndex(({ values }) => values.has(name));
    const value = this.#layers[at]?.values.get(name);
    if (value === undefined) return this.parent?.readFromInside(name);
    return this.#carried(name, value, at);
  }

  /** What a function further in sees: it may run at any time. */
  readFromInside(name: string): Taint | undefined {
    const own = this.kind === 'class' ? undefined : this.#variables.get(name);
    if (own === undefined) return this.parent?.readFromInside(name);
    return { id: this.#cellOf(own), means: own.means };
  }

  /** Everything a name of this frame ever holds, also what it is given later. */
  everything(name: string): Taint {
    const own = this.#variable(name);
    return { id: this.#cellOf(own), means: own.means };
  }

  assign(name: string, value: Taint, step?: Step): void {
    const variable = this.#variable(name);
    const from = wholeOf(value);
    const id = from === 0 ? 0 : this.#graph.union([from], step);
    if (id !== 0) this.#graph.edge(id, this.#cellOf(variable));
    variable.means ??= value.means;
    if (!variable.isShared) this.#layers.at(-1)?.values.set(name, { id, means: value.means });
  }

  /** Adds to what a variable holds, wherever it is declared: `list.append(x)`. */
  add(name: string, from: number, step?: Step): void {
    if (from === 0) return;
    const owner = this.#ownerOf(name);
    if (owner === this) {
      const before = this.read(name) ?? CLEAR;
      this.assign(name, { id: this.#graph.union([wholeOf(before), from], step), means: before.means });
    } else if (owner !== undefined) owner.#addFromInside(name, this.#graph.union([from], step));
  }

  /** An inner function sets a variable of this frame or of one further out. */
  assignOuter(name: string, value: Taint, step?: Step): void {
    const owner = this.parent === undefined ? this : (this.parent.#ownerOf(name) ?? this.#outermost());
    owner.#addFromInside(name, this.#graph.union([wholeOf(value)], step), value.means);
  }

  /** Runs each alternative on its own and joins what they leave; `isExhaustive` says that one of them always runs. */
  branch(alternatives: readonly (() => void)[], isExhaustive: boolean): void {
    const layers = alternatives.map((run) => this.#inLayer({ values: new Map() }, run));
    const ends = new Map<string, Taint[]>();
    for (const { values } of layers) {
      for (const [name, value] of values) {
        const known = ends.get(name);
        if (known === undefined) ends.set(name, [value]);
        else known.push(value);
      }
    }
    for (const [name, set] of ends) {
      const mayStay = !isExhaustive || set.length < layers.length;
      this.#join(name, mayStay ? [...set, this.read(name) ?? CLEAR] : set);
    }
  }

  /** Runs a body that may run again: what one round leaves, the next one finds. */
  loop(body: () => void): void {
    const { values, heads } = this.#inLayer({ values: new Map(), heads: new Map() }, body);
    for (const [name, head] of heads ?? []) this.#graph.edge(values.get(name)?.id ?? 0, head);
    for (const [name, end] of values) this.#join(name, [end, this.read(name) ?? CLEAR]);
  }

  #inLayer(layer: Layer, run: () => void): Layer {
    this.#layers.push(layer);
    try {
      run();
    } finally {
      this.#layers.pop();
    }
    return layer;
  }

  #join(name: string, ends: readonly Taint[]): void {
    const [first] = ends;
    const means = ends.every((end) => end.means === first?.means) ? first?.means : undefined;
    this.#layers.at(-1)?.values.set(name, { id: this.#graph.union(ends.map(({ id }) => id)), means });
  }

  /** A value from outside of a loop may be another one in the next round. */
  #carried(name: string, value: Taint, from: number): Taint {
    let carried = value;
    for (const { values, heads } of this.#layers.slice(from + 1)) {
      if (heads === undefined) continue;
      const head = this.#graph.node();
      this.#graph.edge(carried.id, head);
      carried = { id: head, means: value.means };
      heads.set(name, head);
      values.set(name, carried);
    }
    return carried;
  }

  #addFromInside(name: string, id: number, means?: Taint['means']): void {
    const variable = this.#variable(name);
    variable.means ??= means;
    this.#graph.edge(id, this.#cellOf(variable));
  }

  #ownerOf(name: string): Frame | undefined {
    let frame: Frame | undefined = this;
    while (frame !== undefined && !frame.owns(name)) frame = frame.parent;
    return frame;
  }

  #outermost(): Frame {
    let frame: Frame = this;
    while (frame.parent !== undefined) frame = frame.parent;
    return frame;
  }

  #variable(name: string): Variable {
    const known = this.#variables.get(name) ?? { cell: 0, means: undefined, isShared: this.#sharedNames.has(name) };
    this.#variables.set(name, known);
    return known;
  }

  #cellOf(variable: Variable): number {
    if (variable.cell === 0) variable.cell = this.#graph.shared();
    return variable.cell;
  }
}
