import { childOf, type SyntaxNode } from '../../syntax/node.ts';
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
  if (name === undefined || !/^(req|request|ctx|context|event|c)$/.test(name)) return undefined;
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
