#define _GNU_SOURCE
#include "warden.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MAX_DEPTH = 64, MAX_CHANGES = 2000, MAX_CONTENT = 256 << 10 };

struct written { char *path; struct stat status; bool met; };
static struct written *written;
static size_t written_count;

static int make_file(int place, const char *rest, mode_t mode, uid_t owner, bool replace) {
  char last[256];
  int parent = open_parent(place, rest, owner, last);
  if (parent < 0) return -1;
  if (replace) unlinkat(parent, last, 0);
  int fd = openat(parent, last, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
  int cause = errno;
  if (fd >= 0) give_away(parent, last, owner);
  close(parent);
  errno = cause;
  return fd;
}

static struct written *find(const char *path) {
  for (size_t i = 0; i < written_count; i++)
    if (strcmp(written[i].path, path) == 0) return &written[i];
  return NULL;
}

static bool remember(const char *path, int fd, bool replace) {
  struct written *one = replace ? find(path) : NULL;
  if (one != NULL) return fstat(fd, &one->status) == 0;
  struct written *more = realloc(written, (written_count + 1) * sizeof *more);
  if (more == NULL) return false;
  written = more;
  one = &written[written_count++];
  one->path = strdup(path);
  one->met = false;
  return one->path != NULL && fstat(fd, &one->status) == 0;
}

/* Files must belong to the sample's user: an owner its namespace does not map cannot own a file in it. */
void become_sample(const struct places *places) {
  if (geteuid() != 0) return;
  setfsgid(places->uid);
  setfsuid(places->uid);
}

void become_warden(void) {
  if (geteuid() != 0) return;
  setfsuid(0);
  setfsgid(0);
}

bool places_write(struct places *places, const char *path, mode_t mode, const void *bytes, size_t length, bool replace, const char **error) {
  const char *rest = NULL;
  int place = place_of(places, path, &rest);
  if (place < 0) {
    *error = "a file outside every writable place";
    return false;
  }
  become_sample(places);
  int fd = make_file(place, rest, mode, places->uid, replace);
  bool ok = fd >= 0 && write_all(fd, bytes, length) && remember(path, fd, replace);
  if (!ok) *error = failure("write", path);
  if (fd >= 0) close(fd);
  become_warden();
  return ok;
}

/* Whoever made given walls may have made a file system for each place. */
void places_usage(const struct places *places, uint64_t *bytes, uint64_t *files) {
  dev_t met[MAX_PLACES];
  size_t count = 0;
  *bytes = *files = 0;
  for (size_t i = 0; i < places->count; i++) {
    struct statfs status;
    struct stat place;
    bool known = false;
    if (fstat(places->at[i], &place) != 0 || fstatfs(places->at[i], &status) != 0) continue;
    for (size_t j = 0; j < count; j++) known = known || met[j] == place.st_dev;
    if (known) continue;
    met[count++] = place.st_dev;
    *bytes += (uint64_t)(status.f_blocks - status.f_bfree) * (uint64_t)status.f_bsize;
    *files += (uint64_t)(status.f_files - status.f_ffree);
  }
}

static void change(const char *path, const char *what, const struct stat *status) {
  json_begin("change");
  json_text("path", path);
  json_text("change", what);
  json_number("bytes", status == NULL ? 0 : (int64_t)status->st_size);
  json_number("mode", status == NULL ? 0 : status->st_mode);
  json_end();
}

static bool same(const struct stat *before, const struct stat *now) {
  return before->st_ino == now->st_ino && before->st_size == now->st_size && before->st_mode == now->st_mode &&
         before->st_mtim.tv_sec == now->st_mtim.tv_sec && before->st_mtim.tv_nsec == now->st_mtim.tv_nsec &&
         /* Times of modification can be set; that of the last change of the inode cannot. */
         before->st_ctim.tv_sec == now->st_ctim.tv_sec && before->st_ctim.tv_nsec == now->st_ctim.tv_nsec;
}

static size_t changes, untold;
static uint64_t contents_left;

/* The beginning of a file that was left behind, for whoever looks for something in it. */
static void content(int directory, const char *name, const char *path, const struct stat *status) {
  static char bytes[MAX_CONTENT];
  uint64_t most = contents_left < sizeof bytes ? contents_left : sizeof bytes;
  if (!S_ISREG(status->st_mode) || status->st_size == 0 || most == 0) return;
  /* As with folders: its owner may have closed it to himself. */
  if ((status->st_mode & 0400) == 0 && fchmodat(directory, name, 0600, 0) != 0) return;
  int fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return;
  ssize_t got = read(fd, bytes, most);
  close(fd);
  if (got <= 0) return;
  contents_left -= (uint64_t)got;
  json_begin("file");
  json_text("path", path);
  json_base64("data", bytes, (size_t)got);
  json_bool("last", true);
  json_end();
}

static void met(int directory, const char *name, const char *path, const struct stat *status) {
  struct written *before = find(path);
  if (before != NULL) before->met = true;
  if (S_ISDIR(status->st_mode) || (before != NULL && same(&before->status, status))) return;
  if (changes++ < MAX_CHANGES) change(path, before == NULL ? "created" : "modified", status);
  else untold++;
  content(directory, name, path, status);
}

/* Everything is dead by now: nothing moves under us. Still no link is followed and nothing but directories and, where their contents are asked for, plain files is opened. */
static void walk(int directory, char *path, size_t length, int depth) {
  DIR *list = fdopendir(directory);
  if (list == NULL) {
    close(directory);
    return;
  }
  for (struct dirent *entry; (entry = readdir(list)) != NULL;) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    int size = snprintf(path + length, 4096 - length, "/%s", entry->d_name);
    struct stat status;
    if (length + (size_t)size >= 4096 || fstatat(dirfd(list), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
      untold++;
      continue;
    }
    met(dirfd(list), entry->d_name, path, &status);
    if (!S_ISDIR(status.st_mode)) continue;
    /* Its owner may have closed it to himself; for a warden that is no root the owner is the same. */
    if ((status.st_mode & 0500) != 0500 && fchmodat(dirfd(list), entry->d_name, 0700, 0) != 0) untold++;
    int inner = depth >= MAX_DEPTH ? -1 : openat(dirfd(list), entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (inner < 0) untold++;
    else walk(inner, path, length + (size_t)size, depth + 1);
  }
  closedir(list);
}

size_t places_report(const struct places *places, uint64_t contents) {
  char path[4096];
  contents_left = contents;
  for (size_t i = 0; i < places->count; i++) {
    int directory = openat(places->at[i], ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) continue;
    size_t length = (size_t)snprintf(path, sizeof path, "%s", places->path[i]);
    walk(directory, path, length, 0);
  }
  for (size_t i = 0; i < written_count; i++) {
    if (written[i].met) continue;
    if (changes++ < MAX_CHANGES) change(written[i].path, "deleted", NULL);
    else untold++;
  }
  return untold;
}
