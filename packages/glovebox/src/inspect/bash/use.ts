import type { Capability } from '../../capability.ts';

/** One use of a capability by a command whose options decide what it does. */
export interface CommandUse {
  readonly capability: Capability;
  readonly target?: string | undefined;
  /** Said instead of the words by position. */
  readonly arguments?: Record<string, string>;
}
