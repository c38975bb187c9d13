import { childOf, type SyntaxNode } from '../../inspect/syntax/node.ts';
import type { Source } from '../../inspect/syntax/parse.ts';
import { DEEPEST, type Rewriting as Edits, Rewriting, type Rewritten, type Target } from './rewriting.ts';

/** How often a loop that comes before a target goes round. */
const ROUNDS = 30;
const LEAVES = /^(?:exit|return|exec|break|continue|logout)$/;

/** A script that goes to the targets whatever its tests say. */
export function rewriteBash(source: Source, targets: readonly Target[]): Rewritten {
  const edits = new Rewriting(source, targets);
  visit(edits, source.root, 0);
  return edits.result('');
}

function visit(edits: Edits, node: SyntaxNode, depth: number): void {
  if (depth > DEEPEST) return;
  // What leaves the script leaves it from anywhere, a function that is called on the way too.
  const isOther = node.type === 'command' && !edits.has(node);
  const forced = isOther ? stay : edits.has(node) ? FORCED[node.type] : undefined;
  if (forced !== undefined) {
    forced(edits, node, depth + 1);
    return;
  }
  if (/^(?:while_statement|until_statement)$/.test(node.type)) limit(edits, node);
  for (const child of node.children) visit(edits, child, depth + 1);
}

function stay(edits: Edits, node: SyntaxNode): void {
  const words = edits.text(node).split(/\s+/, 3);
  const isStrict = words[0] === 'set' && /^-[a-z]*[eu]/.test(words[1] ?? '');
  // `exec` with a redirection alone opens descriptors.
  const leaves = LEAVES.test(words[0] ?? '') && !(words[0] === 'exec' && /^[0-9<>&]/.test(words[1] ?? '<'));
  if (!leaves && !isStrict) return;
  if (leaves) edits.note(node);
  edits.insert(node.start, ': ');
}

type Force = (edits: Edits, node: SyntaxNode, depth: number) => void;

const FORCED: Readonly<Record<string, Force>> = {
  if_statement: conditional,
  elif_clause: conditional,
  while_statement: loop,
  until_statement: loop,
  for_statement(edits, node, depth) {
    const body = childOf(node, 'body');
    const word = node.children.findLast(({ field }) => field === 'value');
    if (edits.has(body) && word !== undefined) {
      edits.note(node);
      edits.insert(word.end, ' 1');
    }
    for (const child of node.children) visit(edits, child, depth);
  },
  case_statement(edits, node, depth) {
    const items = node.children.filter(({ type }) => type === 'case_item');
    const last = items.findLastIndex((item) => edits.has(item));
    for (const [index, item] of items.entries()) {
      if (index > last) break;
      if (edits.has(item)) force(edits, item);
      for (const child of item.children) visit(edits, child, depth);
      // The next pattern is tried as well, whatever this one said.
      const end = item.children.at(-1);
      if (end?.type === ';;' && index < last) edits.replace(end, ';;&');
    }
  },
  list(edits, node, depth) {
    const [left, operator, right] = node.children;
    if (left === undefined || right === undefined) return;
    const isAnd = operator?.type === '&&';
    const isForced = edits.has(right) && !edits.text(left).includes('<<');
    const isKept = edits.has(left);
    if (isForced) {
      edits.note(left);
      edits.insert(left.start, isKept ? '{ { ' : isAnd ? '{ true || { ' : '{ false && { ');
    }
    visit(edits, left, depth);
    if (isForced) edits.insert(left.end, isKept ? `; }; ${isAnd}; }` : '; }; }');
    visit(edits, right, depth);
  },
};

function force(edits: Edits, item: SyntaxNode): void {
  const pattern = item.children.find(({ type }) => type === ')');
  if (pattern === undefined) return;
  edits.note(item);
  edits.insert(pattern.start, '|*');
}

/** The commands between the word and what follows decide; afterwards they have no say. */
function conditional(edits: Edits, node: SyntaxNode, depth: number): void {
  const at = node.children.findIndex(({ type }) => type === 'then');
  const tests = node.children.slice(1, at).filter(({ type }) => type !== ';' && type !== 'comment');
  const rest = node.children.slice(at + 1);
  const isInside = (child: SyntaxNode) => child.type !== 'elif_clause' && child.type !== 'else_clause';
  const here = edits.hasAny(rest.filter(isInside));
  // Of an `elif`, later branches are those of the whole statement.
  const branches = (node.type === 'elif_clause' ? siblingsAfter(node) : rest).filter((child) => !isInside(child));
  const elsewhere = edits.hasAny(branches);
  const [first, last] = [tests[0], tests.at(-1)];
  if (first !== undefined && last !== undefined && (here || elsewhere)) {
    edits.note(first);
    const isKept = edits.hasAny(tests);
    edits.insert(first.start, isKept ? '{ ' : here ? 'true || { ' : 'false && { ');
    for (const test of tests) visit(edits, test, depth);
    edits.insert(last.end, isKept ? `; }; ${here}` : '; }');
  }
  for (const child of rest) {
    if (
      edits.has(child) &&
      !isInside(child) &&
      (here || branches.some((one) => one.index < child.index && edits.has(one)))
    )
      open(edits, child);
    visit(edits, child, depth);
  }
}

function siblingsAfter(node: SyntaxNode): readonly SyntaxNode[] {
  return node.parent?.children.slice(node.index + 1) ?? [];
}

/** A branch beside one that is taken is taken too: the statement ends before it, and another one begins. */
function open(edits: Edits, branch: SyntaxNode): void {
  const [word] = branch.children;
  if (word === undefined) return;
  edits.replace(word, branch.type === 'elif_clause' ? 'fi; if' : 'fi; if true; then');
}

function loop(edits: Edits, node: SyntaxNode, depth: number): void {
  const body = childOf(node, 'body');
  const conditions = node.children.filter(({ field, isNamed }) => field === 'condition' && isNamed);
  const [first, last] = [conditions[0], conditions.at(-1)];
  if (edits.has(body) && first !== undefined && last !== undefined) {
    const turn = `_turn${node.start}`;
    const isUntil = node.children[0]?.type === 'until';
    edits.note(first);
    const once = `(( \${${turn}:-0} < 2 )) && { ${turn}=$(( \${${turn}:-0} + 1 )); }`;
    edits.insert(first.start, isUntil ? `! { ${once}; } || { false && { ` : `${once} || { false && { `);
    for (const condition of conditions) visit(edits, condition, depth);
    edits.insert(last.end, '; }; }');
  }
  for (const child of node.children) if (!conditions.includes(child)) visit(edits, child, depth);
}

function limit(edits: Edits, node: SyntaxNode): void {
  const conditions = node.children.filter(({ field, isNamed }) => field === 'condition' && isNamed);
  const [first, last] = [conditions[0], conditions.at(-1)];
  if (first === undefined || last === undefined) return;
  const round = `_round${node.start}`;
  const counted = `(( \${${round}:-0} < ${ROUNDS} ))`;
  const next = `${round}=$(( \${${round}:-0} + 1 ))`;
  const isUntil = node.children[0]?.type === 'until';
  edits.insert(first.start, isUntil ? `${next}; ! ${counted} || { ` : `${next}; ${counted} && { `);
  edits.insert(last.end, '; }');
}
