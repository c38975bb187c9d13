import type { Pattern } from '../rule.ts';

/** What joins a step of a chain to an earlier one. */
export type Link =
  /** Both name one path; a file that was renamed is the same. */
  | 'path'
  /** The path is the earlier one with an ending more, and no usual one: `a.txt`, `a.txt.locked`. */
  | 'grown-path'
  /** The earlier path is the program that is started, or what an interpreter is given to run. */
  | 'program'
  /** The same process, or one that it started. */
  | 'process'
  /** Processes of which one started the other, or that one started, by itself or through a shell. */
  | 'tree'
  /** Data goes from one to the other: inspection followed it, or a decoy was found in it. */
  | 'data';

export interface ChainStep {
  /** What happens, in a few words; one name for each step of a chain. */
  readonly as: string;
  readonly patterns: readonly Pattern[];
  /** How it is joined to the step before it, or to {@link to}; all must hold. The first step has none. */
  readonly by?: readonly Link[];
  /** The name of the earlier step it is joined to. */
  readonly to?: string;
  /** The chain holds without it. */
  readonly optional?: true;
  /** It takes so many different ones; of the first step, by processes of one parent. */
  readonly several?: number;
}

/** Steps seen in one run, one after the other in time. */
export interface Chain {
  readonly steps: readonly ChainStep[];
  /** Milliseconds from the first step to the last, at most. */
  readonly within?: number;
  /** To how many different things it happens before it says something; one without it. */
  readonly times?: number;
}

/** A step of a finding: what was seen, when, and what joins it to an earlier one. */
export interface SeenStep {
  readonly what: string;
  /** Id of the event. */
  readonly event: string;
  readonly run: string;
  readonly atMs: number;
  readonly file?: string;
  readonly line?: number;
  /** Absent for the first step. */
  readonly link?: string;
}
