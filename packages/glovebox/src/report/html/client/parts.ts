import type { PagePlace } from '../page.ts';
import { type Child, code, h } from './dom.ts';
import { reveal } from './reveal.ts';

/** A part of the page with its heading, and a link to it in the contents. */
export interface Part {
  readonly id: string;
  readonly title: string;
  /** How much there is of it, shown beside the title. */
  readonly count?: string;
  /** What it is, one sentence for whoever sees it first. */
  readonly lead?: string;
  readonly content: readonly Child[];
}

export function section({ id, title, count, lead, content }: Part): HTMLElement {
  return h(
    'section',
    { id, 'aria-labelledby': `${id}-title` },
    h('h2', { id: `${id}-title` }, title, count !== undefined && h('span', { class: 'count' }, count)),
    lead !== undefined && h('p', { class: 'lead' }, lead),
    ...content,
  );
}

/** A place as a link to its line, where the page has the source. */
export function placeLink(place: PagePlace): HTMLElement {
  const { name, line, file } = place;
  if (file === undefined) return h('span', { class: 'place' }, code(name), `:${line}`);
  const link = h('a', { class: 'place', href: `#line-${file}-${line}` }, code(name), `:${line}`);
  link.addEventListener('click', () => reveal(file, line));
  return link;
}

/**
 * A list of which only the beginning is drawn, with a button for more: a page of twenty thousand rows is drawn at once by nobody.
 * `draw` makes one row.
 */
export function bounded<Item>(
  parent: HTMLElement,
  items: readonly Item[],
  draw: (item: Item, index: number) => Node,
  { step = 200, what = 'rows' } = {},
): HTMLElement {
  let shown = 0;
  const button = h('button', { type: 'button', class: 'more' });
  const foot = h('p', { class: 'more-row' }, button);
  function next(): void {
    const end = Math.min(items.length, shown + step);
    for (let index = shown; index < end; index++) {
      const item = items[index];
      if (item !== undefined) parent.append(draw(item, index));
    }
    shown = end;
    const left = items.length - shown;
    foot.hidden = left <= 0;
    button.textContent = `Show ${Math.min(step, left)} more of ${left} ${what}`;
  }
  button.addEventListener('click', next);
  next();
  return foot;
}

/** A table that scrolls by itself where the screen is narrow; `name` is said by those who read it aloud. */
export function table(name: string, heads: readonly string[], body: HTMLElement, kind = ''): HTMLElement {
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': name },
    h(
      'table',
      { class: kind },
      h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, head)))),
      body,
    ),
  );
}

export function folded(title: Child, ...content: readonly Child[]): HTMLDetailsElement {
  return h('details', {}, h('summary', {}, title), ...content);
}

export function milliseconds(ms: number): string {
  if (ms >= 2_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms >= 10 ? `${ms.toFixed(0)} ms` : `${ms.toFixed(1)} ms`;
}

export function bytes(count: number): string {
  if (count >= 1024 * 1024) return `${(count / 1024 / 1024).toFixed(count >= 100 * 1024 * 1024 ? 0 : 1)} MiB`;
  if (count >= 10_240) return `${(count / 1024).toFixed(0)} KiB`;
  return `${count} ${count === 1 ? 'byte' : 'bytes'}`;
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
