import type { Attempt } from '../attempt.ts';
import { asRoot, bare, beforeCarelessCollector, underOwnInit } from '../controls.ts';
import * as files from '../decoys/files.ts';
import * as kernel from '../decoys/kernel.ts';

export const FILES: readonly Attempt[] = [
  { file: 'read-host-file.py', title: 'reading a host file by its path', decoy: files.secretFile, control: bare },
  {
    file: 'read-through-init-root.py',
    title: 'reading a host file through /proc/1/root',
    decoy: files.secretFile,
    control: underOwnInit,
  },
  {
    file: 'read-through-parents-root.py',
    title: "reading a host file through an ancestor's root",
    decoy: files.secretFile,
    control: bare,
  },
  {
    file: 'read-through-cwd-climb.py',
    title: 'reading a host file by climbing from the working directory',
    decoy: files.secretFile,
    control: bare,
  },
  {
    file: 'read-through-symlink.py',
    title: 'reading a host file through a symbolic link',
    decoy: files.secretFile,
    control: bare,
  },
  {
    file: 'read-inherited-descriptors.py',
    title: 'reading a host file through an inherited descriptor',
    decoy: files.inheritedFile,
    control: bare,
  },
  {
    file: 'read-by-file-handle.py',
    title: 'reading a host file by its handle',
    decoy: files.secretFileHandle,
    control: asRoot,
  },
  {
    file: 'read-environment.py',
    title: "reading a variable of the launcher's environment",
    decoy: kernel.environmentVariable,
    control: bare,
  },
  {
    file: 'write-host-directory.py',
    title: 'writing to a host directory by its path',
    decoy: files.writableFolder,
    control: bare,
  },
  {
    file: 'write-host-directory.sh',
    title: 'writing to a host directory from a shell',
    decoy: files.writableFolder,
    control: bare,
  },
  {
    file: 'write-through-init-root.py',
    title: 'writing to a host directory through /proc/1/root',
    decoy: files.writableFolder,
    control: underOwnInit,
  },
  {
    file: 'write-read-only-root.py',
    title: 'writing to the folders that the sandbox shows of its host',
    decoy: files.sharedFolders,
    control: bare,
  },
  {
    file: 'leave-link.py',
    title: 'leaving links for whoever collects what it left',
    decoy: files.secretFile,
    control: beforeCarelessCollector,
  },
  {
    file: 'replace-dev-null.py',
    title: 'replacing the devices that a runtime opens by name',
    decoy: files.deviceFolder,
    control: bare,
  },
  {
    file: 'open-virtual-port.py',
    title: 'opening a port to the host of a virtual machine',
    decoy: files.port,
    control: bare,
  },
];
