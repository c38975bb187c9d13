import type { PageRun } from '../page.ts';
import { h, say } from './dom.ts';
import { type Part, table } from './parts.ts';

/** The walls as they were probed from inside, and the limits with who held them. */
export function isolationPart({ backend, walls, limits }: PageRun): Part {
  return {
    id: 'isolation',
    title: 'Isolation',
    count: backend,
    lead: 'As probed from inside the sandbox, not as configured.',
    content: [
      h(
        'dl',
        { class: 'walls' },
        ...walls.map(({ name, value, holds }) =>
          h(
            'div',
            { class: holds ? 'holds' : 'open' },
            h('dt', {}, name),
            h('dd', {}, h('span', { class: 'unseen' }, holds ? '' : 'Not held: '), say(value)),
          ),
        ),
      ),
      limits.length > 0 &&
        table(
          'Limits',
          ['Limit', 'Value', 'Held by'],
          h(
            'tbody',
            {},
            ...limits.map(({ name, value, by }) =>
              h('tr', {}, ...[name, value, by].map((text) => h('td', {}, say(text)))),
            ),
          ),
        ),
    ],
  };
}
