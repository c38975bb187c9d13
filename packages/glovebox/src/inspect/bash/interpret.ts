import type { SyntaxNode } from '../syntax/node.ts';
import type { Source } from '../syntax/parse.ts';
import { Input } from './input.ts';
import { type Context, Machine } from './machine.ts';
import { Run, unitOf } from './run.ts';
import { positional, Variables } from './variables.ts';

/** What following a script tells of each of its parts. */
export interface Interpretation {
  readonly machine: Machine;
  /** Names that the script gives a value. */
  readonly assigned: ReadonlySet<string>;
  /** Follows a part that was out of reach, on its own. */
  readonly follow: (node: SyntaxNode) => void;
}

/** Follows a whole script, then every function that it never calls. `given` are variables it is started with; numbers are its arguments. */
export function interpret(source: Source, given: Readonly<Record<string, string>> = {}): Interpretation {
  const machine = new Machine(source);
  const run = new Run(machine);
  const variables = new Variables();
  for (const [name, value] of Object.entries(given))
    if (!/^\d+$/.test(name)) variables.set(name, { values: [{ text: value }] });
  const items = Object.entries(given).filter(([name]) => /^[1-9]\d*$/.test(name));
  if (items.length > 0) variables.set('@', positional(items.map(([, text]) => ({ text }))));
  if (given[0] !== undefined) variables.set('0', { values: [{ text: given[0] }] });
  const unit = unitOf(source, true);
  const context: Context = {
    unit,
    variables,
    input: new Input(),
    depth: 0,
    calls: [],
    tried: { most: 1 },
  };
  run.statement(source.root, context);
  for (const [name, called] of machine.functions) {
    if (machine.called.has(name)) continue;
    const own = variables.call();
    own.setLocal('@', undefined);
    run.statement(called.body, { ...context, unit: called.unit, variables: own, calls: [name], depth: 1 });
  }
  return {
    machine,
    assigned: unit.assigned,
    follow: (node) => {
      if (!machine.followed.has(node)) run.alone(node, context);
    },
  };
}
