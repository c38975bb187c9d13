import { resolve } from 'node:path';
import { GloveboxError } from '../error.ts';
import type { Network } from '../sandbox/backend.ts';
import type { PolicyOptions } from './options.ts';

type Given = Pick<PolicyOptions, 'network' | 'networkHosts' | 'networkFile'>;

/** The network of a command: the policy's, then what the command line says instead. Throws `usage`. */
export async function networkOf(given: Given, base: Network | undefined): Promise<Network | undefined> {
  const { network: mode = base?.mode, networkHosts, networkFile } = given;
  if (networkHosts === undefined && networkFile === undefined) {
    if (given.network === undefined) return base;
    // Loading a validator costs more time than a small program runs.
    if (given.network === 'deny') return { mode: 'deny' };
    if (given.network === 'sinkhole') return { mode: 'sinkhole', ...(base?.replies && { replies: base.replies }) };
  }
  if (mode === undefined)
    throw usage('--network-hosts and --network-file go with --network', 'Add --network allow, record or replay.');
  return checked(mode, given, base);
}

async function checked(mode: Network['mode'], { networkHosts, networkFile }: Given, base: Network | undefined) {
  const [{ MEMBERS, networkSchema }, { recordingFrom }] = await Promise.all([
    import('../policy/network-schema.ts'),
    import('../policy/network.ts'),
  ]);
  // What the policy says of another mode is left behind; what the command line says must fit.
  const kept = Object.entries(base ?? {}).filter(([key]) => MEMBERS[mode].includes(key) && key !== 'replies');
  const network = {
    ...Object.fromEntries(kept),
    mode,
    ...(networkHosts !== undefined && { hosts: networkHosts }),
    ...(networkFile !== undefined && { file: resolve(networkFile) }),
  };
  const parsed = networkSchema.safeParse(network);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw usage(`--network ${mode}: ${issue?.message}`, `Give ${OPTIONS.join(', ')}, or network: in a policy.`);
  }
  const full = network as Network;
  return { ...full, ...(mode === 'replay' && { recording: recordingFrom(full.file ?? '') }) };
}

const OPTIONS = ['--network-hosts pypi.org,…', '--network-file FILE'];

function usage(message: string, remedy: string): GloveboxError {
  return new GloveboxError('usage', message, remedy);
}
