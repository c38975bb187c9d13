/**
 * The one gate for hostile text on its way to a reader: what a sample printed or named comes out as visible characters that
 * a terminal cannot take for a command, that cannot reorder a line, and that cannot hide.
 */

/** Control characters, C0 (ESC among them), DEL and C1. */
const CONTROL = '\\u0000-\\u001f\\u007f-\\u009f';
/** Embeddings, overrides, isolates and marks: they make a line read in another order than it is ("Trojan Source"). */
const BIDI = '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';
/** Characters without width or with none of their own: what differs by them looks the same. */
const INVISIBLE =
  '\\u00ad\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200d\\u2060-\\u2065\\u206a-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb';
/** Line and paragraph separators: a new line to some readers. */
const SEPARATORS = '\\u2028\\u2029';
/** Tags and the variation selectors' supplement: whole messages can be written in them unseen. */
const ASTRAL = '\\u{e0000}-\\u{e0fff}';

const HOSTILE = new RegExp(
  `[${CONTROL}${BIDI}${INVISIBLE}${SEPARATORS}${ASTRAL}]|\\p{Surrogate}|\\p{Noncharacter_Code_Point}`,
  'gu',
);

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\u001b': '\\e' };

/** One line of safe text: line breaks and tabs become visible too. For names, paths, targets, messages. */
export function neutralize(text: string): string {
  return text.replace(HOSTILE, visible);
}

/** Safe text that keeps its lines (as `\n`) and tabs. For what a program printed. */
export function neutralizeLines(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.split('\t').map(neutralize).join('\t'))
    .join('\n');
}

/** Safe, on one line and no longer than `length` characters. */
export function neutralizeShort(text: string, length: number): string {
  // Cutting first bounds the work; cutting again bounds what escapes made longer.
  const safe = neutralize([...text.slice(0, length * 2)].slice(0, length + 1).join(''));
  return safe.length > length ? `${safe.slice(0, length - 1)}…` : safe;
}

/** What {@link neutralizeMarked} puts around a character that it made visible. Nothing that was neutralised holds them. */
export const MARK_OPEN = '\ufdd0';
export const MARK_CLOSE = '\ufdd1';

/** One line of safe text, tabs kept, in which a page can tell what was made visible from what was written so. */
export function neutralizeMarked(text: string, length: number): string {
  const characters = [...text.slice(0, length * 2)];
  const cut = characters.length > length || text.length > length * 2;
  const shown = cut ? `${characters.slice(0, length - 1).join('')}…` : text;
  return shown.replace(HOSTILE, (character) =>
    character === '\t' ? character : `${MARK_OPEN}${visible(character)}${MARK_CLOSE}`,
  );
}

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return (
    SHORT[character] ??
    (code < 0x100 ? `\\x${hex(code, 2)}` : code < 0x10000 ? `\\u${hex(code, 4)}` : `\\u{${hex(code, 5)}}`)
  );
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}
