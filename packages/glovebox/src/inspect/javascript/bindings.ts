import type { Evaluator } from '../resolve/evaluator.ts';
import { choice } from '../resolve/evaluator.ts';
import type { Meaning, Scope } from '../resolve/scope.ts';
import type { Value } from '../resolve/value.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import type { Source } from '../syntax/parse.ts';
import { type Machine, machineOf, type Scopes } from './compute/machine.ts';
import { returnsOf } from './returns.ts';
import { sliceOf } from './slices.ts';

interface Pending {
  readonly name: string;
  readonly from: number;
  readonly means: Meaning;
  /** Where the expression stands. */
  readonly scope: Scope;
  readonly isDeclaration: boolean;
  /** A loop or statement to go through for the value. */
  readonly grown?: SyntaxNode;
}

/** Gathers what is bound to names while a file is walked, and binds it in the scopes that declare them. */
export class Bindings {
  readonly source: Source;
  readonly scopes: Scopes;
  readonly #pending: Pending[] = [];
  /** Where each function is declared, and as what, by its own scope. */
  readonly #functions = new Map<Scope, { readonly name: string; readonly scope: Scope }>();
  readonly #declared = new Map<Scope, Set<string>>();
  readonly #calls = new Map<string, { readonly call: SyntaxNode; readonly scope: Scope }[]>();

  constructor(source: Source, scopes: Scopes) {
    this.source = source;
    this.scopes = scopes;
  }

  declare(name: string, from: number, means: Meaning, scope: Scope): void {
    if ('value' in means && means.value.kind === 'function') this.#functions.set(means.value.scope, { name, scope });
    const names = this.#declared.get(scope);
    if (names === undefined) this.#declared.set(scope, new Set([name]));
    else names.add(name);
    this.#pending.push({ name, from, means, scope, isDeclaration: true });
  }

  assign(name: string, from: number, means: Meaning, scope: Scope, grown?: SyntaxNode): void {
    this.#pending.push({ name, from, means, scope, isDeclaration: false, ...(grown !== undefined && { grown }) });
  }

  /** Binds everything in source order: which scope declares a name is known now. */
  settle(): void {
    for (const { name, from, means, scope, isDeclaration, grown } of this.#pending) {
      const owner = isDeclaration ? scope : this.#ownerOf(name, scope);
      if (!isDeclaration && this.#replacesItself(name, scope, owner)) continue;
      if (grown === undefined) owner.bind(name, from, means, scope);
      else this.#bindGrown(owner, { name, from, means, scope, isDeclaration, grown });
    }
  }

  /** A function that puts another in its own place: until it is called, the name means the function that is declared. */
  #replacesItself(name: string, scope: Scope, owner: Scope): boolean {
    for (let at: Scope | undefined = scope; at !== undefined && at !== owner; at = at.parent) {
      const declared = this.#functions.get(at);
      if (declared?.name === name && declared.scope === owner) return true;
    }
    return false;
  }

  #ownerOf(name: string, scope: Scope): Scope {
    for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
      if (this.#declared.get(at)?.has(name)) return at;
      if (at.parent === undefined) return at;
    }
    return scope;
  }

  /** What grows in a loop is what it is after the loop, where that can be computed. */
  #bindGrown(owner: Scope, { name, from, means, scope, grown }: Pending & { readonly grown: SyntaxNode }): void {
    const slice = sliceOf(grown, owner.maker);
    if (slice === undefined) {
      owner.bind(name, from, means, scope);
      return;
    }
    const before = { from, scope, means };
    owner.bind(
      name,
      from,
      {
        compute: (evaluator) =>
          this.machine(evaluator).afterLoop(slice, name, this.#scopeAt(slice)) ?? evaluator.binding(before),
      },
      scope,
    );
  }

  #scopeAt(node: SyntaxNode): Scope {
    for (let at = node.parent; at !== undefined; at = at.parent) {
      const scope = this.scopes.get(at);
      if (scope !== undefined) return scope;
    }
    throw new Error('the root has a scope');
  }

  machine(evaluator: Evaluator): Machine {
    return machineOf(evaluator, this.scopes);
  }

  /** What a function gives when nothing is known of its arguments. */
  returned(value: Value & { kind: 'function' }, evaluator: Evaluator): Value {
    return choice(returnsOf(value.node).map((node) => evaluator.value(node, value.scope)));
  }

  addCall(name: string, call: SyntaxNode, scope: Scope): void {
    const calls = this.#calls.get(name);
    if (calls === undefined) this.#calls.set(name, [{ call, scope }]);
    else if (calls.length < MOST_CALLS) calls.push({ call, scope });
  }

  /** Calls of anything under this name. */
  callsOf(name: string): readonly { readonly call: SyntaxNode; readonly scope: Scope }[] {
    return this.#calls.get(name) ?? [];
  }
}

const MOST_CALLS = 40;
