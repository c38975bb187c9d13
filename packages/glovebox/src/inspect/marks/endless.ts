import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';
import type { MarkCollector, MarkKind } from './mark.ts';

const LONGEST_BODY = 6_000;

/** What grows, writes, starts or asks in a body, by how it is written: the first that fits says what kind of endless it is. */
type Signs = readonly (readonly [MarkKind, RegExp])[];

const PYTHON: Signs = [
  ['endless-spawn', /\b(Process|Thread)\s*\([^\n]*\)\s*\.start\b|\bPopen\s*\(|\bos\.fork\s*\(/],
  ['endless-write', /\.write\s*\(\s*(b?['"][^'"]*['"]\s*\*|bytes\s*\(|os\.urandom|\w+\s*\*\s*\d)/],
  [
    'endless-growth',
    /\.(append|extend)\s*\([^\n]*\*\s*\(?\s*\d|\.(append|extend)\s*\(\s*(bytearray|bytes|list|range|os\.urandom|numpy|np)\b|\b(\w+)\s*(\+=|\*=)\s*\4\b|\b(\w+)\s*=\s*\6\s*[+*]\s*\6\b|\+=\s*(b?['"][^'"\n]*['"]|\[[^\]\n]*\])\s*\*/,
  ],
  ['endless-requests', /\b(requests|httpx|session)\.(get|post|head|put)\s*\(|\burlopen\s*\(|\.sendto\s*\(/],
];
const JAVASCRIPT: Signs = [
  ['endless-spawn', /\b(spawn|fork|exec)\s*\(|new\s+Worker\s*\(/],
  ['endless-write', /\b(writeFileSync|appendFileSync|writeSync)\s*\(/],
  ['endless-growth', /\.push\s*\([^\n]*(Array|Buffer|repeat|fill)|\b(\w+)\s*\+=\s*\2\b|Buffer\.alloc/],
  ['endless-requests', /\bfetch\s*\(|\baxios\b|https?\.(get|request)\s*\(/],
];
const SHELL: Signs = [
  ['endless-spawn', /[^&]&\s*(\n|;|done|$)/],
  ['endless-write', />>|\bdd\s+if=\/dev\/(zero|u?random)|\bfallocate\b|\byes\b\s*>/],
  ['endless-growth', /\b(\w+)\+=|\b(\w+)=["']?\$\{?\2\b/],
  ['endless-requests', /\b(curl|wget|hping3|ping|nc)\s/],
];

/** What leaves a loop, lets it wait for somebody, or slows it down. */
const PYTHON_LEAVES =
  /\b(break|return|raise|yield|exit|quit|_exit|input|accept|recv\w*|await|sleep|wait|join|get\s*\(\s*\))\b/;
const JAVASCRIPT_LEAVES = /\b(break|return|throw|yield|await|exit)\b/;
const SHELL_LEAVES = /\b(break|exit|return|read|sleep|wait|inotifywait)\b/;

export function visitPythonLoop(node: SyntaxNode, source: Source, marks: MarkCollector): void {
  const condition = childOf(node, 'condition');
  if (condition === undefined || !/^\(?\s*(True|1)\s*\)?$/.test(textOf(source, condition))) return;
  visitBody(node, source, marks, PYTHON, PYTHON_LEAVES, /^\s*(pass|\.\.\.|continue)\s*$/);
}

export function visitJavascriptLoop(node: SyntaxNode, source: Source, marks: MarkCollector): void {
  const head = textOf(source, node).slice(0, 60);
  if (!/^while\s*\(\s*(true|1|!0|!!\[\])\s*\)|^for\s*\([^;]{0,40};\s*(true|1)?\s*;/.test(head)) return;
  visitBody(node, source, marks, JAVASCRIPT, JAVASCRIPT_LEAVES, /^\s*(\{\s*\}|;)\s*$/);
}

export function visitShellLoop(node: SyntaxNode, source: Source, marks: MarkCollector): void {
  if (
    !/^while\s+(true|:|\[\s*1\s*\]|\[\[\s*1\s*\]\]|\(\(\s*1\s*\)\))\s*(;|\n|do\b)/.test(
      textOf(source, node).slice(0, 60),
    )
  )
    return;
  visitBody(node, source, marks, SHELL, SHELL_LEAVES, /^\s*do\s*(:|true)\s*;?\s*done\s*$/);
}

function visitBody(
  node: SyntaxNode,
  source: Source,
  marks: MarkCollector,
  signs: Signs,
  leaves: RegExp,
  idle: RegExp,
): void {
  const body = childOf(node, 'body');
  if (body === undefined) return;
  const written = plainly(textOf(source, body).slice(0, LONGEST_BODY));
  const kind = signs.find(([, sign]) => sign.test(written))?.[0];
  if (leaves.test(written)) return;
  if (kind !== undefined) marks.add(node, kind, textOf(source, node));
  else if (idle.test(written.replace(COMMENT, ''))) marks.add(node, 'endless-loop', textOf(source, node));
}

const COMMENT = /(^|\s)(#|\/\/)[^\n]*/g;

/** Members as most people write them: `getattr(a, 'b')`, `a['b']` and `a['b' + 'c']` are `a.b` and `a.bc`. */
export function plainly(written: string): string {
  return written
    .replace(/\\(?:u00|x)([2-7][0-9a-fA-F])/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/(['"])\s{0,20}\+\s{0,20}\1/g, '')
    .replace(/\bgetattr\(\s{0,20}([\w.]{1,100})\s{0,20},\s{0,20}(['"])(\w{1,60})\2\s{0,20}\)/g, '$1.$3')
    .replace(/\[\s{0,20}(['"])(\w{1,60})\1\s{0,20}\]/g, '.$2');
}

/** A function that begins by calling itself, whatever it is given. */
export function visitPythonRecursion(node: SyntaxNode, source: Source, marks: MarkCollector): void {
  const name = childOf(node, 'name');
  const body = childOf(node, 'body');
  if (name === undefined || body === undefined) return;
  const own = textOf(source, name);
  for (const statement of partsOf(body).slice(0, 5)) {
    if (partsOf(statement)[0]?.type === 'string') continue;
    if (!/^(return_statement|expression_statement)$/.test(statement.type)) return;
    const written = textOf(source, statement).slice(0, 300);
    if (/\b(if|and|or|yield|lambda|for)\b/.test(written)) return;
    if (startsWithCall(written.replace(/^return\s+/, ''), own)) marks.add(node, 'endless-recursion', written);
  }
}

function startsWithCall(written: string, name: string): boolean {
  const at = written.indexOf(`${name}(`);
  return at === 0 || (at > 0 && /[\s(+*-]/.test(written[at - 1] ?? ''));
}
