/** Another way to run a program in isolation, ready to be timed. */
export interface Peer {
  /** Runs bench/programs/hello.py. */
  readonly command: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Takes down whatever was started for it. */
  stop(): Promise<void>;
}
