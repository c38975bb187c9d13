import type { SiteCollector } from '../collect.ts';
import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';
import type { Visitor } from '../syntax/walk.ts';
import { isForkBomb } from './forkbomb.ts';
import { type Interpretation, interpret } from './interpret.ts';
import type { CommandUse } from './uses.ts';

/** Finds the sites of a shell script while it is walked. `given` are variables it is started with; numbers are its arguments. */
export function bashVisitor(source: Source, sites: SiteCollector, given?: Readonly<Record<string, string>>): Visitor {
  const script = interpret(source, given);
  const within: string[] = [];
  return {
    enter(node) {
      if (node.type === 'function_definition') {
        const name = childOf(node, 'name');
        within.push(name === undefined ? '' : textOf(source, name));
        visitFunction(node, source, sites, within.at(-1));
      }
      if (FOLLOWED.has(node.type)) script.follow(node);
      for (const use of merged(script.machine.usesAt(node)))
        sites.add(node, { ...use, callee: use.callee ?? node.type, within: within.at(-1) });
      if (node.type === 'simple_expansion' || node.type === 'expansion')
        visitVariable(node, source, sites, script, within.at(-1));
    },
    leave(node) {
      if (node.type === 'function_definition') within.pop();
    },
    isIncomplete: () => script.machine.budget.isSpent,
  };
}

/** What is looked at on its own where the run through the script did not come to it. */
const FOLLOWED: ReadonlySet<string> = new Set([
  'command',
  'redirected_statement',
  'declaration_command',
  'unset_command',
  'variable_assignment',
]);

/** A command that is reached more than once, in a loop or by several calls, is one site for each thing it does. */
function merged(uses: readonly CommandUse[]): Iterable<CommandUse> {
  if (uses.length < 2) return uses;
  const found = new Map<string, CommandUse>();
  for (const use of uses) {
    const isList =
      use.evaluates === undefined &&
      use.target !== undefined &&
      /^(file|secret|network|process)\./.test(use.capability);
    const key = isList
      ? `${use.capability} ${use.callee}`
      : `${use.capability} ${use.callee} ${use.target} ${use.evaluates?.code}`;
    const before = found.get(key);
    if (before === undefined) found.set(key, use);
    else if (isList && (before.target ?? '').length > LONGEST_LIST) {
      // What comes after a long list is no part of it, and is not lost.
      found.set(`${key} ${found.size}`, before);
      found.set(key, use);
    } else if (isList && !names(before.target ?? '', use.target ?? ''))
      found.set(key, {
        ...before,
        target: `${before.target}${use.capability === 'process.spawn' ? '; ' : ' '}${use.target}`,
      });
  }
  return found.values();
}

const LONGEST_LIST = 1_900;

/** Whether a list holds an entry already. */
function names(list: string, entry: string): boolean {
  return list === entry || ` ${list} `.includes(` ${entry} `);
}

function visitFunction(node: SyntaxNode, source: Source, sites: SiteCollector, within: string | undefined): void {
  if (!isForkBomb(node, source)) return;
  sites.add(node, {
    capability: 'resource.exhaust',
    callee: 'fork',
    target: 'a function that forks itself without end',
    within,
  });
}

const SECRET_NAME = /TOKEN|SECRET|PASSW|API_?KEY|ACCESS_KEY|PRIVATE_KEY|CREDENTIAL/;

/** A variable that by its name holds a secret and that the script did not set itself. */
function visitVariable(
  node: SyntaxNode,
  source: Source,
  sites: SiteCollector,
  { assigned }: Interpretation,
  within: string | undefined,
): void {
  const [name] = partsOf(node);
  if (name?.type !== 'variable_name') return;
  const variable = textOf(source, name);
  if (!SECRET_NAME.test(variable) || assigned.has(variable)) return;
  sites.add(node, { capability: 'environment.read', callee: '$', target: variable, within });
}
