import type { Language, Sample } from '../sample/sample.ts';

/** What a unit was made from. A closed set. */
export const UNIT_KINDS = [
  'file',
  'notebook',
  'package-script',
  'setup',
  'ci',
  'dockerfile',
  'makefile',
  'hook',
] as const;
export type UnitKind = (typeof UNIT_KINDS)[number];

/** `unchanged`: it is here because it imports a file that changed. */
export type UnitStatus = 'added' | 'modified' | 'deleted' | 'unchanged';

/** Something in a change that can run, as a program to examine at head and at base. Everything it says is hostile text. */
export interface Unit {
  /** Unique within a change, the same at head and base: a path of the repository, and `#part` for what stands inside of a file. */
  readonly name: string;
  readonly kind: UnitKind;
  readonly language: Language;
  readonly status: UnitStatus;
  /** Changed files it stands for, as paths at head, or at base where they are deleted; of an importer, what it imports. */
  readonly files: readonly string[];
  /** Bytes of its own text at head, for a budget; what it imports is not counted. */
  readonly bytes: number;
  /** Why it is taken for made by a tool; the author of the change controls that, so it loosens nothing. */
  readonly generated?: string;
  /** Reads both sides from the repository. Nothing is kept: a second call reads again. */
  load(): Promise<UnitContent>;
}

export interface UnitContent {
  /** Absent where the change deletes it. */
  readonly head?: UnitSide;
  /** Absent where the change adds it, or where the base was something that cannot be examined. */
  readonly base?: UnitSide;
}

/** A unit as one commit has it. Files of the repository keep their paths in the sample; parts of a file have names of their own. */
export interface UnitSide {
  readonly sample: Sample;
  /** Where files of the sample come from; one that is not listed is the repository's under the same path and lines. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** What is good to know of how it was made: `${{ }}` that was kept inert, an import that was left out. */
  readonly notes: readonly string[];
}

export interface Origin {
  /** Path in the repository. */
  readonly file: string;
  /** Line of that file for each line of the sample's, both from 1; the same lines without it. */
  readonly lines?: readonly number[];
}

export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** The place in the repository that a line of a sample's file stands for. */
export function placeIn(side: UnitSide, file: string, line: number): Place {
  const origin = side.origins.get(file);
  if (origin === undefined) return { file, line };
  if (origin.lines === undefined) return { file: origin.file, line };
  const known = origin.lines[Math.min(line, origin.lines.length) - 1];
  return { file: origin.file, line: known ?? 1 };
}

/** Why a changed file is examined by no unit. A closed set; {@link Skipped.needsReview} says which leave a doubt. */
export const SKIP_CODES = [
  'no-code',
  'unknown-language',
  'binary',
  'not-text',
  'too-large',
  'too-many',
  'lfs-pointer',
  'submodule-absent',
  'symbolic-link',
  'malformed',
  'missing-object',
] as const;
export type SkipCode = (typeof SKIP_CODES)[number];

export interface Skipped {
  readonly file: string;
  readonly code: SkipCode;
  /** One sentence without a full stop; may quote hostile text. */
  readonly reason: string;
  /** Whether code could hide in it: such a file keeps the verdict at `review` or above. */
  readonly needsReview: boolean;
}

/** A fact of a change that a reviewer does not see in its text, with no verdict of its own. */
export interface Told {
  readonly kind:
    | 'submodule'
    | 'generated'
    | 'mode'
    | 'symbolic-link'
    | 'renamed'
    | 'range'
    | 'external'
    | 'expression'
    | 'rights'
    | 'importers';
  readonly file?: string;
  readonly message: string;
}

/** What a change consists of, in the order of its paths; every changed file is in at least one piece, deleted ones without code aside. */
export type Piece =
  | { readonly unit: Unit; readonly skipped?: never; readonly told?: never }
  | { readonly skipped: Skipped; readonly unit?: never; readonly told?: never }
  | { readonly told: Told; readonly unit?: never; readonly skipped?: never };

export const CHANGE_STATUSES = ['added', 'modified', 'deleted', 'renamed', 'copied', 'type-changed'] as const;
export type ChangeStatus = (typeof CHANGE_STATUSES)[number];

/** One side of a changed file, as git has it. */
export interface Blob {
  readonly path: string;
  /** Octal, as git writes it: `100644`, `100755`, `120000` (link), `160000` (submodule). */
  readonly mode: string;
  /** Object name in hex. */
  readonly id: string;
}

export interface Change {
  readonly status: ChangeStatus;
  /** Path at head, or at base where it is deleted. */
  readonly path: string;
  readonly base?: Blob;
  readonly head?: Blob;
}

/** `commit` is an object name, `staged` for the index, or `none` before the first commit. */
export interface Revision {
  readonly ref: string;
  readonly commit: string;
}

/** A commit's files, or the index's, read as objects: nothing is checked out and no filter runs. */
export interface Tree {
  /** The content of a regular file; undefined where there is none, or a link, or one of more than `mostBytes`. */
  read(path: string, mostBytes?: number): Promise<Uint8Array | undefined>;
  /** The mode and size (bytes) of what is at a path without reading it; undefined where there is nothing. */
  find(path: string): Promise<{ readonly mode: string; readonly id: string; readonly bytes: number } | undefined>;
  /** Every file's path below a folder (the whole tree without one), sorted as git does. */
  paths(below?: string): Promise<readonly string[]>;
}

/** A change of a repository that is open for reading. Close it: it holds a process of git's. */
export interface OpenChange {
  /** The tip that was asked for: policy, overrides and keys come from here. */
  readonly base: Revision;
  /** What the change is held against: the newest commit that both have, `none` where there is none. */
  readonly mergeBase: string;
  readonly head: Revision;
  readonly changes: readonly Change[];
  /** The tree of {@link base}. */
  readonly baseTree: Tree;
  readonly headTree: Tree;
  /** May be walked more than once; reads as it goes. */
  pieces(): AsyncIterable<Piece>;
  close(): void;
}
