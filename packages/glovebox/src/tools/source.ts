import { z } from 'zod';
import { GloveboxError } from '../error.ts';
import { SAMPLE_BOUNDS } from '../sample/bounds.ts';
import { sampleOfFiles } from '../sample/compose.ts';
import { sampleOfSource } from '../sample/load.ts';
import { LANGUAGES, type Language, type Sample } from '../sample/sample.ts';
import { tellLanguage } from '../sample/tell.ts';
import { MCP_BOUNDS } from './bounds.ts';

/** Languages whose source is text. */
export const SOURCE_LANGUAGES = LANGUAGES.filter((name) => name !== 'wasm');
export const languageSchema = z.enum(SOURCE_LANGUAGES as [(typeof SOURCE_LANGUAGES)[number]]);

/** A file that goes in or comes out: as text where it is text, as base64 where it is not. */
export const fileSchema = z.object({
  path: z.string().min(1).max(1_000).describe('Relative, with / and without ..'),
  text: z.string().max(SAMPLE_BOUNDS.sourceBytes).optional(),
  base64: z.string().max(SAMPLE_BOUNDS.totalBytes).optional(),
});
export type File = z.infer<typeof fileSchema>;

/** Characters of all files of a call; base64 takes four for three bytes. */
const MOST_CHARACTERS = (SAMPLE_BOUNDS.totalBytes / 3) * 4;
export const filesSchema = z
  .array(fileSchema)
  .max(MCP_BOUNDS.files)
  .refine(
    (files) =>
      files.reduce((sum, { text = '', base64 = '' }) => sum + text.length + base64.length, 0) <= MOST_CHARACTERS,
    `all files together may have ${SAMPLE_BOUNDS.totalBytes / 1024 / 1024} MiB`,
  );

/** What a check or an inspection is given. */
export const sourceShape = {
  code: z.string().max(SAMPLE_BOUNDS.sourceBytes).optional().describe('The program, where it is one file.'),
  files: filesSchema.optional().describe('Its files, where it has several.'),
  entry: z.string().max(1_000).optional().describe('The file to start, where it cannot be told.'),
  language: languageSchema.optional().describe('Where name and content do not say it.'),
};

/** Throws `usage` unless there is either code or files, and what {@link sampleOfFiles} throws. */
export function sampleOf(given: {
  code?: string | undefined;
  files?: File[] | undefined;
  entry?: string | undefined;
  language?: (typeof SOURCE_LANGUAGES)[number] | undefined;
}): Sample {
  const { code, files, entry, language } = given;
  if ((code === undefined) === (files === undefined || files.length === 0))
    throw new GloveboxError('usage', 'give either code or files', 'One file is code, several are files.');
  if (code !== undefined) {
    const named = entry === undefined ? {} : { entry };
    return sampleOfSource(code, language ?? languageOf(code, entry), named);
  }
  return sampleOfFiles((files ?? []).map(contentOf), {
    ...(language !== undefined && { language }),
    ...(entry !== undefined && { entry }),
  });
}

function languageOf(code: string, entry = 'the code'): Language {
  try {
    return tellLanguage(entry, code);
  } catch (cause) {
    throw new GloveboxError('language-unknown', (cause as Error).message, 'Say it in language.', { cause });
  }
}

/** The bytes of a file that was given. */
export function contentOf({ path, text, base64 }: File): { path: string; content: Uint8Array } {
  if ((text === undefined) === (base64 === undefined))
    throw new GloveboxError('usage', `${JSON.stringify(path)} has to have either text or base64`, 'Give one of them.');
  return { path, content: text === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(text) };
}
