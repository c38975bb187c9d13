import type { Scope } from '../resolve/scope.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';

/** A call and the scope it stands in. */
export interface CallPlace {
  readonly node: SyntaxNode;
  readonly scope: Scope;
}

const SCOPES = new WeakMap<SyntaxNode, Scope>();
const CALLS = new WeakMap<Scope, CallPlace[]>();
const RETURNS = new WeakMap<Scope, SyntaxNode[]>();
const OWN_OBJECTS = new WeakMap<Scope, string>();
const MOST_CALLS = 20_000;
const MOST_RETURNS = 20;

/** Notes the scope that a function, class or lambda makes. */
export function noteScope(node: SyntaxNode, scope: Scope): void {
  SCOPES.set(node, scope);
}

/** The scope a function, class or lambda makes; undefined where nesting is too deep for one of its own. */
export function scopeAt(node: SyntaxNode): Scope | undefined {
  return SCOPES.get(node);
}

export function noteCall(file: Scope, call: CallPlace): void {
  const calls = CALLS.get(file);
  if (calls === undefined) CALLS.set(file, [call]);
  else if (calls.length < MOST_CALLS) calls.push(call);
}

/** Every call of a file, in source order. */
export function callsOf(file: Scope): readonly CallPlace[] {
  return CALLS.get(file) ?? [];
}

export function noteReturn(scope: Scope, value: SyntaxNode): void {
  const returns = RETURNS.get(scope);
  if (returns === undefined) RETURNS.set(scope, [value]);
  else if (returns.length < MOST_RETURNS) returns.push(value);
}

/** What the function of a scope gives back, at every place where it does. */
export function returnsOf(scope: Scope): readonly SyntaxNode[] {
  return RETURNS.get(scope) ?? [];
}

/** Notes the name a method has for the object it belongs to. */
export function noteOwnObject(scope: Scope, name: string): void {
  OWN_OBJECTS.set(scope, name);
}

/** Whether the name is the one a method around it has for its object: `self`, or whatever the author calls it. */
export function isOwnObject(name: string, from: Scope): boolean {
  if (name === 'self' || name === 'cls') return true;
  for (let scope: Scope | undefined = from; scope?.kind === 'function'; scope = scope.parent) {
    if (OWN_OBJECTS.get(scope) === name) return true;
  }
  return false;
}

/** An identifier as the interpreter reads it: look-alike forms of letters are the plain ones (PEP 3131). */
export function identifierOf(source: Source, node: SyntaxNode): string {
  const written = textOf(source, node);
  return /^\w*$/.test(written) ? written : written.slice(0, 1_000).normalize('NFKC');
}
