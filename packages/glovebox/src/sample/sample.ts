import { z } from 'zod';

export const LANGUAGES = ['python', 'javascript', 'typescript', 'bash', 'wasm'] as const;
/** A language that is examined; `wasm` is a module for WASI. */
export type Language = (typeof LANGUAGES)[number];

/** One file of a sample: its path relative to the sample's root (`/` as separator, never `..`) and its bytes. */
export interface SampleFile {
  readonly path: string;
  readonly content: Uint8Array;
}

/** A path under a sample's directory that was not taken in, with the reason (`symbolic link` …). */
export interface SkippedFile {
  readonly file: string;
  readonly reason: string;
}

/** The code examined: files, entry point and language. Nothing in here has been run or imported. */
export interface Sample {
  /** `sha256:` and 64 hex digits over the paths and contents of all files and the entry's path. */
  readonly id: string;
  readonly language: Language;
  /** Path of the file to start, one of `files`. */
  readonly entry: string;
  readonly files: readonly SampleFile[];
  /** Arguments passed to the program. */
  readonly args: readonly string[];
  /** What it was written for, in the words of whoever asked for it. */
  readonly intent?: string;
  /** What lies in the directory and is no part of the sample; absent where there is nothing. */
  readonly skipped?: readonly SkippedFile[];
}

/** How a report names a sample: everything but the bytes. */
export const sampleSummarySchema = z.object({
  id: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  language: z.enum(LANGUAGES),
  entry: z.string(),
  files: z.array(z.string()),
});
