import { languageOfName } from '../sample/language.ts';
import type { Language } from '../sample/sample.ts';

/**
 * A file's text in the lines that inspection counts: Python ends one at a carriage return by itself too, the others' grammars do not.
 * Whoever counts otherwise takes one line for another. `told` is the language of a file whose name says none.
 */
export function linesIn(path: string, text: string, told?: Language): string[] {
  const isPython = (languageOfName(path) ?? told) === 'python';
  return text.split(isPython ? /\r\n|\r|\n/ : /\r?\n/);
}
