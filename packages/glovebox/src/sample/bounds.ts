/** How large a sample may be. Code a model writes is far below; what is above is an attempt to tire the examiner. */
export const SAMPLE_BOUNDS = {
  /** Bytes of one source file. */
  sourceBytes: 2 * 1024 * 1024,
  /** Files of a directory. */
  files: 1_000,
  /** Bytes of all files together. */
  totalBytes: 20 * 1024 * 1024,
  /** Folders below the root. */
  depth: 32,
} as const;
