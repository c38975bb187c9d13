/** How the sentry prints a call's arguments. */
export type Shape = readonly Part[];
type Part = 'dir' | 'otherDir' | 'path' | 'number' | 'flags' | 'text' | 'descriptor' | 'rest';

const PATH: Shape = ['path'];
const PATH_NUMBER: Shape = ['path', 'number'];
const DIR_PATH_NUMBER: Shape = ['dir', 'path', 'number'];
const REST: Shape = ['rest'];

/**
 * The calls that are traced: those the warden's own observer sees, as far as this kernel has them under a name, what is needed
 * to follow working directories (`chdir`) and the order of hints (`write`). A name the installed runsc does not know would keep
 * it from starting, so calls newer than the oldest supported one (2022-12) are left out.
 */
export const SHAPES: Readonly<Record<string, Shape>> = {
  open: ['path', 'flags', 'number'],
  creat: PATH_NUMBER,
  openat: ['dir', 'path', 'flags', 'number'],
  unlink: PATH,
  rmdir: PATH,
  mkdir: PATH_NUMBER,
  unlinkat: DIR_PATH_NUMBER,
  mkdirat: DIR_PATH_NUMBER,
  rename: ['path', 'path'],
  renameat: ['dir', 'path', 'otherDir', 'path'],
  renameat2: ['dir', 'path', 'otherDir', 'path', 'number'],
  link: ['path', 'path'],
  linkat: ['dir', 'path', 'otherDir', 'path', 'number'],
  symlink: ['text', 'path'],
  symlinkat: ['text', 'dir', 'path'],
  chmod: PATH_NUMBER,
  fchmodat: DIR_PATH_NUMBER,
  chown: ['path', 'number', 'number'],
  lchown: ['path', 'number', 'number'],
  fchownat: ['dir', 'path', 'number', 'number', 'number'],
  mknod: ['path', 'number', 'number'],
  mknodat: ['dir', 'path', 'number', 'number'],
  truncate: PATH_NUMBER,
  ftruncate: ['descriptor', 'number'],
  fchmod: ['descriptor', 'number'],
  fchown: ['descriptor', 'number', 'number'],
  setxattr: ['path', 'text', 'number', 'number', 'number'],
  lsetxattr: ['path', 'text', 'number', 'number', 'number'],
  fsetxattr: ['descriptor', 'text', 'number', 'number', 'number'],
  removexattr: ['path', 'text'],
  execve: ['path', 'rest'],
  execveat: ['dir', 'path', 'rest'],
  clone: REST,
  fork: REST,
  vfork: REST,
  kill: REST,
  tkill: REST,
  tgkill: REST,
  rt_sigqueueinfo: REST,
  rt_tgsigqueueinfo: REST,
  connect: REST,
  bind: REST,
  listen: REST,
  sendto: REST,
  sendmsg: REST,
  sendmmsg: REST,
  nanosleep: REST,
  clock_nanosleep: REST,
  setuid: REST,
  setgid: REST,
  setreuid: REST,
  setregid: REST,
  setresuid: REST,
  setresgid: REST,
  setgroups: REST,
  setfsuid: REST,
  setfsgid: REST,
  capset: REST,
  chdir: PATH,
  fchdir: ['descriptor'],
  write: REST,
  writev: REST,
};

export const TRACED: readonly string[] = Object.keys(SHAPES);

/** Calls that tell nothing by themselves. */
export const BOOKKEEPING: ReadonlySet<string> = new Set(['chdir', 'fchdir', 'write']);

const O_FLAGS: Readonly<Record<string, number>> = {
  O_RDONLY: 0,
  O_WRONLY: 1,
  O_RDWR: 2,
  O_CREAT: 0o100,
  O_EXCL: 0o200,
  O_NOCTTY: 0o400,
  O_TRUNC: 0o1000,
  O_APPEND: 0o2000,
  O_NONBLOCK: 0o4000,
  O_DSYNC: 0o10000,
  O_ASYNC: 0o20000,
  O_DIRECT: 0o40000,
  O_LARGEFILE: 0o100000,
  O_DIRECTORY: 0o200000,
  O_NOFOLLOW: 0o400000,
  O_NOATIME: 0o1000000,
  O_CLOEXEC: 0o2000000,
  O_SYNC: 0o4010000,
  O_PATH: 0o10000000,
  O_TMPFILE: 0o20200000,
};

/** `O_WRONLY|O_CREAT|0x0` as a number. */
export function openFlags(text: string): number {
  return text.split('|').reduce((all, name) => all | (O_FLAGS[name] ?? (Number(name) || 0)), 0);
}

/** Calls the warden's filter refuses by number (`native/warden/syscalls.c`), by architecture: [name, x64, arm64]. */
const REFUSED: readonly (readonly [name: string, x64: number, arm64: number])[] = [
  ['mount', 165, 40],
  ['umount2', 166, 39],
  ['pivot_root', 155, 41],
  ['chroot', 161, 51],
  ['unshare', 272, 97],
  ['setns', 308, 268],
  ['move_mount', 429, 429],
  ['open_tree', 428, 428],
  ['open_tree_attr', 467, 467],
  ['fsopen', 430, 430],
  ['fsconfig', 431, 431],
  ['fsmount', 432, 432],
  ['fspick', 433, 433],
  ['mount_setattr', 442, 442],
  ['ptrace', 101, 117],
  ['process_vm_readv', 310, 270],
  ['process_vm_writev', 311, 271],
  ['pidfd_getfd', 438, 438],
  ['kcmp', 312, 272],
  ['process_madvise', 440, 440],
  ['migrate_pages', 256, 238],
  ['move_pages', 279, 239],
  ['io_uring_setup', 425, 425],
  ['io_uring_enter', 426, 426],
  ['io_uring_register', 427, 427],
  ['bpf', 321, 280],
  ['userfaultfd', 323, 282],
  ['perf_event_open', 298, 241],
  ['add_key', 248, 217],
  ['request_key', 249, 218],
  ['keyctl', 250, 219],
  ['open_by_handle_at', 304, 265],
  ['name_to_handle_at', 303, 264],
  ['fanotify_init', 300, 262],
  ['memfd_create', 319, 279],
  ['memfd_secret', 447, 447],
  ['shmget', 29, 194],
  ['msgget', 68, 186],
  ['semget', 64, 190],
  ['vmsplice', 278, 75],
  ['init_module', 175, 105],
  ['finit_module', 313, 273],
  ['delete_module', 176, 106],
  ['kexec_load', 246, 104],
  ['kexec_file_load', 320, 294],
  ['reboot', 169, 142],
  ['swapon', 167, 224],
  ['swapoff', 168, 225],
  ['settimeofday', 164, 170],
  ['clock_settime', 227, 112],
  ['clock_adjtime', 305, 266],
  ['adjtimex', 159, 171],
  ['acct', 163, 89],
  ['quotactl', 179, 60],
  ['quotactl_fd', 443, 443],
  ['syslog', 103, 116],
  ['sethostname', 170, 161],
  ['setdomainname', 171, 162],
  ['vhangup', 153, 58],
  ['iopl', 172, -1],
  ['ioperm', 173, -1],
  ['modify_ldt', 154, -1],
];

/** The name of a call that the filter refused. The numbers are those of the machine: runsc runs no foreign programs. */
export function refusedCall(number: number, architecture: string = process.arch): string | undefined {
  return REFUSED.find(([, x64, arm64]) => (architecture === 'arm64' ? arm64 : x64) === number)?.[0];
}
