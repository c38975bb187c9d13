import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, readlinkSync, rmdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DecoyMaker, nonce, openFolder, secret } from './decoy.ts';
import { contains } from './files.ts';

const SEGMENT = fileURLToPath(new URL('../outside/segment.py', import.meta.url));
const KEY = fileURLToPath(new URL('../outside/key.py', import.meta.url));

/** A key in the user's keyring. Arguments: its name and serial number. */
export const key: DecoyMaker = () => {
  const name = `glovebox-decoy-${nonce()}`;
  const content = secret();
  const serial = execFileSync('/usr/bin/python3', [KEY, 'add', name, content], { encoding: 'utf8' }).trim();
  const remove = () => void execFileSync('/usr/bin/python3', [KEY, 'remove', serial]);
  return { args: [name, serial], touched: contains(content), remove };
};

/** A shared memory segment anybody may read. Arguments: its number. */
export const sharedMemory: DecoyMaker = () => {
  const content = secret();
  const segment = execFileSync('/usr/bin/python3', [SEGMENT, 'make', content], { encoding: 'utf8' }).trim();
  const remove = () => void execFileSync('/usr/bin/python3', [SEGMENT, 'remove', segment]);
  return { args: [segment], touched: contains(content), remove };
};

/** A variable in the environment of the harness. Arguments: its name. */
export const environmentVariable: DecoyMaker = () => {
  const name = `GLOVEBOX_DECOY_${nonce()}`;
  const content = secret();
  process.env[name] = content;
  return { args: [name], touched: contains(content), remove: () => void delete process.env[name] };
};

/** The terminal around the attempt, which `outside/terminal.py` reads afterwards. Arguments: what to type. */
export const terminal: DecoyMaker = () => {
  const text = nonce();
  return {
    args: [text],
    touched: (output) => (output.includes(`TYPED ${text}`) ? 'a shell would read it' : undefined),
    remove: () => {},
  };
};

/** Devices of the machine, to be opened and not read; bare, a node of ours for /dev/zero. Arguments: the paths. */
export const devices: DecoyMaker = (side) => {
  const folder = openFolder();
  const node = join(folder.path, 'zero');
  if (side === 'control') execFileSync('mknod', [node, 'c', '1', '5']);
  const real = [
    'vda',
    'sda',
    'nvme0n1',
    'loop0',
    'loop-control',
    'mem',
    'kmsg',
    'kvm',
    'fuse',
    'net/tun',
    'btrfs-control',
  ];
  const args = side === 'control' ? [node] : real.map((name) => `/dev/${name}`);
  return { args, touched: () => undefined, remove: folder.remove };
};

/** Settings of the kernel that reach beyond a sandbox; bare, the host name of a namespace of its own. Arguments: their paths. */
export const settings: DecoyMaker = (side) => {
  const real = [
    'kernel/core_pattern',
    'kernel/modprobe',
    'kernel/hostname',
    'kernel/ns_last_pid',
    'vm/overcommit_memory',
    'fs/binfmt_misc/register',
  ];
  const args = (side === 'control' ? ['kernel/hostname'] : real).map((name) => `/proc/sys/${name}`);
  return { args, touched: () => undefined, remove: () => {} };
};

/** A cgroup of the harness; inside, all there are. Arguments: the folder. */
export const cgroup: DecoyMaker = (side) => {
  const root = existsSync('/sys/fs/cgroup/memory/tasks') ? '/sys/fs/cgroup/memory' : '/sys/fs/cgroup';
  const path = `${root}/glovebox-decoy-${nonce()}`;
  if (side === 'sandbox') return { args: ['/sys/fs/cgroup'], touched: () => undefined, remove: () => {} };
  mkdirSync(path);
  return { args: [path], touched: () => undefined, remove: () => rmdirSync(path) };
};

/** Programs that run as root whoever starts them; bare, one of ours. Arguments: their paths. */
export const setuidPrograms: DecoyMaker = (side) => {
  const folder = openFolder();
  const program = join(folder.path, 'setuid-cat');
  if (side === 'control') {
    copyFileSync('/bin/cat', program);
    chownSync(program, 0, 0);
    chmodSync(program, 0o4755);
  }
  const real = ['passwd', 'su', 'newgrp', 'chsh', 'gpasswd'].map((name) => `/usr/bin/${name}`).filter(existsSync);
  return { args: side === 'control' ? [program] : real, touched: () => undefined, remove: folder.remove };
};

/** The machine's name. Arguments: a new one, and the namespace of the harness for attempts that must not share it. */
export const machineName: DecoyMaker = () => {
  const name = `decoy-${nonce()}`;
  const touched = () => (hostname() === name ? 'the machine has another name' : undefined);
  return { args: [name, readlinkSync('/proc/self/ns/uts')], touched, remove: () => {} };
};

/** The memory of whoever reads what the attempt prints. Touched when more came out than `bytes`. */
export function flood(bytes: number): DecoyMaker {
  return () => ({
    args: [],
    touched: (output) => (output.length > bytes ? `${output.length} bytes came out` : undefined),
    remove: () => {},
  });
}
