import type { PageEvent, PageRun } from '../../page.ts';
import { code, h, refill, say } from '../dom.ts';
import { bounded, counted, milliseconds, placeLink, table } from '../parts.ts';
import { drawChart, timeAt } from './chart.ts';
import { controls } from './controls.ts';
import { type Filter, kept, spanOf, wholeOf, within, zoomed } from './filter.ts';

/** What a run did, over time: a chart to look into with pointer or keys, and the events of what it shows as a table. */
export function timelineOf(run: PageRun): HTMLElement {
  const whole = spanOf(run);
  const filter = wholeOf(run);
  if (!run.events.some(({ routine }) => routine !== true)) filter.routine = true;
  const chart = h('div', {
    class: 'chart-frame',
    tabindex: 0,
    role: 'group',
    'aria-label':
      'Events over time. Plus and minus zoom, arrows move, zero shows all; the table below lists what is shown.',
  });
  const status = h('p', { class: 'quiet', role: 'status' });
  const rows = h('div');
  function update(): void {
    const events = kept(run.events, filter);
    drawChart(chart, events, filter, run.exercisedAtMs);
    const shown = within(events, filter);
    status.textContent = `${counted(shown.length, 'event')} between ${milliseconds(filter.from)} and ${milliseconds(filter.to)}${shown.length < run.events.length ? `, of ${run.events.length}` : ''}`;
    refill(rows, ...eventRows(shown));
  }
  function zoom(factor: number, shift = 0): void {
    zoomed(filter, whole, factor, shift);
    update();
  }
  const all = () => {
    Object.assign(filter, whole);
    update();
  };
  chart.addEventListener('keydown', (event) => {
    const act = { '+': () => zoom(0.5), '=': () => zoom(0.5), '-': () => zoom(2), '0': all }[event.key];
    const move = { ArrowLeft: -0.25, ArrowRight: 0.25 }[event.key];
    if (act === undefined && move === undefined) return;
    event.preventDefault();
    if (move === undefined) act?.();
    else zoom(1, move);
  });
  selectable(chart, filter, update);
  update();
  return h(
    'div',
    { class: 'timeline' },
    controls(run, filter, update),
    chart,
    h(
      'div',
      { class: 'zoom' },
      status,
      h(
        'span',
        { class: 'buttons' },
        button('Earlier', () => zoom(1, -0.5)),
        button('Later', () => zoom(1, 0.5)),
        button('Zoom in', () => zoom(0.5)),
        button('Zoom out', () => zoom(2)),
        button('All', all),
      ),
    ),
    run.exercisedAtMs !== undefined &&
      h('p', { class: 'quiet' }, 'From the dashed line on, Glovebox called what the program defines and did not use.'),
    rows,
    run.eventsMore > 0 && h('p', { class: 'quiet' }, `${run.eventsMore} further events are not in this page.`),
  );
}

function button(name: string, act: () => void): HTMLElement {
  const made = h('button', { type: 'button' }, name);
  made.addEventListener('click', act);
  return made;
}

/** Dragging over the chart shows what lies under it. */
function selectable(chart: HTMLElement, filter: Filter, update: () => void): void {
  let begun: number | undefined;
  const shareOf = (event: PointerEvent) => {
    const { left, width } = chart.getBoundingClientRect();
    return (event.clientX - left) / width;
  };
  chart.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'mouse') begun = shareOf(event);
  });
  chart.addEventListener('pointerup', (event) => {
    if (begun === undefined) return;
    const [a, b] = [timeAt(begun, filter), timeAt(shareOf(event), filter)].sort((x, y) => x - y);
    begun = undefined;
    if (a === undefined || b === undefined || b - a < (filter.to - filter.from) * 0.01) return;
    filter.from = a;
    filter.to = b;
    update();
  });
}

function eventRows(events: readonly PageEvent[]): HTMLElement[] {
  if (events.length === 0) return [h('p', { class: 'nothing' }, 'No event here.')];
  const body = h('tbody');
  const more = bounded(body, events, eventRow, { step: 100, what: 'events' });
  return [table('Events', ['Time', 'Capability', 'What', 'Seen by', 'Process', 'Line'], body, 'events'), more];
}

function eventRow(event: PageEvent): HTMLElement {
  const { atMs, capability, operation, target, outcome, observer, pid, command, place, count } = event;
  const hints = [event.exercised && 'exercised', event.forced && 'forced', event.unexplained && 'unexplained'];
  return h(
    'tr',
    {},
    h('td', { class: 'time' }, milliseconds(atMs)),
    h('td', {}, h('span', { class: `area ${capability.split('.')[0]}` }, capability)),
    h(
      'td',
      {},
      h('span', { class: 'quiet' }, say(operation), ' '),
      code(target),
      count !== undefined && count > 1 && ` × ${count}`,
      outcome !== 'allowed' && h('span', { class: `outcome ${outcome}` }, ` ${outcome}`),
      ...hints.filter((hint) => typeof hint === 'string').map((hint) => h('span', { class: 'tag' }, hint)),
    ),
    h('td', {}, observer),
    h('td', {}, `${pid} `, say(command)),
    h('td', {}, place !== undefined && placeLink(place)),
  );
}
