import type { SyntaxNode } from '../syntax/node.ts';
import type { Evaluator } from './evaluator.ts';
import type { Value } from './value.ts';

/** What a name stands for from some place on. */
export interface Binding {
  /** Offset from which it holds. */
  readonly from: number;
  readonly scope: Scope;
  readonly means: Meaning;
}

export type Meaning =
  /** Known at once: an import, a function of the sample, a parameter. */
  | { readonly value: Value }
  /** Whatever this expression is. */
  | { readonly expression: SyntaxNode }
  /** One item of whatever this expression is. */
  | { readonly itemOf: SyntaxNode }
  /** One of several expressions. */
  | { readonly oneOf: readonly SyntaxNode[] }
  /** One named or numbered part of it. */
  | { readonly partOf: SyntaxNode; readonly key: string }
  /** An object of the class this expression names. */
  | { readonly instanceOf: SyntaxNode }
  /** Found out when it is asked for: a parameter, from what is passed for it. */
  | { readonly compute: (evaluator: Evaluator) => Value }
  /** What the name meant before, followed by this. */
  | { readonly appended: SyntaxNode; readonly name: string };

/** A function, class body or file: where names are bound. */
export class Scope {
  readonly parent: Scope | undefined;
  readonly kind: 'file' | 'function' | 'class';
  readonly name: string | undefined;
  /** The function or class whose scope it is, where that matters. */
  maker: SyntaxNode | undefined;
  /** Modules whose every name was imported. */
  readonly stars: string[] = [];
  readonly #bindings = new Map<string, Binding[]>();
  readonly #redirected = new Map<string, Scope>();

  constructor(kind: Scope['kind'], parent?: Scope, name?: string) {
    this.kind = kind;
    this.parent = parent;
    this.name = name;
  }

  /** Bindings of a name are added in source order. */
  bind(name: string, from: number, means: Meaning, evaluatedIn: Scope = this): void {
    const scope = this.#redirected.get(name) ?? this;
    const binding: Binding = { from, scope: evaluatedIn, means };
    const known = scope.#bindings.get(name);
    if (known === undefined) scope.#bindings.set(name, [binding]);
    else known.push(binding);
  }

  /** Assignments to the name are meant for another scope (`global x`). */
  redirect(name: string, to: Scope): void {
    if (to !== this) this.#redirected.set(name, to);
  }

  /** What the name means at an offset, looked up outwards. A class body is not visible from its methods. */
  lookup(name: string, at: number): Binding | undefined {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
      if (scope.kind === 'class' && scope !== this) continue;
      const bindings = scope.#bindings.get(name);
      if (bindings === undefined) continue;
      // An inner function runs later, so it sees what was bound last.
      return scope === this ? latestBefore(bindings, at) : bindings.at(-1);
    }
    return undefined;
  }

  /** What an object's own field was set to: in this method before the offset, or anywhere in the class. */
  field(name: string): Binding | undefined {
    const owner = this.classScope();
    return owner === undefined ? undefined : owner.#bindings.get(`.${name}`)?.at(-1);
  }

  /** What the name was set to last in this very scope. */
  own(name: string): Binding | undefined {
    return this.#bindings.get(name)?.at(-1);
  }

  bindField(name: string, from: number, means: Meaning): void {
    this.classScope()?.bind(`.${name}`, from, means, this);
  }

  classScope(): Scope | undefined {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
      if (scope.kind === 'class') return scope;
    }
    return undefined;
  }

  fileScope(): Scope {
    let scope: Scope = this;
    while (scope.parent !== undefined) scope = scope.parent;
    return scope;
  }

  /** Every module imported by star that is visible here. */
  visibleStars(): string[] {
    const found: string[] = [];
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) found.push(...scope.stars);
    return found;
  }

  /** Names of the enclosing functions and classes, outermost first: `Client.send`. */
  path(): string | undefined {
    const names: string[] = [];
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
      if (scope.name !== undefined) names.unshift(scope.name);
    }
    return names.length === 0 ? undefined : names.slice(-DEEPEST_PATH).join('.');
  }
}

const DEEPEST_PATH = 5;

/** The last binding that holds at an offset; the first one where all come later, as in a loop. */
function latestBefore(bindings: readonly Binding[], at: number): Binding | undefined {
  let low = 0;
  let high = bindings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bindings[middle]?.from ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return bindings[Math.max(0, low - 1)];
}
