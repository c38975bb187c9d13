import type { PageRun } from '../../page.ts';
import { h, plain } from '../dom.ts';
import { ALL, areaOf, type Filter } from './filter.ts';

/** Choices over the events of a run; `changed` is called after each. */
export function controls(run: PageRun, filter: Filter, changed: () => void): HTMLElement {
  const names = new Map(run.processes.map(({ pid, command }) => [String(pid), command]));
  for (const { pid, command } of run.events) if (!names.has(String(pid))) names.set(String(pid), command);
  return h(
    'div',
    { class: 'controls' },
    choice('Kind', distinct(run.events.map(areaOf)), filter.area, (value) => {
      filter.area = value;
      changed();
    }),
    choice('Seen by', distinct(run.events.map(({ observer }) => observer)), filter.observer, (value) => {
      filter.observer = value;
      changed();
    }),
    choice(
      'Process',
      distinct(run.events.map(({ pid }) => String(pid))),
      filter.pid,
      (value) => {
        filter.pid = value;
        changed();
      },
      (pid) => `${pid} ${plain(names.get(pid) ?? '')}`,
    ),
    run.events.some((event) => event.routine === true) && routine(run, filter, changed),
  );
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

function choice(
  name: string,
  values: readonly string[],
  chosen: string,
  choose: (value: string) => void,
  label: (value: string) => string = (value) => value,
): HTMLElement {
  const select = h(
    'select',
    {},
    h('option', { value: ALL }, 'all'),
    ...values.map((value) => h('option', { value }, label(value))),
  );
  select.value = chosen;
  select.addEventListener('change', () => choose(select.value));
  return h('label', {}, h('span', {}, name), select);
}

function routine({ events }: PageRun, filter: Filter, changed: () => void): HTMLElement {
  const box = h('input', { type: 'checkbox' });
  const count = events.filter((event) => event.routine === true).length;
  box.checked = filter.routine;
  box.addEventListener('change', () => {
    filter.routine = box.checked;
    changed();
  });
  return h(
    'label',
    { class: 'check' },
    box,
    h('span', {}, `also ${count} routine (its libraries, imports, the clock)`),
  );
}
