#define _GNU_SOURCE
#include "warden.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What a process finds of its own walls, from inside. */

/* The effective, permitted, inheritable, bounding and ambient sets, or'ed: zero means there is none of any kind. */
uint64_t any_capability(void) {
  struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3, .pid = 0 };
  struct __user_cap_data_struct sets[2];
  if (syscall(__NR_capget, &header, sets) != 0) return ~0ull;
  uint64_t any = sets[0].effective | sets[0].permitted | sets[0].inheritable |
                 (uint64_t)(sets[1].effective | sets[1].permitted | sets[1].inheritable) << 32;
  for (int capability = 0, bound; capability < 64 && (bound = prctl(PR_CAPBSET_READ, capability)) >= 0; capability++)
    if (bound == 1 || prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, capability, 0, 0) == 1) any |= 1ull << capability;
  return any;
}

size_t interfaces(char *to, size_t size) {
  struct if_nameindex *list = if_nameindex();
  size_t used = 0;
  for (struct if_nameindex *at = list; at != NULL && at->if_index != 0; at++)
    used += (size_t)snprintf(to + used, used < size ? size - used : 0, "%s\"%s\"", used > 0 ? "," : "", at->if_name);
  if (list != NULL) if_freenameindex(list);
  return used;
}

/* By their numbers: who shares this kernel can compare them with its own. */
size_t namespace_ids(char *to, size_t size) {
  static const char *const names[] = { "user", "pid", "mnt", "net", "ipc", "uts", "cgroup" };
  size_t used = 0;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    char path[64], id[64] = "";
    snprintf(path, sizeof path, "/proc/self/ns/%s", names[i]);
    if (readlink(path, id, sizeof id - 1) <= 0 || strpbrk(id, "\"\\") != NULL) continue;
    used += (size_t)snprintf(to + used, size - used, "%s\"%s\":\"%s\"", used > 0 ? "," : "", names[i], id);
  }
  return used;
}

bool root_read_only(bool given) {
  struct statvfs top;
  if (statvfs("/", &top) != 0) return false;
  if ((top.f_flag & ST_RDONLY) != 0) return true;
  /* gVisor's statvfs does not tell; the attempt does. */
  if (!given) return false;
  if (mkdir("/.writable", 0700) != 0) return errno == EROFS;
  rmdir("/.writable");
  return false;
}

/* As the sample would, the warden's own line to glovebox and its memory: gVisor lets one process open what another of its user has
 * open, hidden or not. There the warden has to be another user than the sample. */
bool reaches_warden(void) {
  static const struct { const char *path; int flags; } words[] = {
    { "/proc/1/fd/0", O_RDONLY }, { "/proc/1/fd/1", O_WRONLY }, { "/proc/1/mem", O_RDONLY },
  };
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    int fd = open(words[i].path, words[i].flags | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) continue;
    close(fd);
    return true;
  }
  return false;
}

bool crashes_are_piped(void) {
  char first = 0;
  int fd = open("/proc/sys/kernel/core_pattern", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false; /* gVisor has no handler of crashes */
  if (read(fd, &first, 1) != 1) first = 0;
  close(fd);
  return first == '|';
}
