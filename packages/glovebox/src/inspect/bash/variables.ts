import { joined, type Known } from './known.ts';

/** What a name of the shell holds. Several values are those of several branches. */
export interface Variable {
  readonly values: readonly Known[];
  /** Of an array, by index or key. */
  readonly items?: ReadonlyMap<string, Known>;
  /** Its items have keys rather than numbers. */
  readonly isKeyed?: boolean;
  /** What it holds is the name of the variable that is meant. */
  readonly refersTo?: boolean;
  readonly isExported?: boolean;
}

const MOST_VALUES = 8;

/**
 * The variables at one point of a script. Layers keep what a branch, a subshell or a function call does apart from what was
 * before: copying all of them for each would cost the script's length each time.
 */
export class Variables {
  readonly #own = new Map<string, Variable | undefined>();
  readonly #parent: Variables | undefined;
  readonly #kind: 'base' | 'branch' | 'call';

  constructor(parent?: Variables, kind: 'base' | 'branch' | 'call' = 'base') {
    this.#parent = parent;
    this.#kind = kind;
  }

  /** What is set in it stays in it, until it is merged. */
  branch(): Variables {
    return new Variables(this, 'branch');
  }

  /** A function's: only what it declares as local stays in it. */
  call(): Variables {
    return new Variables(this, 'call');
  }

  get(name: string): Variable | undefined {
    for (let layer: Variables | undefined = this; layer !== undefined; layer = layer.#parent) {
      if (layer.#own.has(name)) return layer.#own.get(name);
    }
    return undefined;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  set(name: string, variable: Variable | undefined): void {
    let layer: Variables = this;
    while (layer.#kind === 'call' && !layer.#own.has(name) && layer.#parent !== undefined) layer = layer.#parent;
    layer.#own.set(name, variable);
  }

  setLocal(name: string, variable: Variable | undefined): void {
    let layer: Variables = this;
    while (layer.#kind === 'branch' && layer.#parent !== undefined) layer = layer.#parent;
    if (layer.#kind === 'call') layer.#own.set(name, layer.#own.get(name));
    this.#own.set(name, variable);
  }

  /** Takes over what branches did, of which one will have run: a name then has the values of each. */
  merge(branches: readonly Variables[], oneOfThemRuns: boolean): void {
    const names = new Set(branches.flatMap((branch) => [...branch.#own.keys()]));
    for (const name of names) {
      const each = [...(oneOfThemRuns ? [] : [this.get(name)]), ...branches.map((branch) => branch.get(name))];
      this.set(name, oneOf(each));
    }
  }

  /** Names that are set, the nearest layer first. */
  names(): string[] {
    const found = new Set<string>();
    for (let layer: Variables | undefined = this; layer !== undefined; layer = layer.#parent)
      for (const [name, value] of layer.#own) if (value !== undefined) found.add(name);
    return [...found];
  }
}

function oneOf(variables: readonly (Variable | undefined)[]): Variable | undefined {
  const present = variables.filter((variable) => variable !== undefined);
  const last = present.at(-1);
  if (last === undefined) return undefined;
  const values = new Map(present.flatMap((variable) => variable.values.map((value) => [value.text, value] as const)));
  const distinct = [...values.values()];
  return {
    ...last,
    values: distinct.length > MOST_VALUES ? [...distinct.slice(0, MOST_VALUES - 1), ...distinct.slice(-1)] : distinct,
    isExported: present.some((variable) => variable.isExported),
  };
}

/** The arguments of a script or a function, as `$@`. */
export function positional(items: readonly Known[]): Variable {
  return { values: [joined(items, ' ')], items: new Map(items.map((item, index) => [String(index + 1), item])) };
}
