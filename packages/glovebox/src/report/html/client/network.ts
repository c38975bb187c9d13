import type { PageBody, PageConversation } from '../page.ts';
import { type Child, code, h, say } from './dom.ts';
import { bounded, bytes, folded, milliseconds, placeLink } from './parts.ts';

/** What was said to whom, with the beginning of it. */
export function conversationList(conversations: readonly PageConversation[]): Child {
  if (conversations.length === 0) return h('p', { class: 'nothing' }, 'It spoke to nobody.');
  const list = h('div', { class: 'conversations' });
  const more = bounded(list, conversations, conversation, { step: 40, what: 'conversations' });
  return [list, more];
}

function conversation(one: PageConversation): HTMLElement {
  const { protocol, operation, to, address, answer, outcome, reason, place, atMs, sent, reply, headers } = one;
  return h(
    'details',
    { class: 'conversation' },
    h(
      'summary',
      {},
      h('span', { class: 'tag' }, protocol),
      ' ',
      h('strong', {}, say(operation)),
      ' ',
      code(to),
      h('span', { class: 'quiet' }, ` ${bytes(sent.bytes)} sent${answer === '' ? '' : `, answered ${answer}`}`),
      outcome !== undefined && h('span', { class: `outcome ${outcome}` }, ` ${outcome}`),
    ),
    h(
      'p',
      { class: 'quiet' },
      `at ${milliseconds(atMs)}, `,
      say(address),
      place !== undefined && [', ', placeLink(place)],
      reason !== undefined && [', ', say(reason)],
    ),
    headers.length > 0 &&
      h(
        'dl',
        { class: 'headers' },
        ...headers.map(({ name, value }) => h('div', {}, h('dt', {}, say(name)), h('dd', {}, say(value)))),
      ),
    body('Sent', sent),
    body('Answered', reply),
  );
}

function body(title: string, { bytes: size, text, cut }: PageBody): Child {
  if (text === '') return undefined;
  return folded(`${title}, ${bytes(size)}${cut ? ', the beginning' : ''}`, printed(text, `${title}, as it was`));
}

/** Hostile text of several lines as it is, in a frame that scrolls. */
export function printed(text: string, name: string): HTMLElement {
  return h('pre', { class: 'printed', tabindex: 0, role: 'region', 'aria-label': name }, say(text));
}
