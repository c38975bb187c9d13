import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { GloveboxError } from '../../error.ts';
import type { Language } from '../../sample/sample.ts';
import type { RunOptions } from '../backend.ts';
import { commonRecords } from '../warden/records.ts';
import type { Plan } from '../warden/session.ts';
import { openAttended } from './attend.ts';
import { BUNDLES } from './bundles.ts';
import { hostFailure } from './failure.ts';
import { held } from './held.ts';
import { hostOf, hostSettings, NODE_FLAGS, withHostLimits } from './host.ts';
import { translated } from './translate.ts';

/**
 * The host where no jail can be made: a child process that Node's permission model keeps from files, programs, threads and
 * native code. That is a lesser wall than a jail, and the report says so.
 */
export async function planChild(language: Language, { limits, observe, clock }: RunOptions): Promise<Plan> {
  const host = await hostOf(language);
  const bundle = realpathSync(join(BUNDLES, host.bundle));
  const readable = [realpathSync(BUNDLES), ...Object.values(host.paths)];
  const exec = [
    process.execPath,
    ...NODE_FLAGS,
    '--permission',
    ...readable.map((path) => `--allow-fs-read=${path}`),
    bundle,
    'given=job',
    ...hostSettings(limits, observe, clock),
    ...Object.entries(host.paths).map(([name, path]) => `${name}=${path}`),
  ];
  const value = (of: number) => ({ value: of, enforcedBy: 'runtime' as const });
  return {
    observe: true, // the host says that it waits, whoever listens
    records: commonRecords({ language, exec, limits, observe }),
    limits: withHostLimits(limits, {
      memory: value(limits.memoryBytes),
      cpu: { value: limits.cpus, enforcedBy: 'none' },
      processes: value(limits.processes),
      wallClock: value(limits.wallMs),
      output: value(limits.outputBytes),
      disk: value(limits.diskBytes),
      files: value(limits.files),
      descriptors: value(limits.descriptors),
    }),
    ...(clock === undefined ? {} : { clock }),
    open: translated(held(openAttended), observe),
    cleanUp: async () => {},
    failure: (complaints, reason) => hostFailure(complaints, reason) ?? childFailure(complaints, reason),
  };
}

function childFailure(complaints: string, reason: string | undefined): GloveboxError {
  const said = [reason, complaints.trim().split('\n').at(-1)].filter(Boolean).join('; ');
  return new GloveboxError('backend-failed', `the WebAssembly host failed: ${said}`, 'Run ./setup.sh again.');
}
