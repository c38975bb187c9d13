import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { GloveboxError } from '../error.ts';
import { type Recorded, readRecording } from '../observe/network/egress/recording.ts';
import type { Reply } from '../observe/network/replies.ts';
import type { Network } from '../sandbox/backend.ts';
import { MOST_REPLY, type PolicyFile } from './schema.ts';

/** The network of a policy file at `path`, with what its replies' files hold. Throws `policy-invalid`. */
export function networkFrom(path: string, given: NonNullable<PolicyFile['network']>): Network {
  if (typeof given === 'string') return { mode: given };
  const { mode, replies, hosts, addresses, resolve: own, file } = given;
  const full = file === undefined ? undefined : resolve(dirname(path), file);
  return {
    mode,
    ...(replies !== undefined && { replies: replies.map((reply) => replyFrom(path, reply)) }),
    ...(hosts !== undefined && { hosts }),
    ...(addresses !== undefined && { addresses }),
    ...(own !== undefined && { resolve: own }),
    ...(full !== undefined && { file: full }),
    ...(mode === 'replay' && full !== undefined && { recording: recordingFrom(full) }),
  };
}

/** What was recorded in a file. Throws `policy-invalid`. */
export function recordingFrom(path: string): Recorded[] {
  try {
    return readRecording(path);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
    throw new GloveboxError(
      'policy-invalid',
      `cannot replay ${path}: ${reason}`,
      'Record it first: network: { mode: record, hosts: […], file: … }.',
      { cause },
    );
  }
}

type Written = NonNullable<Exclude<NonNullable<PolicyFile['network']>, string>['replies']>[number];

function replyFrom(path: string, { host, path: at, status, headers, body, file }: Written): Reply {
  return {
    host,
    ...(at !== undefined && { path: at }),
    ...(status !== undefined && { status }),
    ...(headers !== undefined && { headers }),
    ...(file === undefined ? { body: body ?? '' } : { body: read(path, file), base64: true as const }),
  };
}

/** Relative to the policy; as base64. */
function read(path: string, file: string): string {
  const full = resolve(dirname(path), file);
  try {
    const status = statSync(full);
    if (!status.isFile() || status.size > MOST_REPLY) throw new Error('no file of at most 4 MiB');
    return readFileSync(full).toString('base64');
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
    throw new GloveboxError('policy-invalid', `${path}: cannot read the reply ${file}: ${reason}`, 'Check the path.', {
      cause,
    });
  }
}
