import type { Point } from '../../../observe/resources/point.ts';
import type { PageRun } from '../page.ts';
import { h, svg } from './dom.ts';
import { bytes, milliseconds, type Part } from './parts.ts';

const WIDTH = 240;
const HEIGHT = 46;

type Measure = readonly [name: string, of: (point: Point) => number, said: (value: number) => string];

const MEASURES: readonly Measure[] = [
  ['Memory', ({ memoryBytes }) => memoryBytes, bytes],
  ['Processes', ({ processes }) => processes, String],
  ['Open descriptors', ({ descriptors }) => descriptors, String],
  ['Read', ({ readBytes }) => readBytes, bytes],
  ['Written', ({ writtenBytes }) => writtenBytes, bytes],
  ['On disk', ({ diskBytes }) => diskBytes, bytes],
];

/** What a run used, in all and over time. */
export function resourcesPart(run: PageRun): Part {
  const totals = [
    ['Time', milliseconds(run.durationMs)],
    ['Processor', milliseconds(run.cpuMs)],
    ['Peak memory', bytes(run.peakMemoryBytes)],
    ['Processes', String(run.processCount)],
    ['Written', bytes(run.writtenBytes)],
  ];
  return {
    id: 'resources',
    title: 'Resources',
    content: [
      h(
        'dl',
        { class: 'facts' },
        ...totals.map(([name = '', value = '']) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
      ),
      run.series.length > 1 && h('div', { class: 'sparks' }, ...MEASURES.map((measure) => spark(measure, run.series))),
    ],
  };
}

function spark([name, of, said]: Measure, series: readonly Point[]): HTMLElement {
  const values = series.map(of);
  const most = Math.max(...values);
  const [first, last] = [series[0]?.atMs ?? 0, series.at(-1)?.atMs ?? 1];
  const span = Math.max(1, last - first);
  const line = series
    .map((point, index) => {
      const x = ((point.atMs - first) / span) * WIDTH;
      const y = HEIGHT - 3 - ((values[index] ?? 0) / Math.max(1, most)) * (HEIGHT - 6);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
  return h(
    'figure',
    {},
    h('figcaption', {}, name, h('span', { class: 'quiet' }, ` at most ${said(most)}`)),
    svg(
      'svg',
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'spark', 'aria-hidden': 'true', preserveAspectRatio: 'none' },
      svg('polyline', { points: line }),
    ),
  );
}
