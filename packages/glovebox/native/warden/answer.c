#define _GNU_SOURCE
#include "supervise.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What glovebox asks of the writable places while a session lives. An answer never depends on what the sample does meanwhile:
 * nothing here waits, and everything has a bound. */

enum { CHUNK = 48 << 10, MAX_FILE = 64 << 20, MAX_ENTRIES = 10000 };

static void say_chunk(const char *path, const void *bytes, size_t length, bool last, const char *error) {
  json_begin("file");
  json_text("path", path);
  json_base64("data", bytes, length);
  json_bool("last", last);
  if (error != NULL) json_text("error", error);
  json_end();
}

/* A pipe or a device is opened without waiting, and closed again. */
static int open_file(const char *path, uint64_t *size, const char **error) {
  struct stat status;
  int fd = open_beneath(&run.places, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) {
    *error = errno == EPERM ? "outside every writable place" : strerror(errno);
    return -1;
  }
  *size = fstat(fd, &status) == 0 ? (uint64_t)status.st_size : 0;
  *error = !S_ISREG(status.st_mode) ? "not a regular file" : *size > MAX_FILE ? "larger than 64 MiB" : NULL;
  if (*error == NULL) return fd;
  close(fd);
  return -1;
}

void answer_read(const char *path) {
  static char chunk[CHUNK];
  const char *error = NULL;
  uint64_t left = 0;
  become_sample(&run.places);
  int fd = open_file(path, &left, &error);
  become_warden();
  if (fd < 0) return say_chunk(path, "", 0, true, error);
  while (left > 0) {
    ssize_t got = read(fd, chunk, left < CHUNK ? left : CHUNK);
    if (got < 0) error = strerror(errno);
    if (got <= 0) break; /* cut meanwhile */
    left -= (uint64_t)got;
    say_chunk(path, chunk, (size_t)got, false, NULL);
  }
  close(fd);
  say_chunk(path, "", 0, true, error);
}

static const char *kind_of(mode_t mode) {
  return S_ISREG(mode) ? "file" : S_ISDIR(mode) ? "directory" : S_ISLNK(mode) ? "link" : "other";
}

static void say_entries(DIR *list) {
  size_t count = 0;
  struct dirent *entry;
  for (; (entry = readdir(list)) != NULL;) {
    struct stat status;
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    if (fstatat(dirfd(list), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue; /* gone meanwhile */
    if (count++ >= MAX_ENTRIES) break;
    json_item();
    json_text("name", entry->d_name);
    json_text("kind", kind_of(status.st_mode));
    json_number("bytes", (int64_t)status.st_size);
    json_item_end();
  }
  json_items_end();
  if (entry != NULL) json_text("error", "more than 10,000 entries: the rest is left out");
}

void answer_list(const char *path) {
  become_sample(&run.places);
  int fd = open_beneath(&run.places, path, O_RDONLY | O_DIRECTORY | O_NONBLOCK);
  const char *error = fd >= 0 ? NULL : errno == EPERM ? "outside every writable place" : strerror(errno);
  DIR *list = fd < 0 ? NULL : fdopendir(fd);
  json_begin("list");
  json_text("path", path);
  json_items("entries");
  if (list != NULL) say_entries(list);
  else json_items_end();
  if (error != NULL) json_text("error", error);
  json_end();
  if (list != NULL) closedir(list);
  become_warden();
}

void answer_write(const char *path, const char *error) {
  json_begin("wrote");
  json_text("path", path);
  if (error != NULL) json_text("error", error);
  json_end();
}
