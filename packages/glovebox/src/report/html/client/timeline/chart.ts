import type { PageEvent } from '../../page.ts';
import { refill, svg } from '../dom.ts';
import { milliseconds } from '../parts.ts';
import { areaOf, type Filter } from './filter.ts';

const LANE = 30;
const FOOT = 26;
const BINS = 180;
const TICKS = 5;

/** Lanes in this order, those without events left out. */
const AREAS = ['file', 'secret', 'environment', 'network', 'process', 'code', 'system', 'clock', 'resource'];

/** Units across: fewer on a phone, so that a lane is as high as on a desk. The beginning is for the lanes' names. */
function across(): { width: number; labels: number } {
  return matchMedia('(max-width: 719px)').matches ? { width: 460, labels: 120 } : { width: 1000, labels: 110 };
}

/** Draws a lane for each area: how much happened when, refusals apart. Draws as much for twenty events as for twenty thousand. */
export function drawChart(parent: Element, events: readonly PageEvent[], filter: Filter, mark?: number): void {
  const lanes = AREAS.filter((area) => events.some((event) => areaOf(event) === area));
  const { width } = across();
  const height = Math.max(1, lanes.length) * LANE + FOOT;
  const chart = svg('svg', { viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true', class: 'chart' });
  lanes.forEach((area, index) => {
    chart.append(...lane(area, index * LANE, events, filter));
  });
  chart.append(...ticks(filter, height - FOOT));
  if (mark !== undefined && mark > filter.from && mark < filter.to)
    chart.append(
      svg('line', { class: 'mark', x1: xOf(mark, filter), x2: xOf(mark, filter), y1: 0, y2: height - FOOT }),
    );
  refill(parent, chart);
}

/** The time at a place of the chart, as a share of its width. */
export function timeAt(share: number, { from, to }: Filter): number {
  const { width, labels } = across();
  const inside = (share * width - labels) / (width - labels);
  return from + Math.max(0, Math.min(1, inside)) * (to - from);
}

function xOf(at: number, { from, to }: Filter): number {
  const { width, labels } = across();
  return labels + ((at - from) / (to - from)) * (width - labels);
}

function lane(area: string, top: number, events: readonly PageEvent[], filter: Filter): SVGElement[] {
  const bins = binned(
    events.filter((event) => areaOf(event) === area),
    filter,
  );
  const label = svg('text', { x: 0, y: top + LANE / 2 + 5, class: 'label' });
  label.textContent = area;
  const { width, labels } = across();
  const wide = (width - labels) / BINS;
  const bars = [...bins].map(([bin, { count, denied }]) => {
    const tall = Math.min(LANE - 6, 7 + Math.log2(count) * 3);
    return svg('rect', {
      class: `bar ${area}${denied ? ' denied' : ''}`,
      x: (labels + bin * wide).toFixed(1),
      y: (top + (LANE - tall) / 2).toFixed(1),
      width: Math.max(3.5, wide - 0.6).toFixed(1),
      height: tall.toFixed(1),
      rx: 1.5,
    });
  });
  const line = svg('line', { class: 'rule', x1: labels, x2: width, y1: top + LANE / 2, y2: top + LANE / 2 });
  return [label, line, ...bars];
}

interface Bin {
  count: number;
  denied: boolean;
}

function binned(events: readonly PageEvent[], { from, to }: Filter): Map<number, Bin> {
  const bins = new Map<number, Bin>();
  for (const { atMs, outcome, count = 1 } of events) {
    if (atMs < from || atMs > to) continue;
    const at = Math.min(BINS - 1, Math.floor(((atMs - from) / (to - from)) * BINS));
    const bin = bins.get(at) ?? { count: 0, denied: false };
    bin.count += count;
    bin.denied ||= outcome === 'denied';
    bins.set(at, bin);
  }
  return bins;
}

function ticks({ from, to }: Filter, y: number): SVGElement[] {
  const { width, labels } = across();
  return Array.from({ length: TICKS + 1 }, (_, index) => {
    const x = labels + (index / TICKS) * (width - labels);
    const anchor = index === 0 ? 'start' : index === TICKS ? 'end' : 'middle';
    const text = svg('text', { x, y: y + 18, class: 'tick', 'text-anchor': anchor });
    text.textContent = milliseconds(from + (index / TICKS) * (to - from));
    return text;
  });
}
