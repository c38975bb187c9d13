import { workedMs } from '../../clock.ts';
import { INSPECTION_LIMITS } from '../../limits.ts';
import type { Evaluator } from '../../resolve/evaluator.ts';
import type { Binding, Scope } from '../../resolve/scope.ts';
import { decoderOf, named, UNKNOWN, type Value } from '../../resolve/value.ts';
import { childOf, type SyntaxNode } from '../../syntax/node.ts';
import { textOf } from '../../syntax/parse.ts';
import { callResult } from '../results.ts';
import { Crossings } from './across.ts';
import { builtinOf } from './builtins/table.ts';
import { asValue, plainOf } from './convert.ts';
import { evaluate } from './expressions.ts';
import { Method } from './members.ts';
import { BINARY, UNARY } from './operators.ts';
import { bindPattern } from './patterns.ts';
import { Closure, type Computer, type Frame, List, Opaque, type Plain, STUCK, Thrown } from './plain.ts';
import { execute } from './statements.ts';

/** Steps of one question, of one loop, of preparing the file's tables of texts, and of all questions about one file. */
const MOST_STEPS = 60_000;
const MOST_IN_LOOP = 120_000;
const MOST_PREPARING = 700_000;
const MOST_ALTOGETHER = 1_500_000;
/** Steps between two looks at the clock. */
const STEPS_UNTIMED = 64;
/** Nested expressions and calls: the stack is finite. */
const DEEPEST = 400;

/** The scope of each function, class and file by its node. */
export type Scopes = ReadonlyMap<SyntaxNode, Scope>;

const MACHINES = new WeakMap<Evaluator, Machine>();

/** The one machine that computes for an evaluator: what it has found and used up is kept. */
export function machineOf(evaluator: Evaluator, scopes: Scopes): Machine {
  const known = MACHINES.get(evaluator) ?? new Machine(evaluator, scopes);
  MACHINES.set(evaluator, known);
  return known;
}

/**
 * Computes what the sample's own functions and loops give, step by step and within a budget, where all they do is compute.
 * Whatever would act on the world stays a name: nothing is opened, loaded or run.
 */
export class Machine implements Computer {
  readonly evaluator: Evaluator;
  readonly scopes: Scopes;
  readonly crossings: Crossings;
  decoder: string | undefined;
  readonly #cells = new Map<Binding | string, Plain>();
  /** Functions that put another in their place when they were first called. */
  readonly #replaced = new Map<SyntaxNode, Closure>();
  readonly #sliced = new Map<SyntaxNode, { readonly frame: Frame; readonly decoder: string | undefined } | undefined>();
  readonly #spending = (steps: number): void => this.spend(steps);
  readonly #plain = (value: Value): Plain => plainOf(value, this.#spending);
  #left = 0;
  #altogether = MOST_ALTOGETHER;
  #depth = 0;
  #asking = 0;
  #untimed = 0;
  #leftMs: number = INSPECTION_LIMITS.computeMs;
  #deadline = Number.POSITIVE_INFINITY;
  #isPrepared = false;

  constructor(evaluator: Evaluator, scopes: Scopes) {
    this.evaluator = evaluator;
    this.scopes = scopes;
    this.crossings = new Crossings(evaluator);
  }

  /** What a call of a function gives; undefined where that cannot be told. */
  result(callee: Value & { kind: 'function' }, args: readonly Value[]): Value | undefined {
    this.#prepare();
    return this.#ask(MOST_STEPS, () => this.invoke(this.#plain(callee), args.map(this.#plain)), args);
  }

  /** What something built in gives for known arguments. */
  builtin(name: string, self: Value | undefined, args: readonly Value[]): Value | undefined {
    const builtin = builtinOf(name);
    if (builtin === undefined) return undefined;
    const compute = (): Plain =>
      builtin({
        self: self === undefined ? undefined : this.#plain(self),
        args: args.map(this.#plain),
        computer: this,
      });
    return this.#ask(MOST_STEPS, compute, [self, ...args]);
  }

  binary(operator: string, left: Value, right: Value): Value | undefined {
    const compute = Object.hasOwn(BINARY, operator) ? BINARY[operator] : undefined;
    return compute && this.#ask(MOST_STEPS, () => compute(this.#plain(left), this.#plain(right), this), [left, right]);
  }

  unary(operator: string, value: Value): Value | undefined {
    const compute = Object.hasOwn(UNARY, operator) ? UNARY[operator] : undefined;
    return compute && this.#ask(MOST_STEPS, () => compute(this.#plain(value), this));
  }

  /** What a name holds after a loop has run; undefined where that cannot be told. */
  afterLoop(loop: SyntaxNode, name: string, scope: Scope): Value | undefined {
    if (!this.#sliced.has(loop)) this.#runLoop(loop, scope);
    const { frame, decoder } = this.#sliced.get(loop) ?? {};
    if (!frame?.names.has(name)) return undefined;
    return this.#ask(MOST_STEPS, () => {
      this.decoder = decoder;
      return frame.names.get(name);
    });
  }

  #runLoop(loop: SyntaxNode, scope: Scope): void {
    this.#sliced.set(loop, undefined);
    const frame: Frame = { names: new Map(), outer: undefined, scope };
    this.#ask(MOST_IN_LOOP, () => {
      this.#slice = { frame, at: loop.start };
      execute(loop, frame, this);
      this.#sliced.set(loop, { frame, decoder: this.decoder });
      return undefined;
    });
  }

  /** The loop that is looked at on its own: names of outside are copied into its frame. */
  #slice: { readonly frame: Frame; readonly at: number } | undefined;

  #ask(steps: number, compute: () => Plain, given: readonly (Value | undefined)[] = []): Value | undefined {
    if (this.#altogether <= 0 || this.#leftMs <= 0) return undefined;
    if (this.#asking++ === 0) this.#deadline = workedMs() + this.#leftMs;
    const saved = [this.#left, this.#depth, this.#slice, this.decoder] as const;
    // A question within a question has no more than what is left of it.
    const granted = Math.min(steps, this.#depth > 0 ? this.#left : this.#altogether);
    this.#left = granted;
    this.#slice = undefined;
    // What is made of something decoded is decoded.
    this.decoder = decoderAmong(given);
    try {
      return asValue(compute(), this.#spending, this.decoder);
    } catch (error) {
      // What is too long, too deep or of no length for the engine would have thrown in the sample as well.
      if (error !== STUCK && !(error instanceof Thrown) && !(error instanceof RangeError)) throw error;
      return undefined;
    } finally {
      if (--this.#asking === 0) this.#leftMs = this.#deadline - workedMs();
      const used = granted - Math.max(0, this.#left);
      this.#altogether -= used + 1;
      const found = this.decoder;
      [this.#left, this.#depth, this.#slice] = [saved[0] - used, saved[1], saved[2]];
      this.decoder = saved[3] ?? found;
    }
  }

  evaluate(node: SyntaxNode | undefined, frame: Frame): Plain {
    return evaluate(node, frame, this);
  }

  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw STUCK;
    if (++this.#untimed < STEPS_UNTIMED) return;
    this.#untimed = 0;
    if (workedMs() > this.#deadline) throw STUCK;
  }

  /** Runs something one level deeper. */
  deeper<Result>(run: () => Result): Result {
    this.spend(1);
    if (this.#depth >= DEEPEST) throw STUCK;
    this.#depth++;
    try {
      return run();
    } finally {
      this.#depth--;
    }
  }

  invoke(callee: Plain | Method, args: readonly Plain[], self?: Plain): Plain {
    if (callee instanceof Method) return this.#invokeMethod(callee, args);
    if (callee instanceof Closure)
      return this.#run(
        (callee.frame === undefined ? this.#replaced.get(callee.node) : undefined) ?? callee,
        args,
        self,
      );
    if (!(callee instanceof Opaque)) throw STUCK;
    const { value } = callee;
    if (value.kind !== 'name') {
      if (args.some((arg) => arg instanceof Closure)) throw STUCK;
      return new Opaque(UNKNOWN);
    }
    const given = [...(value.bound?.map(this.#plain) ?? []), ...args];
    const builtin = builtinOf(value.name);
    if (builtin !== undefined)
      return builtin({
        self: value.receiver === undefined ? self : this.#plain(value.receiver),
        args: given,
        computer: this,
      });
    // Whoever is given a function may call it or not.
    if (given.some((arg) => arg instanceof Closure)) throw STUCK;
    const call = {
      callee: value.name,
      receiver: value.receiver,
      positional: given.map((arg) => asValue(arg, this.#spending)),
      named: new Map(),
    };
    return this.#plain(callResult(call));
  }

  /** A method that is handed on instead of called. */
  methodAsValue({ name, self }: Method): Plain {
    return new Opaque(named(name, asValue(self, this.#spending)));
  }

  #invokeMethod({ name, self }: Method, args: readonly Plain[]): Plain {
    if (name === 'Function.call') return this.invoke(self, args.slice(1), args[0]);
    if (name === 'Function.apply') return this.invoke(self, args[1] instanceof List ? args[1].items : [], args[0]);
    if (name === 'Function.bind' && args.length <= 1) return self;
    if (name === 'Function.toString' && self instanceof Closure) return this.sourceOf(self);
    const builtin = builtinOf(name);
    if (builtin === undefined) throw STUCK;
    return builtin({ self, args, computer: this });
  }

  #run({ node, scope, frame, self: bound }: Closure, args: readonly Plain[], self: Plain): Plain {
    const body = childOf(node, 'body');
    if (body === undefined || node.type.startsWith('class') || node.type.startsWith('generator')) throw STUCK;
    const own: Frame = { names: new Map(), outer: frame, scope };
    own.names.set('this', self ?? bound);
    if (node.type !== 'arrow_function') own.names.set('arguments', new List([...args]));
    return this.deeper(() => {
      const only = childOf(node, 'parameter');
      const parameters = only === undefined ? (childOf(node, 'parameters')?.children ?? []) : [only];
      let index = 0;
      for (const parameter of parameters) {
        if (!parameter.isNamed || parameter.type === 'comment') continue;
        const rest = (childOf(parameter, 'pattern') ?? parameter).type === 'rest_pattern';
        bindPattern(parameter, rest ? new List(args.slice(index)) : args[index++], own, this);
      }
      if (body.type !== 'statement_block') return evaluate(body, own, this);
      const end = execute(body, own, this);
      return end?.kind === 'return' ? end.value : undefined;
    });
  }

  sourceOf({ node }: Closure): string {
    this.spend((node.end - node.start) >> 4);
    return textOf(this.evaluator.source, node);
  }

  /** A variable of the frames, or what the name means outside of them. */
  read(name: string, frame: Frame): Plain {
    for (let at: Frame | undefined = frame; at !== undefined; at = at.outer) {
      if (at.names.has(name)) return at.names.get(name);
    }
    const slice = this.#sliceAround(frame);
    const at = slice?.at ?? Number.POSITIVE_INFINITY;
    const scope = slice?.frame.scope ?? frame.scope;
    const key = scope.lookup(name, at) ?? name;
    if (slice === undefined && this.#cells.has(key)) return this.#cells.get(key);
    const value = this.#plain(this.evaluator.name(name, at, scope));
    if (slice !== undefined) slice.frame.names.set(name, value);
    else if (!(value instanceof Opaque)) this.#cells.set(key, value);
    return value;
  }

  write(name: string, value: Plain, frame: Frame): void {
    for (let at: Frame | undefined = frame; at !== undefined; at = at.outer) {
      if (!at.names.has(name) && at !== this.#slice?.frame) continue;
      at.names.set(name, value);
      return;
    }
    const key = frame.scope.lookup(name, Number.POSITIVE_INFINITY) ?? name;
    const before = this.#cells.get(key);
    if (value instanceof Closure && before instanceof Closure) this.#replaced.set(before.node, value);
    this.#cells.set(key, value);
  }

  /** The slice, where the frame is one inside of it. */
  #sliceAround(frame: Frame): { readonly frame: Frame; readonly at: number } | undefined {
    for (let at: Frame | undefined = frame; at !== undefined; at = at.outer) {
      if (at === this.#slice?.frame) return this.#slice;
    }
    return undefined;
  }

  /** Obfuscators turn their table of texts around before anything looks into it. */
  #prepare(): void {
    if (this.#isPrepared) return;
    this.#isPrepared = true;
    const { source } = this.evaluator;
    const scope = this.scopes.get(source.root);
    if (scope === undefined) return;
    for (const statement of source.root.children) {
      const call = rotatorIn(statement);
      if (call === undefined || !/shift/.test(textOf(source, call))) continue;
      this.#ask(MOST_PREPARING, () => evaluate(call, { names: new Map(), outer: undefined, scope }, this));
    }
  }
}

const MOST_LOOKED_AT = 50;

function decoderAmong(values: readonly (Value | undefined)[]): string | undefined {
  for (const value of values.slice(0, MOST_LOOKED_AT)) {
    const items = value?.kind === 'list' ? value.items.slice(0, MOST_LOOKED_AT) : [value];
    const found = items.map(decoderOf).find((decoder) => decoder !== undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `(function (table, times) { … })(table, 123)` as a statement. */
function rotatorIn(statement: SyntaxNode): SyntaxNode | undefined {
  if (statement.type !== 'expression_statement') return undefined;
  const calls = [statement, ...statement.children, ...statement.children.flatMap((child) => child.children)];
  const call = calls.find((node) => node.type === 'call_expression');
  const callee = call && childOf(call, 'function');
  const given = call && childOf(call, 'arguments')?.children.some((argument) => argument.type === 'identifier');
  return given && /^(parenthesized_expression|function_expression)$/.test(callee?.type ?? '') ? call : undefined;
}
