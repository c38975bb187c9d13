import { GloveboxError } from '../../error.ts';
import type { RunOptions } from '../backend.ts';
import type { OpenChannel } from '../warden/channel.ts';
import { commonRecords } from '../warden/records.ts';
import type { Plan } from '../warden/session.ts';
import { openAttended } from '../wasm/attend.ts';
import type { Found } from './engine.ts';

/**
 * The interpreter where no jail can be made: a child process that Node's permission model keeps from files, programs and
 * threads. That is a lesser wall than a jail, and the report says so. Throws `backend-unavailable`.
 */
export function planChild(found: Found, { limits, observe }: RunOptions): Plan {
  const exec = found.child?.(limits);
  if (exec === undefined)
    throw new GloveboxError(
      'backend-unavailable',
      `${found.name} runs in a jail only, and there is none on ${process.platform}`,
      'Choose the engine "monty", or --backend wasm.',
    );
  const held = (value: number) => ({ value, enforcedBy: 'runtime' as const });
  return {
    observe,
    records: commonRecords({ language: 'python', exec, limits, observe }),
    limits: {
      memory: held(limits.memoryBytes),
      cpu: { value: limits.cpus, enforcedBy: 'none' },
      processes: held(limits.processes),
      wallClock: held(limits.wallMs),
      output: held(limits.outputBytes),
      disk: held(limits.diskBytes),
      files: held(limits.files),
      descriptors: held(limits.descriptors),
    },
    open: said(openAttended, `no jail: ${found.name} in a child process with Node’s permission model alone`),
    cleanUp: async () => {},
    failure: (complaints, reason) =>
      new GloveboxError(
        'backend-failed',
        `${found.name} failed: ${[reason, complaints.trim().split('\n').at(-1)].filter(Boolean).join('; ')}`,
        'Run ./setup.sh again.',
      ),
  };
}

/** What attends the child speaks of a WebAssembly host; here the host's own kernel answers it, and `reason` is another. */
function said(open: OpenChannel, reason: string): OpenChannel {
  return (onMessage) =>
    open((message) => {
      if (message.t === 'isolation') {
        const { kernel: _, ...isolation } = message;
        onMessage(isolation);
      } else onMessage(message.t === 'end' ? { ...message, reason } : message);
    });
}
