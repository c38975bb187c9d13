import { readlinkSync } from 'node:fs';
import { GloveboxError } from '../../error.ts';
import type { Isolation } from '../../observe/message.ts';

const KINDS: readonly string[] = ['user', 'pid', 'mnt', 'net', 'ipc', 'uts', 'cgroup', 'time'];
/** Without one of these of its own a sample sees, or reaches, what is not its. */
const NEEDED = ['pid', 'mnt', 'net', 'ipc', 'uts'];

type Probed = Pick<Isolation, 'namespaceIds'>;

/**
 * The kinds of namespace that the sample does not share with this process, by the numbers the sample's process read of its own.
 * Only where both talk to the same kernel: another kernel's numbers mean nothing here.
 */
export function separateNamespaces({ namespaceIds = {} }: Probed): string[] {
  return Object.entries(namespaceIds)
    .filter(([kind, id]) => KINDS.includes(kind) && id !== readlinkSync(`/proc/self/ns/${kind}`))
    .map(([kind]) => kind);
}

/** Throws `isolation-incomplete` where the sample shares a namespace that keeps it from the host, or cannot show that it does not. */
export function expectNamespaces(probed: Probed): void {
  const separate = separateNamespaces(probed);
  const shared = NEEDED.filter((kind) => !separate.includes(kind));
  if (shared.length === 0) return;
  throw new GloveboxError(
    'isolation-incomplete',
    `the sandbox was ended before its sample ran: it shares namespaces with the host: ${shared.join(', ')}`,
    'Look for what makes the daemon share them (its default runtime, userns-remap, --pid or --ipc defaults in daemon.json or containers.conf), or use another backend.',
  );
}
