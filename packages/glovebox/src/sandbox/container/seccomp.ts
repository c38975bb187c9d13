import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../images/cache.ts';
import type { Engine } from './engine.ts';

/** What ordinary programs, their interpreters and the warden call, and no more: a call that is not here is refused by the kernel. */
const ORDINARY = words(`
  accept accept4 access alarm arch_prctl brk capget chdir clock_getres clock_gettime clone3 close close_range
  copy_file_range dup dup2 dup3 epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd
  eventfd2 exit exit_group faccessat faccessat2 fadvise64 fallocate fchdir fcntl fdatasync fgetxattr flistxattr
  flock fremovexattr fstat fstatfs fsync futex futex_waitv futimesat get_mempolicy get_robust_list get_thread_area
  getcpu getcwd getdents getdents64 getegid geteuid getgid getgroups getitimer getpeername getpgid getpgrp getpid
  getppid getpriority getrandom getresgid getresuid getrlimit getrusage getsid getsockname getsockopt gettid
  gettimeofday getuid getxattr inotify_add_watch inotify_init inotify_init1 inotify_rm_watch ioctl ioprio_get
  ioprio_set landlock_add_rule landlock_create_ruleset landlock_restrict_self lgetxattr listxattr llistxattr
  lremovexattr lseek lstat madvise mbind membarrier mincore mlock mlock2 mlockall mmap mprotect mremap msync
  munlock munlockall munmap newfstatat pause personality pidfd_open pipe pipe2 pkey_alloc pkey_free pkey_mprotect
  poll ppoll prctl pread64 preadv preadv2 prlimit64 pselect6 pwrite64 pwritev pwritev2 read readahead readlink
  readlinkat readv recvfrom recvmmsg recvmsg restart_syscall rseq rt_sigaction rt_sigpending rt_sigprocmask
  rt_sigreturn rt_sigsuspend rt_sigtimedwait sched_get_priority_max sched_get_priority_min sched_getaffinity
  sched_getattr sched_getparam sched_getscheduler sched_rr_get_interval sched_setaffinity sched_setattr
  sched_setparam sched_setscheduler sched_yield seccomp select sendfile set_mempolicy set_robust_list
  set_thread_area set_tid_address setitimer setpgid setpriority setrlimit setsid setsockopt shutdown sigaltstack
  signalfd signalfd4 socket socketpair splice stat statfs statx sync sync_file_range syncfs sysinfo tee time
  timer_create timer_delete timer_getoverrun timer_gettime timer_settime timerfd_create timerfd_gettime
  timerfd_settime times umask uname utime utimensat utimes wait4 waitid write writev
`);

/**
 * Calls the warden watches or refuses by a filter of its own (`native/warden/syscalls.c`, compared by a test). They get through
 * here, for a call that this profile refused could not be told. Without a capability the kernel refuses most of them as well.
 */
const WATCHED = words(`
  acct add_key adjtimex bind bpf capset chmod chown chroot clock_adjtime clock_nanosleep clock_settime clone
  connect creat delete_module execve execveat fanotify_init fchmod fchmodat fchmodat2 fchown fchownat finit_module
  fork fsconfig fsetxattr fsmount fsopen fspick ftruncate init_module io_uring_enter io_uring_register
  io_uring_setup ioperm iopl kcmp kexec_file_load kexec_load keyctl kill lchown link linkat listen lsetxattr
  memfd_create memfd_secret migrate_pages mkdir mkdirat mknod mknodat modify_ldt mount mount_setattr move_mount
  move_pages msgget name_to_handle_at nanosleep open open_by_handle_at open_tree open_tree_attr openat openat2
  perf_event_open pidfd_getfd pidfd_send_signal pivot_root process_madvise process_vm_readv process_vm_writev
  ptrace quotactl quotactl_fd reboot removexattr rename renameat renameat2 request_key rmdir rt_sigqueueinfo
  rt_tgsigqueueinfo semget sendmmsg sendmsg sendto setdomainname setfsgid setfsuid setgid setgroups sethostname
  setns setregid setresgid setresuid setreuid settimeofday setuid setxattr shmget swapoff swapon symlink symlinkat
  syslog tgkill tkill truncate umount2 unlink unlinkat unshare userfaultfd vfork vhangup vmsplice
`);

/** Flags of `clone` that make a namespace. */
const NEW_NAMESPACES = 0x7e020000;

/** The seccomp profile of a container, in the form of the Docker Engine API. */
export const SECCOMP_PROFILE = {
  defaultAction: 'SCMP_ACT_ERRNO',
  archMap: [
    // x32 is left to the warden's filter, which answers as in the jail; without a rule here its calls would end the process.
    { architecture: 'SCMP_ARCH_X86_64', subArchitectures: ['SCMP_ARCH_X32'] },
    { architecture: 'SCMP_ARCH_AARCH64', subArchitectures: [] },
  ],
  syscalls: [
    { names: [...ORDINARY, ...WATCHED.filter((name) => name !== 'clone')], action: 'SCMP_ACT_ALLOW' },
    {
      names: ['clone'],
      action: 'SCMP_ACT_ALLOW',
      args: [{ index: 0, value: NEW_NAMESPACES, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }],
    },
  ],
} as const;

/** The profile as a daemon takes it: Docker's in the request, Podman's in a file. */
export function seccompOption({ isPodman }: Engine): string {
  const text = JSON.stringify(SECCOMP_PROFILE);
  if (!isPodman) return text;
  const name = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const path = join(cacheFolder('container'), `seccomp-${name}.json`);
  writeFileSync(path, text, { mode: 0o644 });
  return path;
}

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
