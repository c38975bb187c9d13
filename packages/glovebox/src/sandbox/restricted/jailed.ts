import type { RunOptions } from '../backend.ts';
import { planJail } from '../jail/launch.ts';
import type { Limits } from '../limits.ts';
import type { Plan } from '../warden/session.ts';
import type { Found } from './engine.ts';
import { type Afterwards, withHandover } from './handover.ts';

/** The interpreter in a jail, whose every wall stands around its own. */
export function planJailed(
  found: Found,
  { limits, observe, interpreters }: RunOptions,
  cgroups: boolean | undefined,
  afterwards: (limits: Limits) => Afterwards,
): Plan {
  const plan = planJail({
    language: 'python',
    limits: found.around(limits),
    observe,
    program: found.program(limits, interpreters?.python),
    ...(cgroups === undefined ? {} : { cgroups }),
  });
  const held = { ...plan, limits: heldBy(found, limits, plan.limits) };
  if (!found.saysEnd || !observe) return held; // unobserved, nobody hears it say so
  return { ...held, records: [...plan.records, ['session', 1]], open: withHandover(plan.open, afterwards(limits)) };
}

/** Who holds which limit of the program: the interpreter itself where it does, and else the jail. */
function heldBy({ memory }: Found, { memoryBytes }: Limits, jail: Plan['limits']): Plan['limits'] {
  return memory === undefined ? jail : { ...jail, memory: { value: memoryBytes, enforcedBy: memory } };
}
