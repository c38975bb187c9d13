import type { Attempt } from './attempt.ts';

/** A gap of gVisor's kernel, wherever that kernel runs. */
export function inGvisor(why: string): NonNullable<Attempt['gaps']> {
  return { gvisor: why, 'container+gvisor': why };
}
