/** What is kept of one run. */
export const CAPTURE_LIMITS = {
  pieces: 100,
  /** Characters of one. */
  length: 65_536,
  /** Characters of all. */
  total: 1_048_576,
} as const;
