/** One thing that was built and is kept. */
export interface Built {
  readonly name: string;
  /** What pins it: a content hash. */
  readonly id: string;
  readonly bytes: number;
  /** When it was made; undefined where nobody remembers. */
  readonly built?: Date;
  /** Where it is kept: a folder, or a daemon. */
  readonly where: string;
  /** Whether a run with this version of Glovebox would use it. */
  readonly current: boolean;
}

export interface BuildOptions {
  /** An image of a registry with its digest, `python@sha256:…`, to build from instead of Debian packages. */
  readonly from?: string;
  /** The language to build for; all that it can run without one. */
  readonly language?: string;
  /** Told what is being done, a line at a time. */
  say(line: string): void;
}

/** A kind of image that `glovebox images` builds, lists and prunes. */
export interface ImageKind {
  readonly name: string;
  /** Builds what is not there yet, and gives what there is then. */
  build(options: BuildOptions): Promise<readonly Built[]>;
  list(): Promise<readonly Built[]>;
  /** Removes what no run would use; gives what was removed. */
  prune(): Promise<readonly Built[]>;
}
