import { HOLE } from '../resolve/value.ts';
import { childOf, childrenOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';
import { joined, type Known, NOTHING, UNTOLD } from './known.ts';
import type { Context, Outcome } from './machine.ts';
import { matchesWhole, patternOf } from './patterns.ts';
import type { Run } from './run.ts';
import type { Variables } from './variables.ts';

const MOST_ROUNDS = 200;
const MOST_ITEMS = 64;

/** Branches that are not taken are followed too, for what they would do, but change nothing. */
export function runIf(run: Run, node: SyntaxNode, context: Context): Outcome {
  const conditions = childrenOf(node, 'condition');
  const clauses = partsOf(node).filter((part) => part.type === 'elif_clause' || part.type === 'else_clause');
  const body = partsOf(node).filter((part) => !conditions.includes(part) && !clauses.includes(part));
  const branches: Branch[] = [];
  const printed: Known[] = [];
  let ok = run.all(conditions, context).ok;
  branches.push(follow(run, body, context, ok, printed));
  for (const clause of clauses) {
    if (clause.type === 'else_clause') {
      branches.push(follow(run, partsOf(clause), context, negated(ok), printed));
      ok = true;
      continue;
    }
    const [condition, ...rest] = partsOf(clause);
    const own = condition === undefined ? undefined : run.statement(condition, context).ok;
    branches.push(follow(run, rest, context, ok === true ? false : ok === false ? own : both(own), printed));
    ok = ok === true || own === true ? true : ok === false ? own : undefined;
  }
  settle(context, branches, clauses.at(-1)?.type === 'else_clause');
  return { out: joined(printed.length === 0 ? [NOTHING] : printed) };
}

interface Branch {
  readonly variables: Variables;
  /** Undefined where it may or may not run. */
  readonly runs: boolean | undefined;
}

function negated(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

/** Whether a later branch runs, where an earlier one may have: at most possibly. */
function both(own: boolean | undefined): boolean | undefined {
  return own === false ? false : undefined;
}

function follow(
  run: Run,
  nodes: readonly SyntaxNode[],
  context: Context,
  runs: boolean | undefined,
  printed: Known[],
): Branch {
  const variables = context.variables.branch();
  const { out } = run.all(nodes, { ...context, variables });
  if (runs !== false && out.text !== '') printed.push(out);
  return { variables, runs };
}

function settle(context: Context, branches: readonly Branch[], isComplete: boolean): void {
  const certain = branches.find(({ runs }) => runs === true);
  if (certain !== undefined) {
    context.variables.merge([certain.variables], true);
    return;
  }
  const possible = branches.filter(({ runs }) => runs === undefined).map(({ variables }) => variables);
  context.variables.merge(possible, isComplete && possible.length === branches.length);
}

export function runCase(run: Run, node: SyntaxNode, context: Context): Outcome {
  const subject = childOf(node, 'value');
  const words = run.words(context);
  const value = subject === undefined ? UNTOLD : words.single(subject);
  const printed: Known[] = [];
  const branches: Branch[] = [];
  let isDecided = false;
  let isComplete = false;
  for (const item of partsOf(node).filter((part) => part.type === 'case_item')) {
    const patterns = childrenOf(item, 'value');
    const body = partsOf(item).filter((part) => !patterns.includes(part));
    isComplete ||= patterns.some((pattern) => textOf(context.unit.source, pattern) === '*');
    const fits: boolean | undefined = isDecided ? false : fitsAny(run, patterns, value, context);
    branches.push(follow(run, body, context, fits, printed));
    isDecided ||= fits === true;
  }
  settle(context, branches, isComplete);
  return { out: joined(printed.length === 0 ? [NOTHING] : printed) };
}

function fitsAny(run: Run, patterns: readonly SyntaxNode[], { text }: Known, context: Context): boolean | undefined {
  if (text.includes(HOLE) || text.length > 2_000) return undefined;
  const words = run.words(context);
  return patterns.some((pattern) =>
    matchesWhole(patternOf(words.patternParts(textOf(context.unit.source, pattern))), text),
  );
}

export function runFor(run: Run, node: SyntaxNode, context: Context): Outcome {
  const name = childOf(node, 'variable');
  const body = childOf(node, 'body');
  if (name === undefined || body === undefined) return { out: NOTHING };
  const words = run.words(context);
  const written = childrenOf(node, 'value');
  const given = written.length === 0 ? (words.items('@') ?? [UNTOLD]) : written.flatMap((value) => words.fields(value));
  const items = given.length === 0 ? [UNTOLD] : foremost(run, given);
  const printed: Known[] = [];
  for (const item of items) {
    context.variables.set(textOf(context.unit.source, name), { values: [item] });
    printed.push(run.statement(body, context).out);
    if (run.machine.budget.isSpent) break;
  }
  return { out: joined(printed) };
}

/** Of a long list, what names a place comes first; where even that is too much, the script is known in part. */
function foremost(run: Run, given: readonly Known[]): readonly Known[] {
  if (given.length <= MOST_ITEMS) return given;
  const isPlace = ({ text }: Known): boolean => /[/~]/.test(text);
  const places = given.filter(isPlace);
  if (places.length > MOST_ITEMS) run.machine.budget.spend(Number.POSITIVE_INFINITY);
  return [...places, ...given.filter((one) => !isPlace(one))].slice(0, MOST_ITEMS);
}

/** Rounds that can be counted are gone through; others are once. */
export function runWhile(run: Run, node: SyntaxNode, context: Context): Outcome {
  const conditions = childrenOf(node, 'condition');
  const body = childOf(node, 'body');
  const isUntil = node.children[0]?.type === 'until';
  if (body === undefined) return { out: NOTHING };
  const isEndless = conditions.every((condition) =>
    /^(true|:|\[ 1 \]|\(\(\s*1\s*\)\))$/.test(textOf(context.unit.source, condition)),
  );
  return rounds(run, body, context, isEndless ? 1 : MOST_ROUNDS, () => {
    const { ok } = run.all(conditions, context);
    return isUntil ? negated(ok) : ok;
  });
}

export function runSums(run: Run, node: SyntaxNode, context: Context): Outcome {
  const body = childOf(node, 'body');
  if (body === undefined) return { out: NOTHING };
  const { source } = context.unit;
  const head = source.text.slice(node.start, body.start);
  const [first = '', condition = '', step = ''] = (/\(\(([\s\S]{0,1000})\)\)/.exec(head)?.[1] ?? '').split(';');
  const sum = (text: string): number | undefined => (text.trim() === '' ? 1 : run.words(context).number(text));
  sum(first);
  let isFirst = true;
  return rounds(run, body, context, condition.trim() === '' ? 1 : MOST_ROUNDS, () => {
    if (!isFirst) sum(step);
    isFirst = false;
    const value = sum(condition);
    return value === undefined ? undefined : value !== 0;
  });
}

function rounds(
  run: Run,
  body: SyntaxNode,
  context: Context,
  most: number,
  goesOn: () => boolean | undefined,
): Outcome {
  const printed: Known[] = [];
  for (let round = 0; round < most; round++) {
    const ok = goesOn();
    if (ok === false && round > 0) break;
    const variables = ok === true ? context.variables : context.variables.branch();
    const { out } = run.statement(body, { ...context, variables });
    if (ok !== false) printed.push(out);
    if (ok === undefined) context.variables.merge([variables], false);
    if (ok !== true || run.machine.budget.isSpent) break;
  }
  return { out: joined(printed.length === 0 ? [NOTHING] : printed) };
}
