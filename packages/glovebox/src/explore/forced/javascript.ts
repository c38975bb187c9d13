import { childOf, type SyntaxNode } from '../../inspect/syntax/node.ts';
import type { Source } from '../../inspect/syntax/parse.ts';
import { DEEPEST, type Rewriting as Edits, holds, Rewriting, type Rewritten, type Target } from './rewriting.ts';

/** Put before the first line: what is tried, what is entered once, what a callback is given, and what stands for what is missing. */
const PREFIX = [
  'globalThis.__missing__??=(()=>{const p=new Proxy(function(){},{get:(t,k)=>k===Symbol.toPrimitive?()=>"1":k===Symbol.iterator?function*(){}:k==="then"?undefined:p,apply:()=>p,construct:()=>p,set:()=>true});return p})()',
  'globalThis.__attempt__??=(f)=>{try{return f()}catch{return __missing__}}',
  'globalThis.__turn__??=((n)=>(k)=>(n[k]=(n[k]??0)+1)%2===1)({})',
  'globalThis.__limit__??=((n)=>(k)=>(n[k]=(n[k]??0)+1)<1000)({})',
  'globalThis.__each__??=(f)=>{try{const all=[...f()];return all.length>0?all:["1"]}catch{return["1"]}}',
  'globalThis.__later__??=(f)=>{Promise.resolve().then(()=>f(__missing__,__missing__,__missing__)).catch(()=>{});return f};',
].join(';');

const FUNCTIONS: ReadonlySet<string> = new Set([
  'function_declaration',
  'generator_function_declaration',
  'function_expression',
  'generator_function',
  'arrow_function',
  'method_definition',
]);
const SUSPENDS: ReadonlySet<string> = new Set(['await_expression', 'yield_expression']);
const LOOPS: ReadonlySet<string> = new Set(['while_statement', 'do_statement', 'for_statement', 'for_in_statement']);
const EXIT = /^(?:process\.(?:exit|abort|kill)|Deno\.exit)\s*\(/;
const BLOCKS: ReadonlySet<string> = new Set(['program', 'statement_block', 'switch_case', 'switch_default']);

/** JavaScript or TypeScript that goes to the targets whatever its conditions say. */
export function rewriteJavaScript(source: Source, targets: readonly Target[]): Rewritten {
  const edits = new Rewriting(source, targets);
  visit(edits, source.root, 0);
  return edits.result(PREFIX);
}

function visit(edits: Edits, node: SyntaxNode, depth: number): void {
  if (depth > DEEPEST || !edits.has(node)) return;
  const forced = BLOCKS.has(node.type) ? block : FUNCTIONS.has(node.type) ? visitFunction : FORCED[node.type];
  if (forced !== undefined) forced(edits, node, depth + 1);
  else for (const child of node.children) visit(edits, child, depth + 1);
}

/** Statements in their order: those before the last that holds a target must neither fail nor leave. */
function block(edits: Edits, node: SyntaxNode, depth: number): void {
  const statements = node.children.filter(
    (child) => child.isNamed && child.field !== 'value' && child.type !== 'comment',
  );
  const last = statements.findLastIndex((statement) => edits.has(statement));
  for (const [index, statement] of statements.slice(0, last + 1).entries()) {
    if (!edits.has(statement)) soften(edits, statement, false, depth + 1);
    else reach(edits, statement, index === last && FUNCTIONS.has(node.parent?.type ?? ''), depth + 1);
  }
}

/** Only what a function ends with may leave it: there is more to reach. */
function reach(edits: Edits, statement: SyntaxNode, isLast: boolean, depth: number): void {
  const [word] = statement.children;
  const leaves = statement.type === 'return_statement' || statement.type === 'throw_statement';
  if (leaves && !isLast && word !== undefined) edits.replace(word, 'void ');
  const fails = statement.type === 'expression_statement' && !isLast;
  if (fails) edits.insert(statement.start, 'try{');
  if (/^(?:lexical|variable)_declaration$/.test(statement.type)) attemptValues(edits, statement, depth);
  else visit(edits, statement, depth);
  if (fails) edits.insert(statement.end, '}catch{}');
}

// ---- what comes before ----

function soften(edits: Edits, node: SyntaxNode, inLoop: boolean, depth: number): void {
  if (depth > DEEPEST) return;
  const { type } = node;
  if (FUNCTIONS.has(type) || /class|^(?:import|export)_|^(?:interface|type_alias|enum|ambient)_/.test(type)) return;
  if (/^(?:return|throw)_/.test(type) || (/^(?:break|continue)_/.test(type) && !inLoop)) never(edits, node);
  else if (/^(?:lexical|variable)_declaration$/.test(type)) attemptValues(edits, node, depth);
  else if (type === 'expression_statement') attempt(edits, node);
  else softenInside(edits, node, inLoop, depth);
}

function softenInside(edits: Edits, node: SyntaxNode, inLoop: boolean, depth: number): void {
  const { type } = node;
  const isLoop = LOOPS.has(type);
  const condition = childOf(node, 'condition');
  if ((type === 'while_statement' || type === 'do_statement') && condition !== undefined)
    around(edits, condition, `(__limit__(${node.start})&&`, ')');
  for (const child of node.children)
    if (/statement|declaration|clause|switch_|finally/.test(child.type))
      soften(edits, child, inLoop || isLoop || type === 'switch_statement', depth + 1);
}

/** A way out that is not taken. */
function never(edits: Edits, node: SyntaxNode): void {
  edits.note(node);
  around(edits, node, '{if(0)', '}');
}

function attempt(edits: Edits, node: SyntaxNode): void {
  const [expression] = node.children;
  if (expression === undefined || expression.type === 'string') return;
  if (EXIT.test(edits.text(node))) never(edits, node);
  else around(edits, node, 'try{', '}catch{}');
}

/** What a name is given, or a stand-in where that fails. */
function attemptValues(edits: Edits, node: SyntaxNode, depth: number): void {
  for (const declarator of node.children) {
    const value = declarator.type === 'variable_declarator' ? childOf(declarator, 'value') : undefined;
    if (value === undefined) continue;
    const tried = !FUNCTIONS.has(value.type) && !holds(value, SUSPENDS, FUNCTIONS) && holds(value, FALLIBLE, FUNCTIONS);
    if (tried) edits.insert(value.start, '__attempt__(()=>(');
    visit(edits, value, depth);
    if (tried) edits.insert(value.end, '))');
  }
}

const FALLIBLE: ReadonlySet<string> = new Set(['call_expression', 'new_expression', 'member_expression']);

function around(edits: Edits, node: SyntaxNode, before: string, after: string): void {
  edits.insert(node.start, before);
  edits.insert(node.end, after);
}

// ---- what holds a target ----

const FORCED: Readonly<Record<string, (edits: Edits, node: SyntaxNode, depth: number) => void>> = {
  if_statement(edits, node, depth) {
    const consequence = childOf(node, 'consequence');
    const alternative = childOf(node, 'alternative');
    decide(edits, childOf(node, 'condition'), edits.has(consequence) || !edits.has(alternative), depth);
    visitBranch(edits, consequence, depth);
    const [word] = alternative?.children ?? [];
    if (edits.has(consequence) && edits.has(alternative) && word !== undefined) edits.replace(word, ' ');
    if (alternative !== undefined) for (const child of alternative.children) visitBranch(edits, child, depth);
  },
  while_statement: loop,
  do_statement: (edits, node, depth) => {
    visitBranch(edits, childOf(node, 'body'), depth);
    const condition = childOf(node, 'condition');
    if (condition !== undefined) around(edits, condition, `(__limit__(${node.start})&&`, ')');
  },
  for_statement: loop,
  for_in_statement(edits, node, depth) {
    const right = childOf(node, 'right');
    const isOf = childOf(node, 'operator')?.type === 'of';
    if (right !== undefined && isOf && edits.has(childOf(node, 'body')) && !holds(right, SUSPENDS, FUNCTIONS)) {
      edits.note(node);
      around(edits, right, '__each__(()=>(', '))');
    }
    visitBranch(edits, childOf(node, 'body'), depth);
  },
  switch_statement(edits, node, depth) {
    const cases = (childOf(node, 'body')?.children ?? []).filter(({ type }) => /^switch_(case|default)$/.test(type));
    const chosen = cases.find((one) => edits.has(one));
    const value = childOf(node, 'value');
    const wanted = chosen === undefined ? undefined : childOf(chosen, 'value');
    if (chosen !== undefined && value !== undefined && !edits.has(value)) {
      edits.note(chosen);
      edits.replace(value, `(${wanted === undefined ? '{}' : edits.text(wanted).replaceAll('\n', ' ')})`);
    }
    // Falling through, the others are reached from the first.
    const last = cases.findLastIndex((one) => edits.has(one));
    const first = cases.findIndex((one) => edits.has(one));
    for (const [index, one] of cases.entries()) {
      if (index < first || index > last) continue;
      if (edits.has(one)) block(edits, one, depth);
      if (index < last)
        for (const child of one.children)
          if (child.type === 'break_statement' && !isSoft(edits, one, child)) never(edits, child);
    }
  },
  try_statement(edits, node, depth) {
    const [body, handler, finalizer] = ['body', 'handler', 'finalizer'].map((field) => childOf(node, field));
    const close = body?.children.at(-1);
    if (body !== undefined && edits.has(body)) block(edits, body, depth);
    else if (edits.has(handler))
      for (const child of body?.children ?? []) if (child.isNamed) soften(edits, child, false, depth);
    if (handler !== undefined && edits.has(handler) && close !== undefined) {
      edits.note(handler);
      edits.insert(close.start, ';throw new Error("it failed")');
    }
    for (const part of [handler, finalizer]) if (part !== undefined) visit(edits, part, depth);
  },
  binary_expression(edits, node, depth) {
    const left = childOf(node, 'left');
    const right = childOf(node, 'right');
    const operator = childOf(node, 'operator')?.type ?? '';
    const value = OPENS[operator];
    if (left !== undefined && value !== undefined && edits.has(right)) {
      edits.note(left);
      const isKept = edits.has(left);
      edits.insert(left.start, isKept ? '((' : `(${value}${operator === '&&' ? '||' : '&&'}(`);
      visit(edits, left, depth);
      edits.insert(left.end, isKept ? `),${value})` : '))');
    } else if (left !== undefined) visit(edits, left, depth);
    if (right !== undefined) visit(edits, right, depth);
  },
  ternary_expression(edits, node, depth) {
    const consequence = childOf(node, 'consequence');
    const alternative = childOf(node, 'alternative');
    const condition = childOf(node, 'condition');
    if (edits.has(consequence) || edits.has(alternative)) decide(edits, condition, edits.has(consequence), depth);
    else if (condition !== undefined) visit(edits, condition, depth);
    for (const branch of [consequence, alternative]) if (branch !== undefined) visit(edits, branch, depth);
  },
};

const OPENS: Readonly<Record<string, string>> = { '&&': 'true', '||': 'false', '??': 'null' };

/** `block` has seen to the breaks before its last target. */
function isSoft(edits: Edits, around_: SyntaxNode, child: SyntaxNode): boolean {
  return around_.children.slice(child.index).some((later) => edits.has(later));
}

/** A condition that comes out as wanted; it is worked out only where it holds a target itself. */
function decide(edits: Edits, condition: SyntaxNode | undefined, wanted: boolean, depth: number): void {
  if (condition === undefined) return;
  edits.note(condition);
  const isKept = edits.has(condition);
  edits.insert(condition.start, isKept ? '((' : wanted ? '(true||(' : '(false&&(');
  visit(edits, condition, depth);
  edits.insert(condition.end, isKept ? `),${wanted})` : '))');
}

function loop(edits: Edits, node: SyntaxNode, depth: number): void {
  const condition = childOf(node, 'condition');
  if (condition?.isNamed && edits.has(childOf(node, 'body'))) {
    edits.note(condition);
    around(edits, condition, `(__turn__(${node.start})||false&&(`, '))');
  }
  visitBranch(edits, childOf(node, 'body'), depth);
}

/** One statement where a block may stand. */
function visitBranch(edits: Edits, node: SyntaxNode | undefined, depth: number): void {
  if (node === undefined || !edits.has(node)) return;
  if (/_statement$/.test(node.type) && !BLOCKS.has(node.type)) reach(edits, node, false, depth);
  else visit(edits, node, depth);
}

/** What is handed over to be called some time is called; so is a function that is known inside another one only. */
function visitFunction(edits: Edits, node: SyntaxNode, depth: number): void {
  const isHanded =
    node.parent?.type === 'arguments' || (node.parent?.type === 'assignment_expression' && !isExported(edits, node));
  const isValue = node.type !== 'function_declaration' && node.type !== 'generator_function_declaration';
  if (isHanded && isValue) {
    edits.note(node);
    edits.insert(node.start, '__later__(');
  }
  // Of several functions with one name only the last could be called.
  const isReplaced = node.type === 'function_declaration' && hasSuccessor(edits, node);
  if (isReplaced) edits.insert(node.start, ';__later__(');
  const body = childOf(node, 'body');
  if (body !== undefined) visit(edits, body, depth);
  if (isHanded && isValue) edits.insert(node.end, ')');
  const name = childOf(node, 'name');
  if (isReplaced) edits.insert(node.end, ');');
  else if (
    node.type === 'function_declaration' &&
    node.parent?.parent !== undefined &&
    node.parent.type !== 'export_statement' &&
    name !== undefined
  )
    edits.insert(node.end, `;__later__(${edits.text(name)});`);
}

function isExported(edits: Edits, node: SyntaxNode): boolean {
  const left = node.parent === undefined ? undefined : childOf(node.parent, 'left');
  return left !== undefined && /^(?:module\.)?exports\b/.test(edits.text(left));
}

function hasSuccessor(edits: Edits, node: SyntaxNode): boolean {
  const name = childOf(node, 'name');
  const later = node.parent?.children.slice(node.index + 1, node.index + 300) ?? [];
  return later.some((one) => {
    const other = one.type === node.type ? childOf(one, 'name') : undefined;
    return other !== undefined && name !== undefined && edits.text(other) === edits.text(name);
  });
}
