import type { Decision, Severity } from '../../../judge/finding.ts';
import type { Page } from '../page.ts';
import { h, plain, say } from './dom.ts';
import { counted, milliseconds } from './parts.ts';

const WORDS: Record<Decision, string> = { allow: 'Allow', review: 'Review', block: 'Block' };

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** The answer first: what was decided, why in a sentence, and what would lower it. */
export function verdictPart(page: Page): HTMLElement {
  const { decision, risk, why, lower } = page.verdict;
  return h(
    'header',
    { class: `verdict ${decision}`, id: 'verdict' },
    h(
      'div',
      { class: 'answer' },
      h('p', { class: 'decision' }, WORDS[decision]),
      meter(risk),
      h('p', { class: 'risk' }, h('strong', {}, String(risk)), ' of 100 risk'),
    ),
    h(
      'div',
      { class: 'reason' },
      h('h1', {}, h('code', {}, say(page.entry))),
      h('p', { class: 'why' }, say(why)),
      severities(page),
      lower.length > 0 &&
        h(
          'div',
          { class: 'lower' },
          h('h2', {}, decision === 'block' ? 'What would make it less than a block' : 'What would make it pass'),
          h('ul', {}, ...lower.map((sentence) => h('li', {}, say(sentence)))),
        ),
      facts(page),
    ),
  );
}

function meter(risk: number): HTMLElement {
  const bar = h('div', { class: 'meter', 'aria-hidden': 'true' }, h('div', { class: 'fill' }));
  (bar.firstElementChild as HTMLElement).style.width = `${risk}%`;
  return bar;
}

function severities({ findings }: Page): HTMLElement {
  const open = findings.filter(({ accepted }) => accepted === undefined);
  const accepted = findings.length - open.length;
  const counts = SEVERITIES.map((severity) => ({
    severity,
    count: open.filter((finding) => finding.severity === severity).length,
  })).filter(({ count }) => count > 0);
  return h(
    'ul',
    { class: 'severities', 'aria-label': 'Findings by severity' },
    ...counts.map(({ severity, count }) => h('li', { class: `tag ${severity}` }, `${count} ${severity}`)),
    counts.length === 0 && h('li', { class: 'tag allow' }, 'no open finding'),
    accepted > 0 && h('li', { class: 'tag' }, `${accepted} accepted`),
  );
}

function facts({ language, runs, coverage, totalMs }: Page): HTMLElement {
  const [first] = runs;
  const parts = [
    ['Language', language],
    [
      'Examined',
      first === undefined ? 'read, not run' : `${counted(runs.length, 'run')} in the ${first.backend} backend`,
    ],
    ...(first === undefined || coverage.sites.endsWith('of 0')
      ? []
      : [['Places that could act', `${coverage.sites} ran`]]),
    ...(first === undefined || coverage.lines === '' ? [] : [['Lines', `${coverage.lines} ran`]]),
    ['Took', milliseconds(totalMs)],
  ];
  return h(
    'dl',
    { class: 'facts' },
    ...parts.map(([name = '', value = '']) => h('div', {}, h('dt', {}, name), h('dd', {}, plain(value)))),
  );
}
