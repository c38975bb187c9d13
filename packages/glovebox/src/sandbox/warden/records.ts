import type { Language } from '../../sample/sample.ts';
import type { Variable } from '../canaries/plant.ts';
import type { Limits } from '../limits.ts';
import type { ConfigRecord } from './frames.ts';

/** Places the sample may write to; the first is its working directory. They share one bounded file system and end with the run. */
export const PLACES = ['/work', '/tmp', '/home/user', '/dev/shm'] as const;

/** Makes a sandbox take one job after another. */
export const SESSION: ConfigRecord = ['session', 1];

/** Bytes of the files left behind that are told of for a search, all together. */
export const CONTENTS_BYTES = 2 * 1024 * 1024;

/** What decoys need besides their files. */
export function canaryRecords(variables: readonly Variable[] | undefined): ConfigRecord[] {
  if (variables === undefined) return [];
  return [['contents', CONTENTS_BYTES], ...variables.map(({ variable }): ConfigRecord => ['env', variable])];
}

/** What runs inside, wherever the walls come from. */
export interface Inside {
  readonly language: Language;
  /** The command that waits for its job, as the sandbox names it. */
  readonly exec: readonly string[];
  readonly limits: Limits;
  readonly observe: boolean;
  /** Variables besides the usual ones, or instead of them. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

/** The part of a warden's configuration that is the same in every backend. */
export function commonRecords({ language, exec, limits, observe, environment: given = {} }: Inside): ConfigRecord[] {
  return [
    ...exec.map((arg): ConfigRecord => ['exec', arg]),
    ...environment(language, given).map((variable): ConfigRecord => ['env', variable]),
    ...PLACES.map((place): ConfigRecord => ['place', place]),
    ...READABLE.map((path): ConfigRecord => ['readable', path]),
    ...QUIET.map((path): ConfigRecord => ['quiet', path]),
    ['observe', observe ? 1 : 0],
    ['await_begin', 1],
    ['limit.memory', limits.memoryBytes],
    ['limit.processes', limits.processes],
    ['limit.wall_ms', limits.wallMs],
    ['limit.output', limits.outputBytes],
    ['limit.disk', limits.diskBytes],
    ['limit.files', limits.files],
    ['limit.descriptors', limits.descriptors],
    ['limit.cpu_permille', Math.round(limits.cpus * 1000)],
  ];
}

const READABLE = ['/usr', '/etc', '/bin', '/sbin', '/lib', '/lib64', '/glovebox'];

/** Reads below these say nothing about a sample: they are how programs start. What is secret on a host is not in there. */
export const QUIET: readonly string[] = [
  '/usr/lib',
  '/usr/lib64',
  '/usr/local/lib',
  '/usr/share',
  '/lib',
  '/lib64',
  '/glovebox',
  '/etc/ld.so.cache',
  '/etc/ld.so.preload',
  '/etc/ssl',
  '/etc/localtime',
  '/etc/nsswitch.conf',
  '/etc/resolv.conf',
  '/etc/hosts',
  '/etc/host.conf',
  '/etc/gai.conf',
  '/dev/null',
  '/dev/urandom',
  '/dev/tty',
  '/proc/self/maps',
  '/proc/filesystems',
  '/etc/netsvc.conf',
  '/etc/svc.conf',
  '/proc/meminfo',
  '/proc/stat',
  '/sys/devices/system/cpu',
];

function environment(language: Language, given: Readonly<Record<string, string>>): string[] {
  // Node would set up io_uring, be refused, and go on without: an attempt that says nothing about the sample.
  const own = language === 'javascript' || language === 'typescript' ? ['UV_USE_IO_URING=0'] : [];
  const usual = [
    ...own,
    'PATH=/usr/local/bin:/usr/bin:/bin',
    'HOME=/home/user',
    'USER=user',
    'LANG=C.UTF-8',
    'TMPDIR=/tmp',
    'TERM=dumb',
  ];
  return [
    ...usual.filter((variable) => !Object.hasOwn(given, variable.slice(0, variable.indexOf('=')))),
    ...Object.entries(given).map(([name, value]) => `${name}=${value}`),
  ];
}
