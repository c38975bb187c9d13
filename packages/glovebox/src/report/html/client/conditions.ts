import type { Page } from '../page.ts';
import { code, h, say } from './dom.ts';
import { counted, milliseconds, type Part, placeLink, table } from './parts.ts';

/** Runs beside each other: what was done under which condition. */
export function conditionsPart({ runs, behaviours, unreached }: Page): Part {
  const body = h('tbody');
  for (const { capability, target, runs: shown } of behaviours) {
    const own = new Set(shown);
    const hidden = !own.has(0);
    body.append(
      h(
        'tr',
        { class: hidden ? 'hidden-behaviour' : '' },
        h(
          'th',
          { scope: 'row' },
          h('span', { class: `area ${capability.split('.')[0]}` }, capability),
          ' ',
          code(target),
        ),
        ...runs.map((run, index) => h('td', { class: 'cell' }, own.has(index) ? dot(run.id) : none())),
      ),
    );
  }
  const heads = ['What it did', ...runs.map((_, index) => String(index + 1))];
  return {
    id: 'conditions',
    title: 'Conditions compared',
    count: `${runs.length} runs`,
    lead: 'The same program at other times, for other users, with other input. What is set off was not done in the first run.',
    content: [
      h(
        'ol',
        { class: 'runs' },
        ...runs.map(({ conditions, end, durationMs, exercised }) =>
          h(
            'li',
            {},
            h('strong', {}, say(conditions)),
            h('span', { class: 'quiet' }, ' ', say(end), `, ${milliseconds(durationMs)}`),
            exercised !== undefined && h('span', { class: 'quiet' }, `, ${counted(exercised, 'function')} called`),
          ),
        ),
      ),
      behaviours.length > 0 && table('What was done in which run', heads, body, 'matrix'),
      unreached.length > 0 && [
        h('h3', {}, 'What no run reached'),
        h(
          'ul',
          {},
          ...unreached.map(({ place, capability, reason }) =>
            h('li', {}, placeLink(place), ` ${capability} `, h('span', { class: 'quiet' }, say(reason))),
          ),
        ),
      ],
    ],
  };
}

function dot(id: string): HTMLElement {
  return h('span', { class: 'dot' }, h('span', { class: 'unseen' }, `in ${id}`));
}

function none(): HTMLElement {
  return h('span', { class: 'unseen' }, 'not');
}
