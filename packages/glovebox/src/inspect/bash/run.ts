import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { parseWithin, type Source, textOf } from '../syntax/parse.ts';
import { walk } from '../syntax/walk.ts';
import { assign, declare, unset } from './assignments.ts';
import { perform, runCode, runCommand } from './call.ts';
import { runCase, runFor, runIf, runSums, runWhile } from './control.ts';
import { Words } from './expansion.ts';
import { Input } from './input.ts';
import { joined, type Known, NOTHING, UNTOLD } from './known.ts';
import type { Context, Machine, Outcome, Unit } from './machine.ts';
import { runRedirected } from './redirected.ts';
import { Substitutions } from './substitutions.ts';
import { isTrue } from './tests.ts';
import type { Command } from './uses.ts';

const SILENT: Outcome = { out: NOTHING };
const DEEPEST = 60;
const MOST_VARIANTS = 8;

/** Follows a script statement by statement without running anything of it. */
export class Run {
  readonly machine: Machine;
  readonly #substitutions: Substitutions;

  constructor(machine: Machine) {
    this.machine = machine;
    this.#substitutions = new Substitutions(this);
  }

  words(context: Context): Words {
    return new Words(this.machine, context, (code, at, kind, from) => this.#substitutions.of(code, at, kind, from));
  }

  /** Undefined for what is too long or too often. */
  unitOf(code: string, around: Source): Unit | undefined {
    if (!this.machine.mayParse(code)) return undefined;
    const source = parseWithin(around, code);
    return source === undefined ? undefined : unitOf(source, false);
  }

  /** Statements one after the other. */
  all(nodes: readonly SyntaxNode[], context: Context): Outcome {
    const printed: Known[] = [];
    let ok: boolean | undefined = true;
    for (const node of nodes) {
      if (!node.isNamed || node.type === 'comment') continue;
      const outcome = this.statement(node, context);
      if (outcome.out.text !== '') printed.push(outcome.out);
      ok = outcome.ok;
    }
    return { out: joined(printed.length === 0 ? [NOTHING] : printed), ok };
  }

  /** One statement, once for each of several values that a name in it may have. */
  statement(node: SyntaxNode, context: Context): Outcome {
    if (context.depth > DEEPEST || !this.machine.budget.step()) return { out: UNTOLD };
    const handler = STATEMENTS[node.type];
    if (handler === undefined) return this.all(partsOf(node), deeper(context));
    this.machine.followed.add(node);
    const within = context.unit.isScript && SIMPLE.has(node.type) ? { ...context, statement: node } : context;
    if (!SIMPLE.has(node.type) || context.variant !== undefined) return handler(this, node, deeper(within));
    return this.#variants(node, within, handler);
  }

  /** A command whose words are known. */
  perform(node: SyntaxNode, context: Context, command: Command): Outcome {
    return perform(this, node, context, command);
  }

  /** Code as text, followed for what it prints and, in the variables it is given, changes. */
  code(context: Context, code: string, given?: readonly Known[], variables = context.variables.branch()): Outcome {
    return runCode(this, context, code, given, variables);
  }

  /** One node that is out of reach, without what its words would run. */
  alone(node: SyntaxNode, context: Context): void {
    const handler = SIMPLE.has(node.type) && node.type !== 'pipeline' ? STATEMENTS[node.type] : undefined;
    this.machine.followed.add(node);
    handler?.(this, node, { ...context, depth: DEEPEST + 1, variables: context.variables.branch(), variant: 0 });
  }

  #variants(node: SyntaxNode, context: Context, handler: Handler): Outcome {
    const tried = { most: 1 };
    const branches = [context.variables.branch()];
    const first = handler(this, node, {
      ...deeper(context),
      variables: branches[0] ?? context.variables,
      variant: 0,
      tried,
    });
    for (let variant = 1; variant < Math.min(tried.most, MOST_VARIANTS); variant++) {
      const variables = context.variables.branch();
      branches.push(variables);
      handler(this, node, { ...deeper(context), variables, variant, tried });
    }
    context.variables.merge(branches, true);
    return first;
  }
}

type Handler = (run: Run, node: SyntaxNode, context: Context) => Outcome;

/** Those that are done once for each value; what they are made of then knows which is meant. */
const SIMPLE: ReadonlySet<string> = new Set([
  'command',
  'pipeline',
  'redirected_statement',
  'variable_assignment',
  'variable_assignments',
  'declaration_command',
  'unset_command',
  'test_command',
]);

const STATEMENTS: Readonly<Record<string, Handler>> = {
  command: runCommand,
  pipeline: runPipeline,
  redirected_statement: runRedirected,
  list: runList,
  if_statement: runIf,
  while_statement: runWhile,
  for_statement: runFor,
  c_style_for_statement: runSums,
  case_statement: runCase,
  variable_assignment: assign,
  variable_assignments: (run, node, context) => {
    for (const part of partsOf(node)) assign(run, part, context);
    return { out: NOTHING, ok: true };
  },
  declaration_command: declare,
  unset_command: unset,
  test_command: (run, node, context) => ({ out: NOTHING, ok: isTrue(run, node, context) }),
  negated_command: (run, node, context) => {
    const { out, ok } = run.all(partsOf(node), context);
    return { out, ok: ok === undefined ? undefined : !ok };
  },
  function_definition: (run, node, context) => {
    const name = childOf(node, 'name');
    const body = childOf(node, 'body');
    if (name !== undefined && body !== undefined)
      run.machine.functions.set(textOf(context.unit.source, name), { unit: context.unit, body });
    return { out: NOTHING, ok: true };
  },
  subshell: (run, node, context) => run.all(partsOf(node), { ...context, variables: context.variables.branch() }),
  compound_statement: runGroup,
};

/** `{ …; }`; where nothing but a word is in it, it is a word with braces that the grammar takes for a group. */
function runGroup(run: Run, node: SyntaxNode, context: Context): Outcome {
  const isWord = /^\{[^\s;{}]+,[^\s;]*\}?$/.test(textOf(context.unit.source, node).slice(0, 500).trim());
  const [only] = partsOf(node);
  if (!isWord || only?.type !== 'command') return run.all(partsOf(node), context);
  run.machine.followed.add(only);
  return runCommand(run, node, context);
}

function runPipeline(run: Run, node: SyntaxNode, context: Context): Outcome {
  const parts = partsOf(node);
  const { source } = context.unit;
  let outcome: Outcome = SILENT;
  let { input } = context;
  let piped = context.piped;
  for (const part of parts) {
    // Each part is a process of its own.
    outcome = run.statement(part, {
      ...context,
      variables: context.variables.branch(),
      input,
      piped,
      feeds: part !== parts.at(-1) || context.feeds === true,
    });
    input = new Input(outcome.out);
    piped = source.text.slice(node.start, Math.min(part.end, node.start + LONGEST_QUOTE)).trim();
  }
  return outcome;
}

const LONGEST_QUOTE = 500;

/** `a && b || c`: what only runs where it must may not have run. */
function runList(run: Run, node: SyntaxNode, context: Context): Outcome {
  const steps: { readonly operator: string | undefined; readonly node: SyntaxNode }[] = [];
  let left: SyntaxNode = node;
  while (left.type === 'list') {
    const [first, last] = partsOf(left);
    const operator = left.children.find((child) => /^(&&|\|\|)$/.test(child.type))?.type;
    if (first === undefined) break;
    if (last !== undefined) steps.push({ operator, node: last });
    left = first;
  }
  let { out, ok } = run.statement(left, context);
  for (const { operator, node: step } of steps.reverse()) {
    const outcome = conditionally(run, step, context, ok === undefined ? undefined : ok === (operator === '&&'));
    out = joined([out, outcome.out]);
    ok = operator === '&&' && ok === true ? outcome.ok : outcome.ok === ok ? ok : undefined;
  }
  return { out, ok };
}

/** Follows a statement that runs, that does not, or of which that is not known; whatever it would do is put down. */
export function conditionally(run: Run, node: SyntaxNode, context: Context, runs: boolean | undefined): Outcome {
  if (runs === true) return run.statement(node, context);
  const variables = context.variables.branch();
  const outcome = run.statement(node, { ...context, variables });
  if (runs === false) return SILENT;
  context.variables.merge([variables], false);
  return outcome;
}

function deeper(context: Context): Context {
  return { ...context, depth: context.depth + 1 };
}

export function unitOf(source: Source, isScript: boolean): Unit {
  const substitutions = new Map<number, SyntaxNode>();
  const assigned = new Set<string>();
  walk(source.root, {
    enter(node) {
      if (node.type === 'variable_name' && (node.field === 'name' || node.field === 'variable'))
        assigned.add(textOf(source, node));
      if (node.type !== 'command_substitution' && node.type !== 'process_substitution') return;
      // The grammar counts white space before it as a part of it.
      const start = /[^\s]/.exec(source.text.slice(node.start, node.start + 200))?.index ?? 0;
      substitutions.set(node.start + start, node);
    },
  });
  return { source, substitutions, assigned, isScript };
}
