import { posix } from 'node:path';
import { GloveboxError } from '../error.ts';
import { SAMPLE_BOUNDS } from './bounds.ts';
import { decodeSource } from './decode.ts';
import { findEntry } from './entry.ts';
import { identify } from './identify.ts';
import type { Language, Sample, SampleFile } from './sample.ts';
import { tellLanguage } from './tell.ts';

export interface ComposeOptions {
  /** Overrules what the entry's name and content say. */
  readonly language?: Language;
  /** The file to start; found as in a directory without it. */
  readonly entry?: string;
  readonly args?: readonly string[];
  readonly intent?: string;
}

/**
 * A sample of files that are at hand in memory. Throws a {@link GloveboxError} when a path leads out of the sample, when
 * there is more than a sample may have, or when its entry or language cannot be told.
 */
export function sampleOfFiles(given: readonly SampleFile[], options: ComposeOptions = {}): Sample {
  const files = [...given].sort((a, b) => (a.path < b.path ? -1 : 1));
  demandBounds(files);
  const entry = options.entry ?? findEntry('the sample', files, options.language);
  const started = files.find(({ path }) => path === entry);
  if (started === undefined)
    throw new GloveboxError('sample-no-entry', `no file of the sample is ${entry}`, 'Name one of its files.');
  const language = options.language ?? tellLanguage(entry, decodeSource(entry, started.content));
  return {
    id: identify(language, entry, files),
    language,
    entry,
    files,
    args: options.args ?? [],
    ...(options.intent !== undefined && { intent: options.intent }),
  };
}

function demandBounds(files: readonly SampleFile[]): void {
  if (files.length > SAMPLE_BOUNDS.files) throw tooLarge(`${files.length} files; it may have ${SAMPLE_BOUNDS.files}`);
  const bytes = files.reduce((sum, { content }) => sum + content.length, 0);
  if (bytes > SAMPLE_BOUNDS.totalBytes) throw tooLarge(`${bytes} bytes; it may have ${SAMPLE_BOUNDS.totalBytes}`);
  const met = new Set<string>();
  for (const { path } of files) {
    if (!isInside(path))
      throw new GloveboxError(
        'usage',
        `${JSON.stringify(path)} is no path inside a sample`,
        'Give relative paths with / and without .. in them.',
      );
    if (met.has(path)) throw new GloveboxError('usage', `the sample has ${path} twice`, 'Give each file once.');
    met.add(path);
  }
}

function isInside(path: string): boolean {
  return (
    path !== '' &&
    path.length <= 1_000 &&
    !posix.isAbsolute(path) &&
    !/[\0\\]/.test(path) &&
    posix.normalize(path) === path &&
    !path.split('/').some((part) => part === '' || part === '.' || part === '..' || part.length > 255)
  );
}

function tooLarge(what: string): GloveboxError {
  return new GloveboxError('sample-too-large', `the sample has ${what}`, 'Give the program itself, without its data.');
}
