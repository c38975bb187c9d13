#define _GNU_SOURCE
#include "supervise.h"
#include "network.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#endif
#ifndef SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP (1UL << 0)
#endif

enum { NAMESPACES = 7 };

/* Bytes of one message; 0 when there will be none any more, -1 when there is none now. */
static ssize_t receive(char *text, size_t size, int *fds, size_t *count, pid_t *sender) {
  struct iovec part = { .iov_base = text, .iov_len = size - 1 };
  char control[CMSG_SPACE(sizeof(int) * MAX_PASSED) + CMSG_SPACE(sizeof(struct ucred))];
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
  *count = 0;
  ssize_t got = recvmsg(run.in[IN_CONTROL].fd, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  /* It went with our word unread: the error comes once, and before its own last words. */
  if (got < 0 && errno == ECONNRESET) got = recvmsg(run.in[IN_CONTROL].fd, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return -1;
  if (got <= 0) return 0;
  text[got] = '\0';
  for (struct cmsghdr *at = CMSG_FIRSTHDR(&message); at != NULL; at = CMSG_NXTHDR(&message, at)) {
    if (at->cmsg_level != SOL_SOCKET) continue;
    if (at->cmsg_type == SCM_RIGHTS) {
      *count = (at->cmsg_len - CMSG_LEN(0)) / sizeof(int);
      memcpy(fds, CMSG_DATA(at), *count * sizeof(int));
    } else if (at->cmsg_type == SCM_CREDENTIALS) {
      struct ucred who;
      memcpy(&who, CMSG_DATA(at), sizeof who);
      *sender = who.pid;
    }
  }
  return got;
}

static void go_ahead(void) {
  /* Where the inner half is gone already, its last words or its end say why. */
  write_all(run.in[IN_CONTROL].fd, "g", 1);
}

static void take_places(const int *fds, size_t count, pid_t sender) {
  if (count != run.config.places.count + 1) return end(FAILED, NULL, "the jail sent no places");
  /* Given walls have no launcher in between. */
  run.init_pid = run.alone ? getpid() : in_given_walls(&run.config) ? run.launched_pid : sender;
  if (!run.alone) run.init_fd = (int)syscall(__NR_pidfd_open, run.init_pid, 0);
  /* What process 1 starts from here on is in the groups with it; it waits for our word. */
  if (!cgroups_attach(&run.config, run.alone ? run.launched_pid : run.init_pid)) return end(FAILED, NULL, failure("enter", "cgroup"));
  run.watch.root = fds[0];
  run.watch.uid = run.places.uid = run.config.uid == (uid_t)-1 ? getuid() : run.config.uid;
  for (size_t i = 0; i < run.config.places.count; i++) {
    run.places.at[i] = fds[i + 1];
    run.places.path[i] = run.config.places.at[i];
  }
  run.places.count = run.config.places.count;
  look_setup(&run.config, run.watch.root, run.watch.uid);
  go_ahead();
}

/* The namespaces the jail does not share with us: the kernel's word about process 1, not the jail's own. */
static bool separate(char *to, size_t size) {
  static const char *const names[] = { "user", "pid", "mnt", "net", "ipc", "uts", "cgroup" };
  size_t used = 0, count = 0, known = 0;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    char path[64], ours[64] = "", theirs[64] = "";
    snprintf(path, sizeof path, "/proc/self/ns/%s", names[i]);
    if (readlink(path, ours, sizeof ours - 1) < 0) continue;
    known++;
    snprintf(path, sizeof path, "/proc/%d/ns/%s", run.init_pid, names[i]);
    if (readlink(path, theirs, sizeof theirs - 1) < 0 || strcmp(ours, theirs) == 0) continue;
    used += (size_t)snprintf(to + used, size - used, "%s\"%s\"", used > 0 ? "," : "", names[i]);
    count++;
  }
  /* A machine of our own may have been built without some kind; the host's kernel has them all. */
  return in_given_walls(&run.config) ? count == known && count >= NAMESPACES - 1 : count == NAMESPACES;
}

static void take_listener(const char *facts, const int *fds, size_t count) {
  char list[200] = "", text[4600];
  if (run.config.notify && count != 1) return end(FAILED, NULL, "the jail sent no seccomp listener");
  if (run.config.notify) {
    run.watch.listener = run.in[IN_LISTENER].fd = fds[0];
    /* Waking the watcher on the same processor is what makes a notification cost 6 us instead of 20 (Linux 6.6). */
    ioctl(run.watch.listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
  }
  if (!shares_processes(&run.config) && !separate(list, sizeof list)) return end(FAILED, NULL, "the jail shares a namespace with the host");
  snprintf(text, sizeof text, "%s,\"namespaces\":[%s]", facts, list);
  json_begin("isolation");
  json_raw(text);
  json_end();
  json_flush();
  if (run.config.sinkhole != NULL) reach_resolver();
  run.listening = true;
  run.begun = !run.config.await_begin;
  start_clock();
  go_ahead();
}

static void take_exit(const char *text) {
  long long cpu = 0;
  long peak = 0;
  int code = 0, signal = 0;
  if (sscanf(text, "%d %d %lld %ld", &code, &signal, &cpu, &peak) != 4) return end(FAILED, NULL, "an exit that says nothing");
  take_ending(code, signal, (uint64_t)cpu, (uint64_t)peak * 1024);
}

static void take_sample(const char *text) {
  run.sample_pid = (pid_t)strtol(text, NULL, 10);
  if (run.sample_pid <= 1) end(FAILED, NULL, "a sample without a process");
}

/* Says whether there was a message. */
bool take_control(void) {
  char text[4096];
  int fds[MAX_PASSED];
  size_t count = 0;
  pid_t sender = -1;
  ssize_t got = receive(text, sizeof text, fds, &count, &sender);
  if (got == 0) run.in[IN_CONTROL].fd = -1;
  if (got <= 0) return false;
  switch (text[0]) {
    case 'R': take_places(fds, count, sender); break;
    case 'N': reach_take(text + 1, fds, count); break;
    case 'T':
      if (count == 1) run.trust = fds[0];
      break;
    case 'L': take_listener(text + 1, fds, count); break;
    case 'S': take_sample(text + 1); break;
    case 'E': take_exit(text + 1); break;
    default: end(FAILED, NULL, text + 1);
  }
  return true;
}
