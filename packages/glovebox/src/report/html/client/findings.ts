import type { PageFinding, PageSight, PageStep } from '../page.ts';
import { type Child, code, h, say } from './dom.ts';
import { bounded, counted, folded, milliseconds, type Part, placeLink } from './parts.ts';

export function findingsPart(findings: readonly PageFinding[]): Part {
  const open = findings.filter(({ accepted }) => accepted === undefined);
  const accepted = findings.filter((finding) => finding.accepted !== undefined);
  const list = h('div', { class: 'findings' });
  const more = bounded(list, open, (finding) => card(finding, findings.indexOf(finding)), {
    step: 40,
    what: 'findings',
  });
  return {
    id: 'findings',
    title: 'Findings',
    count: String(open.length),
    content: [
      open.length === 0 && h('p', { class: 'nothing' }, 'Nothing that counts against it was found.'),
      open.length > 0 && [list, more],
      accepted.length > 0 &&
        folded(
          `${counted(accepted.length, 'finding')} accepted`,
          ...accepted.map((finding) => card(finding, findings.indexOf(finding))),
        ),
    ],
  };
}

function card(finding: PageFinding, index: number): HTMLElement {
  const { severity, title, rule, place, others, message, remedy } = finding;
  return h(
    'article',
    { class: `finding ${severity}`, id: `finding-${index}`, 'aria-labelledby': `finding-${index}-title` },
    h(
      'h3',
      { id: `finding-${index}-title` },
      h('span', { class: `tag ${severity}` }, severity),
      ' ',
      h('span', {}, say(title)),
    ),
    place !== undefined &&
      h(
        'p',
        { class: 'where' },
        placeLink(place),
        others.length > 0 && h('span', { class: 'others' }, ' and ', ...joined(others.map(placeLink))),
      ),
    quote(finding),
    h('p', { class: 'message' }, say(message)),
    accepted(finding),
    finding.steps.length > 0 && way('What was seen, step by step', finding.steps),
    ...finding.ways.map((steps) => way('The way the data takes', steps)),
    finding.seen.length > 0 && sights(finding),
    h('p', { class: 'remedy' }, h('strong', {}, 'What to do: '), say(remedy)),
    folded(
      h('span', { class: 'quiet' }, 'Rule ', h('code', {}, say(rule))),
      finding.why !== undefined && h('p', {}, finding.why),
      finding.ids.length > 0 && h('p', { class: 'quiet' }, ...joined(finding.ids.map((id) => h('span', {}, say(id))))),
    ),
  );
}

function joined(items: readonly Node[]): Child[] {
  return items.flatMap((item, index) => (index === 0 ? [item] : [', ', item]));
}

function quote({ quote: line, place, inner }: PageFinding): Child {
  if (line === undefined && inner.length === 0) return undefined;
  return h(
    'pre',
    { class: 'quote', tabindex: 0, 'aria-label': 'The line as it is written' },
    line !== undefined && [
      h('span', { class: 'number' }, String(place?.line ?? '')),
      say(line.before),
      line.call !== '' && h('mark', {}, say(line.call)),
      say(line.text),
    ],
    ...inner.map((layer) => h('span', { class: 'inner' }, '\n', say(layer))),
  );
}

function accepted({ accepted: by }: PageFinding): Child {
  if (by === undefined) return undefined;
  if (by.by === undefined) return h('p', { class: 'accepted' }, 'The policy permits it.');
  return h(
    'p',
    { class: 'accepted' },
    'Accepted by ',
    h('strong', {}, say(by.by)),
    by.expires !== undefined && [' until ', say(by.expires)],
    by.reason !== undefined && [': ', h('q', {}, say(by.reason))],
  );
}

function way(title: string, steps: readonly PageStep[]): Child {
  return [
    h('h4', {}, title),
    h(
      'ol',
      { class: 'way' },
      ...steps.map(({ what, place, atMs, link }) =>
        h(
          'li',
          {},
          h('span', {}, say(what)),
          place !== undefined && [' ', placeLink(place)],
          atMs !== undefined && h('span', { class: 'quiet' }, ` at ${milliseconds(atMs)}`),
          link !== undefined && h('span', { class: 'quiet' }, ' by ', say(link)),
        ),
      ),
    ),
  ];
}

function sights({ seen, seenMore }: PageFinding): Child {
  return [
    h('h4', {}, 'Evidence'),
    h(
      'ul',
      { class: 'sights' },
      ...seen.map(sight),
      seenMore > 0 && h('li', { class: 'quiet' }, `and ${seenMore} more of the kind, in the timeline`),
    ),
  ];
}

function sight({ observer, operation, target, outcome }: PageSight): HTMLElement {
  return h(
    'li',
    {},
    h('span', { class: 'observer' }, observer),
    ' ',
    say(operation),
    ' ',
    code(target),
    outcome !== undefined && h('span', { class: `outcome ${outcome}` }, ` ${outcome}`),
  );
}
