import type { Meaning, Scope } from '../resolve/scope.ts';
import { UNKNOWN } from '../resolve/value.ts';
import { childOf, type SyntaxNode } from '../syntax/node.ts';
import type { Source } from '../syntax/parse.ts';
import { changedName } from './changes.ts';
import { afterLoop } from './execute.ts';
import { identifierOf } from './landmarks.ts';
import { anyOf } from './sequences.ts';

/** Statements after which names may be one of several things, or what many turns make of them. */
const COMPOUND: ReadonlySet<string> = new Set([
  'for_statement',
  'while_statement',
  'if_statement',
  'try_statement',
  'match_statement',
]);

/** A compound statement that is being walked, and the names it sets. */
interface Compound {
  readonly node: SyntaxNode;
  readonly scope: Scope;
  readonly names: Set<string>;
}

const MOST_COMPOUNDS = 6;
const MOST_NAMES = 40;

/** Follows the compound statements of a file while it is walked, and binds their names anew where they end. */
export class Compounds {
  readonly #source: Source;
  readonly #open: Compound[] = [];

  constructor(source: Source) {
    this.#source = source;
  }

  enter(node: SyntaxNode, scope: Scope): void {
    const name = this.#open.length === 0 ? undefined : assignedBy(this.#source, node);
    if (name !== undefined) this.#note(name, scope);
    if (COMPOUND.has(node.type) && this.#open.length < MOST_COMPOUNDS)
      this.#open.push({ node, scope, names: new Set() });
  }

  leave(node: SyntaxNode): void {
    if (this.#open.at(-1)?.node !== node) return;
    const compound = this.#open.pop();
    if (compound !== undefined) bindAfter(compound);
  }

  #note(name: string, scope: Scope): void {
    for (const compound of this.#open)
      if (compound.scope === scope && compound.names.size < MOST_NAMES) compound.names.add(name);
  }
}

function assignedBy(source: Source, node: SyntaxNode): string | undefined {
  const left = node.type === 'assignment' || node.type === 'augmented_assignment' ? childOf(node, 'left') : undefined;
  const holder = left?.type === 'subscript' ? childOf(left, 'value') : left;
  if (holder?.type === 'identifier') return identifierOf(source, holder);
  const isInPattern =
    node.type === 'identifier' && (node.parent?.type === 'pattern_list' || node.parent?.type === 'tuple_pattern');
  if (isInPattern) return identifierOf(source, node);
  return node.type === 'call' ? changedName(source, node) : undefined;
}

/** After a compound statement its names are what going through it makes of them. */
function bindAfter(compound: Compound): void {
  const { node, scope } = compound;
  const isLoop = node.type === 'for_statement' || node.type === 'while_statement';
  for (const name of compound.names) {
    const means = isLoop ? afterTurns(compound, name) : afterBranches(compound, name);
    if (means !== undefined) scope.bind(name, node.end, means);
  }
}

/** What many turns make of a name, where that is known; or what the last line says. */
function afterTurns({ node, scope, names }: Compound, name: string): Meaning {
  const before = scope.lookup(name, node.end);
  return {
    compute: (evaluator) => {
      const after = afterLoop(node, names, scope, evaluator)?.get(name);
      if (after !== undefined && after.kind !== 'unknown') return after;
      return before === undefined ? UNKNOWN : evaluator.binding(before);
    },
  };
}

/** What the branches make of a name: one of several things. Undefined where the last line says all. */
function afterBranches({ node, scope }: Compound, name: string): Meaning | undefined {
  const branches = node.children.filter((child) => BRANCHES.has(child.type));
  const bound = branches.map((branch) => {
    const binding = scope.lookup(name, branch.end);
    return binding !== undefined && binding.scope === scope && binding.from > branch.start && binding.from <= branch.end
      ? binding
      : undefined;
  });
  const isSure = branches.some((branch) => branch.type === 'else_clause') && !bound.includes(undefined);
  const earlier = isSure ? undefined : scope.lookup(name, node.start);
  const before = earlier === undefined || earlier.from > node.start ? [] : [earlier];
  const all = [...before, ...bound.filter((binding) => binding !== undefined)];
  if (all.length < 2) return undefined;
  return { compute: (evaluator) => anyOf(all.map((binding) => evaluator.binding(binding))) };
}

const BRANCHES: ReadonlySet<string> = new Set([
  'block',
  'elif_clause',
  'else_clause',
  'except_clause',
  'except_group_clause',
  'finally_clause',
  'case_clause',
]);
