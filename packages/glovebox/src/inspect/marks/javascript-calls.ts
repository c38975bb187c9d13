import type { Visit } from '../javascript/visit.ts';
import { asText, HOLE } from '../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';
import type { MarkKind } from './mark.ts';
import { isSql, unescaped } from './texts.ts';

/** Methods that read what they are given as a statement, a page, a path or an address to go to. */
const READERS =
  /^(query|execute|raw|\$queryRawUnsafe|\$executeRawUnsafe|redirect|sendFile|sendfile|download|render|compile|renderString|template)$/;

/** Marks a call of a method whose argument is put together while running. Its objects come from anywhere: the name tells. */
export function markJavascriptCall({ node, scope, evaluator, sites }: Visit): void {
  const method = methodOf(node, { node, scope, evaluator, sites });
  if (method === undefined || !READERS.test(method)) return;
  const given = partsOf(childOf(node, 'arguments') ?? node);
  const content = (part: SyntaxNode | undefined): string =>
    part === undefined || /function/.test(part.type) ? 'fixed' : (asText(evaluator.value(part, scope)) ?? HOLE);
  const kind = kindOf(method, objectOf(node, evaluator.source), content(given[0]), content(given[1] ?? given[0]));
  if (kind !== undefined) sites.marks.add(node, kind, textOf(evaluator.source, node).slice(0, 200));
}

/** A path of the own site, whatever follows. */
const OWN_PATH = /^\/[^/\\{]|^https?:\/\/[^/{]+\//;
const ENGINES = /^(ejs|pug|handlebars|nunjucks|_|lodash|mustache|dot|eta)$/i;

function kindOf(method: string, object: string, first: string, second: string): MarkKind | undefined {
  if (/^(query|execute|raw|\$)/.test(method)) return first.includes(HOLE) && isSql(first) ? 'built-sql' : undefined;
  if (method === 'redirect') return second.includes(HOLE) && !OWN_PATH.test(second) ? 'redirect' : undefined;
  if (/^(sendfile|download)$/i.test(method)) return first.includes(HOLE) ? 'named-file' : undefined;
  return ENGINES.test(object) && first.includes(HOLE) ? 'template-source' : undefined;
}

/** The name a call ends in: of `a.b()`, `a['b']()` and `a['b' + 'c']()`. */
function methodOf(node: SyntaxNode, { scope, evaluator }: Visit): string | undefined {
  const callee = childOf(node, 'function');
  const property = callee && childOf(callee, 'property');
  if (property !== undefined) return unescaped(textOf(evaluator.source, property));
  return asText(evaluator.value(callee && childOf(callee, 'index'), scope));
}

function objectOf(node: SyntaxNode, source: Visit['evaluator']['source']): string {
  const callee = childOf(node, 'function');
  const object = callee && childOf(callee, 'object');
  return object === undefined ? '' : textOf(source, object).slice(0, 40);
}
