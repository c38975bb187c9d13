import type { PageEvent, PageRun } from '../../page.ts';

/** What of a run the timeline shows. */
export interface Filter {
  /** Milliseconds. */
  from: number;
  to: number;
  /** First part of a capability (`file`), or everything. */
  area: string;
  observer: string;
  pid: string;
  /** Reading its own libraries, importing, looking at the clock. */
  routine: boolean;
}

export const ALL = 'all';

export function wholeOf(run: PageRun): Filter {
  return { ...spanOf(run), area: ALL, observer: ALL, pid: ALL, routine: false };
}

/** From the first to the last event, with room at both ends. */
export function spanOf({ events }: PageRun): { from: number; to: number } {
  const times = events.map(({ atMs }) => atMs);
  const [from, to] = times.reduce(
    ([least, most], at) => [Math.min(least, at), Math.max(most, at)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  if (from === undefined || to === undefined || from > to) return { from: 0, to: 1 };
  const room = Math.max((to - from) * 0.02, 0.5);
  return { from: Math.max(0, from - room), to: to + room };
}

export function areaOf({ capability }: PageEvent): string {
  return capability.split('.')[0] ?? capability;
}

/** Events that the filter lets through at any time. */
export function kept(events: readonly PageEvent[], filter: Filter): PageEvent[] {
  return events.filter(
    (event) =>
      (filter.routine || event.routine !== true) &&
      (filter.area === ALL || areaOf(event) === filter.area) &&
      (filter.observer === ALL || event.observer === filter.observer) &&
      (filter.pid === ALL || String(event.pid) === filter.pid),
  );
}

export function within(events: readonly PageEvent[], { from, to }: Filter): PageEvent[] {
  return events.filter(({ atMs }) => atMs >= from && atMs <= to);
}

/** Moves and narrows the time that is shown, within the run's own. */
export function zoomed(filter: Filter, whole: { from: number; to: number }, factor: number, shift = 0): void {
  const span = Math.max(0.05, Math.min(whole.to - whole.from, (filter.to - filter.from) * factor));
  const middle = (filter.from + filter.to) / 2 + shift * (filter.to - filter.from);
  const from = Math.max(whole.from, Math.min(whole.to - span, middle - span / 2));
  filter.from = from;
  filter.to = from + span;
}
