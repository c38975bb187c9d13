import { GloveboxError } from '../error.ts';
import type { EgressRules } from '../observe/network/egress/egress.ts';
import type { Permit } from '../observe/network/egress/permits.ts';
import type { Sinkhole } from '../observe/network/sinkhole.ts';
import type { Network } from './backend.ts';

/** What a sample's network may be. */
export const NETWORK_MODES = ['deny', 'sinkhole', 'allow', 'record', 'replay'] as const;
export type NetworkMode = (typeof NETWORK_MODES)[number];

/** Whether there is anybody at the other end at all. */
export function isAnswered(network: Network | undefined): network is Network {
  return network !== undefined && network.mode !== 'deny';
}

/** The network of one run; undefined for an empty one. Throws `policy-invalid` where what is to be recorded cannot be written. */
export async function openNetwork(network: Network | undefined): Promise<Sinkhole | undefined> {
  if (!isAnswered(network)) return undefined;
  // Loaded when asked for: what makes certificates costs more time than a small program runs.
  const { openSinkhole } = await import('../observe/network/sinkhole.ts');
  if (network.mode === 'sinkhole') return openSinkhole(network.replies ?? []);
  const { Egress } = await import('../observe/network/egress/egress.ts');
  const egress = new Egress(await rulesOf(network));
  const opened = await openSinkhole([], egress);
  if (network.mode !== 'record') return opened;
  const path = await recordingOf(network);
  return {
    ...opened,
    async finish() {
      const traffic = await opened.finish();
      const { addRecorded } = await import('../observe/network/egress/recording.ts');
      addRecorded(path, egress.recorded.splice(0));
      return traffic;
    },
  };
}

async function rulesOf({ mode, hosts = [], addresses = [], resolve = {}, recording }: Network): Promise<EgressRules> {
  const [{ permitFrom }, { endpointFrom }, { Replay }] = await Promise.all([
    import('../observe/network/egress/permits.ts'),
    import('../observe/network/egress/addresses.ts'),
    import('../observe/network/egress/recording.ts'),
  ]);
  const permits = hosts.map(permitFrom).filter((permit): permit is Permit => permit !== undefined);
  const endpoints = [...hosts, ...addresses].map(endpointFrom).filter((endpoint) => endpoint !== undefined);
  return {
    permits,
    addresses: endpoints,
    resolve: new Map(Object.entries(resolve).map(([name, address]) => [name.toLowerCase(), address])),
    ...(mode === 'record' && { isRecorded: true as const }),
    ...(mode === 'replay' && { replay: new Replay(recording ?? []) }),
  };
}

async function recordingOf({ file = '' }: Network): Promise<string> {
  const { beginRecording } = await import('../observe/network/egress/recording.ts');
  try {
    beginRecording(file);
    return file;
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new GloveboxError('policy-invalid', `cannot write the recording ${file}: ${reason}`, 'Name another file.', {
      cause,
    });
  }
}
