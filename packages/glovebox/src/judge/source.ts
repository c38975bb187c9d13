import type { Sample } from '../sample/sample.ts';
import { linesIn } from './lines.ts';

const LONGEST = 4_000;
/** A shorter line is found in any source by chance. */
const TELLING = 8;
const MOST_LINES = 40;

/** The lines of a sample's files, split once and only when asked for. */
export interface SourceLines {
  /** Lines `from` to `to`, both from 1 and included, cut at a bounded length; empty where there are none. */
  text(file: string, from: number, to: number): string;
  /** Whether the sample's own files show every line of a code that is long enough to tell, quotes and escapes aside. */
  shows(code: string): boolean;
  /** Whether any file has text that fits; the pattern must not take long on any text. */
  mentions(pattern: RegExp): boolean;
}

export function sourceLines(sample: Pick<Sample, 'files'> & Partial<Pick<Sample, 'language'>>): SourceLines {
  const split = new Map<string, readonly string[]>();
  function linesOf(name: string): readonly string[] {
    const known = split.get(name);
    if (known !== undefined) return known;
    const file = sample.files.find(({ path }) => path === name);
    const lines = file === undefined ? [] : linesIn(name, Buffer.from(file.content).toString(), sample.language);
    split.set(name, lines);
    return lines;
  }
  let everything: string | undefined;
  return {
    shows(code) {
      everything ??= sample.files.map(({ content }) => plain(Buffer.from(content).toString())).join('\n');
      const all = everything;
      const telling = code
        .split(/\n|\\n/)
        .map(plain)
        .filter((line) => line.length >= TELLING);
      return telling.slice(0, MOST_LINES).every((line) => all.includes(line));
    },
    mentions: (pattern) => sample.files.some(({ content }) => pattern.test(Buffer.from(content).toString())),
    text: (file, from, to) =>
      linesOf(file)
        .slice(from - 1, to)
        .join('\n')
        .slice(0, LONGEST),
  };
}

/** A text without what a literal adds to it when it stands in a source. */
function plain(text: string): string {
  return text.replace(/[\\'"`\s]/g, '');
}
