import type { Scope } from '../../resolve/scope.ts';
import type { Value } from '../../resolve/value.ts';
import type { SyntaxNode } from '../../syntax/node.ts';

/** A value of JavaScript that is known as a whole, or an {@link Opaque} stand-in for what is only known by name. */
export type Plain = undefined | null | boolean | number | string | List | Table | Closure | Regex | Opaque;

/** An array, a typed array or a buffer: they differ in how they become text. */
export class List {
  readonly items: Plain[];
  readonly kind: 'array' | 'typed' | 'buffer';

  constructor(items: Plain[], kind: List['kind'] = 'array') {
    this.items = items;
    this.kind = kind;
  }
}

/** An object or a Map. */
export class Table {
  readonly fields: Map<string, Plain>;

  constructor(fields: Map<string, Plain> = new Map()) {
    this.fields = fields;
  }
}

/** Variables of one call. */
export interface Frame {
  readonly names: Map<string, Plain>;
  readonly outer: Frame | undefined;
  readonly scope: Scope;
}

/** A function of the sample, with the variables it sees. */
export class Closure {
  readonly fields = new Map<string, Plain>();
  readonly node: SyntaxNode;
  readonly scope: Scope;
  readonly frame: Frame | undefined;
  readonly self: Plain;

  constructor(node: SyntaxNode, scope: Scope, frame?: Frame, self?: Plain) {
    this.node = node;
    this.scope = scope;
    this.frame = frame;
    this.self = self;
  }
}

/** A regular expression that was looked at and matches in linear time. */
export class Regex {
  readonly source: string;
  readonly flags: string;

  constructor(source: string, flags: string) {
    this.source = source;
    this.flags = flags;
  }
}

/** What is not computed with: a module, a call's result, something unknown. */
export class Opaque {
  readonly value: Value;

  constructor(value: Value) {
    this.value = value;
  }
}

/** Thrown where the outcome depends on what is not known, or costs more than it may. */
export const STUCK: Error = Object.assign(new Error('not known without running it'), { stack: '' });

/** An error that the sample throws while it computes. */
export class Thrown extends Error {
  readonly value: Plain;

  constructor(value: Plain) {
    super('thrown by the sample');
    this.value = value;
  }
}

/** What builtins need of whoever computes. */
export interface Computer {
  /** Uses up a part of the budget; throws when there is none left. */
  spend(steps: number): void;
  invoke(callee: Plain, args: readonly Plain[], self?: Plain): Plain;
  /** The source text of a function. */
  sourceOf(closure: Closure): string;
  /** The last function that turned unreadable text into something else. */
  decoder: string | undefined;
}

/** No text or list that is computed grows longer. */
export const LONGEST = 1_000_000;
const DEEPEST = 20;

export function toText(value: Plain, computer: Computer, depth = 0): string {
  computer.spend(1);
  if (typeof value === 'string') return value;
  if (value instanceof List) return listText(value, computer, depth);
  if (value instanceof Table) return '[object Object]';
  if (value instanceof Closure) return computer.sourceOf(value);
  if (value instanceof Regex) return `/${value.source}/${value.flags}`;
  if (value instanceof Opaque) return nativeText(value);
  return String(value);
}

function listText({ items, kind }: List, computer: Computer, depth: number): string {
  if (depth > DEEPEST) throw STUCK;
  computer.spend(items.length);
  if (kind === 'buffer') return Buffer.from(items.map(Number)).toString();
  return joined(
    items.map((item) => (item === undefined || item === null ? '' : toText(item, computer, depth + 1))),
    ',',
    computer,
  );
}

/** What the engine prints for a function of its own; obfuscators pick letters out of it. */
function nativeText({ value }: Opaque): string {
  const name = value.kind === 'name' ? /^(?:Array|String|Number|Function)\.(\w+)$/.exec(value.name)?.[1] : undefined;
  const type = value.kind === 'name' ? /^(Array|String|Number|Boolean|Function|Object|RegExp)$/.exec(value.name) : null;
  if (name === undefined && type === null) throw STUCK;
  return `function ${name ?? type?.[1]}() { [native code] }`;
}

export function joined(parts: readonly string[], separator: string, computer: Computer): string {
  const length = parts.reduce((sum, part) => sum + part.length + separator.length, 0);
  if (length > LONGEST) throw STUCK;
  computer.spend(length >> 4);
  return parts.join(separator);
}

export function toNumber(value: Plain, computer: Computer): number {
  if (typeof value === 'number') return value;
  if (value instanceof List || value instanceof Table || value instanceof Closure)
    return Number(toText(value, computer));
  if (value instanceof Opaque || value instanceof Regex) throw STUCK;
  return Number(value);
}

export function isTrue(value: Plain): boolean {
  if (!(value instanceof Opaque)) return Boolean(value);
  // What is known by name is there; what a variable of the environment holds is not known.
  if (value.value.kind === 'function' || (value.value.kind === 'name' && !/\benv\./.test(value.value.name)))
    return true;
  throw STUCK;
}

export function areEqual(a: Plain, b: Plain, isStrict: boolean, computer: Computer): boolean {
  if (a instanceof Opaque || b instanceof Opaque) {
    if (a === undefined || a === null || b === undefined || b === null) return !isTrue(a ?? b);
    throw STUCK;
  }
  if (isStrict || typeof a === typeof b) return a === b;
  if (a === null || a === undefined || b === null || b === undefined) return (a ?? null) === (b ?? null);
  return typeof a === 'string' || typeof b === 'string'
    ? toText(a, computer) === toText(b, computer)
    : toNumber(a, computer) === toNumber(b, computer);
}

export function typeName(value: Plain): string {
  if (value === null || value instanceof List || value instanceof Table || value instanceof Regex) return 'object';
  if (value instanceof Closure) return 'function';
  if (!(value instanceof Opaque)) return typeof value;
  const { value: known } = value;
  if (known.kind !== 'name') throw STUCK;
  if (/^(window|document|self|navigator|Deno|Bun)$/.test(known.name)) return 'undefined';
  return /^(process|module|globalThis|global|Math|JSON|console|exports|Reflect)$/.test(known.name)
    ? 'object'
    : 'function';
}
