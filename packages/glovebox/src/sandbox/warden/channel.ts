import type { WardenMessage } from '../../observe/message.ts';

/** A conversation with one warden, wherever it runs: a child process, a container's streams, a serial port of a virtual machine. */
export interface Channel {
  /** Frames, in the order given. Silently nothing once the warden has ended: its end is what tells. */
  send(frames: readonly Buffer[]): void;
  /** Ends the sandbox from outside; {@link Channel.ended} follows. */
  cancel(): void;
  /** Resolves when nothing is left to hear, with what was complained about beside the warden's own words. */
  readonly ended: Promise<ChannelEnd>;
}

export interface ChannelEnd {
  readonly complaints: string;
  /** Exit code of what carried the conversation, where it has one. */
  readonly code: number | null;
}

/** Starts the conversation; `onMessage` is called for each line the warden writes, in order. */
export type OpenChannel = (onMessage: (message: WardenMessage) => void) => Channel;
