#define _GNU_SOURCE
#include "network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { MAX_ARGUMENTS = 64, ARGUMENT_BYTES = 1024, WHOLE_BYTES = 64 << 10, PAYLOAD_BYTES = 4096, MAX_EVENTS = 20000, MAX_MESSAGES = 64 };
enum { MAX_EVENT_BYTES = 32 << 20 }; /* of JSON: what a reader has to hold */

static void begin(const struct call *call, const struct process *process, double now) {
  json_begin("sys");
  json_ms("ms", now);
  json_number("pid", process->inner_pid);
  json_number("tid", process->inner_tid);
  json_number("ppid", process->inner_parent);
  json_text("comm", process->command);
  json_text("call", call->name);
}

struct seen { const struct call *call; const struct process *process; const struct seccomp_notif *notice; double now; };

static bool still_there(const struct watch *watch, const struct seccomp_notif *notice) {
  return ioctl(watch->listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &notice->id) == 0;
}

/* What could not be read where the call points. The kernel may find there what we did not, as another thread can change it: such a
 * call is refused as the kernel refuses what it cannot read, so that nothing passes unseen. */
static bool unread;

static bool fetch(pid_t tid, uint64_t address, void *to, size_t length) {
  if (remote_read(tid, address, to, length) == (ssize_t)length) return true;
  unread = true;
  return false;
}

static ssize_t fetch_string(pid_t tid, uint64_t address, char *to, size_t size) {
  ssize_t length = remote_string(tid, address, to, size);
  if (length < 0 && address != 0) unread = true;
  return length;
}

/* The last path argument as the kernel will walk it: `..` after a link leads elsewhere than its text says. */
static char walked[PATH_BYTES];

static bool climbs(const char *path) {
  for (const char *at = path; (at = strstr(at, "/..")) != NULL; at += 3)
    if (at[3] == '/' || at[3] == '\0') return true;
  return false;
}

static bool path_argument(const struct seen *seen, int64_t dirfd, uint64_t address, char *to) {
  char raw[PATH_BYTES - 64];
  ssize_t length = fetch_string(seen->process->tid, address, raw, sizeof raw);
  if (length < 0) return false;
  if (length == 0 && (int32_t)dirfd != AT_FDCWD) { /* AT_EMPTY_PATH: the descriptor itself */
    char link[64];
    snprintf(link, sizeof link, "/proc/%d/fd/%d", seen->process->tid, (int)dirfd);
    ssize_t got = readlink(link, to, PATH_BYTES - 1);
    to[got > 0 ? got : 0] = '\0';
    snprintf(walked, sizeof walked, "%s", to);
    return got > 0;
  }
  remote_path(seen->process, dirfd, raw, walked, sizeof walked);
  memcpy(to, walked, sizeof walked);
  path_tidy(to);
  return true;
}

static bool report_open(const struct watch *watch, const struct seen *seen, int64_t dirfd, uint64_t address, uint64_t flags) {
  char path[PATH_BYTES], real[PATH_BYTES];
  if (!path_argument(seen, dirfd, address, path)) return false;
  bool writes = (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC)) != 0;
  /* What the text of a path says is not where it leads once `..` follows a link: then where it leads has to be quiet too. */
  bool hush = !writes && look_quiet(path);
  if (hush && !climbs(walked)) return false;
  if (!still_there(watch, seen->notice)) return false;
  bool ok = look_would_succeed(seen->process, climbs(walked) ? walked : path, writes, (flags & O_CREAT) != 0, real, sizeof real);
  if (hush && look_quiet(real)) return false;
  begin(seen->call, seen->process, seen->now);
  json_text("path", path);
  if (real[0] != '\0' && strcmp(real, path) != 0 && (flags & O_CREAT) == 0 && (strncmp(path, "/proc/self", 10) != 0 || strncmp(real, "/proc/", 6) != 0)) json_text("real", real);
  json_number("flags", (int64_t)flags);
  json_bool("ok", ok);
  if (ok && !writes) kept_asked(climbs(walked) ? walked : path);
  return true;
}

static bool report_paths(const struct watch *watch, const struct seen *seen, int64_t first_dir, uint64_t first, int64_t second_dir,
                         uint64_t second, bool verbatim_first) {
  char path[PATH_BYTES], other[PATH_BYTES], real[PATH_BYTES];
  if (verbatim_first) {
    if (fetch_string(seen->process->tid, first, path, sizeof path) < 0) return false;
  } else if (!path_argument(seen, first_dir, first, path)) return false;
  bool two = second != 0 && path_argument(seen, second_dir, second, other);
  if (!still_there(watch, seen->notice)) return false;
  bool ok = seen->call->action == CALL_SEE && look_would_succeed(seen->process, two ? other : path, true, true, real, sizeof real);
  begin(seen->call, seen->process, seen->now);
  json_text("path", path);
  if (two) json_text("to", other);
  json_bool("ok", ok);
  return true;
}

static bool report_descriptor(const struct seen *seen) {
  char link[64], path[PATH_BYTES];
  snprintf(link, sizeof link, "/proc/%d/fd/%d", seen->process->tid, (int)seen->notice->data.args[0]);
  ssize_t got = readlink(link, path, sizeof path - 1);
  if (got <= 0 || path[0] != '/') return false; /* a pipe or a socket */
  path[got] = '\0';
  begin(seen->call, seen->process, seen->now);
  json_text("path", path);
  json_bool("ok", true);
  return true;
}

static bool report_exec(const struct watch *watch, const struct seen *seen, int64_t dirfd, uint64_t path_at, uint64_t argv_at) {
  static char storage[MAX_ARGUMENTS][ARGUMENT_BYTES];
  static char whole[WHOLE_BYTES];
  const char *values[MAX_ARGUMENTS];
  size_t lengths[MAX_ARGUMENTS], count = 0, cut = 0;
  ssize_t whole_length = -1;
  char path[PATH_BYTES];
  if (!path_argument(seen, dirfd, path_at, path)) return false;
  for (uint64_t pointer; count < MAX_ARGUMENTS; count++) {
    if (argv_at == 0 || !fetch(seen->process->tid, argv_at + count * 8, &pointer, 8) || pointer == 0) break;
    ssize_t length = fetch_string(seen->process->tid, pointer, storage[count], ARGUMENT_BYTES);
    if (length < 0) break;
    values[count] = storage[count];
    lengths[count] = (size_t)length;
    if (length == ARGUMENT_BYTES - 1 && whole_length < 0) {
      whole_length = remote_string(seen->process->tid, pointer, whole, sizeof whole);
      cut = count;
    }
  }
  if (!still_there(watch, seen->notice)) return false;
  bool straight;
  int fd = look(seen->process, path, &straight);
  struct stat status;
  /* A link in /proc that was not followed may well lead to a program: what can happen is told. */
  bool ok = fd >= 0 ? fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && look_permitted(&status, 1) : errno == ELOOP;
  if (fd >= 0) close(fd);
  begin(seen->call, seen->process, seen->now);
  json_text("path", path);
  json_list("argv", values, lengths, count);
  if (whole_length >= ARGUMENT_BYTES) {
    json_number("cut", (int64_t)cut);
    json_bytes("whole", whole, (size_t)whole_length);
  }
  json_bool("ok", ok);
  if (ok) kept_handed(seen->process, path, values, count);
  return true;
}

static void address_fields(const struct sockaddr_storage *address, socklen_t length) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address->ss_family == AF_INET && length >= sizeof(struct sockaddr_in)) {
    const struct sockaddr_in *four = (const struct sockaddr_in *)address;
    inet_ntop(AF_INET, &four->sin_addr, text, sizeof text);
    json_text("family", "inet");
    json_text("address", text);
    json_number("port", ntohs(four->sin_port));
  } else if (address->ss_family == AF_INET6 && length >= 24 /* the kernel wants no scope */) {
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;
    inet_ntop(AF_INET6, &six->sin6_addr, text, sizeof text);
    json_text("family", "inet6");
    json_text("address", text);
    json_number("port", ntohs(six->sin6_port));
  } else if (address->ss_family == AF_UNIX && length > offsetof(struct sockaddr_un, sun_path)) {
    const struct sockaddr_un *local = (const struct sockaddr_un *)address;
    size_t size = length - offsetof(struct sockaddr_un, sun_path);
    json_text("family", "unix");
    json_bytes("address", local->sun_path, local->sun_path[0] == '\0' ? size : strnlen(local->sun_path, size));
  } else {
    json_text("family", "other");
    json_number("number", address->ss_family);
  }
}

static bool read_address(const struct seen *seen, uint64_t at, uint64_t length, struct sockaddr_storage *to) {
  memset(to, 0, sizeof *to);
  if (at == 0 || length < sizeof(sa_family_t)) return false;
  if (length > sizeof *to) length = sizeof *to; /* as the kernel does for sendmsg; elsewhere it refuses */
  return fetch(seen->process->tid, at, to, length);
}

/* Where a socket was last connected to: datagrams that follow name no address. Remembered from the calls themselves, as asking
 * the socket would mean holding it, and closing a socket can wait for as long as its owner likes. */
enum { PEERS = 256 };
static struct peer { pid_t tgid; int fd; socklen_t length; struct sockaddr_storage address; } peers[PEERS];

static struct peer *peer_slot(pid_t tgid, int fd) { return &peers[((unsigned)tgid * 31u + (unsigned)fd) % PEERS]; }

static void remember_peer(const struct seen *seen, const struct sockaddr_storage *address, socklen_t length) {
  struct peer *slot = peer_slot(seen->process->tgid, (int)seen->notice->data.args[0]);
  *slot = (struct peer){ .tgid = seen->process->tgid, .fd = (int)seen->notice->data.args[0], .length = length, .address = *address };
}

static bool peer_of(const struct seen *seen, int fd, struct sockaddr_storage *to, socklen_t *length) {
  const struct peer *slot = peer_slot(seen->process->tgid, fd);
  if (slot->length == 0 || slot->tgid != seen->process->tgid || slot->fd != fd) return false;
  *to = slot->address;
  *length = slot->length;
  return true;
}

static bool report_connect(const struct watch *watch, const struct seen *seen) {
  struct sockaddr_storage address;
  if (!read_address(seen, seen->notice->data.args[1], seen->notice->data.args[2], &address)) return false;
  if (address.ss_family == AF_UNSPEC || address.ss_family == AF_NETLINK) return false;
  remember_peer(seen, &address, (socklen_t)seen->notice->data.args[2]);
  if (!still_there(watch, seen->notice)) return false;
  begin(seen->call, seen->process, seen->now);
  json_number("fd", (int)seen->notice->data.args[0]);
  address_fields(&address, (socklen_t)seen->notice->data.args[2]);
  if (reach_emulated(&address, (socklen_t)seen->notice->data.args[2])) json_bool("ok", true);
  return true;
}

static bool report_payload(const struct watch *watch, const struct seen *seen, uint64_t name, uint64_t name_length, uint64_t bytes, uint64_t length) {
  struct sockaddr_storage address;
  socklen_t size = (socklen_t)name_length;
  char payload[PAYLOAD_BYTES];
  bool known = name != 0 ? read_address(seen, name, name_length, &address) : peer_of(seen, (int)seen->notice->data.args[0], &address, &size);
  if (name != 0 && address.ss_family == AF_UNSPEC) address.ss_family = AF_INET; /* which is what a datagram socket makes of it */
  if (!known || (address.ss_family != AF_INET && address.ss_family != AF_INET6)) return false;
  ssize_t got = remote_read(seen->process->tid, bytes, payload, length < sizeof payload ? length : sizeof payload);
  if (!still_there(watch, seen->notice)) return false;
  begin(seen->call, seen->process, seen->now);
  address_fields(&address, size);
  if (reach_emulated(&address, size)) json_bool("ok", true);
  json_number("bytes", (int64_t)length);
  if (got > 0) json_base64("data", payload, (size_t)got);
  return true;
}

struct remote_iovec { uint64_t base, length; };
struct remote_message { uint64_t name; uint32_t name_length, pad; uint64_t vectors, vector_count; };

static bool report_message(const struct watch *watch, const struct seen *seen, uint64_t at) {
  struct remote_message message;
  struct remote_iovec vector = { 0 };
  if (!fetch(seen->process->tid, at, &message, sizeof message)) return false;
  if (message.vector_count > 0) remote_read(seen->process->tid, message.vectors, &vector, sizeof vector);
  return report_payload(watch, seen, message.name, message.name_length, vector.base, vector.length);
}

static bool report_messages(struct watch *watch, const struct seen *seen) {
  /* The resolver sends its questions for both address families in one call. */
  uint64_t count = (uint32_t)seen->notice->data.args[2];
  if (count > 1024) count = 1024; /* the kernel's own bound */
  for (uint64_t i = 0; i < count; i++) {
    if (i >= MAX_MESSAGES || watch->seen >= MAX_EVENTS) {
      watch->dropped += count - i;
      break;
    }
    if (!report_message(watch, seen, seen->notice->data.args[1] + i * 64 /* struct mmsghdr */)) {
      if (unread) break;
      continue;
    }
    json_end();
    watch->seen++;
  }
  return false; /* each has ended its own line */
}

/* `until`: the time is a moment of `clock`, which is the same in every process, and what is told is how far away that is. */
static bool report_sleep(const struct seen *seen, uint64_t at, bool until, uint64_t clock) {
  int64_t time[2];
  struct timespec now;
  if (!fetch(seen->process->tid, at, time, sizeof time)) return false;
  if (until && clock_gettime((clockid_t)clock, &now) == 0) {
    time[0] -= now.tv_sec;
    time[1] -= now.tv_nsec;
  }
  begin(seen->call, seen->process, seen->now);
  json_ms("seconds", (double)time[0] + (double)time[1] / 1e9);
  return true;
}

static bool report_numbers(const struct seen *seen, size_t count) {
  static const char *const names[] = { "a", "b", "c" };
  begin(seen->call, seen->process, seen->now);
  for (size_t i = 0; i < count; i++) json_number(names[i], (int64_t)(int32_t)seen->notice->data.args[i]);
  return true;
}

static bool report_how(const struct watch *watch, const struct seen *seen) {
  uint64_t flags = 0;
  if (!fetch(seen->process->tid, seen->notice->data.args[2], &flags, sizeof flags)) return false;
  return report_open(watch, seen, (int64_t)seen->notice->data.args[0], seen->notice->data.args[1], flags);
}

static bool report(struct watch *watch, const struct seen *seen) {
  const uint64_t *arg = (const uint64_t *)seen->notice->data.args;
  switch (seen->call->shape) {
    case SHAPE_OPEN: return report_open(watch, seen, AT_FDCWD, arg[0], arg[1]);
    case SHAPE_OPENAT: return report_open(watch, seen, (int64_t)arg[0], arg[1], arg[2]);
    case SHAPE_OPENAT2: return report_how(watch, seen);
    case SHAPE_PATH: return report_paths(watch, seen, AT_FDCWD, arg[0], 0, 0, false);
    case SHAPE_PATHAT: return report_paths(watch, seen, (int64_t)arg[0], arg[1], 0, 0, false);
    case SHAPE_TWO_PATHS: return report_paths(watch, seen, AT_FDCWD, arg[0], AT_FDCWD, arg[1], false);
    case SHAPE_TWO_PATHS_AT: return report_paths(watch, seen, (int64_t)arg[0], arg[1], (int64_t)arg[2], arg[3], false);
    case SHAPE_SYMLINK: return report_paths(watch, seen, 0, arg[0], AT_FDCWD, arg[1], true);
    case SHAPE_SYMLINKAT: return report_paths(watch, seen, 0, arg[0], (int64_t)arg[1], arg[2], true);
    case SHAPE_MOUNT: return report_paths(watch, seen, AT_FDCWD, arg[1], 0, 0, false) || report_numbers(seen, 0);
    case SHAPE_EXEC: return report_exec(watch, seen, AT_FDCWD, arg[0], arg[1]);
    case SHAPE_EXECAT: return report_exec(watch, seen, (int64_t)arg[0], arg[1], arg[2]);
    case SHAPE_ADDRESS: return report_connect(watch, seen);
    case SHAPE_SENDTO: return report_payload(watch, seen, arg[4], arg[5], arg[1], arg[2]);
    case SHAPE_MESSAGE: return report_message(watch, seen, arg[1]);
    case SHAPE_MESSAGES: return report_messages(watch, seen);
    case SHAPE_SLEEP: return report_sleep(seen, arg[0], false, 0);
    case SHAPE_CLOCK_SLEEP: return report_sleep(seen, arg[2], (arg[1] & TIMER_ABSTIME) != 0, arg[0]);
    case SHAPE_SIGNAL: return report_numbers(seen, 2);
    case SHAPE_TGKILL: return report_numbers(seen, 3);
    case SHAPE_ID: return report_numbers(seen, 3);
    case SHAPE_CLONE: return report_numbers(seen, 1);
    case SHAPE_FD: return report_descriptor(seen);
    case SHAPE_NUMBERS: return report_numbers(seen, 3);
    case SHAPE_NONE: return report_numbers(seen, 0);
    case SHAPE_MOVE: return false;
  }
  return false;
}

static bool starts_process(const struct call *call) { return call->shape == SHAPE_CLONE; }

/* A working directory has another path once it, or one above it, has another name or none. */
static bool moves_folders(const struct call *call) {
  return call->shape == SHAPE_MOVE || strncmp(call->name, "rename", 6) == 0 || strcmp(call->name, "rmdir") == 0 || strcmp(call->name, "unlinkat") == 0;
}

static void see(struct watch *watch, const struct call *call, const struct seccomp_notif *notice, double now) {
  if (watch->seen >= MAX_EVENTS || watch->bytes >= MAX_EVENT_BYTES) {
    watch->dropped++;
    return;
  }
  uint64_t before = json_written();
  kept_forget();
  struct seen seen = { .call = call, .process = remote_process((pid_t)notice->pid), .notice = notice, .now = now };
  if (report(watch, &seen)) {
    json_end();
    watch->seen++;
    kept_look(seen.process, now);
  }
  watch->bytes += json_written() - before;
}

bool notify_one(struct watch *watch, double now, bool reported) {
  static struct seccomp_notif notice;
  static struct seccomp_notif_resp response;
  memset(&notice, 0, sizeof notice);
  if (ioctl(watch->listener, SECCOMP_IOCTL_NOTIF_RECV, &notice) != 0) return errno == EINTR || errno == ENOENT;
  const struct call *call = call_find(notice.data.nr);
  /* The first call is the launcher's own: where its argument cannot be read, no sample's could be, and nothing may start. */
  static bool tried;
  char byte;
  if (!tried && remote_read((pid_t)notice.pid, notice.data.args[0], &byte, 1) != 1) watch->blind = true;
  tried = true;
  if (call != NULL) {
    remote_back((pid_t)notice.pid);
    if (starts_process(call)) watch->forks++;
    if (starts_process(call) || moves_folders(call)) remote_moves((pid_t)notice.pid, starts_process(call));
    unread = false;
    if (reported) reach(call, &notice);
    if (reported) see(watch, call, &notice, now);
    if (call->shape == SHAPE_EXEC || call->shape == SHAPE_EXECAT) remote_changed((pid_t)notice.pid);
  }
  memset(&response, 0, sizeof response);
  response.id = notice.id;
  if (call == NULL || call->action == CALL_REFUSE) response.error = -EPERM;
  else if (reported && unread) response.error = -EFAULT;
  else response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
  /* ENOENT: it was killed while we looked. */
  return ioctl(watch->listener, SECCOMP_IOCTL_NOTIF_SEND, &response) == 0 || errno == ENOENT || errno == EINTR;
}
