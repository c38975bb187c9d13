import type { Event } from '../observe/event.ts';
import { renderFlow, renderSteps } from './flow.ts';
import { renderInner } from './inner.ts';
import { neutralize, neutralizeShort } from './neutralize.ts';
import type { Style } from './style.ts';
import { acceptance, type FindingView } from './view.ts';

const WIDTH = 110;
const EVENTS_SHOWN = 3;
const WAYS_SHOWN = 2;

/** One finding: what and how bad, where, the line itself with a caret, what was seen, what to do, or who accepted it. */
export function renderFinding(view: FindingView, style: Style): string {
  const { finding } = view;
  const severity = style.severity(finding.severity, finding.severity.padEnd(8));
  const accepted = acceptance(finding);
  return [
    `${severity}  ${style.bold(neutralize(finding.title))}  ${style.dim(finding.rule)}`,
    ...(accepted === '' ? [] : [`  ${style.bold(neutralizeShort(accepted, WIDTH * 2))}`]),
    ...quotedLine(view, style),
    `  ${neutralizeShort(finding.message, WIDTH * 2)}`,
    ...(finding.steps === undefined ? [] : [`  ${style.dim('steps')} ${renderSteps(finding.steps)}`]),
    ...ways(view).map((line) => `  ${style.dim('way')}   ${line}`),
    ...seen(view).map((line) => `  ${style.dim('seen')}  ${line}`),
    `  ${style.dim('do')}    ${neutralize(finding.remedy)}`,
  ].join('\n');
}

function quotedLine({ finding, place, others, written, site }: FindingView, style: Style): string[] {
  if (place === undefined) return [];
  const where = `${neutralize(place.file)}:${place.line}`;
  const also =
    others.length > 0 ? style.dim(` and ${others.length === 1 ? 'line' : 'lines'} ${also_(others, place.file)}`) : '';
  if (written.trim() === '') return [`  ${where}${also}`];
  const indent = written.length - written.trimStart().length;
  // A site's column counts the line as written; escapes before it make it longer, so they are measured as shown.
  const before = site === undefined ? 0 : neutralize(written.slice(indent, site.column - 1)).length;
  const shown = neutralizeShort(written.trim(), WIDTH);
  const width = Math.max(1, Math.min(caretWidth(site?.callee, shown, before), shown.length - before));
  const gutter = ' '.repeat(String(place.line).length);
  return [
    `  ${where}${also}`,
    `  ${style.dim(`${place.line} │`)} ${shown}`,
    ...(before < shown.length
      ? [`  ${gutter} ${style.dim('│')} ${' '.repeat(before)}${style.severity(finding.severity, '^'.repeat(width))}`]
      : []),
    ...(site === undefined ? [] : renderInner(site).map((line) => `  ${gutter} ${style.dim(line)}`)),
  ];
}

/** The caret underlines the callee where it stands there as it is called, the whole line otherwise. */
function caretWidth(callee: string | undefined, shown: string, before: number): number {
  if (callee === undefined) return shown.length;
  return /^[\w.$]+/.exec(shown.slice(before))?.[0].length ?? 1;
}

function also_(places: readonly { file: string; line: number }[], file: string): string {
  const names = places
    .slice(0, 5)
    .map((place) => (place.file === file ? String(place.line) : `${neutralize(place.file)}:${place.line}`));
  return names.join(', ') + (places.length > 5 ? ' …' : '');
}

/** The ways data takes to the place of a finding, each as one line. */
function ways({ flows }: FindingView): string[] {
  const more = flows.length - WAYS_SHOWN;
  return [...flows.slice(0, WAYS_SHOWN).map(renderFlow), ...(more > 0 ? [`… and ${more} more`] : [])];
}

/** The events behind a finding, each as one line. */
function seen({ events }: FindingView): string[] {
  const lines = events.map(
    (event) =>
      `${event.observer}: ${neutralizeShort(event.operation, 40)} ${neutralizeShort(event.target, 80)}${outcome(event)}`,
  );
  const distinct = [...new Set(lines)];
  const more = distinct.length - EVENTS_SHOWN;
  return [...distinct.slice(0, EVENTS_SHOWN), ...(more > 0 ? [`… and ${more} more`] : [])];
}

/** The interpreter speaks before the action: only the others know what became of it. */
function outcome(event: Event): string {
  return event.observer === 'interpreter' ? '' : ` (${event.outcome})`;
}
