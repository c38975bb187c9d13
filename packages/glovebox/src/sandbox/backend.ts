import type { End, WardenMessage } from '../observe/message.ts';
import type { Recorded } from '../observe/network/egress/recording.ts';
import type { Reply } from '../observe/network/replies.ts';
import type { Traffic } from '../observe/network/sinkhole.ts';
import type { Sample } from '../sample/sample.ts';
import type { Conditions } from './conditions.ts';
import type { Exercise } from './exercise.ts';
import type { Limits } from './limits.ts';
import type { OnEvent } from './live.ts';
import type { NetworkMode } from './network.ts';
import type { BackendName, Isolation, Run } from './run.ts';

/**
 * `deny` is an empty network, `sinkhole` answers every connection itself: nothing leaves with either. `allow` lets through what is
 * said to the hosts that are named, after it was checked; `record` keeps the answers as well, in clear, and `replay` gives them again.
 */
export interface Network {
  readonly mode: NetworkMode;
  /** What the sinkhole answers instead of its own; the first that fits. */
  readonly replies?: readonly Reply[];
  /** `pypi.org`, `*.example.com:8443`, `93.184.216.34:80`: who may be spoken to with `allow` and `record`; the web's ports where none is named. */
  readonly hosts?: readonly string[];
  /** `10.0.0.5:443`: addresses that are permitted although they are not public, with the port. */
  readonly addresses?: readonly string[];
  /** Addresses by the names they are given for, instead of what the host resolves them to. */
  readonly resolve?: Readonly<Record<string, string>>;
  /** Absolute path of the recording to be made. */
  readonly file?: string;
  /** What `replay` answers. */
  readonly recording?: readonly Recorded[];
}

/** How one run is made. */
export interface RunOptions {
  readonly limits: Limits;
  /** `false` runs the same isolation with no observer at all: for measuring what observation costs. */
  readonly observe: boolean;
  /** What the sample reads from standard input; empty without it. At most 16 MiB. */
  readonly stdin?: Uint8Array;
  /** Path of the interpreter to use instead of the one found, by language. */
  readonly interpreters?: Partial<Record<Sample['language'], string>>;
  /** What the sample's clock says at its start, as an ISO date. Only a virtual machine has a clock of its own; elsewhere it is ignored
   * and the run's conditions say null. */
  readonly clock?: string;
  /** Lays out decoy credentials, new ones for each run, and looks for them in what leaves; needs `observe`. A `Box` has none. */
  readonly canaries?: boolean;
  /** `deny` without it. A backend without a sinkhole refuses to run under one. */
  readonly network?: Network;
  /** What else is different about the run. Only the jail makes all of it true; `prepare` takes none. */
  readonly conditions?: Conditions;
  /** Calls what the program defines once it has ended, within the same run; a backend that cannot leaves it out. */
  readonly exercise?: Exercise;
  /** Told of what is seen while the run goes on. When it throws, the run is made to its end and then rejects with that. */
  readonly onEvent?: OnEvent;
  readonly signal?: AbortSignal;
}

/** A sandbox with its interpreter up, waiting for its one sample. */
export interface Prepared {
  /** Runs the sample; a prepared sandbox is used once. */
  run(sample: Sample, options?: { stdin?: Uint8Array; signal?: AbortSignal; onEvent?: OnEvent }): Promise<Run>;
  /** Ends it, used or not; nothing of it is left when the promise resolves. */
  dispose(): Promise<void>;
  /** Resolves when it is gone, for whatever reason; a backend that cannot tell leaves it out. */
  readonly ended?: Promise<void>;
}

/** Called with each message of the warden's, in order. */
export type Listen = (message: WardenMessage) => void;

/** A sandbox whose interpreter is up and keeps its state, spoken to in the warden's frames. */
export interface Conversation {
  /** Who holds which limit in it. */
  readonly limits: Isolation['limits'];
  send(frames: readonly Buffer[]): void;
  /** What was said to the network so far, where there is one. */
  readonly traffic?: () => Traffic;
  /** Resolves with how it ended, once nothing is left; rejects when the sandbox itself failed. */
  readonly ended: Promise<End>;
  /** Ends it from outside; `ended` follows. */
  cancel(): void;
}

/** One way to isolate. */
export interface Backend {
  readonly name: BackendName;
  /** Finds out by trying whether it works here; throws a {@link GloveboxError} that names what is missing and the remedy. */
  probe(): Promise<void>;
  prepare(language: Sample['language'], options: RunOptions): Promise<Prepared>;
  run(sample: Sample, options: RunOptions): Promise<Run>;
  /** Opens a sandbox that takes one cell after another, for a `Box`; a backend that keeps no state leaves it out. */
  open?(language: Sample['language'], options: RunOptions, listen: Listen): Promise<Conversation>;
  /** Ends everything this backend started. */
  dispose(): Promise<void>;
}
