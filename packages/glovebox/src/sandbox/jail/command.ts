import { existsSync } from 'node:fs';
import type { Sinkhole } from '../../observe/network/sinkhole.ts';
import type { Language } from '../../sample/sample.ts';
import type { Limits } from '../limits.ts';
import type { ConfigRecord } from '../warden/frames.ts';
import { commonRecords, PLACES } from '../warden/records.ts';
import { capabilityForNetwork, networkRecords } from './network.ts';
import { type Bind, isReachableByAnyone, type Rootfs } from './rootfs.ts';

/** Descriptors on which the launcher passes the warden's own binary to process 1; fixed in `warden.h`. */
const WARDEN_INSIDE = '/proc/self/fd/10';

/** Empty folders under which sources are shown that the jail's user cannot reach by name; the first that hides none of them. */
const STAGE_CANDIDATES = ['/mnt', '/media', '/srv', '/opt'];

export interface JailCommand {
  readonly language: Language;
  readonly bwrap: string;
  readonly rootfs: Rootfs;
  readonly exec: readonly string[];
  readonly limits: Limits;
  readonly observe: boolean;
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly host?: string | undefined;
  /** Kernel user id to become before anything else; undefined keeps the caller's, who is no root. */
  readonly uid: number | undefined;
  readonly sinkhole?: Sinkhole | undefined;
  /** Without a cgroup the warden watches memory and processes itself. */
  readonly watchMemory: boolean;
  readonly cgroups: readonly ConfigRecord[];
}

/** Everything the warden needs to make one jail. */
export function jailRecords(command: JailCommand): ConfigRecord[] {
  const staged = stage(command);
  return [
    ...bubblewrap(command.bwrap, staged.rootfs, command.host ?? 'glovebox', command.sinkhole).map(
      (arg): ConfigRecord => ['bwrap', arg],
    ),
    ...commonRecords(command),
    ...networkRecords(command.sinkhole),
    ...staged.records,
    ...command.rootfs.late.map(({ target }): ConfigRecord => ['readable', target]),
    ...(command.uid === undefined ? [] : ([['uid', command.uid]] as ConfigRecord[])),
    ...command.cgroups,
    ['watch_memory', command.watchMemory ? 1 : 0],
  ];
}

function bubblewrap(bwrap: string, rootfs: Rootfs, host: string, sinkhole: Sinkhole | undefined): string[] {
  return [
    bwrap,
    // Every namespace. A cgroup namespace is missing only on kernels older than any we support.
    ...['user', 'ipc', 'pid', 'net', 'uts', 'cgroup'].map((name) => `--unshare-${name}`),
    // User 0 of this namespace mounts terminals and writable places; process 1 then becomes an ordinary user of a second one.
    ...['--uid', '0', '--gid', '0', '--hostname', host],
    // Process 1 is the warden; when bubblewrap dies it dies, and with it all of the namespace.
    ...['--as-pid-1', '--die-with-parent', '--new-session', '--clearenv'],
    // Over the new user namespace alone, to mount the writable places and to map that user; process 1 drops both before the sample exists.
    ...['--cap-drop', 'ALL', '--cap-add', 'CAP_SYS_ADMIN', '--cap-add', 'CAP_SETFCAP'],
    ...(sinkhole === undefined ? [] : capabilityForNetwork),
    ...rootfs.binds.flatMap(show),
    ...rootfs.hidden.flatMap((path) => ['--tmpfs', path]),
    ...rootfs.late.flatMap(show),
    ...rootfs.hidden.flatMap((path) => ['--remount-ro', path]),
    ...rootfs.symlinks.flatMap(({ target, path }) => ['--symlink', target, path]),
    ...['--proc', '/proc', '--dev', '/dev', '--dir', '/run'],
    ...PLACES.flatMap((place) => ['--dir', place]),
    // The root and /dev are in memory too: writable, they would be a disk without a limit.
    ...['--remount-ro', '/dev', '--remount-ro', '/', '--', WARDEN_INSIDE, 'init'],
  ];
}

function show({ source, target }: Bind): string[] {
  return ['--ro-bind', source, target];
}

function stage(command: JailCommand): { rootfs: Rootfs; records: ConfigRecord[] } {
  const { rootfs } = command;
  const sources = [...rootfs.binds, ...rootfs.late].map((bind) => bind.source);
  const hidden = command.uid === undefined ? [] : sources.filter((source) => !isReachableByAnyone(source));
  if (hidden.length === 0) return { rootfs, records: [] };
  const folder =
    STAGE_CANDIDATES.find((path) => existsSync(path) && !sources.some((source) => source.startsWith(path))) ?? '/mnt';
  const reach = (bind: Bind): Bind => {
    const name = hidden.indexOf(bind.source);
    return name < 0 ? bind : { ...bind, source: `${folder}/${name}` };
  };
  return {
    rootfs: { ...rootfs, binds: rootfs.binds.map(reach), late: rootfs.late.map(reach) },
    records: [['stage_dir', folder], ...hidden.map((source, name): ConfigRecord => ['stage', `${name}=${source}`])],
  };
}
