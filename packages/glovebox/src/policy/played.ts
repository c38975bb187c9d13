import type { BackendName } from '../sandbox/run.ts';
import type { Depth, Policy } from './policy.ts';

/**
 * Samples that talk to somebody are to be seen talking: where the policy does not speak of a network, one is played. Nothing leaves
 * with it either.
 */
export function withPlayedNetwork(policy: Policy, depth: Depth, backend: BackendName = 'jail'): Policy {
  if (depth === 'quick' || policy.network !== undefined || backend !== 'jail') return policy;
  return { ...policy, network: { mode: 'sinkhole' } };
}
