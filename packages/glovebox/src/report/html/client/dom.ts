import type { Words } from '../page.ts';

/** What {@link neutralizeMarked} puts around a character that it made visible. */
const MARKED = /\ufdd0([^\ufdd1]*)\ufdd1/;

export type Child = Node | string | undefined | false | readonly Child[];

/** Attributes by name. None starts with `on`, and what leads anywhere leads to a place of this page. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** An element of the page. Texts become text nodes: nothing is ever parsed as markup. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  setAttributes(made, attributes);
  append(made, children);
  return made;
}

export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Node[]
): SVGElementTagNameMap[Tag] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  setAttributes(made, attributes);
  made.append(...children);
  return made;
}

function setAttributes(made: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    made.setAttribute(name, value === true ? '' : String(value));
  }
}

function append(parent: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (child === undefined || child === false) continue;
    if (typeof child === 'string' || child instanceof Node) parent.appendChild(textOrNode(child));
    else append(parent, child);
  }
}

function textOrNode(child: Node | string): Node {
  return typeof child === 'string' ? document.createTextNode(child) : child;
}

/** Text of the sample's: what could not be shown as it is stands out. */
export function say(words: Words): Child {
  if (!words.includes('\ufdd0')) return words;
  return words.split(MARKED).map((part, index) => (index % 2 === 0 ? part : escaped(part)));
}

/** A line break where there is room for one line is no trick; whatever else is not shown as it is may be one. */
function escaped(part: string): HTMLElement {
  return h('span', { class: part === '\\n' ? 'break' : 'escaped', title: 'not shown as it is' }, part);
}

/** The same for places that hold no elements: names of things for those who hear the page. */
export function plain(words: Words): string {
  return words.replace(/[\ufdd0\ufdd1]/g, '');
}

export function code(words: Words): HTMLElement {
  return h('code', {}, say(words));
}

/** Takes an element's content away and puts other in its place. */
export function refill(parent: Element, ...children: readonly Child[]): void {
  parent.replaceChildren();
  append(parent, children);
}
