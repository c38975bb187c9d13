import { callsAt } from '../python/calls.ts';
import type { Evaluator } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import { asText, HOLE, isWhole } from '../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';
import { plainly, visitPythonLoop, visitPythonRecursion } from './endless.ts';
import type { MarkCollector } from './mark.ts';
import { visitPythonDecision } from './people.ts';
import { markOfCall } from './python-calls.ts';
import { GUARD, isDestructiveSql, isHardCoded, isPreload, isSql, takesOverPath } from './texts.ts';

interface Visit {
  readonly node: SyntaxNode;
  readonly scope: Scope;
  readonly evaluator: Evaluator;
  readonly marks: MarkCollector;
}

/** Marks what a place of a Python file says without using a capability. */
export function markPython(visit: Visit): void {
  VISITS[visit.node.type]?.(visit);
}

const VISITS: Readonly<Record<string, (visit: Visit) => void>> = {
  call: visitCall,
  binary_operator: visitJoined,
  while_statement: ({ node, evaluator, marks }) => visitPythonLoop(node, evaluator.source, marks),
  for_statement: ({ node, evaluator, marks }) => {
    const [list, body] = [childOf(node, 'right'), childOf(node, 'body')];
    if (list === undefined || body === undefined) return;
    if (!/\bprocess_iter\s*\(|\bpids\s*\(/.test(plainly(textOf(evaluator.source, list).slice(0, 200)))) return;
    if (/\.(kill|terminate|suspend|send_signal)\s*\(/.test(plainly(textOf(evaluator.source, body).slice(0, 4_000))))
      marks.add(node, 'foreign-kill', textOf(evaluator.source, node).slice(0, 120));
  },
  function_definition: ({ node, evaluator, marks }) => {
    visitPythonRecursion(node, evaluator.source, marks);
    const [name, body] = [childOf(node, 'name'), childOf(node, 'body')];
    if (name === undefined || body === undefined || !/^__reduce(_ex)?__$/.test(textOf(evaluator.source, name))) return;
    const written = textOf(evaluator.source, body).slice(0, 2_000);
    if (/\b(system|popen|Popen|subprocess|eval|exec|spawn\w*|getattr|__import__|check_output)\b/.test(written))
      marks.add(node, 'object-payload', written);
  },
  if_statement: ({ node, evaluator, marks }) => visitPythonDecision(node, evaluator.source, marks),
  elif_clause: ({ node, evaluator, marks }) => visitPythonDecision(node, evaluator.source, marks),
  conditional_expression: ({ node, evaluator, marks }) => visitPythonDecision(node, evaluator.source, marks),
  pair: ({ node, evaluator, marks }) => {
    if (isPreload(textOf(evaluator.source, childOf(node, 'key') ?? node).slice(0, 60)))
      marks.add(node, 'library-preload', textOf(evaluator.source, node).slice(0, 120));
  },
  assignment: visitAssignment,
  keyword_argument: ({ node, ...rest }) => visitGiven({ node, ...rest }, childOf(node, 'name'), childOf(node, 'value')),
  default_parameter: ({ node, ...rest }) =>
    visitGiven({ node, ...rest }, childOf(node, 'name'), childOf(node, 'value')),
  typed_default_parameter: ({ node, ...rest }) =>
    visitGiven({ node, ...rest }, childOf(node, 'name'), childOf(node, 'value')),
  comparison_operator: ({ node, ...rest }) => {
    const [left, right] = partsOf(node);
    visitGiven({ node, ...rest }, left, right);
  },
  assert_statement: ({ node, evaluator, marks }) => {
    const written = textOf(evaluator.source, node).slice(0, 300);
    if (GUARD.test(asGuard(written))) marks.add(node, 'assert-guard', written);
  },
  except_clause: ({ node, evaluator, marks }) => {
    const body = node.children.find(({ type }) => type === 'block');
    const parts = body === undefined ? [] : partsOf(body);
    if (parts.length === 1 && /^(pass|continue)_statement$/.test(parts[0]?.type ?? ''))
      marks.add(node, 'swallowed-error', textOf(evaluator.source, node).slice(0, 80));
  },
  attribute: ({ node, evaluator, marks }) => {
    if (node.parent?.type === 'attribute') return;
    const written = textOf(evaluator.source, node).slice(0, 80);
    if (/^(ssl|SSL|OpenSSL\.SSL)\.(PROTOCOL_)?(SSLv2|SSLv3|TLSv1|TLSv1_1)(_METHOD)?$/.test(written))
      marks.add(node, 'old-tls', written);
    else if (/^ssl\.CERT_NONE$/.test(written)) marks.add(node, 'unverified-tls', written);
  },
};

/** A text that is put together says what it would say in one piece. */
function visitJoined({ node, scope, evaluator, marks }: Visit): void {
  if (node.parent?.type === 'binary_operator') return;
  const content = asText(evaluator.value(node, scope));
  if (isWhole(content) && content.length >= SHORTEST_TEXT) marks.addText(node, content);
}

const SHORTEST_TEXT = 8;
/** Methods and functions that put a text together. */
const JOINS = /(^|\.)(join|decode|format|replace|b64decode|unhexlify|fromhex)$/;

function visitCall(visit: Visit): void {
  const { node, scope, evaluator, marks } = visit;
  const written = textOf(evaluator.source, node).slice(0, 200);
  for (const call of callsAt(node, scope, evaluator)) {
    const kind = markOfCall({ call, names: `${namesAround(visit)} ${written}` });
    if (kind !== undefined) marks.add(node, kind, written);
  }
  if (JOINS.test(methodOf(visit) ?? '')) visitJoined(visit);
  visitQuery(visit, written);
  visitSetup(visit, written);
}

const QUERIES =
  /^(execute|executemany|executescript|mogrify|raw|extra|query|read_sql|read_sql_query|RawSQL|text|fetch|fetchrow|fetchval)$/;

/** A method of a database, whichever object it is taken from, that is given a statement with a hole in it. */
function visitQuery(visit: Visit, written: string): void {
  const { node, scope, evaluator, marks } = visit;
  if (!QUERIES.test(methodOf(visit) ?? '')) return;
  const [first] = partsOf(childOf(node, 'arguments') ?? node);
  const statement = asText(evaluator.value(first, scope));
  if (statement?.includes(HOLE) && isSql(statement) && !ONLY_PLACEHOLDERS.test(statement))
    marks.add(node, 'built-sql', written);
  else if (statement !== undefined && isDestructiveSql(statement)) marks.add(node, 'destructive-sql', written);
}

/** The name a call ends in: of `a.b()`, `b()` and `getattr(a, 'b')()` it is `b`. */
function methodOf({ node, scope, evaluator }: Visit): string | undefined {
  const callee = childOf(node, 'function');
  if (callee === undefined) return undefined;
  if (callee.type !== 'call') return textOf(evaluator.source, childOf(callee, 'attribute') ?? callee);
  const by = childOf(callee, 'function');
  const [, name] = partsOf(childOf(callee, 'arguments') ?? callee);
  if (by === undefined || textOf(evaluator.source, by) !== 'getattr') return undefined;
  return asText(evaluator.value(name, scope));
}

/** `IN ({…})`: a list of question marks as long as the values that go with it. */
const ONLY_PLACEHOLDERS = /^[^{]*\(\s*\{…\}\s*\)[^{]*$/;

/** A package that is installed runs what its `setup` puts in the place of a command. */
function visitSetup({ node, scope, evaluator, marks }: Visit, written: string): void {
  const callee = childOf(node, 'function');
  if (callee === undefined || !/^(setuptools\.|distutils\.core\.|core\.)?setup$/.test(textOf(evaluator.source, callee)))
    return;
  const given = partsOf(childOf(node, 'arguments') ?? node).find(
    (part) =>
      part.type === 'keyword_argument' && textOf(evaluator.source, childOf(part, 'name') ?? part) === 'cmdclass',
  );
  const value = given && childOf(given, 'value');
  if (value === undefined) return;
  const commands = evaluator.value(value, scope);
  const names = commands.kind === 'record' ? [...commands.fields.keys()] : [];
  if (names.some((name) => INSTALLATION.test(name))) marks.add(node, 'install-hook', written);
}

/** Commands that run when a package is installed or built. */
const INSTALLATION = /^(install|develop|egg_info|build_py|bdist_egg|sdist|install_lib|install_scripts)$/;

function visitAssignment(visit: Visit): void {
  const { node, evaluator, marks } = visit;
  const left = childOf(node, 'left');
  const right = childOf(node, 'right');
  if (left === undefined || right === undefined) return;
  if (/\.check_hostname$/.test(textOf(evaluator.source, left)) && right.type === 'false')
    marks.add(node, 'unverified-tls', textOf(evaluator.source, node).slice(0, 100));
  const written = textOf(evaluator.source, left).slice(0, 80);
  if (/environ\b/.test(written) && isPreload(written)) marks.add(node, 'library-preload', written);
  if (/environ\[['"]PATH['"]\]$/.test(written) && takesOverPath(asText(evaluator.value(right, visit.scope)) ?? ''))
    marks.add(node, 'path-hijack', textOf(evaluator.source, node).slice(0, 120));
  visitGiven(visit, left, right);
}

/** A name that is given a text, wherever that is written. */
function visitGiven(
  { node, evaluator, marks }: Visit,
  name: SyntaxNode | undefined,
  value: SyntaxNode | undefined,
): void {
  if (name === undefined || value?.type !== 'string') return;
  const content = textOf(evaluator.source, value).replace(/^[rbuRBU]*(["']{3}|["'])|(["']{3}|["'])$/g, '');
  const written = textOf(evaluator.source, name).slice(0, 100);
  const key = /\[\s*['"](\w+)['"]\s*\]$/.exec(written)?.[1] ?? written;
  if (isHardCoded(key, content)) marks.add(node, 'hard-coded-secret', written);
}

const HIGHEST = 30;

/** What a value is assigned to and the function it is worked out in. */
function namesAround({ node, evaluator }: Visit): string {
  const names: string[] = [];
  let place = node.parent;
  for (let height = 0; place !== undefined && height < HIGHEST; height += 1, place = place.parent) {
    const named = NAMED_BY[place.type];
    const name = named === undefined ? undefined : childOf(place, named);
    if (name !== undefined) names.push(textOf(evaluator.source, name).slice(0, 100));
    if (place.type === 'function_definition') break;
  }
  return names.join(' ');
}

const NAMED_BY: Readonly<Record<string, string>> = {
  assignment: 'left',
  keyword_argument: 'name',
  function_definition: 'name',
};

/** A test compares what a call gives: the texts it is given say nothing about who may do what. */
function asGuard(written: string): string {
  return /^assert\s+(not\s+)?[\w.]+\([^\n]*\)?\s*(==|!=|\bis\b|\bin\b)/.test(written)
    ? written.replace(/'[^'\n]{0,300}'?|"[^"\n]{0,300}"?/g, "''")
    : written;
}
