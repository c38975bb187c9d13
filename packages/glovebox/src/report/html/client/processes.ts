import type { PageRun } from '../page.ts';
import { type Child, code, h } from './dom.ts';
import { counted } from './parts.ts';

/** Levels drawn below each other; a chain of thousands is told by its number. */
const DEEPEST = 30;
const MOST = 400;

type Process = PageRun['processes'][number];

/** Who started whom, and how much each was seen doing. */
export function processTree({ processes, events }: PageRun): Child {
  if (processes.length === 0) return undefined;
  const did = new Map<number, number>();
  for (const { pid, routine } of events) if (routine !== true) did.set(pid, (did.get(pid) ?? 0) + 1);
  const known = new Set(processes.map(({ pid }) => pid));
  const children = Map.groupBy(processes, ({ pid, parent }) => (known.has(parent) && parent !== pid ? parent : 0));
  let room = MOST;
  function list(parent: number, depth: number): Child {
    const own = children.get(parent) ?? [];
    if (own.length === 0) return undefined;
    if (depth > DEEPEST) return h('p', { class: 'quiet' }, 'and further generations');
    const shown = own.slice(0, Math.max(0, room));
    room -= shown.length;
    return h(
      'ul',
      { class: 'tree' },
      ...shown.map((process) => h('li', {}, name(process, did.get(process.pid)), list(process.pid, depth + 1))),
      own.length > shown.length && h('li', { class: 'quiet' }, `and ${own.length - shown.length} more`),
    );
  }
  return list(0, 0);
}

function name({ pid, command }: Process, events = 0): HTMLElement {
  return h(
    'span',
    {},
    code(command),
    h('span', { class: 'quiet' }, ` ${pid}${events === 0 ? '' : `, ${counted(events, 'event')}`}`),
  );
}
