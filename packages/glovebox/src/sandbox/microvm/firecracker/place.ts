import { accessSync, chmodSync, constants, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { GloveboxError } from '../../../error.ts';
import { cacheFolder } from '../../images/cache.ts';
import { bubblewrapPath } from '../../jail/launch.ts';
import { own, ownFolder } from '../../owned.ts';
import type { Binaries } from './binaries.ts';
import { FILES } from './requests.ts';

/** Where one Firecracker runs and how it is started. */
export interface Place {
  /** Its working directory, as the host names it: every file it makes lies there. */
  readonly folder: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  remove(): void;
}

/** Files of the host that the machine is made of, by their names in its place. It cannot write to them. */
export type Shown = Readonly<Record<string, string>>;

export interface JailChoice {
  /** User and group that Firecracker becomes; nobody else's. */
  readonly uid: number;
  readonly cgroupVersion: 1 | 2;
  /** Bytes of the largest file it may write: its snapshot, where it is to make one. */
  readonly largestFile: number;
}

/** Bytes of a Unix socket's path, the ending NUL not counted. */
const LONGEST_SOCKET = 107;

let made = 0;

/**
 * For an ordinary user: bubblewrap shows Firecracker nothing of the host but itself, KVM and its files, and ends it when Glovebox
 * ends. Its own seccomp filters are on unless switched off.
 */
export function plainPlace({ firecracker }: Binaries, files: Shown, kvm: string): Place {
  for (const file of Object.values(files)) accessSync(file, constants.R_OK);
  const bubblewrap = bubblewrapPath();
  const { path: folder, remove } = ownFolder('glovebox-vm-');
  return {
    folder: checked(folder, remove, 'TMPDIR'),
    command: bubblewrap,
    args: [
      ...['--unshare-all', '--die-with-parent', '--new-session', '--clearenv', '--cap-drop', 'ALL'],
      ...['--proc', '/proc', '--dev', '/dev', '--dev-bind', kvm, '/dev/kvm'],
      ...['--ro-bind', firecracker, INSIDE.firecracker, '--bind', folder, INSIDE.folder],
      ...Object.entries(files).flatMap(([name, file]) => ['--ro-bind', resolve(file), `${INSIDE.folder}/${name}`]),
      // The root is in memory: writable, it would be a disk without a limit.
      ...['--remount-ro', '/dev', '--remount-ro', '/', '--chdir', INSIDE.folder, '--', INSIDE.firecracker],
      ...['--id', machineId(), ...OWN_ARGUMENTS],
    ],
    cwd: folder,
    remove,
  };
}

const INSIDE = { firecracker: '/firecracker', folder: '/machine' } as const;

/**
 * For root: the jailer gives Firecracker a root directory of its own, with nothing in it but its files and `/dev/kvm`, and a user of
 * its own. The files are mounted there, read-only and in a mount namespace that ends with it. The directory lies in the cache and not
 * among temporary files, whose file system often allows no devices.
 */
export function jailedPlace({ firecracker, jailer }: Binaries, files: Shown, choice: JailChoice): Place {
  if (jailer === undefined) throw new Error('a jailed place needs a jailer');
  for (const file of Object.values(files)) letOthersRead(file);
  const base = mkdtempSync(join(cacheFolder('machines'), 'vm-'));
  const release = own({ kind: 'folder', path: base });
  const remove = () => {
    rmSync(base, { recursive: true, force: true });
    release();
  };
  const id = machineId();
  const folder = join(base, basename(firecracker), id, 'root');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    folder: checked(folder, remove, 'GLOVEBOX_CACHE'),
    command: 'unshare',
    args: [
      ...['--mount', '--propagation', 'private', '--', '/bin/sh', '-c', MOUNT_AND_BECOME, 'sh'],
      ...Object.entries(files).flatMap(([name, file]) => [resolve(file), join(folder, name)]),
      ...['--', jailer, '--id', id, '--exec-file', firecracker],
      ...['--uid', `${choice.uid}`, '--gid', `${choice.uid}`],
      ...['--chroot-base-dir', base, '--cgroup-version', `${choice.cgroupVersion}`],
      ...['--resource-limit', `fsize=${choice.largestFile}`],
      ...['--', ...OWN_ARGUMENTS],
    ],
    cwd: base,
    remove,
  };
}

/** Takes pairs of a file and its place up to `--`, then the command. */
const MOUNT_AND_BECOME =
  'while [ "$1" != -- ]; do : >"$2" && mount --bind "$1" "$2" && mount -o remount,bind,ro "$2" || exit 126; shift 2; done; shift; exec "$@"';

/** Firecracker's user opens them by name; the folders they lie in stay closed to everybody else. */
function letOthersRead(file: string): void {
  const { mode } = statSync(file);
  if ((mode & 0o004) === 0) chmodSync(file, (mode & 0o777) | 0o444);
}

/** Errors go to its standard error stream, which is read and kept short; metrics are off unless asked for. */
const OWN_ARGUMENTS = ['--api-sock', FILES.api, '--level', 'Error'];

/** Unique on the machine: the jailer also names cgroups after it. */
function machineId(): string {
  return `glovebox-${process.pid}-${++made}`;
}

function checked(folder: string, remove: () => void, variable: string): string {
  const longest = join(folder, FILES.agent);
  if (Buffer.byteLength(longest) <= LONGEST_SOCKET) return folder;
  remove();
  throw new GloveboxError(
    'temp-unwritable',
    `a Unix socket cannot be made at ${longest}: its path is longer than ${LONGEST_SOCKET} bytes`,
    `Set ${variable} to a folder with a shorter path.`,
  );
}
