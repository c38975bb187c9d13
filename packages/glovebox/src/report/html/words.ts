import { neutralizeMarked } from '../neutralize.ts';
import type { Words } from './page.ts';

const LONGEST_LINE = 2_000;

/** One line of hostile text, safe, no longer than `length` characters. */
export function words(text: string, length = 400): Words {
  return neutralizeMarked(text, length);
}

/** Hostile text of several lines, at most `length` characters in all. */
export function wordsOfLines(text: string, length: number): Words {
  return text
    .slice(0, length)
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => neutralizeMarked(line, LONGEST_LINE))
    .join('\n');
}
