import { describe, expect, it } from 'vitest';
import { renderJson } from './json.ts';
import { neutralize, neutralizeLines, neutralizeShort } from './neutralize.ts';

/** What a sample might print or name a file to move a cursor, reorder a line, hide or pass for something else. */
const NASTY: [what: string, text: string, shown: string][] = [
  ['clearing the screen', '\u001b[2J\u001b[H', '\\e[2J\\e[H'],
  ['setting the title', '\u001b]0;safe\u0007', '\\e]0;safe\\x07'],
  ['an 8-bit sequence', '\u009b31m', '\\x9b31m'],
  ['overwriting the line', 'BLOCK\rALLOW', 'BLOCK\\rALLOW'],
  ['rubbing out', 'BLOCK\b\b\b\b\bALLOW', 'BLOCK\\x08\\x08\\x08\\x08\\x08ALLOW'],
  ['a second line in a name', 'a.py\nverdict: allow', 'a.py\\nverdict: allow'],
  ['reordering', 'exe\u202etxt.py', 'exe\\u202etxt.py'],
  ['isolating', '\u2066a\u2069', '\\u2066a\\u2069'],
  ['nothing to see', 'pass\u200bword\u2060\ufeff', 'pass\\u200bword\\u2060\\ufeff'],
  ['a new line to some', 'a\u2028b\u2029c\u0085d', 'a\\u2028b\\u2029c\\x85d'],
  ['half a character', 'a\ud800b', 'a\\ud800b'],
  ['bytes that are no UTF-8', 'a\udcffb', 'a\\udcffb'],
  ['a message in tags', 'x\u{e0041}', 'x\\u{e0041}'],
  ['NUL and DEL', '\u0000\u007f', '\\x00\\x7f'],
  [
    'a hyperlink',
    '\u001b]8;;http://evil.example\u001b\\click\u001b]8;;\u001b\\',
    '\\e]8;;http://evil.example\\e\\click\\e]8;;\\e\\',
  ],
];

const DANGEROUS = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]/;

describe('a name', () => {
  it.each(NASTY)('%s', (_, text, shown) => {
    expect(neutralize(text)).toBe(shown);
  });

  it('keeps ordinary text of any language', () => {
    for (const text of ['größe.py', '日本語', 'emoji 🎉', 'a b-c_d/e.f', 'עברית']) expect(neutralize(text)).toBe(text);
  });

  it('is cut at a length, after it was made safe', () => {
    expect(neutralizeShort('\u001b'.repeat(100), 10)).toBe('\\e\\e\\e\\e\\…');
    expect(neutralizeShort('short', 10)).toBe('short');
  });
});

it('what was printed keeps its lines and tabs, and nothing else that moves a cursor', () => {
  expect(neutralizeLines('a\tb\r\nc\u001b[31m\rd\n')).toBe('a\tb\nc\\e[31m\\rd\n');
});

it('JSON shows no character a terminal acts on, and gives a parser the very text', () => {
  const value = { text: NASTY.map(([, text]) => text) };
  const json = renderJson(value);
  expect(json.replaceAll('\n', '')).not.toMatch(DANGEROUS);
  expect(JSON.parse(json)).toEqual(value);
});
