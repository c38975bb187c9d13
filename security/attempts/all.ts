import type { Attempt } from '../attempt.ts';
import { EXHAUSTION } from './exhaustion.ts';
import { FILES } from './files.ts';
import { KERNEL } from './kernel.ts';
import { MOUNTS, NAMESPACES } from './namespaces.ts';
import { NETWORK } from './network.ts';
import { PROCESSES } from './processes.ts';

/** Every way out that is tried, in the order of the table that the test prints. */
export const ATTEMPTS: readonly Attempt[] = [
  ...FILES,
  ...MOUNTS,
  ...NAMESPACES,
  ...NETWORK,
  ...PROCESSES,
  ...KERNEL,
  ...EXHAUSTION,
];
