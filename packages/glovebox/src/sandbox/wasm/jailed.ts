import { realpathSync } from 'node:fs';
import type { Language } from '../../sample/sample.ts';
import type { RunOptions } from '../backend.ts';
import { planJail } from '../jail/launch.ts';
import type { Limits } from '../limits.ts';
import type { ConfigRecord } from '../warden/frames.ts';
import type { Plan } from '../warden/session.ts';
import { hostFailure } from './failure.ts';
import { held } from './held.ts';
import { hostOf, hostSettings, NODE_ENVIRONMENT, NODE_FLAGS, withHostLimits } from './host.ts';
import { translated } from './translate.ts';
import type { WasmChoices } from './wasm.ts';

/** Where the host's own things are shown in the jail; /usr/local is empty there. */
const NODE = '/usr/local/bin/node';
const LIBRARY = '/usr/local/lib/glovebox';

/** The host in a jail: its process is held by every wall of the jail, around the module's own. */
export async function planJailed(
  language: Language,
  { limits, observe, clock }: RunOptions,
  { cgroups }: WasmChoices,
): Promise<Plan> {
  const host = await hostOf(language);
  const paths = Object.entries(host.paths).map(([name, source]) => ({ name, source, target: `${LIBRARY}/${name}` }));
  const plan = planJail({
    language,
    limits: aroundHost(limits),
    observe: true, // the host tells changes and its end the same way
    program: {
      exec: [
        NODE,
        ...NODE_FLAGS,
        `/glovebox/build/wasm/${host.bundle}`,
        ...hostSettings(limits, observe, clock),
        ...paths.map(({ name, target }) => `${name}=${target}`),
      ],
      binds: [
        { source: realpathSync(process.execPath), target: NODE },
        ...paths.map(({ source, target }) => ({ source, target })),
      ],
    },
    ...(cgroups === undefined ? {} : { cgroups }),
  });
  return {
    ...plan,
    records: [
      ...plan.records,
      ...Object.entries(NODE_ENVIRONMENT).map(([name, value]): ConfigRecord => ['env', `${name}=${value}`]),
    ],
    limits: withHostLimits(limits, plan.limits),
    ...(clock === undefined ? {} : { clock }),
    open: translated(held(plan.open), observe),
    failure: (complaints, reason) => hostFailure(complaints, reason) ?? plan.failure(complaints, reason),
  };
}

const MIB = 1024 * 1024;

/** Node, its compiler and the runtime's code need room and threads of their own beside what the module may have. */
function aroundHost(limits: Limits): Limits {
  return {
    ...limits,
    memoryBytes: limits.memoryBytes + limits.diskBytes + 384 * MIB,
    processes: Math.max(limits.processes, 40),
    descriptors: Math.max(limits.descriptors, 64),
  };
}
