import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';
import { visitJavascriptLoop } from './endless.ts';
import { isSlow } from './regex.ts';
import { isHardCoded, isSql, SECRET_PURPOSE } from './texts.ts';
import type { Visit } from './visit.ts';

const JAVASCRIPT_LOOP = ({ node, source, marks }: Visit): void => visitJavascriptLoop(node, source, marks);

/** What is looked at in JavaScript and TypeScript, by the kind of node. */
export const JAVASCRIPT: Readonly<Record<string, (visit: Visit) => void>> = {
  call_expression: visitCall,
  while_statement: JAVASCRIPT_LOOP,
  for_statement: JAVASCRIPT_LOOP,
  variable_declarator: (visit) => visitGiven(visit, childOf(visit.node, 'name'), childOf(visit.node, 'value')),
  assignment_expression: (visit) => {
    visitSetting(visit, childOf(visit.node, 'left'), childOf(visit.node, 'right'));
    visitGiven(visit, childOf(visit.node, 'left'), childOf(visit.node, 'right'));
  },
  pair: (visit) => {
    const [key, value] = [childOf(visit.node, 'key'), childOf(visit.node, 'value')];
    visitSetting(visit, key, value);
    visitGiven(visit, key, value);
  },
  regex: ({ node, source, marks }) => {
    const pattern = node.children.find(({ type }) => type === 'regex_pattern');
    const written = pattern === undefined ? '' : textOf(source, pattern);
    if (isSlow(written)) marks.add(node, 'slow-regex', written);
  },
};

function visitCall({ node, source, marks }: Visit): void {
  const callee = childOf(node, 'function');
  if (callee === undefined) return;
  const name = textOf(source, callee).slice(-80).split(/[.\s]/).at(-1) ?? '';
  const [first, second] = partsOf(childOf(node, 'arguments') ?? node);
  const written = textOf(source, node).slice(0, 200);
  const given = first === undefined ? '' : textOf(source, first).slice(0, 2_000);
  if (name === 'createHash' && /^['"`](md[245]|sha1)['"`]$/i.test(given))
    marks.add(node, /passw|secret|token/i.test(written) ? 'weak-password-hash' : 'weak-hash', written);
  if (/^create(De|C)ipher(iv)?$/.test(name) && (/-ecb|^['"`](des|rc[24]|bf)\b/i.test(given) || !name.endsWith('iv')))
    marks.add(node, 'weak-cipher', written);
  if (/^(query|execute|raw|\$queryRawUnsafe|\$executeRawUnsafe)$/.test(name) && isBuiltSql(first, source))
    marks.add(node, 'built-sql', written);
  if (name === 'redirect' && isOpen(second ?? first, given) && !/^[`'"](\/\w|https?:\/\/[^/$]+\/)/.test(given))
    marks.add(node, 'redirect', written);
  if (/^(sendFile|sendfile|download)$/.test(name) && isOpen(first, given)) marks.add(node, 'named-file', written);
  if (/^(parseXml|parseXmlString|parseXmlAsync)$/.test(name) && /noent\s*:\s*true/.test(written))
    marks.add(node, 'xml-entities', written);
  if (TEMPLATES.test(textOf(source, callee).slice(-80)) && isOpen(first, given))
    marks.add(node, 'template-source', written);
  if (name === 'random' && /^Math\.random/.test(written) && SECRET_PURPOSE.test(namesAround(node, source)))
    marks.add(node, 'weak-random', written);
  if (name === 'verify' && second !== undefined && /algorithms\s*:\s*\[\s*['"]none['"]/i.test(written))
    marks.add(node, 'unverified-token', written);
}

/** Template engines that run what is written in a template. */
const TEMPLATES =
  /(^|\W)(ejs\.(render|compile)|pug\.(render|compile)|handlebars\.compile|nunjucks\.renderString|_\.template|lodash\.template|mustache\.render|dot\.template|eta\.renderString)$/i;

/** Whether a text is not fixed by the source. */
function isOpen(node: SyntaxNode | undefined, written: string): boolean {
  if (node === undefined || node.type === 'string' || node.type === 'number') return false;
  return node.type !== 'template_string' || written.includes('${');
}

function isBuiltSql(node: SyntaxNode | undefined, source: Source): boolean {
  const statement = node?.type === 'identifier' ? givenTo(node, source) : node;
  if (statement === undefined) return false;
  const written = textOf(source, statement).slice(0, 2_000);
  const isBuilt =
    statement.type === 'binary_expression' || (statement.type === 'template_string' && written.includes('${'));
  return isBuilt && isSql(written.replace(/^['"`]/, ''));
}

const HIGHEST = 30;
const WIDEST = 200;

/** What a variable of the blocks around is declared with. */
function givenTo(node: SyntaxNode, source: Source): SyntaxNode | undefined {
  const name = textOf(source, node);
  let place = node.parent;
  for (let height = 0; place !== undefined && height < HIGHEST; height += 1, place = place.parent) {
    for (const statement of place.children.slice(0, WIDEST)) {
      if (!/^(lexical|variable)_declaration$/.test(statement.type)) continue;
      const declared = partsOf(statement).find((one) => textOf(source, childOf(one, 'name') ?? one) === name);
      if (declared !== undefined) return childOf(declared, 'value');
    }
  }
  return undefined;
}

/** Settings that switch a check off. */
function visitSetting(
  { node, source, marks }: Visit,
  name: SyntaxNode | undefined,
  value: SyntaxNode | undefined,
): void {
  if (name === undefined || value === undefined) return;
  const written = textOf(source, node).slice(0, 120);
  if (/rejectUnauthorized['"]?$/.test(textOf(source, name)) && value.type === 'false')
    marks.add(node, 'unverified-tls', written);
  if (/NODE_TLS_REJECT_UNAUTHORIZED/.test(textOf(source, name)) && /^['"]?0['"]?$/.test(textOf(source, value)))
    marks.add(node, 'unverified-tls', written);
}

function visitGiven({ node, source, marks }: Visit, name: SyntaxNode | undefined, value: SyntaxNode | undefined): void {
  if (name === undefined || value?.type !== 'string') return;
  const written = textOf(source, name)
    .slice(0, 100)
    .replace(/^['"]|['"]$/g, '');
  if (isHardCoded(written, textOf(source, value).slice(1, -1))) marks.add(node, 'hard-coded-secret', written);
}

function namesAround(node: SyntaxNode, source: Source): string {
  const names: string[] = [];
  let place = node.parent;
  for (let height = 0; place !== undefined && height < HIGHEST; height += 1, place = place.parent) {
    const name =
      childOf(place, 'name') ?? (place.type === 'assignment_expression' ? childOf(place, 'left') : undefined);
    if (name !== undefined) names.push(textOf(source, name).slice(0, 100));
    if (/function/.test(place.type)) break;
  }
  return names.join(' ');
}
