import { GloveboxError } from '../error.ts';
import type { Depth, Policy } from '../policy/policy.ts';
import type { Sample } from '../sample/sample.ts';
import { bubblewrapPath } from '../sandbox/jail/launch.ts';
import { defaultBackend } from '../sandbox/registry.ts';
import type { Fallback } from '../sandbox/run.ts';

/**
 * Why a sample runs in WebAssembly and not in the default jail: bubblewrap is missing, and WebAssembly can do all that is asked.
 * Undefined where the jail is used, be it to say what is missing.
 */
export function fallbackFor({ language }: Sample, policy: Policy, depth?: Depth): Fallback | undefined {
  const isPossible = language !== 'bash' && depth !== 'quick' && depth !== 'deep' && !hasNetwork(policy);
  if (!isPossible || defaultBackend(language) !== 'jail') return undefined;
  try {
    bubblewrapPath();
    return undefined;
  } catch (error) {
    if (!(error instanceof GloveboxError)) throw error;
    return { instead: 'jail', reason: error.message, remedy: error.remedy };
  }
}

function hasNetwork({ network }: Policy): boolean {
  return network !== undefined && network.mode !== 'deny';
}
