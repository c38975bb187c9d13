import { HOLE } from '../../resolve/value.ts';
import { joined, type Known, known } from '../known.ts';

/** A command that only turns text into text: its words, and what it may ask for. */
export interface Filtered {
  readonly words: readonly Known[];
  /** What it reads; undefined where that is not in the script. */
  readonly input: () => Known | undefined;
  /** What the script itself put into a file. */
  readonly fileAt: (path: string) => Known | undefined;
  readonly write: (path: string, content: Known) => void;
  /** False where so many characters are too many. */
  readonly spend: (characters: number) => boolean;
}

/** What it prints; undefined where that is not known. */
export type Filter = (filtered: Filtered) => Known | undefined;

/** What a filter reads: the files it names, or its input. */
export function contentOf({ input, fileAt, spend }: Filtered, files: readonly string[]): Known | undefined {
  const named = files.map((path) => (path === '-' ? input() : fileAt(path)));
  const parts = named.length === 0 ? [input()] : named;
  const present = parts.filter((part) => part !== undefined);
  if (present.length < parts.length) return undefined;
  const content = joined(present);
  return spend(content.text.length) ? content : undefined;
}

/** The text changed, or what is left to know of it where a part is not known. */
export function mapped(content: Known | undefined, change: (text: string) => string | undefined): Known | undefined {
  if (content === undefined) return undefined;
  if (content.text.includes(HOLE)) return known(HOLE, content);
  const text = change(content.text);
  return text === undefined ? undefined : known(text, content);
}

/** Each line changed on its own. */
export function byLine(text: string, change: (line: string) => string): string {
  const hasEnd = text.endsWith('\n');
  const lines = (hasEnd ? text.slice(0, -1) : text).split('\n');
  return lines.map(change).join('\n') + (hasEnd ? '\n' : '');
}

/** Options and operands of a filter. Letters in `valued` take what follows them as their value. */
export function optionsOf(
  words: readonly Known[],
  valued = '',
): { readonly options: ReadonlyMap<string, string>; readonly operands: string[] } {
  const options = new Map<string, string>();
  const operands: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]?.text ?? '';
    if (word.startsWith('--')) {
      const [name = '', value = ''] = word.slice(2).split('=', 2);
      options.set(name, value);
    } else if (/^-./.test(word)) {
      for (let letter = 1; letter < word.length; letter++) {
        const name = word[letter] ?? '';
        if (!valued.includes(name)) {
          options.set(name, '');
          continue;
        }
        options.set(name, letter + 1 < word.length ? word.slice(letter + 1) : (words[++at]?.text ?? ''));
        break;
      }
    } else operands.push(word);
  }
  return { options, operands };
}
