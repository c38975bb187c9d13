import { INSPECTION_LIMITS } from '../limits.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import type { Source } from '../syntax/parse.ts';
import { PartialAnswers } from './partial.ts';
import type { Binding, Scope } from './scope.ts';
import { asText, concatenate, UNKNOWN, type Value } from './value.ts';

/** What differs between languages in telling what an expression is. */
export interface Expressions {
  compute(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value;
  /** A name that the file does not bind: a builtin, a global. */
  unbound(name: string, scope: Scope): Value;
  /** A named or numbered part of a value that is taken apart. */
  part(value: Value, key: string): Value;
}

/** Names whose values are known while one piece of a source is gone through: the parameters of a call, the variables of a loop. */
export interface Frame {
  readonly place: SyntaxNode;
  readonly names: Map<string, Value>;
}

/** Calls and loops inside each other that are gone through. */
const MOST_FRAMES = 8;
/** Deeper expressions are unknown: the stack is finite. */
const DEEPEST = 120;
const MOST_CHOICES = 200;
const MOST_APPENDED = 2_000;
/** Evaluations that any question is given, however slow the source was made before it: plain names stay known. */
const LEAST_STEPS = 40;

/** Evaluations inside of calls and loops that are gone through: of one, and of all in a text. */
const AT_LEISURE = { ofOne: INSPECTION_LIMITS.followed as number, inAll: INSPECTION_LIMITS.followedInAll as number };
const IN_HASTE: typeof AT_LEISURE = {
  ofOne: INSPECTION_LIMITS.followedInHaste,
  inAll: INSPECTION_LIMITS.followedInHasteInAll,
};

/** What is asked: an expression, or what a name means. */
type Question = SyntaxNode | Binding;
/** No question is left open. */
const NONE = Number.POSITIVE_INFINITY;
/** What is left open may be told a moment later: such an answer is not kept at all. */
const SOON = -1;

/** Tells what expressions are, each once, within bounds of depth and number. Nothing of the sample is run for it. */
export class Evaluator {
  readonly source: Source;
  readonly #expressions: Expressions;
  readonly #known = new Map<Question, Value>();
  readonly #partial = new PartialAnswers<Question>();
  /** What is being asked, by its depth. */
  readonly #active = new Map<Question, number>();
  /** Depth of the outermost question that the answers since the last look leave open. */
  #open = NONE;
  readonly #frames: Frame[] = [];
  readonly #most: typeof AT_LEISURE;
  #followed = 0;
  #followedUntil = 0;
  #isTentative = false;
  #steps = 0;
  #isTooDeep = false;
  #stepsUntil: number = INSPECTION_LIMITS.evaluations;

  constructor(source: Source, expressions: Expressions) {
    this.source = source;
    this.#most = source.isHasty ? IN_HASTE : AT_LEISURE;
    this.#expressions = expressions;
  }

  value(node: SyntaxNode | undefined, scope: Scope): Value {
    if (node === undefined) return UNKNOWN;
    const known = this.#known.get(node);
    if (known !== undefined && this.#frames.length === 0) return known;
    if (this.#isInFrame(node.start)) return this.#followedValue(node, scope);
    if (known !== undefined) return known;
    return this.#answer(node, () => this.#expressions.compute(node, scope, this));
  }

  /** What a story gives while a frame's names hold inside its place; undefined where following it costs too much. */
  follow<T>(frame: Frame, story: () => T): T | undefined {
    if (this.#frames.length >= MOST_FRAMES || this.#followed >= this.#most.inAll) return undefined;
    if (this.#frames.length === 0) this.#followedUntil = this.#followed + this.#most.ofOne;
    this.#frames.push(frame);
    try {
      const told = story();
      return this.#followed > this.#followedUntil ? undefined : told;
    } finally {
      this.#frames.pop();
    }
  }

  /** Looks ahead: what is unknown only because not everything is gathered yet is asked again later. */
  tentatively(look: () => void): void {
    this.#isTentative = true;
    look();
    this.#isTentative = false;
    this.#partial.clear();
  }

  /** Whether it is known already what a binding means. */
  knows(binding: Binding): boolean {
    return this.#known.has(binding);
  }

  /** Counts work that a value does not show, so that it uses the budget up. */
  spend(steps: number): void {
    this.#steps += steps;
    if (this.#frames.length > 0) this.#followed += steps;
  }

  /** Unknown for now. */
  postponed(): Value {
    return this.#leaveOpen(this.#isTentative ? 0 : SOON);
  }

  #isInFrame(at: number): boolean {
    return this.#frames.some(({ place }) => at >= place.start && at < place.end);
  }

  /** Inside a frame a place has another value each time. */
  #followedValue(node: SyntaxNode, scope: Scope): Value {
    if (++this.#followed > this.#followedUntil) return UNKNOWN;
    return this.#guarded(node, () => {
      const value = this.#expressions.compute(node, scope, this);
      // A bare name builds nothing.
      if (node.children.length > 0) this.#followed += weightOf(value);
      return value;
    });
  }

  /** Whether the budget is used up. */
  get isExhausted(): boolean {
    return this.#steps > INSPECTION_LIMITS.evaluations || this.#followed >= this.#most.inAll;
  }

  /** Whether something was left unknown for want of budget or depth: then what was found is not all there is. */
  get isIncomplete(): boolean {
    return this.isExhausted || this.#isTooDeep;
  }

  /** What a name means at an offset. */
  name(name: string, at: number, scope: Scope): Value {
    const frame = this.#frames.findLast(({ place, names }) => at >= place.start && at < place.end && names.has(name));
    if (frame !== undefined) return frame.names.get(name) ?? UNKNOWN;
    const binding = scope.lookup(name, at);
    return binding === undefined ? this.#expressions.unbound(name, scope) : this.binding(binding);
  }

  binding(binding: Binding): Value {
    const { means, scope } = binding;
    if ('value' in means) return means.value;
    if ('expression' in means) return this.value(means.expression, scope);
    if ('itemOf' in means) return itemOf(this.value(means.itemOf, scope));
    if ('partOf' in means) return this.#expressions.part(this.value(means.partOf, scope), means.key);
    if ('oneOf' in means) return choice(means.oneOf.slice(0, MOST_CHOICES).map((node) => this.value(node, scope)));
    if ('instanceOf' in means) return instanceOf(this.value(means.instanceOf, scope));
    const isFollowed = this.#isInFrame(binding.from);
    const known = isFollowed ? undefined : this.#known.get(binding);
    if (known !== undefined) return known;
    const compute = (): Value => ('compute' in means ? means.compute(this) : this.#appended(binding));
    return isFollowed ? this.#guarded(binding, compute) : this.#answer(binding, compute);
  }

  /** A text may grow over a thousand lines, so they are gone through without recursion, the first one first. */
  #appended(last: Binding): Value {
    const chain: Binding[] = [];
    let start: Binding | undefined = last;
    while (
      start !== undefined &&
      'appended' in start.means &&
      chain.length < MOST_APPENDED &&
      !this.isExhausted &&
      !this.#known.has(start)
    ) {
      chain.push(start);
      const { appended, name }: { appended: SyntaxNode; name: string } = start.means;
      const before: Binding | undefined = start.scope.lookup(name, appended.start);
      start = before === undefined || before.from >= start.from ? undefined : before;
    }
    let value: Value = start === undefined ? UNKNOWN : this.binding(start);
    for (const binding of chain.reverse()) {
      if (!('appended' in binding.means)) continue;
      const { appended } = binding.means;
      const [grown, open] = this.#watched(() => concatenate([value, this.value(appended, binding.scope)]));
      value = this.#weighed(grown);
      // What is appended next may be the very text that has grown so far.
      if (open === NONE && !this.#isInFrame(binding.from)) this.#known.set(binding, value);
    }
    return value;
  }

  /** An answer that is the same wherever it is asked for, kept as far as it is one. */
  #answer(question: Question, compute: () => Value): Value {
    const partial = this.#partial.get(question);
    if (partial !== undefined && !this.#active.has(question)) return this.#leaveOpen(partial.open, partial.value);
    const depth = this.#active.size;
    const [value, open] = this.#watched(() => this.#guarded(question, () => this.#weighed(compute())));
    if (this.#active.has(question)) return value;
    // Asked for on its own, what was out of reach from afar may be known: only a full answer is kept.
    const isFull = open === NONE || ((open >= depth || depth === 0) && !this.#isTentative);
    if (isFull) this.#known.set(question, value);
    else if (open !== SOON && open < depth) this.#partial.keep(question, value, open);
    return value;
  }

  /** A value as far as it is not too much: past the budget nothing long is built any more, which the next would build upon. */
  #weighed(value: Value): Value {
    const weight = weightOf(value);
    this.#steps += weight;
    return weight > LEAST_STEPS && this.#steps > this.#stepsUntil ? this.#leaveOpen(0) : value;
  }

  /** What a story tells, and the depth of the outermost question around it that it leaves open. */
  #watched<T>(story: () => T): readonly [T, number] {
    const before = this.#open;
    this.#open = NONE;
    const told = story();
    const open = this.#open;
    this.#open = Math.min(before, open);
    return [told, open];
  }

  #leaveOpen(depth: number, value: Value = UNKNOWN): Value {
    this.#open = Math.min(this.#open, depth);
    return value;
  }

  /** Unknown for what is being asked already, is too deep, or is past the budget. */
  #guarded(question: Question, compute: () => Value): Value {
    const depth = this.#active.size;
    if (depth === 0) this.#stepsUntil = Math.max(INSPECTION_LIMITS.evaluations, this.#steps + LEAST_STEPS);
    const asked = this.#active.get(question);
    if (asked !== undefined) return this.#leaveOpen(asked);
    if (depth >= DEEPEST) this.#isTooDeep = true;
    if (depth >= DEEPEST || ++this.#steps > this.#stepsUntil) return this.#leaveOpen(0);
    this.#active.set(question, depth);
    try {
      const [value, open] = this.#watched(compute);
      this.#partial.answered(depth, open);
      return value;
    } finally {
      this.#active.delete(question);
    }
  }
}

/** What building a value costs, in steps: long texts made over and over must use the budget up as well. */
function weightOf(value: Value): number {
  if (value.kind === 'text') return value.text.length >> 5;
  if (value.kind === 'bytes') return value.bytes.length >> 5;
  // One of several texts is each of them whenever it is built upon.
  if (value.kind === 'choice') return value.items.reduce((sum, item) => sum + weightOf(item), 0);
  return value.kind === 'list' ? value.items.length >> 3 : 0;
}

function instanceOf(type: Value): Value {
  return type.kind === 'name' ? { kind: 'result', of: type.name } : UNKNOWN;
}

/** What a loop over the value gives. */
export function itemOf(value: Value): Value {
  if (value.kind === 'list') return { kind: 'choice', items: value.items };
  if (value.kind === 'record')
    return { kind: 'choice', items: [...value.fields.keys()].map((key) => ({ kind: 'text', text: key })) };
  return value.kind === 'choice' ? value : UNKNOWN;
}

export function partOf(value: Value, key: string): Value {
  if (value.kind === 'choice') return choice(value.items.map((item) => partOf(item, key)));
  if (value.kind === 'record') return value.fields.get(key) ?? UNKNOWN;
  if (value.kind !== 'list') return UNKNOWN;
  const index = Number(key);
  return value.items.at(index) ?? UNKNOWN;
}

/** One of several, each once and no more than so many; the known ones when some are not. */
export function choice(items: readonly Value[]): Value {
  const known = items
    .slice(0, MOST_CHOICES)
    .flatMap((item) => (item.kind === 'choice' ? item.items : [item]))
    .filter((item) => item.kind !== 'unknown');
  const [first] = known;
  if (first === undefined) return UNKNOWN;
  if (known.length === 1) return first;
  // Things with a public name cannot be joined; the first one stands for all.
  if (known.some((item) => !isShown(item))) return first;
  const each = new Map<string, Value>();
  for (const item of known) if (each.size < MOST_CHOICES) each.set(asText(item) ?? '', item);
  return each.size === 1 ? first : { kind: 'choice', items: [...each.values()] };
}

/** Whether something of it can be shown as text, told without making the text. */
function isShown(value: Value): boolean {
  if (value.kind === 'result') return value.about !== undefined;
  return value.kind === 'text' || value.kind === 'literal' || value.kind === 'bytes' || value.kind === 'choice';
}
