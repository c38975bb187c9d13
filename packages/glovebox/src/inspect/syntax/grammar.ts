import { extname } from 'node:path';
import { languageOfName, languageOfShebang } from '../../sample/language.ts';
import type { Language, Sample, SampleFile } from '../../sample/sample.ts';

/** A parser's grammar: a language, and TSX, which reads `<` in another way than TypeScript does. */
export const GRAMMARS = ['python', 'javascript', 'typescript', 'tsx', 'bash'] as const;
export type Grammar = (typeof GRAMMARS)[number];

/** The grammar a file is read with; undefined for what is no source of a known language. */
export function grammarOf(sample: Pick<Sample, 'entry' | 'language'>, file: SampleFile): Grammar | undefined {
  const language = file.path === sample.entry ? sample.language : languageOf(file);
  if (language === 'wasm') return undefined;
  if (language !== 'typescript') return language;
  return extname(file.path).toLowerCase() === '.tsx' ? 'tsx' : 'typescript';
}

const LONGEST_SHEBANG = 200;

/** By name, and where the name has no extension by its first line. */
function languageOf(file: SampleFile): Language | undefined {
  if (extname(file.path) !== '') return languageOfName(file.path);
  return languageOfShebang(Buffer.from(file.content.subarray(0, LONGEST_SHEBANG)).toString().split('\n', 1)[0] ?? '');
}
