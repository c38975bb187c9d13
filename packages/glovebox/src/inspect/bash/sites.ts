import type { SiteCollector } from '../collect.ts';
import { Evaluator } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import { asText, HOLE } from '../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';
import type { Visitor } from '../syntax/walk.ts';
import { baseName, type Command, commandAt, lineOf, pipedInto, unwrapped } from './command.ts';
import { COMMANDS, type CommandTarget, HARMLESS, VALUE_OPTIONS } from './commands.ts';
import { isForkBomb } from './forkbomb.ts';
import { redirectionAt, socketOf } from './redirects.ts';
import { namesOf } from './scopes.ts';
import { SPECIAL } from './special.ts';
import { BASH_EXPRESSIONS } from './words.ts';

/** Finds the sites of a shell script while it is walked. */
export function bashVisitor(source: Source, sites: SiteCollector): Visitor {
  const { scope, functions } = namesOf(source);
  const evaluator = new Evaluator(source, BASH_EXPRESSIONS);
  const within: string[] = [];
  return {
    enter(node) {
      if (node.type === 'function_definition') {
        const name = childOf(node, 'name');
        within.push(name === undefined ? '' : textOf(source, name));
      }
      VISITS[node.type]?.({ node, scope, evaluator, sites, functions, within: within.at(-1) });
    },
    leave(node) {
      if (node.type === 'function_definition') within.pop();
    },
    isExhausted: () => evaluator.isExhausted,
  };
}

interface Visit {
  readonly node: SyntaxNode;
  readonly scope: Scope;
  readonly evaluator: Evaluator;
  readonly sites: SiteCollector;
  readonly functions: ReadonlySet<string>;
  readonly within: string | undefined;
}

const VISITS: Readonly<Record<string, (visit: Visit) => void>> = {
  command: visitCommand,
  file_redirect: ({ node, scope, evaluator, sites, within }) => {
    const redirection = redirectionAt(node, scope, evaluator);
    if (redirection !== undefined) sites.add(node, { ...redirection, within });
  },
  heredoc_redirect: visitHereDocument,
  function_definition: ({ node, evaluator, sites, within }) => {
    if (isForkBomb(node, evaluator.source)) {
      sites.add(node, {
        capability: 'resource.exhaust',
        callee: 'fork',
        target: 'a function that forks itself without end',
        within,
      });
    }
  },
  unset_command: visitHistory,
  declaration_command: (visit) => {
    visitHistory(visit);
    const { node, evaluator, sites, within } = visit;
    if (/^(export(\s+-p)?|declare\s+-x|declare)\s*$/.test(textOf(evaluator.source, node))) {
      sites.add(node, { capability: 'environment.read', callee: 'export', target: '*', within });
    }
  },
  variable_assignment: (visit) => {
    if (visit.node.parent?.type !== 'declaration_command') visitHistory(visit);
  },
  simple_expansion: visitVariable,
  expansion: visitVariable,
};

function visitCommand(visit: Visit): void {
  const { node, scope, evaluator } = visit;
  const command = commandAt(node, scope, evaluator);
  const piped = pipedInto(node, evaluator);
  for (const one of unwrapped(command)) addCommand(visit, one, piped);
  const executed = executedByFind(command);
  if (executed !== undefined) for (const one of unwrapped(executed)) addCommand(visit, one, undefined);
}

function addCommand(visit: Visit, command: Command, piped: string | undefined): void {
  const { node, sites, within, functions } = visit;
  const { name, words } = command;
  if (name === undefined) {
    const callee = textOf(visit.evaluator.source, childOf(node, 'name') ?? node);
    // `((count > 1))` only computes.
    if (callee.startsWith('((')) return;
    sites.add(node, { capability: 'process.spawn', callee, within });
    return;
  }
  if (functions.has(name)) return;
  for (const word of words) {
    const socket = socketOf(word);
    if (socket !== undefined) sites.add(node, { ...socket, within });
  }
  const add = (
    capability: Parameters<SiteCollector['add']>[1]['capability'],
    target: string | undefined,
    given?: Record<string, string>,
  ): void => sites.add(node, { capability, callee: name, target, arguments: given ?? wordsByPosition(words), within });
  const special = Object.hasOwn(SPECIAL, name) ? SPECIAL[name] : undefined;
  if (special !== undefined) {
    for (const use of special(command, piped)) add(use.capability, use.target, use.arguments);
    return;
  }
  const groups = COMMANDS.get(name) ?? [];
  for (const group of groups) {
    const operands = operandsOf(command);
    if (group.needsOperand && operands.length < (group.target === 'operands-after-first' ? 2 : 1)) continue;
    add(group.capability, targetOf(group.target, operands, command));
  }
  if (groups.length === 0 && !HARMLESS.has(name)) add('process.spawn', lineOf(command));
}

const MOST_SHOWN = 12;
const LONGEST_SHOWN = 500;

function wordsByPosition(words: readonly string[]): Record<string, string> | undefined {
  const known = words
    .slice(0, MOST_SHOWN)
    .flatMap((word, index) => (word === HOLE ? [] : [[String(index), word.slice(0, LONGEST_SHOWN)] as const]));
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

function operandsOf({ name, words }: Command): string[] {
  const values =
    (name !== undefined && Object.hasOwn(VALUE_OPTIONS, name) ? VALUE_OPTIONS[name] : undefined)?.split(' ') ?? [];
  return words.filter((word, index) => !/^-./.test(word) && (index === 0 || !values.includes(words[index - 1] ?? '')));
}

/** Undefined where nothing is known of it. */
function targetOf(rule: CommandTarget, operands: readonly string[], command: Command): string | undefined {
  const chosen: Record<CommandTarget, () => readonly string[]> = {
    operands: () => operands,
    'operands-after-first': () => operands.slice(1),
    first: () => operands.slice(0, 1),
    last: () => operands.slice(-1),
    'all-but-last': () => operands.slice(0, -1),
    'host-port': () => [operands.slice(0, 2).join(':')],
    line: () => [lineOf(command)],
    none: () => [],
  };
  const words = chosen[rule]();
  return words.every((word) => word === HOLE || word === '') ? undefined : words.join(' ');
}

/** The command after `-exec`, with what is found as an unknown operand. */
function executedByFind({ name, words, node }: Command): Command | undefined {
  const index = words.findIndex((word) => /^-(exec|execdir|ok|okdir)$/.test(word));
  if (name !== 'find' || index < 0) return undefined;
  const end = words.findIndex((word, at) => at > index && /^(;|\\;|\+)$/.test(word));
  const [program, ...rest] = words
    .slice(index + 1, end < 0 ? words.length : end)
    .map((word) => (word === '{}' ? HOLE : word));
  return program === undefined ? undefined : { name: baseName(program), words: rest, written: rest, node };
}

/** A here-document that a shell or an interpreter reads is code. */
function visitHereDocument({ node, evaluator, scope, sites, within }: Visit): void {
  const statement = node.parent;
  const body = statement && childOf(statement, 'body');
  if (body?.type !== 'command') return;
  const last = unwrapped(commandAt(body, scope, evaluator)).at(-1);
  if (last?.name === undefined || !/^((ba|da|z|k|c|tc)?sh|python[\d.]*|node|perl|ruby|php)$/.test(last.name)) return;
  if (last.words.some((word) => !word.startsWith('-'))) return;
  const content = partsOf(node).find((part) => part.type === 'heredoc_body');
  sites.add(body, {
    capability: 'code.eval',
    callee: last.name,
    target: asText(evaluator.value(content, scope)),
    within,
  });
}

/** Without a history file nothing of the session is kept. */
function visitHistory({ node, evaluator, sites, within }: Visit): void {
  const written = textOf(evaluator.source, node).slice(0, 200);
  if (!/\bHIST(FILE|SIZE|FILESIZE|CONTROL)\b/.test(written)) return;
  if (node.type !== 'unset_command' && !/HIST\w+=(\/dev\/null|0|["']{2}|\s*$|ignore)/.test(written)) return;
  sites.add(node, {
    capability: 'file.delete',
    callee: node.type === 'unset_command' ? 'unset' : 'export',
    target: '~/.bash_history',
    arguments: { 0: written },
    within,
  });
}

const SECRET_NAME = /TOKEN|SECRET|PASSW|API_?KEY|ACCESS_KEY|PRIVATE_KEY|CREDENTIAL/;

/** A variable that by its name holds a secret and that the script did not set itself. */
function visitVariable({ node, scope, evaluator, sites, within }: Visit): void {
  const [name] = partsOf(node);
  if (name?.type !== 'variable_name') return;
  const variable = textOf(evaluator.source, name);
  if (!SECRET_NAME.test(variable) || scope.lookup(variable, node.start) !== undefined) return;
  sites.add(node, { capability: 'environment.read', callee: '$', target: variable, within });
}
