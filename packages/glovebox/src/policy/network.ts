import { resolve } from 'node:path';
import { GloveboxError } from '../error.ts';
import { type Recorded, readRecording } from '../observe/network/egress/recording.ts';
import type { Reply } from '../observe/network/replies.ts';
import type { Network } from '../sandbox/backend.ts';
import { given } from './merge.ts';
import { MOST_REPLY, type NetworkPart } from './network-schema.ts';
import { diskReader, type PolicyReader } from './reader.ts';

/** A merged network, whose files' paths are whole, with what they hold. Throws `policy-invalid`. */
export async function networkFrom(reader: PolicyReader, network: NetworkPart): Promise<Network> {
  if (typeof network === 'string') return { mode: network };
  const { mode, replies, file, ...rest } = network;
  if (file !== undefined && reader !== diskReader)
    throw new GloveboxError(
      'policy-invalid',
      `network: ${mode} needs ${file} on disk, which a policy that is read from elsewhere has none of`,
      'Use another mode there, or give the policy with --policy.',
    );
  return {
    mode,
    ...given(rest),
    ...(replies !== undefined && { replies: await Promise.all(replies.map((reply) => replyFrom(reader, reply))) }),
    ...(file !== undefined && { file: resolve(file) }),
    ...(mode === 'replay' && file !== undefined && { recording: recordingFrom(resolve(file)) }),
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

type WrittenReply = NonNullable<Exclude<NetworkPart, string>['replies']>[number];

async function replyFrom(reader: PolicyReader, { file, body, ...reply }: WrittenReply): Promise<Reply> {
  if (file === undefined) return { ...given(reply), body: body ?? '' };
  const content = await reader.readBytes?.(file, MOST_REPLY);
  const bytes = content ?? (await reader.read(file, MOST_REPLY));
  if (bytes === undefined)
    throw new GloveboxError('policy-invalid', `cannot read the reply ${file}: it is not there`, 'Check the path.');
  return { ...given(reply), body: Buffer.from(bytes as string).toString('base64'), base64: true as const };
}
