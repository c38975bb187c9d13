import { childOf, partsOf, type SyntaxNode } from '../../syntax/node.ts';
import { originOf } from '../sites.ts';
import { type Here, type Input, originAt, plain, text } from './here.ts';
import { held } from './words.ts';

/** What a redirection puts on the input; undefined for one of the output. */
export function inputOf(redirect: SyntaxNode, here: Here): Input {
  const { graph, sites } = here.scripts;
  if (redirect.type === 'herestring_redirect') return graph.union(partsOf(redirect).map((part) => held(part, here)));
  if (redirect.type === 'heredoc_redirect') {
    const body = partsOf(redirect).find((part) => part.type === 'heredoc_body');
    return body === undefined ? 0 : held(body, here);
  }
  const destination = childOf(redirect, 'destination');
  if (destination === undefined || !/^\d*</.test(text(redirect, here))) return undefined;
  const origins = sites.at(here.source.file, redirect).map(originOf);
  const origin = origins.find((one) => one !== undefined);
  const read = origin === undefined ? 0 : originAt(redirect, origin, `< ${origin.source}`, here);
  return graph.union([read, held(destination, here), here.scripts.contents.at(plain(destination, here))]);
}
