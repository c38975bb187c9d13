import type { Evaluator } from '../resolve/evaluator.ts';
import { choice } from '../resolve/evaluator.ts';
import type { Meaning, Scope } from '../resolve/scope.ts';
import { text, UNKNOWN, type Value } from '../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';
import { type Machine, machineOf, type Scopes } from './compute/machine.ts';
import { bindImport } from './imports.ts';
import { patternPart } from './members.ts';
import { returnsOf } from './returns.ts';
import { isSelfReferring, sliceOf } from './slices.ts';

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

/** Objects whose members are the global names. */
const GLOBAL_OBJECTS: ReadonlySet<string> = new Set(['globalThis', 'global', 'window', 'self']);
const GROWING = /^(push|unshift|reverse|sort|splice|shift|pop|fill|set|copyWithin|add)$/;

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

  see(node: SyntaxNode, scope: Scope): void {
    SEEN[node.type]?.(this, node, scope);
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

type See = (bindings: Bindings, node: SyntaxNode, scope: Scope) => void;

const seeField: See = (bindings, node, scope) => {
  const name = childOf(node, 'name') ?? childOf(node, 'property');
  const value = childOf(node, 'value');
  if (name !== undefined && value !== undefined)
    scope.bindField(textOf(bindings.source, name), node.end, { expression: value });
};

const SEEN: Readonly<Record<string, See>> = {
  import_statement: (bindings, node, scope) => bindImport(bindings, node, scope),
  variable_declarator: (bindings, node, scope) =>
    bindPattern(bindings, childOf(node, 'name'), childOf(node, 'value'), node.end, scope, true),
  assignment_expression: seeAssignment,
  augmented_assignment_expression: seeAppended,
  update_expression: (bindings, node, scope) => {
    const target = childOf(node, 'argument');
    if (target?.type === 'identifier')
      bindings.assign(textOf(bindings.source, target), node.end, { value: UNKNOWN }, scope, node);
  },
  public_field_definition: seeField,
  field_definition: seeField,
  for_in_statement: seeItems,
  catch_clause: (bindings, node, scope) => {
    const parameter = childOf(node, 'parameter');
    if (parameter?.type === 'identifier')
      bindings.declare(textOf(bindings.source, parameter), node.start, { value: UNKNOWN }, scope);
  },
  enum_declaration: seeEnum,
  call_expression: seeCall,
  new_expression: seeCall,
};

function seeAssignment(bindings: Bindings, node: SyntaxNode, scope: Scope): void {
  const { source } = bindings;
  const left = childOf(node, 'left');
  const right = childOf(node, 'right');
  if (left === undefined || right === undefined) return;
  if (left.type === 'identifier') {
    const name = textOf(source, left);
    const grown = isSelfReferring(source, right, name) ? node : undefined;
    bindings.assign(name, node.end, { expression: right }, scope, grown);
    return;
  }
  if (left.type !== 'member_expression' && left.type !== 'subscript_expression') {
    bindPattern(bindings, left, right, node.end, scope, false);
    return;
  }
  const object = childOf(left, 'object');
  const property = childOf(left, 'property') ?? stringIn(childOf(left, 'index'));
  if (object?.type === 'this' && property !== undefined)
    scope.bindField(textOf(source, property), node.end, { expression: right });
  if (object?.type !== 'identifier') return;
  const name = textOf(source, object);
  if (GLOBAL_OBJECTS.has(name) && property !== undefined)
    bindings.assign(textOf(source, property), node.end, { expression: right }, scope);
  else if (property === undefined || node.parent?.type === 'expression_statement') grow(bindings, name, node, scope);
}

/** The content of a text without escapes. */
function stringIn(node: SyntaxNode | undefined): SyntaxNode | undefined {
  const parts = node?.type === 'string' ? partsOf(node) : [];
  return parts.length === 1 && parts[0]?.type === 'string_fragment' ? parts[0] : undefined;
}

/** Something is put into an object or list: it is what it was, and more. */
function grow(bindings: Bindings, name: string, node: SyntaxNode, scope: Scope): void {
  const at = node.start;
  const before: Meaning = {
    compute: (evaluator) => {
      const binding = scope.lookup(name, at);
      return binding === undefined || binding.from > at ? UNKNOWN : evaluator.binding(binding);
    },
  };
  bindings.assign(name, node.end, before, scope, node);
}

export function bindPattern(
  bindings: Bindings,
  left: SyntaxNode | undefined,
  right: SyntaxNode | undefined,
  from: number,
  scope: Scope,
  isDeclaration: boolean,
): void {
  if (left === undefined) return;
  const bind = (name: string, means: Meaning): void => {
    if (isDeclaration) bindings.declare(name, from, means, scope);
    else bindings.assign(name, from, means, scope);
  };
  if (left.type === 'identifier') {
    const name = textOf(bindings.source, left);
    bind(name, right === undefined ? { value: name === 'undefined' ? UNKNOWN : UNDEFINED } : { expression: right });
  }
  if (right !== undefined) bindParts(bindings.source, left, (evaluator) => evaluator.value(right, scope), scope, bind);
}

const UNDEFINED: Value = { kind: 'literal', text: 'undefined' };
const MOST_NAMES = 200;

/** Every name in a pattern, with the part of the whole that it stands for. */
export function bindParts(
  source: Source,
  pattern: SyntaxNode,
  whole: (evaluator: Evaluator) => Value,
  scope: Scope,
  bind: (name: string, means: Meaning) => void,
): void {
  const rest: { pattern: SyntaxNode; whole: (evaluator: Evaluator) => Value }[] = [{ pattern, whole }];
  let count = 0;
  for (let next = rest.pop(); next !== undefined && count < MOST_NAMES; next = rest.pop()) {
    const isArray = next.pattern.type === 'array_pattern';
    if (!isArray && next.pattern.type !== 'object_pattern') continue;
    const outer = next.whole;
    partsOf(next.pattern).forEach((part, index) => {
      const { local, key, fallback } = placeOf(source, part, scope, isArray ? String(index) : undefined);
      if (local === undefined) return;
      const value = (evaluator: Evaluator): Value => {
        const found = key === undefined ? outer(evaluator) : patternPart(outer(evaluator), key(evaluator), evaluator);
        return isMissing(found) && fallback !== undefined ? evaluator.value(fallback, scope) : found;
      };
      count++;
      if (/^(identifier|shorthand_property_identifier_pattern)$/.test(local.type))
        bind(textOf(source, local), { compute: value });
      else rest.push({ pattern: local, whole: value });
    });
  }
}

function isMissing(value: Value): boolean {
  return value.kind === 'unknown' || (value.kind === 'literal' && value.text === 'undefined');
}

interface Place {
  readonly local: SyntaxNode | undefined;
  /** Undefined for what takes the rest. */
  readonly key: ((evaluator: Evaluator) => Value) | undefined;
  readonly fallback: SyntaxNode | undefined;
}

/** `a`, `a: b`, `a = 1`, `a: b = 1` and `...a` of a pattern: which part it is, where it goes, and what stands in for it. */
function placeOf(source: Source, part: SyntaxNode, scope: Scope, index: string | undefined): Place {
  if (part.type === 'rest_pattern') return { local: partsOf(part)[0], key: undefined, fallback: undefined };
  const outer = part.type.endsWith('assignment_pattern') ? part : undefined;
  const plain = outer === undefined ? part : childOf(outer, 'left');
  const key = plain && childOf(plain, 'key');
  const value = key === undefined ? plain : plain && childOf(plain, 'value');
  const inner = value?.type === 'assignment_pattern' ? value : undefined;
  const local = inner === undefined ? value : childOf(inner, 'left');
  const fallback = (outer ?? inner) && childOf(outer ?? inner ?? part, 'right');
  if (index !== undefined) return { local, key: () => text(index), fallback };
  const computed = key?.type === 'computed_property_name' ? partsOf(key)[0] : undefined;
  if (computed !== undefined) return { local, key: (evaluator) => evaluator.value(computed, scope), fallback };
  const named = key ?? local;
  const written = named === undefined ? '' : textOf(source, named).replace(/^['"]|['"]$/g, '');
  return { local, key: () => text(written), fallback };
}

function seeAppended(bindings: Bindings, node: SyntaxNode, scope: Scope): void {
  const left = childOf(node, 'left');
  const right = childOf(node, 'right');
  if (right === undefined || left === undefined) return;
  const { source } = bindings;
  if (left.type === 'subscript_expression' || left.type === 'member_expression') {
    const object = childOf(left, 'object');
    if (object?.type === 'identifier') grow(bindings, textOf(source, object), node, scope);
  }
  if (left.type !== 'identifier') return;
  const name = textOf(source, left);
  const operator = childOf(node, 'operator')?.type;
  const means: Meaning =
    operator === '+='
      ? { appended: right, name }
      : operator === '||=' || operator === '??='
        ? { expression: right }
        : { value: UNKNOWN };
  bindings.assign(name, node.end, means, scope, node);
}

function seeItems(bindings: Bindings, node: SyntaxNode, scope: Scope): void {
  const left = childOf(node, 'left');
  const right = childOf(node, 'right');
  if (left === undefined || right === undefined) return;
  const isOverItems = childOf(node, 'operator')?.type === 'of';
  const isDeclaration = childOf(node, 'kind') !== undefined;
  const means: Meaning = isOverItems
    ? { itemOf: right }
    : { compute: (evaluator) => keysOf(evaluator.value(right, scope)) };
  const bind = (name: string, meaning: Meaning): void => {
    if (isDeclaration) bindings.declare(name, right.end, meaning, scope);
    else bindings.assign(name, right.end, meaning, scope);
  };
  if (left.type === 'identifier') bind(textOf(bindings.source, left), means);
  else
    bindParts(bindings.source, left, (evaluator) => evaluator.binding({ from: right.end, scope, means }), scope, bind);
}

function keysOf(value: Value): Value {
  if (value.kind !== 'record') return UNKNOWN;
  return choice([...value.fields.keys()].map((key) => ({ kind: 'text', text: key })));
}

function seeCall(bindings: Bindings, node: SyntaxNode, scope: Scope): void {
  const callee = childOf(node, 'function') ?? childOf(node, 'constructor');
  if (callee === undefined) return;
  const { source } = bindings;
  if (callee.type === 'identifier') bindings.addCall(textOf(source, callee), node, scope);
  if (callee.type !== 'member_expression') return;
  const property = childOf(callee, 'property');
  const object = childOf(callee, 'object');
  if (property === undefined) return;
  const method = textOf(source, property);
  bindings.addCall(method, node, scope);
  if (object?.type === 'identifier' && node.parent?.type === 'expression_statement' && GROWING.test(method))
    grow(bindings, textOf(source, object), node, scope);
}

/** The members of an enumeration that are written out. */
function seeEnum(bindings: Bindings, node: SyntaxNode, scope: Scope): void {
  const name = childOf(node, 'name');
  const body = childOf(node, 'body');
  if (name === undefined || body === undefined) return;
  const compute = (evaluator: Evaluator): Value => ({
    kind: 'record',
    fields: new Map(
      partsOf(body).map((member) => {
        const key = childOf(member, 'name') ?? member;
        return [textOf(bindings.source, key), evaluator.value(childOf(member, 'value'), scope)];
      }),
    ),
  });
  bindings.declare(textOf(bindings.source, name), node.start, { compute }, scope);
}
