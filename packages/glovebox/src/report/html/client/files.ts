import type { PageChange, PageCode } from '../page.ts';
import { type Child, code, h, say } from './dom.ts';
import { printed } from './network.ts';
import { bounded, bytes, folded, placeLink, table } from './parts.ts';

/** What the run left behind. */
export function changeTable(changes: readonly PageChange[]): Child {
  if (changes.length === 0) return h('p', { class: 'nothing' }, 'It left no file behind.');
  const body = h('tbody');
  const more = bounded(body, changes, changeRow, { step: 100, what: 'files' });
  return [table('Files changed', ['Change', 'Path', 'Size'], body), more];
}

function changeRow({ change, path, bytes: size, executable, content }: PageChange): HTMLElement {
  return h(
    'tr',
    {},
    h('td', {}, h('span', { class: `change ${change}` }, change)),
    h(
      'td',
      {},
      code(path),
      executable && h('span', { class: 'tag' }, 'executable'),
      content !== undefined && folded('what it held', written(content)),
    ),
    h('td', { class: 'time' }, bytes(size)),
  );
}

/** A file that was not there before: every line of it is new. */
function written(content: string): HTMLElement {
  return h(
    'pre',
    { class: 'printed', tabindex: 0, role: 'region', 'aria-label': 'What the file held' },
    ...content.split('\n').map((line) => h('ins', {}, say(line), '\n')),
  );
}

/** Code that reached an interpreter and stands in no file of the sample. */
export function codeList(pieces: readonly PageCode[]): Child {
  return pieces.map(({ language, by, how, code: text, cut, path, place }) =>
    h(
      'details',
      { class: 'conversation' },
      h(
        'summary',
        {},
        h('span', { class: 'tag' }, language),
        ' by ',
        code(by),
        h('span', { class: 'quiet' }, ` ${how}${cut ? ', the beginning' : ''}`),
        path !== undefined && [' ', code(path)],
      ),
      place !== undefined && h('p', { class: 'quiet' }, 'from ', placeLink(place)),
      printed(text, 'Code that ran'),
    ),
  );
}
