import { unescaped } from '../../marks/texts.ts';
import { childOf, partsOf, type SyntaxNode } from '../../syntax/node.ts';
import type { Here } from '../reader.ts';

/** Parts of a request that whoever sends it decides on, as web frameworks and platforms name them. */
const PARTS = new Set(
  'query body params headers cookies files file url originalUrl path rawBody queryStringParameters pathParameters json text formData searchParams nextUrl param header hostname signedCookies'.split(
    ' ',
  ),
);

/** `body` of the request that a handler is given: what it is called, or undefined where it is none. */
export function isOfRequest(object: SyntaxNode, part: string, here: Here): string | undefined {
  if (!PARTS.has(part)) return undefined;
  const name = nameOf(object, here);
  if (name === undefined) return undefined;
  if (!/^(req|request|ctx|context|event|c)$/.test(name))
    return object.type === 'identifier' && isGivenToHandler(object, name, here) ? `request.${part}` : undefined;
  if (object.type !== 'identifier') return `request.${part}`;
  const isGiven = here.frame.read(name)?.means?.kind === 'parameter';
  return isGiven ? `request.${part}` : undefined;
}

/** `request` of `ctx.request`, `req` of `req`. */
function nameOf(object: SyntaxNode, here: Here): string | undefined {
  if (object.type === 'identifier') return here.file.text(object);
  const inner = object.type === 'member_expression' ? childOf(object, 'object') : undefined;
  const property = childOf(object, 'property');
  if (inner?.type !== 'identifier' || property === undefined) return undefined;
  const name = here.file.text(property);
  const isGiven = here.frame.read(here.file.text(inner))?.means?.kind === 'parameter';
  return isGiven && /^(req|request)$/.test(name) ? name : undefined;
}

const HIGHEST = 60;
const ROUTES = /^(get|post|put|patch|delete|all|use|options|head)$/;

/** Whether a name is what the handler of a route is given first: `app.get('/a', (anything, reply) => …)`. */
function isGivenToHandler(object: SyntaxNode, name: string, here: Here): boolean {
  let place = object.parent;
  for (let height = 0; place !== undefined && height < HIGHEST; height += 1, place = place.parent) {
    if (!/function/.test(place.type)) continue;
    const parameters = childOf(place, 'parameters') ?? childOf(place, 'parameter');
    const first = parameters?.type === 'identifier' ? parameters : parameters && partsOf(parameters)[0];
    if (first === undefined || here.file.text(first) !== name) continue;
    return isRouteHandler(place, here);
  }
  return false;
}

function isRouteHandler(handler: SyntaxNode, here: Here): boolean {
  const call = handler.parent?.type === 'arguments' ? handler.parent.parent : undefined;
  const callee = call && childOf(call, 'function');
  if (call === undefined || callee === undefined) return false;
  const property = childOf(callee, 'property') ?? childOf(callee, 'index');
  const method = property === undefined ? '' : unescaped(here.file.text(property)).replace(/^['"`]|['"`]$/g, '');
  const [path] = partsOf(childOf(call, 'arguments') ?? call);
  return ROUTES.test(method) && path !== undefined && path !== handler;
}
