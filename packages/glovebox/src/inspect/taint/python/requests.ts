import { childOf, type SyntaxNode } from '../../syntax/node.ts';
import type { Here } from '../reader.ts';

/** Parts of a request of a web framework that whoever sends it decides on. */
const PARTS = new Set(
  'args form json values data files cookies headers query_params query body GET POST FILES COOKIES META query_string get_json get_data stream params path_params match_info rel_url post text path full_path url'.split(
    ' ',
  ),
);

/** `args` of the `request` that a view is given: what it is called, or undefined where it is none. */
export function isOfRequest(object: SyntaxNode, part: string, here: Here): string | undefined {
  if (!PARTS.has(part)) return undefined;
  const name = lastName(object, here);
  if (name === undefined || !/^(request|req)$/.test(name)) return undefined;
  // A request that the file makes itself is no one else's.
  const own = here.frame.read(name);
  const isGiven = own === undefined ? isFramework(object, here) : own.means?.kind === 'parameter';
  return isGiven || object.type === 'attribute' ? `request.${part}` : undefined;
}

function lastName(object: SyntaxNode, here: Here): string | undefined {
  if (object.type === 'identifier') return here.file.text(object);
  const attribute = object.type === 'attribute' ? childOf(object, 'attribute') : undefined;
  return attribute && here.file.text(attribute);
}

function isFramework(object: SyntaxNode, here: Here): boolean {
  const name = here.file.publicName(object, here.scope);
  return name !== undefined && /^(flask|bottle|quart|sanic|django|starlette|fastapi)\b/.test(name);
}

/** Decorators that make a function answer requests: `@app.route("/")`, `@router.post(…)`. */
export const ROUTE = /\.(route|get|post|put|delete|patch|websocket|api_route)\s*\(/;
/** Types that can be no text, and what a framework gives on its own. */
const HARMLESS_TYPE =
  /^(int|float|bool|UUID|uuid\.UUID|date|datetime|Decimal|Request|Response|Session|AsyncSession|BackgroundTasks|WebSocket)\b/;

/** Whether a request decides what a parameter of a view holds. */
export function isOfView(parameter: SyntaxNode, here: Here): boolean {
  const type = childOf(parameter, 'type');
  const value = childOf(parameter, 'value');
  if (type !== undefined && HARMLESS_TYPE.test(here.file.text(type))) return false;
  return value === undefined || !/^Depends\b/.test(here.file.text(value));
}
