import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';
import { visitJavascriptLoop } from './endless.ts';
import { isSlow } from './regex.ts';
import { isHardCoded, SECRET_PURPOSE } from './texts.ts';
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
  if (/^(parseXml|parseXmlString|parseXmlAsync)$/.test(name) && /noent\s*:\s*true/.test(written))
    marks.add(node, 'xml-entities', written);
  if (name === 'random' && /^Math\.random/.test(written) && SECRET_PURPOSE.test(namesAround(node, source)))
    marks.add(node, 'weak-random', written);
  if (name === 'verify' && second !== undefined && /algorithms\s*:\s*\[\s*['"]none['"]/i.test(written))
    marks.add(node, 'unverified-token', written);
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

const HIGHEST = 30;

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
