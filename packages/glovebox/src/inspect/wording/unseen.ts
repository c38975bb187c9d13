import type { Wording } from '../site.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import type { Source } from '../syntax/parse.ts';

/** Embeddings, overrides and isolates: a line is shown in another order than it is read by the language. */
const BIDIRECTIONAL = /[\u202a-\u202e\u2066-\u2069]/g;
/** What has no width or no picture. Joiners and the selector for emoji are left out: scripts and emoji need them. */
const INVISIBLE =
  /[\u00ad\u115f\u1160\u180e\u200b\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0]|[\u{e0000}-\u{e007f}]|[\u{e0100}-\u{e01ef}]/gu;
/** Tags and the supplement of selectors, in which whole messages are written unseen. */
const CARRIER = /[\u{e0000}-\u{e007f}]|[\u{e0100}-\u{e01ef}]/u;
/** In texts and comments fewer than these are what copying left behind. */
const TELLING = 4;

/** Blanks after which nobody looks, and the column from which a screen ends. */
const LONG_BLANK = /[^\S\r\n]{80,}/g;
const SCREEN = 140;

const MOST_OF_A_KIND = 20;
const MOST_LOOKED_AT = 500;
const LONGEST = 200;

/** What a reader of the text does not see, or sees in another order. */
export function unseenIn(source: Source): Wording[] {
  const lines = new LineFinder(source.text);
  const isPlain = !/[^\0-\x7f]/.test(source.text);
  return [
    ...(isPlain ? [] : bidirectional(source, lines)),
    ...(isPlain ? [] : invisible(source, lines)),
    ...offScreen(source, lines),
  ];
}

function bidirectional(source: Source, lines: LineFinder): Wording[] {
  const found = new Map<number, Wording>();
  for (const { index } of matchesOf(BIDIRECTIONAL, source.text)) {
    const { line, text } = lines.at(index);
    found.set(line, { kind: 'bidirectional', file: source.file, line, text });
  }
  return [...found.values()].slice(0, MOST_OF_A_KIND);
}

function invisible(source: Source, lines: LineFinder): Wording[] {
  const byLine = new Map<number, { count: number; isTelling: boolean; text: string }>();
  for (const { index, 0: character } of matchesOf(INVISIBLE, source.text)) {
    // A mark of byte order, and the tags that make a flag of a region.
    if ((index === 0 && character === '\ufeff') || source.text.slice(Math.max(0, index - 14), index).includes('🏴'))
      continue;
    const { line, text } = lines.at(index);
    const known = byLine.get(line) ?? { count: 0, isTelling: false, text };
    known.count++;
    known.isTelling ||= CARRIER.test(character) || !isQuoted(source.root, index);
    byLine.set(line, known);
  }
  return [...byLine]
    .filter(([, { count, isTelling }]) => isTelling || count >= TELLING)
    .slice(0, MOST_OF_A_KIND)
    .map(([line, { text }]) => ({ kind: 'invisible', file: source.file, line, text }));
}

function offScreen(source: Source, lines: LineFinder): Wording[] {
  const found: Wording[] = [];
  for (const match of matchesOf(LONG_BLANK, source.text)) {
    const end = match.index + match[0].length;
    const { line, start } = lines.at(match.index);
    const isHidden = end - start >= SCREEN && match.index > start;
    if (!isHidden || isQuoted(source.root, end) || isQuoted(source.root, match.index)) continue;
    const text = source.text.slice(end, end + LONGEST).split('\n', 1)[0] ?? '';
    if (/[\w$]{2}/.test(text)) found.push({ kind: 'off-screen', file: source.file, line, text });
    if (found.length >= MOST_OF_A_KIND) break;
  }
  return found;
}

function* matchesOf(pattern: RegExp, text: string): Generator<RegExpExecArray> {
  let count = 0;
  for (const match of text.matchAll(pattern)) {
    if (++count > MOST_LOOKED_AT) return;
    yield match;
  }
}

/** Whether an offset lies in a text or a comment. */
function isQuoted(root: SyntaxNode, offset: number): boolean {
  let node: SyntaxNode | undefined = root;
  while (node !== undefined) {
    if (QUOTED.test(node.type)) return true;
    node = childAt(node, offset);
  }
  return false;
}

const QUOTED =
  /comment|string_content|string_fragment|^string$|^raw_string$|heredoc_body|template_string|regex|jsx_text/;

function childAt({ children }: SyntaxNode, offset: number): SyntaxNode | undefined {
  let [low, high] = [0, children.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const child = children[middle];
    if (child === undefined) return undefined;
    if (offset < child.start) high = middle - 1;
    else if (offset >= child.end) low = middle + 1;
    else return child;
  }
  return undefined;
}

/** Lines of offsets; quick where they come in order. */
class LineFinder {
  readonly #text: string;
  #line = 1;
  #start = 0;
  #next: number;

  constructor(text: string) {
    this.#text = text;
    this.#next = this.#breakAfter(0);
  }

  at(offset: number): { readonly line: number; readonly start: number; readonly text: string } {
    if (offset < this.#start) {
      this.#line = 1;
      this.#start = 0;
      this.#next = this.#breakAfter(0);
    }
    while (this.#next < offset) {
      this.#line++;
      this.#start = this.#next + 1;
      this.#next = this.#breakAfter(this.#start);
    }
    const from = Math.max(this.#start, offset - LONGEST / 2);
    const text = this.#text.slice(from, Math.min(this.#next, from + LONGEST));
    return { line: this.#line, start: this.#start, text: text.trim() };
  }

  #breakAfter(offset: number): number {
    const at = this.#text.indexOf('\n', offset);
    return at < 0 ? this.#text.length : at;
  }
}
