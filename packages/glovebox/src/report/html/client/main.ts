import type { Page } from '../page.ts';
import { conditionsPart } from './conditions.ts';
import { h, say } from './dom.ts';
import { findingsPart } from './findings.ts';
import { section } from './parts.ts';
import { revealAddress } from './reveal.ts';
import { runSections } from './runs.ts';
import { sourcePart } from './source.ts';
import { verdictPart } from './verdict.ts';

/** Draws the report of which the page holds the content. */
function draw(): void {
  const page = JSON.parse(document.getElementById('report')?.textContent ?? '{}') as Page;
  const contents = h('nav', { 'aria-label': 'Contents' });
  const main: HTMLElement = h(
    'main',
    { id: 'main' },
    verdictPart(page),
    section(findingsPart(page.findings)),
    section(sourcePart(page)),
    page.runs.length > 1 && section(conditionsPart(page)),
    ...runSections(page, () => fillContents(contents, main)),
    foot(page),
  );
  document.body.replaceChildren(h('a', { class: 'skip', href: '#main' }, 'To the report'), contents, main);
  fillContents(contents, main);
  addEventListener('hashchange', revealAddress);
  addEventListener('beforeprint', () => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
  revealAddress();
}

function fillContents(contents: HTMLElement, main: HTMLElement): void {
  const parts = [...main.querySelectorAll('section')];
  contents.replaceChildren(
    h('p', { class: 'brand' }, 'Glovebox'),
    h(
      'ul',
      {},
      h('li', {}, h('a', { href: '#verdict' }, 'Verdict')),
      ...parts.map((part) =>
        h('li', {}, h('a', { href: `#${part.id}` }, part.querySelector('h2')?.firstChild?.textContent ?? '')),
      ),
    ),
  );
}

function foot({ engine, sampleId, leftOut, notes }: Page): HTMLElement {
  return h(
    'footer',
    {},
    ...notes.map((note) => h('p', {}, say(note))),
    leftOut.length > 0 && h('p', {}, `Not in this page: ${leftOut.join(', ')}. The JSON report has all.`),
    h(
      'p',
      {},
      'Glovebox ',
      say(engine.version),
      '. Text of the program’s is shown as it is and marked where it cannot be; what it says of itself is no evidence.',
    ),
    h('p', {}, 'Sample ', h('code', {}, sampleId), ' Policy ', h('code', {}, say(engine.policy))),
  );
}

draw();
