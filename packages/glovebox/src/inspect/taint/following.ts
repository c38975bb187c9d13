import type { FileContents } from './contents.ts';
import type { FlowGraph, Routine } from './graph.ts';
import type { Meaning } from './meaning.ts';
import type { SiteIndex } from './sites.ts';
import type { Work } from './work.ts';

/** What the files of one sample share while data is followed through them, whatever their language. */
export interface Following {
  readonly graph: FlowGraph;
  readonly sites: SiteIndex;
  readonly work: Work;
  /** What the sample writes to files. */
  readonly contents: FileContents;
  /** What functions are known to return. */
  readonly returns: Map<Routine, Meaning>;
}
