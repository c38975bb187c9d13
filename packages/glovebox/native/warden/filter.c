#define _GNU_SOURCE
#include "warden.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "the warden knows x86_64 and aarch64"
#endif

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif

#define NEW_NAMESPACES (CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP)
#define ARGUMENT(n) ((uint32_t)offsetof(struct seccomp_data, args[n])) /* the low half: both architectures are little-endian */
#define REFUSED (SECCOMP_RET_ERRNO | EPERM)

enum { MAX_INSTRUCTIONS = 600 };
static struct sock_filter program[MAX_INSTRUCTIONS];
static unsigned short length;

static void emit(uint16_t code, uint32_t k, uint8_t yes, uint8_t no) {
  if (length >= MAX_INSTRUCTIONS) abort();
  program[length++] = (struct sock_filter){ .code = code, .jt = yes, .jf = no, .k = k };
}

static void load(uint32_t offset) { emit(BPF_LD | BPF_W | BPF_ABS, offset, 0, 0); }
static void answer(uint32_t action) { emit(BPF_RET | BPF_K, action, 0, 0); }

/* `if (number == call) return action` */
static void on_call(int number, uint32_t action) {
  emit(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 1);
  answer(action);
}

/* Families that a network namespace holds, or that reach nobody outside: unix, IPv4, IPv6, netlink. Others (vsock above all)
 * lead past every namespace: to the hypervisor, to Bluetooth, to the kernel's crypto. */
static const uint32_t families[] = { AF_UNIX, AF_INET, AF_INET6, AF_NETLINK };

static void guard_families(int number) {
  enum { KNOWN = sizeof families / sizeof *families };
  emit(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, KNOWN + 3);
  load(ARGUMENT(0));
  for (uint8_t i = 0; i < KNOWN; i++) emit(BPF_JMP | BPF_JEQ | BPF_K, families[i], (uint8_t)(KNOWN - i), 0);
  answer(SECCOMP_RET_ERRNO | EAFNOSUPPORT);
  answer(SECCOMP_RET_ALLOW);
}

/* Other protocols of the families that are left load their own modules (SCTP, DCCP, L2TP, MPTCP …), and netlink other than that of
 * routes leads to tables of the kernel that no program needs to look up a name or an interface. */
static const uint32_t protocols[] = { 0, IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMPV6 };

static void guard_protocols(void) {
  enum { KNOWN = sizeof protocols / sizeof *protocols };
  emit(BPF_JMP | BPF_JEQ | BPF_K, __NR_socket, 0, KNOWN + 9);
  load(ARGUMENT(0));
  emit(BPF_JMP | BPF_JEQ | BPF_K, AF_NETLINK, KNOWN + 4, 0);
  emit(BPF_JMP | BPF_JEQ | BPF_K, AF_INET, 1, 0);
  emit(BPF_JMP | BPF_JEQ | BPF_K, AF_INET6, 0, KNOWN + 5);
  load(ARGUMENT(2));
  for (uint8_t i = 0; i < KNOWN; i++) emit(BPF_JMP | BPF_JEQ | BPF_K, protocols[i], (uint8_t)(KNOWN - 1 - i + 4), 0);
  answer(SECCOMP_RET_ERRNO | EPROTONOSUPPORT);
  load(ARGUMENT(2));
  emit(BPF_JMP | BPF_JEQ | BPF_K, 0 /* NETLINK_ROUTE */, 1, 0);
  answer(SECCOMP_RET_ERRNO | EPROTONOSUPPORT);
  load(offsetof(struct seccomp_data, nr));
}

/* A crash must not start the host's handler of crashes, which is root outside the jail. The kernel keeps it from starting only at a
 * limit of 1 byte (see init.c), so that limit stays: changing it seems to work and does nothing. */
static void guard_core(void) {
  emit(BPF_JMP | BPF_JEQ | BPF_K, __NR_prlimit64, 0, 7);
  load(ARGUMENT(1));
  emit(BPF_JMP | BPF_JEQ | BPF_K, RLIMIT_CORE, 0, 5);
  load(ARGUMENT(2));
  emit(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 2);
  load(ARGUMENT(2) + 4);
  emit(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0);
  answer(SECCOMP_RET_ERRNO | 0);
  load(offsetof(struct seccomp_data, nr));
}

/* `if (number == call && argument == value) return action` */
static void on_value(int number, int argument, uint32_t value, uint32_t action) {
  emit(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 4);
  load(ARGUMENT(argument));
  emit(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
  answer(action);
  load(offsetof(struct seccomp_data, nr));
}

static void guard_architecture(void) {
  /* A 32-bit call on a 64-bit kernel has other numbers and would pass by every rule below. */
  load(offsetof(struct seccomp_data, arch));
  emit(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
  answer(SECCOMP_RET_KILL_PROCESS);
  load(offsetof(struct seccomp_data, nr));
#if defined(__x86_64__)
  emit(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1); /* x32: the same kernel entry under other numbers */
  answer(SECCOMP_RET_ERRNO | ENOSYS);
#endif
}

static void guard_arguments(uint32_t see) {
  /* clone3 keeps its flags in memory, where no filter can look; C libraries fall back to clone on ENOSYS. */
  on_call(__NR_clone3, SECCOMP_RET_ERRNO | ENOSYS);
  /* A new user namespace would hand the sample capabilities over a new set of kernel interfaces. Threads are too many to see. */
  emit(BPF_JMP | BPF_JEQ | BPF_K, __NR_clone, 0, 6);
  load(ARGUMENT(0));
  emit(BPF_JMP | BPF_JSET | BPF_K, NEW_NAMESPACES, 0, 1);
  answer(REFUSED);
  emit(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 0, 1);
  answer(SECCOMP_RET_ALLOW);
  answer(see);
  /* Characters typed into a terminal we share with nobody: still, no terminal tricks. */
  on_value(__NR_ioctl, 1, TIOCSTI, REFUSED);
  on_value(__NR_ioctl, 1, 0x541C /* TIOCLINUX */, REFUSED);
  on_value(__NR_ioctl, 1, 0x5423 /* TIOCSETD */, REFUSED); /* line disciplines load modules with a long history of escapes */
}

static void guard_personality(void) {
  /* Reading (0xffffffff) and the default (0) are harmless; others weaken address randomisation or change the ABI. */
  emit(BPF_JMP | BPF_JEQ | BPF_K, __NR_personality, 0, 5);
  load(ARGUMENT(0));
  emit(BPF_JMP | BPF_JEQ | BPF_K, 0, 2, 0);
  emit(BPF_JMP | BPF_JEQ | BPF_K, 0xffffffff, 1, 0);
  answer(REFUSED);
  answer(SECCOMP_RET_ALLOW);
}

/* Process 1 is the warden, or its inner half, and of the same user: its limits and its turn on the processor are not the sample's. */
static void guard_first_process(void) {
  static const int calls_by_pid[] = { __NR_prlimit64, __NR_sched_setaffinity, __NR_sched_setscheduler, __NR_sched_setparam, __NR_sched_setattr };
  for (size_t i = 0; i < sizeof calls_by_pid / sizeof *calls_by_pid; i++) on_value(calls_by_pid[i], 0, 1, REFUSED);
  static const struct { int number; uint32_t one; } by_kind[] = { { __NR_setpriority, 0 /* PRIO_PROCESS */ }, { __NR_ioprio_set, 1 /* IOPRIO_WHO_PROCESS */ } };
  for (size_t i = 0; i < sizeof by_kind / sizeof *by_kind; i++) {
    emit(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)by_kind[i].number, 0, 6);
    load(ARGUMENT(0));
    emit(BPF_JMP | BPF_JEQ | BPF_K, by_kind[i].one, 0, 2);
    load(ARGUMENT(1));
    emit(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, 1);
    answer(REFUSED);
    answer(SECCOMP_RET_ALLOW);
  }
}

/* `if (number == call && argument & bits) refused` */
static void refuse_bits(int number, int argument, uint32_t bits) {
  emit(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 4);
  load(ARGUMENT(argument));
  emit(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1);
  answer(REFUSED);
  load(offsetof(struct seccomp_data, nr));
}

/* What Linux asks a capability for, and gVisor lets anyone do inside: its own devices by node, and a higher turn on its processor. */
static void guard_lenient_kernel(void) {
  enum { DEVICE = 0020000 /* of characters or blocks; no other kind has this bit */ };
#ifdef __NR_mknod
  refuse_bits(__NR_mknod, 1, DEVICE);
#endif
  refuse_bits(__NR_mknodat, 2, DEVICE);
  refuse_bits(__NR_setpriority, 2, 0x80000000u /* below zero */);
}

/* Linux keeps its first process from every signal that it does not handle. gVisor, where there is no listener, does not. */
static void guard_signals_to_first(void) {
  static const int signalling[] = { __NR_kill, __NR_tkill, __NR_tgkill, __NR_rt_sigqueueinfo, __NR_rt_tgsigqueueinfo };
  for (size_t i = 0; i < sizeof signalling / sizeof *signalling; i++) on_value(signalling[i], 0, 1, REFUSED);
}

int filter_install(bool listen, bool same_user) {
  uint32_t see = listen ? SECCOMP_RET_USER_NOTIF : SECCOMP_RET_ALLOW;
  uint32_t refuse = listen ? SECCOMP_RET_USER_NOTIF : REFUSED;
  length = 0;
  guard_architecture();
  guard_arguments(see);
  guard_personality();
  guard_protocols();
  guard_core();
  if (!listen) guard_lenient_kernel();
  guard_first_process();
  if (!listen) guard_signals_to_first();
  /* Hidden from a watcher of its own user, nothing of it could be seen. */
  if (same_user) on_value(__NR_prctl, 0, PR_SET_DUMPABLE, REFUSED);
  on_value(__NR_setrlimit, 0, RLIMIT_CORE, SECCOMP_RET_ERRNO | 0);
  guard_families(__NR_socket);
  guard_families(__NR_socketpair);
  for (size_t i = 0; i < calls_count; i++) {
    if (calls[i].number == __NR_clone || (calls[i].action == CALL_SEE && !listen)) continue;
    on_call(calls[i].number, calls[i].action == CALL_REFUSE ? refuse : see);
  }
  answer(SECCOMP_RET_ALLOW);
  struct sock_fprog filter = { .len = length, .filter = program };
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
  if (!listen) return syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) == 0 ? 0 : -1;
  /* WAIT_KILLABLE keeps a notified call from restarting on every signal, which would report it twice (Linux 5.19). */
  unsigned long flags = SECCOMP_FILTER_FLAG_NEW_LISTENER;
  long listener = syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, flags | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, &filter);
  if (listener < 0 && errno == EINVAL) listener = syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, flags, &filter);
  return (int)listener;
}
