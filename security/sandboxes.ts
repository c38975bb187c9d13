import { BACKEND_NAMES } from '../packages/glovebox/src/sandbox/registry.ts';
import type { BackendName } from '../packages/glovebox/src/sandbox/run.ts';

/** A backend that the attempts are made against. */
export interface Sandbox {
  readonly name: BackendName;
  /** How many attempts are made at once: an emulated machine takes a whole processor. */
  readonly lanes: number;
  /** How many times as long as on the processor itself an attempt may take: an emulated one is that much slower. */
  readonly patience: number;
  /** Whether an attempt may fail for want of what it uses: these worlds have no processes, or no Python beyond a part of it. */
  readonly narrow: boolean;
}

export const SANDBOXES: readonly Sandbox[] = BACKEND_NAMES.map((name) => ({
  name,
  lanes: name.startsWith('microvm') ? 2 : 4,
  patience: name.startsWith('microvm') ? 10 : 1,
  narrow: name === 'wasm' || name === 'restricted',
}));
