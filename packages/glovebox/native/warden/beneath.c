#define _GNU_SOURCE
#include "warden.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Paths below the writable places, opened from outside while the sample may be at work on them. Every part is opened by itself
 * beneath the one before, and none is a link: where a path leads is in the place, whatever is put in its way meanwhile. (openat2
 * would do it in one call; gVisor has none.) */

int place_of(const struct places *places, const char *path, const char **rest) {
  for (size_t i = 0; i < places->count; i++) {
    size_t length = strlen(places->path[i]);
    if (strncmp(path, places->path[i], length) != 0 || (path[length] != '/' && path[length] != '\0')) continue;
    *rest = path + length + strspn(path + length, "/");
    return places->at[i];
  }
  return -1;
}

static bool is_step(const char *part, size_t length) {
  return length > 0 && length < 256 && !(length <= 2 && strncmp(part, "..", length) == 0);
}

/* gVisor has no user for the file system alone (see become_sample): what root has made there is given away by name. */
void give_away(int directory, const char *name, uid_t owner) {
  struct stat status;
  if (geteuid() != 0 || fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) != 0 || status.st_uid == owner) return;
  if (fchownat(directory, name, owner, owner, AT_SYMLINK_NOFOLLOW) != 0) clear_error(); /* then it can be read and not changed */
}

/* The folder that holds the last part of `rest`, and that part. Folders on the way are made for `owner`; with NOBODY they are not. */
int open_parent(int place, const char *rest, uid_t owner, char last[256]) {
  int at = dup(place);
  for (const char *slash; at >= 0; rest = slash + 1) {
    slash = strchr(rest, '/');
    size_t length = slash == NULL ? strlen(rest) : (size_t)(slash - rest);
    int next = -1;
    errno = EINVAL;
    if (!is_step(rest, length)) goto out;
    memcpy(last, rest, length);
    last[length] = '\0';
    if (slash == NULL) return at;
    if (owner != NOBODY) {
      bool made = mkdirat(at, last, 0755) == 0;
      if (!made && errno != EEXIST) goto out;
      if (made) give_away(at, last, owner);
    }
    next = openat(at, last, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  out:;
    int cause = errno;
    close(at);
    errno = cause;
    at = next;
  }
  return -1;
}

int open_beneath(const struct places *places, const char *path, int flags) {
  char last[256];
  const char *rest = NULL;
  int place = place_of(places, path, &rest);
  errno = EPERM;
  if (place < 0) return -1;
  if (*rest == '\0') return openat(place, ".", flags | O_NOFOLLOW | O_CLOEXEC);
  int parent = open_parent(place, rest, NOBODY, last);
  if (parent < 0) return -1;
  int fd = openat(parent, last, flags | O_NOFOLLOW | O_CLOEXEC);
  int cause = errno;
  close(parent);
  errno = cause;
  return fd;
}
