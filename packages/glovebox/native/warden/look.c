#define _GNU_SOURCE
#include "warden.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What a path of the sample's means in its own file system, looked up from outside. For the report only: no refusal rests on it. */

static const struct config *config;
static int root = -1;
static uid_t jail_uid;

void look_setup(const struct config *with, int root_fd, uid_t uid) {
  config = with;
  root = root_fd;
  jail_uid = uid;
}

bool look_quiet(const char *path) {
  for (size_t i = 0; i < config->quiet.count; i++) {
    size_t length = strlen(config->quiet.at[i]);
    if (strncmp(path, config->quiet.at[i], length) == 0 && (path[length] == '\0' || path[length] == '/')) return true;
  }
  return false;
}

/* Where a path leads that starts at one of the process's own links in /proc: those cannot be followed from outside the jail, and
 * would hide what is meant. */
static const char *without_magic(const struct process *process, const char *path, char *to, size_t size) {
  static const char *const owners[] = { "/proc/self/", "/proc/thread-self/", "/dev/fd/", "/proc/%d/" };
  for (size_t i = 0; i < sizeof owners / sizeof *owners; i++) {
    char owner[64], link[128], target[PATH_BYTES];
    snprintf(owner, sizeof owner, owners[i], process->inner_pid);
    size_t length = strlen(owner);
    if (strncmp(path, owner, length) != 0) continue;
    const char *name = path + length;
    size_t part = strcspn(name, "/");
    if (i == 2 || (part == 2 && strncmp(name, "fd", 2) == 0)) {
      int number = (int)strtol(i == 2 ? name : name + 3, NULL, 10);
      snprintf(link, sizeof link, "/proc/%d/fd/%d", process->tid, number);
      if (i != 2 && name[2] == '/') part = 3 + strcspn(name + 3, "/");
    } else if (part < 5 && (strncmp(name, "root", part) == 0 || strncmp(name, "cwd", part) == 0 || strncmp(name, "exe", part) == 0)) {
      snprintf(link, sizeof link, "/proc/%d/%.*s", process->tid, (int)part, name);
    } else return path;
    bool root_link = strncmp(name, "root", 4) == 0 && part == 4;
    ssize_t got = root_link ? 0 : readlink(link, target, sizeof target - 1);
    if (got < 0) return path;
    target[got] = '\0';
    if (!root_link && target[0] != '/') return path; /* a pipe, a socket */
    snprintf(to, size, "%s%s", target, name[part] == '\0' && root_link ? "/" : name + part);
    return to;
  }
  return path;
}

/* Opens what the jail's path names without opening it for use: no device, pipe or link is touched. `straight` says that no link
 * is on the way, so that the path is its own real name. */
int look(const struct process *process, const char *path, bool *straight) {
  char rewritten[PATH_BYTES], plain[PATH_BYTES];
  path = without_magic(process, path, plain, sizeof plain);
  /* /proc/self is the looker's own; the warden is in no jail. */
  if (strncmp(path, "/proc/self", 10) == 0 && (path[10] == '\0' || path[10] == '/')) {
    snprintf(rewritten, sizeof rewritten, "/proc/%d%s", process->inner_pid, path + 10);
    path = rewritten;
  }
  struct open_how how = { .flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS };
  int fd = (int)syscall(__NR_openat2, root, path, &how, sizeof how);
  *straight = !(fd < 0 && errno == ELOOP);
  if (*straight) return fd;
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  return (int)syscall(__NR_openat2, root, path, &how, sizeof how);
}

bool look_permitted(const struct stat *status, unsigned want) {
  unsigned mode = status->st_mode & 0777;
  unsigned bits = status->st_uid == jail_uid ? mode >> 6 : status->st_gid == jail_uid ? mode >> 3 : mode;
  return (bits & want) == want;
}

/* Nobody inside mounts anything: of each mount this is asked once. */
static bool read_only(int fd, const struct statx *found) {
  static struct { uint64_t mount; bool known, is; } mounts[16];
  size_t slot = found->stx_mnt_id % (sizeof mounts / sizeof *mounts);
  bool named = (found->stx_mask & STATX_MNT_ID) != 0;
  if (named && mounts[slot].known && mounts[slot].mount == found->stx_mnt_id) return mounts[slot].is;
  struct statvfs mount;
  if (fstatvfs(fd, &mount) != 0) return true;
  mounts[slot].mount = found->stx_mnt_id;
  mounts[slot].known = named;
  return mounts[slot].is = (mount.f_flag & ST_RDONLY) != 0;
}

/* Whether the kernel will let it: what is there, whose it is, and whether its mount can be written. For the report only. */
bool look_would_succeed(const struct process *process, const char *path, bool writes, bool creates, char *real, size_t size) {
  bool straight;
  int fd = look(process, path, &straight);
  real[0] = '\0';
  if (fd < 0 && !creates) return errno == ELOOP; /* a magic link, as /dev/stdout: the kernel follows it, we do not */
  if (fd < 0) {
    char parent[PATH_BYTES];
    snprintf(parent, sizeof parent, "%s", path);
    char *slash = strrchr(parent, '/');
    if (slash == NULL) return false;
    slash[slash == parent] = '\0';
    fd = look(process, parent, &straight);
    if (fd < 0) return false;
  }
  if (!straight) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, real, size - 1);
    real[length > 0 ? length : 0] = '\0';
  }
  struct statx found;
  bool ok = statx(fd, "", AT_EMPTY_PATH, STATX_MODE | STATX_UID | STATX_GID | STATX_MNT_ID, &found) == 0;
  struct stat status = { .st_mode = found.stx_mode, .st_uid = found.stx_uid, .st_gid = found.stx_gid };
  ok = ok && look_permitted(&status, writes ? 2 : 4) && (!writes || S_ISCHR(status.st_mode) || !read_only(fd, &found));
  close(fd);
  return ok;
}
