import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { GloveboxError } from '../error.ts';
import { SAMPLE_BOUNDS } from './bounds.ts';
import { decodeSource } from './decode.ts';
import { findEntry } from './entry.ts';
import { readFolder } from './folder.ts';
import { identify } from './identify.ts';
import { languageOfName } from './language.ts';
import { folderReader, readNeighbours } from './neighbours.ts';
import type { Language, Sample, SampleFile, SkippedFile } from './sample.ts';
import { tellLanguage } from './tell.ts';
import { isWasm, readModule } from './wasm.ts';

/** How {@link loadSample} reads a sample. */
export interface LoadOptions {
  /** Where the source comes from when the path is `-`; the process's standard input without it. */
  readonly stdin?: AsyncIterable<Uint8Array>;
  /** Arguments for the program. */
  readonly args?: readonly string[];
  /** Overrules what name, shebang and content say. */
  readonly language?: Language;
}

const STDIN_NAMES: Record<Language, string> = {
  python: 'stdin.py',
  javascript: 'stdin.js',
  typescript: 'stdin.ts',
  bash: 'stdin.sh',
  wasm: 'stdin.wasm',
};

/**
 * Reads a file with the modules it imports from beside it, a directory, or standard input (`-`). Nothing is run.
 * Throws a {@link GloveboxError} with a `sample-…` or `language-unknown` code.
 */
export async function loadSample(path: string, options: LoadOptions = {}): Promise<Sample> {
  if (path === '-') return loadStdin(options);
  const found = statOf(path);
  if (found.isDirectory()) return loadFolder(path, options);
  if (found.isFile()) return loadFile(path, options);
  throw new GloveboxError(
    'sample-unreadable',
    `${path} is neither a file nor a directory`,
    'Give a regular file, a directory, or - for standard input.',
  );
}

/** A sample of source that is at hand as text, under the name it should be reported by. */
export function sampleOfSource(
  source: string,
  language: Language,
  options: { entry?: string; args?: readonly string[] } = {},
): Sample {
  const entry = options.entry ?? STDIN_NAMES[language];
  return assemble(language, entry, [{ path: entry, content: Buffer.from(source) }], options.args, []);
}

async function loadStdin(options: LoadOptions): Promise<Sample> {
  const content = await readAll(options.stdin ?? process.stdin);
  const language = languageIn('standard input', content, options.language);
  const entry = STDIN_NAMES[language];
  return assemble(language, entry, [{ path: entry, content }], options.args, []);
}

async function loadFile(path: string, options: LoadOptions): Promise<Sample> {
  const content = readBounded(path);
  const language = languageIn(path, content, options.language);
  const entry = { path: basename(path), content };
  const files = await readNeighbours(language, entry, folderReader(dirname(path)));
  return assemble(language, entry.path, files, options.args, []);
}

async function loadFolder(path: string, options: LoadOptions): Promise<Sample> {
  const { files, skipped } = await readFolder(path);
  const entry = findEntry(path, files, options.language);
  const file = files.find((candidate) => candidate.path === entry);
  const content = file?.content ?? new Uint8Array();
  if (content.length > boundOf(entry)) throw tooLarge(entry, content.length);
  const language = languageIn(`${path}/${entry}`, content, options.language);
  return assemble(language, entry, files, options.args, skipped);
}

function assemble(
  language: Language,
  entry: string,
  files: readonly SampleFile[],
  args: readonly string[] = [],
  skipped: readonly SkippedFile[],
): Sample {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    id: identify(language, entry, sorted),
    language,
    entry,
    files: sorted,
    args,
    ...(skipped.length > 0 && { skipped }),
  };
}

/** The language of a content that can be examined: of a WebAssembly module, which is no text, or of a source that is. */
function languageIn(name: string, content: Uint8Array, chosen: Language | undefined): Language {
  const isModule = chosen === 'wasm' || (chosen === undefined && (isWasm(content) || languageOfName(name) === 'wasm'));
  if (!isModule) {
    const source = decodeSource(name, content);
    return chosen ?? tellLanguage(name, source);
  }
  readModule(name, content);
  return 'wasm';
}

/** Compiled modules are larger than what people write. */
function boundOf(name: string): number {
  return languageOfName(name) === 'wasm' ? SAMPLE_BOUNDS.totalBytes : SAMPLE_BOUNDS.sourceBytes;
}

function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (cause) {
    const missing = ['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '');
    if (missing)
      throw new GloveboxError(
        'sample-not-found',
        `there is no ${path}`,
        'Check the path, or give - to read from standard input.',
        { cause },
      );
    throw unreadable(path, cause);
  }
}

/**
 * Reads a source file no further than the bound; how large it says it is decides before a byte is read. Not asynchronous:
 * the four calls for a small file would take longer to hand over to another thread than to make.
 */
function readBounded(path: string): Uint8Array {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const { size } = fstatSync(file);
      if (size > boundOf(path)) throw tooLarge(path, size);
      return readFileSync(file);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw cause instanceof GloveboxError ? cause : unreadable(path, cause);
  }
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of stream) {
    total += chunk.length;
    if (total > SAMPLE_BOUNDS.sourceBytes) throw tooLarge('standard input', total);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function unreadable(path: string, cause: unknown): GloveboxError {
  const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
  return new GloveboxError('sample-unreadable', `cannot read ${path}: ${reason}`, 'Check its permissions.', { cause });
}

function tooLarge(name: string, bytes: number): GloveboxError {
  const mib = (size: number) => `${(size / 1024 / 1024).toFixed(1)} MiB`;
  return new GloveboxError(
    'sample-too-large',
    `${name} is ${mib(bytes)} or more; it may have ${mib(boundOf(name))}`,
    'Move its tables to a file the program reads, or split it.',
  );
}
