/** Every limit of a run. All are finite; there is no way to switch one off. */
export interface Limits {
  /** Bytes of memory for the whole process tree, page cache of its files included; there is no swap. */
  readonly memoryBytes: number;
  /** Processor time per wall time: 0.5 is half a core. */
  readonly cpus: number;
  /** Processes and threads at one time. */
  readonly processes: number;
  /** Milliseconds from the sample's first instruction until everything is killed. */
  readonly wallMs: number;
  /** Bytes of stdout and stderr together that are kept; the rest is read and thrown away. */
  readonly outputBytes: number;
  /** Bytes in all writable places together. */
  readonly diskBytes: number;
  /** Files and directories in all writable places together. */
  readonly files: number;
  /** Open descriptors of one process. */
  readonly descriptors: number;
}

const MIB = 1024 * 1024;

/** The two sets of limits there are: `default`, and `hardened` for what is trusted less. */
export const LIMIT_PROFILES = {
  default: {
    memoryBytes: 256 * MIB,
    cpus: 0.5,
    processes: 50,
    wallMs: 30_000,
    outputBytes: 10 * MIB,
    diskBytes: 64 * MIB,
    files: 10_000,
    descriptors: 256,
  },
  hardened: {
    memoryBytes: 128 * MIB,
    cpus: 0.25,
    processes: 20,
    wallMs: 10_000,
    outputBytes: MIB,
    diskBytes: 16 * MIB,
    files: 1_000,
    descriptors: 64,
  },
} as const satisfies Record<string, Limits>;

export type LimitProfile = keyof typeof LIMIT_PROFILES;
