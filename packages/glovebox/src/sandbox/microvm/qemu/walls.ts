import { existsSync, lstatSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { GloveboxError } from '../../../error.ts';
import { bubblewrapPath } from '../../jail/launch.ts';
import { unprivilegedUid } from '../../jail/uid.ts';
import type { Accelerator } from './command.ts';

/** What QEMU may see of the host should a guest break out into it: its own program, and what it was handed as descriptors. */
export function walled(
  qemu: string,
  accelerator: Accelerator,
  state: string | undefined,
): [command: string, args: string[]] {
  const args = [
    ...['--unshare-all', '--die-with-parent', '--new-session', '--clearenv', '--cap-drop', 'ALL'],
    ...['/usr', ...ALIASES.filter((path) => existsSync(path) && !isLink(path))].flatMap((path) => [
      '--ro-bind',
      path,
      path,
    ]),
    ...ALIASES.filter(isLink).flatMap((path) => ['--symlink', readlinkSync(path), path]),
    ...['/etc/ld.so.cache', '/etc/alternatives'].filter(existsSync).flatMap((path) => ['--ro-bind', path, path]),
    ...['--proc', '/proc', '--dev', '/dev'],
    ...(accelerator === 'kvm' ? ['--dev-bind', '/dev/kvm', '/dev/kvm'] : []),
    // Where a machine that is being snapshotted says its state; no other machine has it.
    ...(state === undefined ? [] : ['--bind', state, STATE_FOLDER]),
    ...['--remount-ro', '/', '--chdir', '/', '--', qemu],
  ];
  return [bubblewrapPath(), args];
}

/** The folder of {@link walled}'s `state`, as QEMU names it. */
export const STATE_FOLDER = '/state';

const KVM = '/dev/kvm';

/** Whether KVM can be had by a QEMU that is not root. A guest that breaks out into a root QEMU would have what little the walls leave. */
export function kvmReachable(device = KVM): boolean {
  const kvm = statSync(device, { throwIfNoEntry: false });
  return kvm !== undefined && (process.getuid?.() !== 0 || isForAll(kvm) || isForGroup(kvm));
}

/** The user QEMU becomes when Glovebox is root: KVM is reached as anybody, else by its group. Throws `backend-unavailable`. */
export function machineUser(machine: number, accelerator: Accelerator, device = KVM): { uid?: number; gid?: number } {
  const uid = unprivilegedUid(machine);
  if (uid === undefined) return {};
  if (accelerator === 'tcg') return { uid, gid: uid };
  const kvm = statSync(device);
  if (isForAll(kvm)) return { uid, gid: uid };
  if (isForGroup(kvm)) return { uid, gid: kvm.gid };
  throw new GloveboxError(
    'backend-unavailable',
    '/dev/kvm is for root alone, and QEMU is never run as root',
    'Give it to a group: groupadd -f kvm; chgrp kvm /dev/kvm; chmod 660 /dev/kvm.',
  );
}

function isForAll({ mode }: Pick<Stats, 'mode'>): boolean {
  return (mode & 0o006) === 0o006;
}

function isForGroup({ mode, gid }: Pick<Stats, 'mode' | 'gid'>): boolean {
  return (mode & 0o060) === 0o060 && gid !== 0;
}

const ALIASES = ['/bin', '/sbin', '/lib', '/lib64', '/lib32'];

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
