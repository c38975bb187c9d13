import type { Capability } from '../capability.ts';
import { questionName } from './dns.ts';
import type { Outcome } from './event.ts';
import type { SystemCall } from './message.ts';
import { quoteCommand, signalName } from './words.ts';

/** What a system call means, before the timeline gives it a number and a source line. */
export interface Meaning {
  readonly capability: Capability;
  readonly target: string;
  readonly outcome: Outcome;
  readonly detail?: Record<string, string | number | boolean>;
}

type Reading = (call: SystemCall) => Meaning | undefined;

/** The jail's only mapped user: asking to be it changes nothing. */
const INNER_ID = 1000;

const O_ACCMODE = 3;
const O_CREAT = 0o100;
const O_TRUNC = 0o1000;

/** Reads one system call; undefined when it says nothing about the sample. */
export function readCall(call: SystemCall): Meaning | undefined {
  return READINGS[call.call]?.(call);
}

const open: Reading = (call) => {
  const flags = call.flags ?? 0;
  const writes = (flags & O_ACCMODE) !== 0 || (flags & (O_CREAT | O_TRUNC)) !== 0;
  return {
    capability: writes ? 'file.write' : 'file.read',
    target: call.path ?? '',
    outcome: outcome(call),
    ...(call.real === undefined ? {} : { detail: { real: call.real } }),
  };
};

function onPath(capability: Capability): Reading {
  return (call) => ({
    capability,
    target: call.to ?? call.path ?? '',
    outcome: outcome(call),
    ...(call.to === undefined ? {} : { detail: { from: call.path ?? '' } }),
  });
}

const execute: Reading = (call) => {
  const argv = call.argv ?? [];
  // A search along PATH tries folder after folder; only the one that is there is a program started.
  if (call.ok === false && argv[0] !== undefined && call.path?.endsWith(`/${argv[0]}`) && !argv[0].includes('/'))
    return undefined;
  return {
    capability: 'process.spawn',
    target: quoteCommand(argv.length > 0 ? argv : [call.path ?? '']),
    outcome: outcome(call),
    detail: { path: call.path ?? '' },
  };
};

const signal: Reading = (call) => {
  const thread = call.call === 'tgkill' || call.call === 'rt_tgsigqueueinfo';
  const to = call.a ?? 0;
  if (thread && to === call.pid) return undefined; // abort() and thread cancellation
  const name = signalName(thread ? (call.c ?? 0) : (call.b ?? 0));
  return {
    capability: 'process.signal',
    target: `${name} to process ${to}`,
    outcome: 'allowed',
    detail: { to, signal: name },
  };
};

/** A module's host knows no address, only the descriptor. */
function isAddress(address: string | undefined): boolean {
  return address === undefined || /^[\d.]+$|:/.test(address);
}

const connect: Reading = (call) => {
  // A resolver asks the kernel which of a name's addresses it would take: nothing listens at port 0, nothing is sent.
  if (call.port === 0 && isAddress(call.address)) return undefined;
  if (call.family === 'unix') {
    // The C library asks the name service cache first, everywhere.
    if (call.address?.endsWith('/nscd/socket')) return undefined;
    return { capability: 'network.connect', target: `unix:${call.address}`, outcome: 'denied' };
  }
  if (call.family === 'other') return undefined;
  if (call.port === 53 && isLoopback(call)) return undefined; // the resolver; its question follows and says more
  return { capability: 'network.connect', target: address(call), outcome: networkOutcome(call) };
};

const listen: Reading = (call) => {
  if (call.family === 'other') return undefined;
  const target = call.family === 'unix' ? `unix:${call.address}` : address(call);
  return { capability: 'network.listen', target, outcome: 'allowed' };
};

const send: Reading = (call) => {
  const data = Buffer.from(call.data ?? '', 'base64');
  const name = call.port === 53 ? questionName(data) : undefined;
  if (name !== undefined)
    return { capability: 'network.resolve', target: name, outcome: call.ok === true ? 'emulated' : 'denied' };
  return {
    capability: 'network.send',
    target: address(call),
    outcome: networkOutcome(call),
    detail: { bytes: call.bytes ?? 0 },
  };
};

const sleep: Reading = (call) => ({
  capability: 'clock.wait',
  target: `${call.seconds ?? 0} s`,
  outcome: 'allowed',
  detail: { seconds: call.seconds ?? 0 },
});

/** -1 keeps an id as it is. */
const identity: Reading = (call) => {
  const ids = [
    call.a ?? -1,
    ...(call.call.startsWith('setre') ? [call.b ?? -1] : []),
    ...(call.call.startsWith('setres') ? [call.c ?? -1] : []),
  ];
  if (ids.every((id) => id === -1 || id === INNER_ID)) return undefined;
  return { capability: 'system.privilege', target: `${call.call}(${ids.join(', ')})`, outcome: 'denied' };
};

/** A call the filter refuses whatever its arguments. */
function refused(capability: Capability): Reading {
  return (call) => ({
    capability,
    target: call.path === undefined ? `${call.call}(${call.a ?? ''})` : `${call.call}(${call.path})`,
    outcome: 'denied',
  });
}

const fork: Reading = () => undefined; // a program started is seen at execve; forks alone are counted at the end

/** What a WebAssembly host is asked for by other names than the kernel is; see `guest/wasm`. */
const resolve: Reading = (call) => ({ capability: 'network.resolve', target: call.address ?? '', outcome: 'denied' });

const always =
  (capability: Capability, target: string): Reading =>
  () => ({ capability, target, outcome: 'allowed' });

const absent =
  (capability: Capability): Reading =>
  (call) => ({ capability, target: call.path ?? '', outcome: 'denied' });

const READINGS: Readonly<Record<string, Reading>> = {
  ...each(['open', 'openat', 'openat2'], open),
  ...each(
    ['creat', 'mknod', 'mknodat', 'mkdir', 'mkdirat', 'truncate', 'ftruncate', 'rename', 'renameat', 'renameat2'],
    onPath('file.write'),
  ),
  ...each(['link', 'linkat', 'symlink', 'symlinkat'], onPath('file.write')),
  ...each(['unlink', 'unlinkat', 'rmdir'], onPath('file.delete')),
  ...each(
    ['chmod', 'fchmodat', 'fchmodat2', 'chown', 'lchown', 'fchownat', 'fchmod', 'fchown'],
    onPath('file.permission'),
  ),
  ...each(['setxattr', 'lsetxattr', 'fsetxattr', 'removexattr'], onPath('file.permission')),
  ...each(['execve', 'execveat'], execute),
  ...each(['clone', 'fork', 'vfork'], fork),
  ...each(['kill', 'tkill', 'tgkill', 'pidfd_send_signal', 'rt_sigqueueinfo', 'rt_tgsigqueueinfo'], signal),
  connect,
  bind: listen,
  ...each(['sendto', 'sendmsg', 'sendmmsg', 'writev'], send),
  ...each(['nanosleep', 'clock_nanosleep'], sleep),
  ...each(['setuid', 'setgid', 'setreuid', 'setregid', 'setresuid', 'setresgid', 'setfsuid', 'setfsgid'], identity),
  ...each(
    ['ptrace', 'process_vm_readv', 'process_vm_writev', 'pidfd_getfd', 'process_madvise', 'kcmp'],
    refused('process.inject'),
  ),
  ...each(['migrate_pages', 'move_pages', 'userfaultfd'], refused('process.inject')),
  ...each(
    ['mount', 'umount2', 'pivot_root', 'chroot', 'unshare', 'setns', 'move_mount', 'open_tree', 'open_tree_attr'],
    refused('system.privilege'),
  ),
  ...each(
    ['fsopen', 'fsconfig', 'fsmount', 'fspick', 'mount_setattr', 'setgroups', 'capset'],
    refused('system.privilege'),
  ),
  ...each(
    ['io_uring_setup', 'io_uring_enter', 'io_uring_register', 'bpf', 'perf_event_open'],
    refused('system.privilege'),
  ),
  ...each(['add_key', 'keyctl', 'request_key', 'open_by_handle_at', 'fanotify_init'], refused('system.privilege')),
  ...each(
    ['init_module', 'finit_module', 'delete_module', 'kexec_load', 'kexec_file_load', 'reboot'],
    refused('system.privilege'),
  ),
  ...each(
    ['swapon', 'swapoff', 'acct', 'quotactl', 'quotactl_fd', 'iopl', 'ioperm', 'modify_ldt', 'vhangup'],
    refused('system.privilege'),
  ),
  ...each(
    ['settimeofday', 'clock_settime', 'clock_adjtime', 'sethostname', 'setdomainname'],
    refused('system.privilege'),
  ),
  ...each(['memfd_create', 'memfd_secret'], refused('code.native')),
  ...each(['shmget', 'msgget', 'semget', 'vmsplice'], refused('resource.exhaust')),
  ...each(['syslog', 'name_to_handle_at', 'adjtimex'], refused('system.probe')),
  getaddrinfo: resolve,
  environ_get: always('environment.read', '*'),
  clock_time_get: always('clock.read', 'time'),
  require: absent('code.import'),
};

function each(names: readonly string[], reading: Reading): Record<string, Reading> {
  return Object.fromEntries(names.map((name) => [name, reading]));
}

function outcome(call: SystemCall): Outcome {
  return call.ok === false ? 'denied' : 'allowed';
}

/** `ok`: the sinkhole answers there. */
function networkOutcome(call: SystemCall): Outcome {
  if (isLoopback(call)) return 'allowed';
  return call.ok === true ? 'emulated' : 'denied';
}

function address(call: SystemCall): string {
  return call.family === 'inet6' ? `[${call.address}]:${call.port}` : `${call.address}:${call.port}`;
}

function isLoopback(call: SystemCall): boolean {
  return /^(127\.|::1$|::ffff:127\.|0\.0\.0\.0$|::$)/.test(call.address ?? '');
}
