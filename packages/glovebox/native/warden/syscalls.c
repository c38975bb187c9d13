#define _GNU_SOURCE
#include "warden.h"

#include <sys/syscall.h>

/* Debian 12's headers lack the newest numbers; they are the same on every architecture. */
#ifndef __NR_memfd_secret
#define __NR_memfd_secret 447
#endif
#ifndef __NR_fchmodat2
#define __NR_fchmodat2 452
#endif

#ifndef __NR_quotactl_fd
#define __NR_quotactl_fd 443
#endif
#ifndef __NR_open_tree_attr
#define __NR_open_tree_attr 467
#endif

#define SEE(name, shape) { __NR_##name, #name, CALL_SEE, shape }
#define REFUSE(name, shape) { __NR_##name, #name, CALL_REFUSE, shape }

/* The rare calls that matter. Whatever is not listed runs at full speed. A refusal depends on the number (and on register
 * flags in filter.c) alone: memory can change between our look and the kernel's. */
const struct call calls[] = {
  /* Files: what is read, written, removed, renamed, re-permissioned. */
#ifdef __NR_open
  SEE(open, SHAPE_OPEN), SEE(creat, SHAPE_PATH), SEE(unlink, SHAPE_PATH), SEE(rmdir, SHAPE_PATH), SEE(mkdir, SHAPE_PATH),
  SEE(rename, SHAPE_TWO_PATHS), SEE(link, SHAPE_TWO_PATHS), SEE(symlink, SHAPE_SYMLINK), SEE(chmod, SHAPE_PATH),
  SEE(chown, SHAPE_PATH), SEE(lchown, SHAPE_PATH), SEE(mknod, SHAPE_PATH),
#endif
  SEE(openat, SHAPE_OPENAT), SEE(openat2, SHAPE_OPENAT2), SEE(unlinkat, SHAPE_PATHAT), SEE(mkdirat, SHAPE_PATHAT),
#ifdef __NR_renameat
  SEE(renameat, SHAPE_TWO_PATHS_AT),
#endif
  SEE(renameat2, SHAPE_TWO_PATHS_AT), SEE(linkat, SHAPE_TWO_PATHS_AT), SEE(symlinkat, SHAPE_SYMLINKAT),
  SEE(fchmodat, SHAPE_PATHAT), SEE(fchmodat2, SHAPE_PATHAT), SEE(fchownat, SHAPE_PATHAT), SEE(mknodat, SHAPE_PATHAT),
  SEE(truncate, SHAPE_PATH), SEE(ftruncate, SHAPE_FD), SEE(fchmod, SHAPE_FD), SEE(fchown, SHAPE_FD),
  SEE(setxattr, SHAPE_PATH), SEE(lsetxattr, SHAPE_PATH), SEE(fsetxattr, SHAPE_FD), SEE(removexattr, SHAPE_PATH),
  /* Not told of: what relative paths mean from there on. */
  SEE(chdir, SHAPE_MOVE), SEE(fchdir, SHAPE_MOVE),
  /* Programs and processes. */
  SEE(execve, SHAPE_EXEC), SEE(execveat, SHAPE_EXECAT), SEE(clone, SHAPE_CLONE),
#ifdef __NR_fork
  SEE(fork, SHAPE_CLONE), SEE(vfork, SHAPE_CLONE),
#endif
  SEE(kill, SHAPE_SIGNAL), SEE(tkill, SHAPE_SIGNAL), SEE(tgkill, SHAPE_TGKILL), SEE(pidfd_send_signal, SHAPE_SIGNAL),
  SEE(rt_sigqueueinfo, SHAPE_SIGNAL), SEE(rt_tgsigqueueinfo, SHAPE_TGKILL),
  /* Network. */
  SEE(connect, SHAPE_ADDRESS), SEE(bind, SHAPE_ADDRESS), SEE(sendto, SHAPE_SENDTO), SEE(sendmsg, SHAPE_MESSAGE),
  SEE(sendmmsg, SHAPE_MESSAGES), SEE(listen, SHAPE_NUMBERS),
  /* Waiting. */
  SEE(nanosleep, SHAPE_SLEEP), SEE(clock_nanosleep, SHAPE_CLOCK_SLEEP),
  /* Identity: the kernel refuses these itself (one id is mapped, no capability); seen because trying is telling. */
  SEE(setuid, SHAPE_ID), SEE(setgid, SHAPE_ID), SEE(setreuid, SHAPE_ID), SEE(setregid, SHAPE_ID), SEE(setresuid, SHAPE_ID),
  SEE(setresgid, SHAPE_ID), SEE(setgroups, SHAPE_NUMBERS), SEE(setfsuid, SHAPE_ID), SEE(setfsgid, SHAPE_ID),
  SEE(capset, SHAPE_NUMBERS),

  /* Mounts and namespaces: the walls themselves. */
  REFUSE(mount, SHAPE_MOUNT), REFUSE(umount2, SHAPE_PATH), REFUSE(pivot_root, SHAPE_TWO_PATHS), REFUSE(chroot, SHAPE_PATH),
  REFUSE(unshare, SHAPE_NUMBERS), REFUSE(setns, SHAPE_NUMBERS), REFUSE(move_mount, SHAPE_NUMBERS),
  REFUSE(open_tree, SHAPE_NUMBERS), REFUSE(open_tree_attr, SHAPE_NUMBERS), REFUSE(fsopen, SHAPE_NUMBERS), REFUSE(fsconfig, SHAPE_NUMBERS),
  REFUSE(fsmount, SHAPE_NUMBERS), REFUSE(fspick, SHAPE_NUMBERS), REFUSE(mount_setattr, SHAPE_NUMBERS),
  /* Other processes' memory and state. */
  REFUSE(ptrace, SHAPE_NUMBERS), REFUSE(process_vm_readv, SHAPE_NUMBERS), REFUSE(process_vm_writev, SHAPE_NUMBERS),
  REFUSE(pidfd_getfd, SHAPE_NUMBERS), REFUSE(kcmp, SHAPE_NUMBERS), REFUSE(process_madvise, SHAPE_NUMBERS),
  REFUSE(migrate_pages, SHAPE_NUMBERS), REFUSE(move_pages, SHAPE_NUMBERS),
  /* Kernel interfaces with a long history of escapes, which no ordinary program in a jail needs. */
  REFUSE(io_uring_setup, SHAPE_NUMBERS), REFUSE(io_uring_enter, SHAPE_NUMBERS), REFUSE(io_uring_register, SHAPE_NUMBERS),
  REFUSE(bpf, SHAPE_NUMBERS), REFUSE(userfaultfd, SHAPE_NUMBERS), REFUSE(perf_event_open, SHAPE_NUMBERS),
  REFUSE(add_key, SHAPE_NUMBERS), REFUSE(keyctl, SHAPE_NUMBERS), REFUSE(request_key, SHAPE_NUMBERS),
  REFUSE(open_by_handle_at, SHAPE_NUMBERS), REFUSE(name_to_handle_at, SHAPE_PATHAT), REFUSE(fanotify_init, SHAPE_NUMBERS),
  /* Code without a file, and memory that no disk limit counts. */
  REFUSE(memfd_create, SHAPE_NUMBERS), REFUSE(memfd_secret, SHAPE_NUMBERS), REFUSE(shmget, SHAPE_NUMBERS),
  REFUSE(msgget, SHAPE_NUMBERS), REFUSE(semget, SHAPE_NUMBERS), REFUSE(vmsplice, SHAPE_NUMBERS),
  /* The machine. */
  REFUSE(init_module, SHAPE_NUMBERS), REFUSE(finit_module, SHAPE_NUMBERS), REFUSE(delete_module, SHAPE_NUMBERS),
  REFUSE(kexec_load, SHAPE_NUMBERS), REFUSE(reboot, SHAPE_NUMBERS), REFUSE(swapon, SHAPE_PATH), REFUSE(swapoff, SHAPE_PATH),
  REFUSE(settimeofday, SHAPE_NUMBERS), REFUSE(clock_settime, SHAPE_NUMBERS), REFUSE(clock_adjtime, SHAPE_NUMBERS),
  REFUSE(adjtimex, SHAPE_NUMBERS), REFUSE(acct, SHAPE_PATH), REFUSE(quotactl, SHAPE_NUMBERS), REFUSE(quotactl_fd, SHAPE_NUMBERS), REFUSE(syslog, SHAPE_NUMBERS),
  REFUSE(sethostname, SHAPE_NUMBERS), REFUSE(setdomainname, SHAPE_NUMBERS), REFUSE(vhangup, SHAPE_NONE),
#ifdef __NR_kexec_file_load
  REFUSE(kexec_file_load, SHAPE_NUMBERS),
#endif
#ifdef __NR_iopl
  REFUSE(iopl, SHAPE_NUMBERS), REFUSE(ioperm, SHAPE_NUMBERS), REFUSE(modify_ldt, SHAPE_NUMBERS),
#endif
};
const size_t calls_count = sizeof calls / sizeof *calls;

const struct call *call_find(int number) {
  static const struct call *by_number[1024];
  static bool ready;
  if (!ready) {
    for (size_t i = 0; i < calls_count; i++) by_number[calls[i].number] = &calls[i];
    ready = true;
  }
  return number >= 0 && number < 1024 ? by_number[number] : NULL;
}
