import { inFolder } from '../resolve/folder.ts';
import { HOLE, isWhole } from '../resolve/value.ts';
import { childOf, childrenOf, type SyntaxNode } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';
import { aliased } from './aliases.ts';
import { assign } from './assignments.ts';
import { BUILTINS } from './builtins.ts';
import { leave } from './effects.ts';
import { wordEnd } from './extent.ts';
import { FILTERS } from './filters/index.ts';
import { foundBy } from './find.ts';
import { type Known, NOTHING } from './known.ts';
import type { Context, Outcome, ShellFunction } from './machine.ts';
import { redirectsOf, streamsOf } from './redirected.ts';
import type { Run } from './run.ts';
import { settingsOf } from './settings.ts';
import { SILENT_COMMANDS } from './silent.ts';
import { runnable } from './spoken.ts';
import { usesOf } from './usage.ts';
import type { Command, Surroundings } from './uses.ts';
import { positional } from './variables.ts';
import { commandOf, unwrapped } from './wrappers.ts';

const MOST_WORDS = 2_000;
const LONGEST_WRITTEN = 400;

/** A simple command: its words are expanded, what it does is put down, and what it prints and changes is followed. */
export function runCommand(run: Run, node: SyntaxNode, context: Context): Outcome {
  const { source } = context.unit;
  const streams = streamsOf(run, redirectsOf(node), context);
  const around: Context = { ...context, ...streams.given(context) };
  const words = run.words(around);
  const written = textOf(source, node).slice(0, LONGEST_WRITTEN);
  const nodes = [childOf(node, 'name'), ...childrenOf(node, 'argument'), ...(around.further ?? [])];
  const fields =
    node.type === 'command'
      ? wordsOf(nodes, source.text, node).flatMap((part) => words.fields(part))
      : words.fieldsOf(textOf(source, node).trim(), node.start);
  // `((count > 1))` only computes, where the grammar takes it for a name.
  if (written.startsWith('((')) {
    const value = words.number(written.slice(2, -2));
    return { out: NOTHING, ok: value === undefined ? undefined : value !== 0 };
  }
  // Code that starts `$0` starts the shell that reads it.
  if (/^"?\$(0|\{0\})"?(\s|$)/.test(written)) fields[0] = { text: 'bash' };
  const before = node.children.filter((child) => child.type === 'variable_assignment');
  const own = before.length === 0 || fields.length === 0 ? around.variables : around.variables.branch();
  const inner: Context = { ...around, variables: own, further: undefined };
  for (const assignment of before) assign(run, assignment, inner, fields.length === 0 ? {} : { isExported: true });
  if (fields.length === 0) return { out: NOTHING, ok: true };
  // What is left out may be what counts: then the script is known in part.
  if (fields.length > MOST_WORDS) run.machine.budget.spend(Number.POSITIVE_INFINITY);
  const outcome = perform(run, node, inner, commandOf(fields.slice(0, MOST_WORDS), written));
  return { out: streams.deliver(run, outcome.out), ok: outcome.ok };
}

/** The words of a command: what the grammar took apart is one, be it a `${x:$i:1}` or a word that goes on in the next line. */
function wordsOf(nodes: readonly (SyntaxNode | undefined)[], text: string, { children }: SyntaxNode): SyntaxNode[] {
  const before = children.findLast((child) => child.type === 'variable_assignment');
  let end = before === undefined ? 0 : wordEnd(text, before);
  const words: SyntaxNode[] = [];
  for (const node of nodes) {
    if (node === undefined || node.start < end) continue;
    const last = words.at(-1);
    if (last !== undefined && end > 0 && text.slice(end, node.start) === '\\\n')
      words[words.length - 1] = { ...last, end: node.end };
    else words.push(node);
    end = wordEnd(text, node);
  }
  return words;
}

/** A command whose words are known as far as they can be. */
export function perform(run: Run, node: SyntaxNode, context: Context, command: Command): Outcome {
  const { machine } = run;
  if (command.name === undefined) return unnamed(run, node, context, command);
  const alias = machine.aliases.get(command.name);
  if (alias !== undefined && !context.calls.includes(`alias ${command.name}`))
    return aliased(run, node, { ...context, calls: [...context.calls, `alias ${command.name}`] }, command, alias);
  const called = machine.functions.get(command.name);
  if (called !== undefined) return call(run, context, called, command);
  const surroundings = withSettings(surroundingsOf(run, context), command);
  for (const [key, value] of settingsIn(command)) machine.record(node, context, settingsOf(key, { text: value }));
  const program = machine.programAt(inFolder(command.path, surroundings.folder));
  const commands = unwrapped(program === undefined ? command : { ...command, name: program }, surroundings.input);
  for (const one of commands) {
    const inner = one === command || one.name === undefined ? undefined : machine.functions.get(one.name);
    if (inner !== undefined) return call(run, context, inner, one);
    if (one.name === undefined) unnamed(run, node, context, one);
    else machine.record(node, context, usesOf(one, surroundings));
  }
  const last = commands.at(-1) ?? command;
  leave(machine, last, surroundings);
  for (const found of foundBy(last)) {
    for (const one of unwrapped(found, undefined)) machine.record(node, context, usesOf(one, surroundings));
  }
  return followed(run, node, context, last);
}

/** `env NAME=value command`: what the command is given besides. */
function withSettings(around: Surroundings, command: Command): Surroundings {
  const settings = settingsIn(command);
  if (settings.size === 0) return around;
  return {
    ...around,
    variable: (key) => settings.get(key) ?? around.variable(key),
    isExported: (key) => settings.has(key) || around.isExported(key),
  };
}

function settingsIn({ name, words }: Command): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (!/^(env|sudo|doas|export|systemd-run)$/.test(name ?? '')) return found;
  for (const word of words) {
    const [, key, value] = /^([A-Za-z_]\w{0,100})=([\s\S]*)$/.exec(word) ?? [];
    if (key !== undefined && value !== undefined) found.set(key, value);
  }
  return found;
}

function followed(run: Run, node: SyntaxNode, context: Context, command: Command): Outcome {
  const name = command.name ?? '';
  const builtin = Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined;
  if (builtin !== undefined) return builtin(run, context, command, node);
  const code = runnable(command, surroundingsOf(run, context));
  if (code !== undefined) return runCode(run, context, code.code, code.positional);
  const filter = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined;
  if (filter !== undefined) {
    const out = filter({
      words: command.known,
      input: () => context.input.rest(),
      fileAt: (path) => run.machine.fileAt(path),
      write: (path, content) => run.machine.write(path, content),
      spend: (characters) => run.machine.budget.spend(characters),
    });
    return { out: out ?? untold(command), ok: name === 'echo' || name === 'printf' ? true : undefined };
  }
  if (SILENT_COMMANDS.has(name)) return { out: NOTHING };
  return { out: untold(command) };
}

function untold({ written }: Command): Known {
  return { text: HOLE, from: written };
}

/** A command that is not known before it runs. */
function unnamed(run: Run, node: SyntaxNode, context: Context, command: Command): Outcome {
  const name = childOf(node, 'name');
  const callee = name === undefined ? command.written : textOf(context.unit.source, name);
  // Another value of a name in it tells more.
  if (context.variant === 0 && context.tried.most > 1) return { out: untold(command) };
  const from = command.known[0]?.from;
  run.machine.record(node, context, [
    { capability: 'process.spawn', callee, ...(from !== undefined && { arguments: { from } }) },
  ]);
  return { out: untold(command) };
}

export function surroundingsOf(run: Run, context: Context): Surroundings {
  const words = run.words(context);
  return {
    piped: context.piped,
    feeds: context.feeds === true,
    input: context.input.peek(),
    folder: words.scalar('PWD')?.text,
    fileAt: (path) => run.machine.fileAt(path),
    variable: (name) => {
      const value = words.scalar(name)?.text;
      return isWhole(value) ? value : undefined;
    },
    isExported: (name) => context.variables.get(name)?.isExported === true,
  };
}

const DEEPEST_CALL = 12;

/** A function of the script, with what it is given. */
export function call(
  run: Run,
  context: Context,
  called: ShellFunction,
  { name = '', known, written }: Command,
): Outcome {
  run.machine.called.add(name);
  const isWithin = context.calls.filter((one) => one === name).length;
  if (context.calls.length >= DEEPEST_CALL || isWithin > 1) return { out: { text: HOLE, from: written } };
  const variables = context.variables.call();
  variables.setLocal('@', positional(known));
  return run.statement(called.body, {
    ...context,
    unit: called.unit,
    variables,
    calls: [...context.calls, name],
    further: undefined,
  });
}

const DEEPEST_CODE = 6;

/** Code as text, such as a shell is given it: for what it prints and changes. What it does is inspected on its own. */
export function runCode(
  run: Run,
  context: Context,
  code: string,
  given?: readonly Known[],
  variables = context.variables.branch(),
): Outcome {
  const level = context.calls.filter((one) => one === '').length;
  const unit = level > DEEPEST_CODE ? undefined : run.unitOf(code, context.unit.source);
  if (unit === undefined) return { out: { text: HOLE, from: code.slice(0, LONGEST_WRITTEN) } };
  if (given !== undefined) variables.set('@', positional(given));
  return run.statement(unit.source.root, {
    ...context,
    unit,
    variables,
    host: undefined,
    calls: [...context.calls, ''],
    further: undefined,
  });
}
