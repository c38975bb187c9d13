import type { Attempt } from '../attempt.ts';
import { bare, behindMask, inNamespaces, overReadOnlyFolder, withoutFolder } from '../controls.ts';
import * as at from '../decoys/decoy.ts';
import * as files from '../decoys/files.ts';
import * as kernel from '../decoys/kernel.ts';
import * as network from '../decoys/network.ts';

export const MOUNTS: readonly Attempt[] = [
  {
    file: 'remount-read-write.py',
    title: 'remounting a folder for writing',
    decoy: files.sharedFolders,
    control: overReadOnlyFolder,
  },
  { file: 'mount-tmpfs.py', title: 'mounting a new file system', decoy: at.nothing, control: inNamespaces('-Urm') },
  { file: 'mount-bind.py', title: 'mounting a folder a second time', decoy: at.nothing, control: inNamespaces('-Urm') },
  {
    file: 'mount-by-new-calls.py',
    title: 'mounting by the calls of Linux 5.2',
    decoy: at.nothing,
    control: inNamespaces('-Urm'),
  },
  {
    file: 'pivot-root.py',
    title: 'getting at the old root by pivot_root',
    decoy: files.secretFile,
    control: inNamespaces('-Urm'),
  },
  {
    file: 'chroot-climb.py',
    title: 'climbing out of the root by chroot',
    decoy: files.secretFile,
    control: inNamespaces('-Ur'),
  },
  {
    file: 'unmount-mask.py',
    title: 'removing the mounts that mask files',
    decoy: files.secretFile,
    control: behindMask,
  },
];

export const NAMESPACES: readonly Attempt[] = [
  { file: 'new-user-namespace.py', title: 'becoming root of a new user namespace', decoy: at.nothing, control: bare },
  {
    file: 'clone-user-namespace.py',
    title: 'cloning a process into a new user namespace',
    decoy: at.nothing,
    control: bare,
  },
  {
    file: 'join-host-network.py',
    title: "joining the host's network namespace",
    decoy: network.tcpListenerOfProcess,
    control: inNamespaces('-n'),
  },
  {
    file: 'join-host-mounts.py',
    title: "joining the host's mount namespace",
    decoy: files.secretFileOfProcess,
    control: withoutFolder,
  },
  { file: 'set-hostname.py', title: 'renaming the host', decoy: kernel.machineName, control: inNamespaces('-Uru') },
];
