import { childOf, childrenOf, partsOf, type SyntaxNode } from '../../syntax/node.ts';
import { originOf } from '../sites.ts';
import { command, useSites } from './commands.ts';
import { give, type Here, type Input, originAt, plain, stepAt, text } from './here.ts';
import { inputOf } from './input.ts';
import { held } from './words.ts';

/** Reads a statement and gives what it prints. */
export function run(node: SyntaxNode, input: Input, here: Here): number {
  return here.scripts.work.deeper(() => (RULES[node.type] ?? inside)(node, input, here), 0);
}

type Rule = (node: SyntaxNode, input: Input, here: Here) => number;

/** Statements one after the other; words in between are looked at for what they run. */
const inside: Rule = (node, input, here) => {
  const printed: number[] = [];
  for (const part of partsOf(node)) {
    if (WORDS.test(part.type)) held(part, here);
    else printed.push(run(part, input, here));
  }
  return here.scripts.graph.union(printed);
};

const WORDS =
  /^(word|string|raw_string|number|concatenation|simple_expansion|expansion|command_substitution|process_substitution|test_command|binary_expression|unary_expression|variable_name|array)$/;

const RULES: Readonly<Record<string, Rule>> = {
  command,
  pipeline: (node, input, here) => {
    let stream = input;
    for (const part of partsOf(node)) stream = run(part, stream, here);
    return stream ?? 0;
  },
  redirected_statement: redirected,
  variable_assignment: (node, _, here) => {
    assign(node, here);
    return 0;
  },
  declaration_command: (node, _, here) => {
    const isLocal = /^(local|declare|typeset)\b/.test(text(node, here));
    for (const part of partsOf(node)) if (part.type === 'variable_assignment') assign(part, here, isLocal);
    return sitesOutput(node, here);
  },
  if_statement: (node, input, here) => {
    const clauses = partsOf(node);
    const others = clauses.filter((part) => /^(elif|else)_clause$/.test(part.type));
    const printed: number[] = [];
    const own = clauses.filter((part) => !others.includes(part));
    const condition = own.filter((part) => part.field === 'condition');
    for (const part of condition) printed.push(run(part, input, here));
    const bodies = [own.filter((part) => part.field !== 'condition'), ...others.map((part) => partsOf(part))];
    here.frame.branch(
      bodies.map((body) => () => {
        for (const part of body) printed.push(run(part, input, here));
      }),
      others.at(-1)?.type === 'else_clause',
    );
    return here.scripts.graph.union(printed);
  },
  while_statement: (node, input, here) => {
    let printed = 0;
    here.frame.loop(() => {
      printed = inside(node, input, here);
    });
    return printed;
  },
  for_statement: (node, input, here) => {
    const items = here.scripts.graph.union(childrenOf(node, 'value').map((value) => held(value, here)));
    const name = childOf(node, 'variable');
    let printed = 0;
    here.frame.loop(() => {
      if (name !== undefined) give(name, text(name, here), items, here, false);
      const body = childOf(node, 'body');
      if (body !== undefined) printed = run(body, input, here);
    });
    return printed;
  },
  case_statement: (node, input, here) => {
    const printed: number[] = [];
    for (const value of childrenOf(node, 'value')) held(value, here);
    here.frame.branch(
      partsOf(node)
        .filter((part) => part.type === 'case_item')
        .map((item) => () => {
          printed.push(inside(item, input, here));
        }),
      false,
    );
    return here.scripts.graph.union(printed);
  },
  // Read where it is defined; see files.ts.
  function_definition: () => 0,
};

function assign(node: SyntaxNode, here: Here, isLocal = false): void {
  const target = childOf(node, 'name');
  if (target === undefined) return;
  const name = text(target.type === 'subscript' ? (partsOf(target)[0] ?? target) : target, here);
  const value = childOf(node, 'value');
  const from = value === undefined ? 0 : held(value, here);
  const isAdding = target.type === 'subscript' || node.children.some((child) => child.type === '+=');
  if (isAdding && here.frame.owns(name)) here.frame.add(name, from, stepAt(node, `added to ${name}`, here));
  else give(node, name, from, here, isLocal);
}

/** What `export -p` and the like print. */
function sitesOutput(node: SyntaxNode, here: Here): number {
  const origins = here.scripts.sites.at(here.source.file, node).map(originOf);
  const origin = origins.find((one) => one !== undefined);
  return origin === undefined ? 0 : originAt(node, origin, text(node, here).slice(0, 60), here);
}

function redirected(node: SyntaxNode, input: Input, here: Here): number {
  const { graph } = here.scripts;
  const redirects = childrenOf(node, 'redirect');
  let stream = input;
  for (const redirect of redirects) stream = inputOf(redirect, here) ?? stream;
  const body = childOf(node, 'body');
  let printed = body === undefined ? 0 : run(body, stream, here);
  for (const redirect of redirects) {
    if (redirect.type === 'heredoc_redirect') {
      for (const part of partsOf(redirect))
        if (part.type === 'pipeline' || part.type === 'command') printed = run(part, printed, here);
      continue;
    }
    const destination = childOf(redirect, 'destination');
    if (destination === undefined || !isOutput(redirect, here)) continue;
    useSites(redirect, printed, here);
    graph.edge(printed, here.scripts.contents.at(plain(destination, here)));
    if (!/^2/.test(text(redirect, here))) printed = 0;
  }
  return printed;
}

function isOutput(redirect: SyntaxNode, here: Here): boolean {
  return /^\d*&?>/.test(text(redirect, here)) && !/>&\d/.test(text(redirect, here));
}
