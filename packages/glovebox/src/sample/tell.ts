import { GloveboxError } from '../error.ts';
import { languageOfContent } from './content.ts';
import { LEGAL_LANGUAGES, languageOfName, languageOfShebang } from './language.ts';
import type { Language } from './sample.ts';

/**
 * The language of a source by its name, by its shebang, by its content. An empty one is the same in every language; it is
 * read as Python. Throws `language-unknown`.
 */
export function tellLanguage(name: string, source: string): Language {
  const known = languageOfName(name) ?? languageOfShebang(source);
  if (known !== undefined) return known;
  if (source.trim() === '') return 'python';
  const likely = languageOfContent(source);
  if (likely !== undefined) return likely;
  throw new GloveboxError(
    'language-unknown',
    `cannot tell which language ${name} is written in`,
    `Say it with --language: ${LEGAL_LANGUAGES.join(', ')}.`,
  );
}
