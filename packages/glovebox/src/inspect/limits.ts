/**
 * Everything that bounds an inspection. Sources are written by an attacker: whatever is counted here could be without
 * end. Work is counted where it can be; milliseconds are of the thread's processor time, so that a busy machine cuts nothing off.
 */
export const INSPECTION_LIMITS = {
  /** Bytes of one file; larger ones are not source that anybody wrote. */
  fileBytes: 2 * 1024 * 1024,
  /** Bytes of all files of a sample that are read as source. */
  sampleBytes: 4 * 1024 * 1024,
  /** Milliseconds after which no further file of a sample is begun. */
  sampleMs: 3_000,
  /** Milliseconds for the walk through one text, once it is parsed. */
  readMs: 2_000,
  /** Milliseconds for one text: a grammar may take long to recover from a hostile one. */
  parseMs: 2_000,
  /** Milliseconds for finding the ways data may take through a sample; a third as long for going them. */
  flowMs: 1_200,
  /** Evaluations that tell what the names of one text are. */
  evaluations: 400_000,
  /** Evaluations inside of calls and loops of Python that are gone through: of one, and of all in a text. */
  followed: 60_000,
  followedInAll: 120_000,
  /** The same while somebody types, and looks again once they pause. */
  followedInHaste: 2_000,
  followedInHasteInAll: 6_000,
  /** Milliseconds for what functions and loops of JavaScript compute: what a step costs depends on how long the texts are. */
  computeMs: 1_000,
  /** Sites of one sample; more are flooding, and the rest is said to be missing, not listed. */
  sites: 20_000,
  /** Layers of code inside code. */
  layers: 24,
  /** Pieces of code inside code that one sample has read, the same text in the same language counted once. */
  pieces: 400,
  /** Places that hand on a piece, whether it was read before or not: a text may repeat itself without end. */
  handovers: 4_000,
  /** UTF-16 units, or bytes of a pickle, of all those pieces together. */
  pieceLength: 4 * 1024 * 1024,
  /** Milliseconds for all those pieces together. */
  pieceMs: 1_500,
  /** Operations of one pickle. */
  pickleOperations: 100_000,
} as const;
