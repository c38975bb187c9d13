#define _GNU_SOURCE
#include "warden.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

ssize_t remote_read(pid_t pid, uint64_t address, void *to, size_t length) {
  struct iovec local = { .iov_base = to, .iov_len = length };
  struct iovec remote = { .iov_base = (void *)(uintptr_t)address, .iov_len = length };
  return process_vm_readv(pid, &local, 1, &remote, 1, 0);
}

ssize_t remote_string(pid_t pid, uint64_t address, char *to, size_t size) {
  if (address == 0 || size == 0) return -1;
  size_t have = 0;
  while (have < size - 1) {
    /* Up to the end of the page, as the next one may not be there; most paths need one read. */
    size_t step = 4096 - ((address + have) & 4095);
    if (step > 256 && have == 0) step = 256;
    if (step > size - 1 - have) step = size - 1 - have;
    ssize_t got = remote_read(pid, address + have, to + have, step);
    if (got <= 0) return -1;
    char *end = memchr(to + have, '\0', (size_t)got);
    if (end != NULL) return end - to;
    have += (size_t)got;
  }
  to[have] = '\0';
  return (ssize_t)have;
}

enum { KNOWN = 1024 };
static struct process known[KNOWN];

static bool number_after(const char *text, const char *key, char *which, pid_t *out) {
  const char *at = strstr(text, key);
  if (at == NULL) return false;
  at += strlen(key);
  /* NSpid and the like list one id a namespace, the innermost last. */
  const char *end = strchr(at, '\n');
  if (*which == 'i')
    for (const char *scan = at; scan != NULL && scan < end; scan++)
      if (*scan == '\t') at = scan + 1;
  *out = (pid_t)strtol(at, NULL, 10);
  return true;
}

static void read_status(struct process *process) {
  char path[64], text[2048];
  snprintf(path, sizeof path, "/proc/%d/status", process->tid);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  ssize_t got = read(fd, text, sizeof text - 1);
  close(fd);
  if (got <= 0) return;
  text[got] = '\0';
  pid_t parent = 0;
  number_after(text, "\nTgid:\t", "o", &process->tgid);
  number_after(text, "\nPPid:\t", "o", &parent);
  number_after(text, "\nNStgid:\t", "i", &process->inner_pid);
  number_after(text, "\nNSpid:\t", "i", &process->inner_tid);
  const char *name = strchr(text, '\t'), *end = strchr(text, '\n');
  if (name != NULL && end != NULL && name < end) {
    size_t length = (size_t)(end - name - 1);
    if (length >= sizeof process->command) length = sizeof process->command - 1;
    memcpy(process->command, name + 1, length);
    process->command[length] = '\0';
  }
  process->inner_parent = 0;
  snprintf(path, sizeof path, "/proc/%d/status", parent);
  fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  got = read(fd, text, sizeof text - 1);
  close(fd);
  if (got <= 0) return;
  text[got] = '\0';
  number_after(text, "\nNStgid:\t", "i", &process->inner_parent);
}

const struct process *remote_process(pid_t tid) {
  struct process *slot = &known[(unsigned)tid % KNOWN];
  if (slot->tid != tid || slot->stale) {
    memset(slot, 0, sizeof *slot);
    slot->tid = tid;
    slot->tgid = tid;
    read_status(slot);
  }
  return slot;
}

void remote_changed(pid_t tid) { known[(unsigned)tid % KNOWN].stale = true; }

/* Removes `.`, `..` and double slashes by their text alone: what the path says, not where links lead. */
size_t path_tidy(char *path) {
  char *out = path;
  for (char *at = path; *at != '\0';) {
    while (*at == '/') at++;
    size_t length = strcspn(at, "/");
    if (length == 2 && at[0] == '.' && at[1] == '.') {
      while (out > path && *--out != '/') {}
    } else if (length > 0 && !(length == 1 && at[0] == '.')) {
      *out++ = '/';
      memmove(out, at, length);
      out += length;
    }
    at += length;
  }
  if (out == path) *out++ = '/';
  *out = '\0';
  return (size_t)(out - path);
}

/* The working directory is the same for call after call, and asking for it costs as much as half of all else that a call costs. What was
 * read holds until somebody asks to change one, or to rename or remove a folder, and is not kept again before that task makes another call: until then its change may
 * be under way. A new process may carry the number of an old one. */
static uint64_t moves;
static pid_t moving;
static bool many_move;

void remote_moves(pid_t tid, bool to_new_process) {
  moves++;
  if (to_new_process) return;
  many_move = many_move || (moving != 0 && moving != tid);
  moving = tid;
}

void remote_back(pid_t tid) {
  if (moving == tid) moving = 0;
}

static size_t working_directory(const struct process *process, char *to, size_t size) {
  struct folder { uint64_t move; size_t length; pid_t tid; char path[256]; };
  static struct folder folders[16];
  struct folder *folder = &folders[(unsigned)process->tid % (sizeof folders / sizeof *folders)];
  if (folder->tid == process->tid && folder->move == moves && folder->length > 0 && folder->length < size) {
    memcpy(to, folder->path, folder->length);
    return folder->length;
  }
  char link[64];
  snprintf(link, sizeof link, "/proc/%d/cwd", process->tid);
  ssize_t length = readlink(link, to, size);
  if (length <= 0 || to[0] != '/') return 0;
  if ((size_t)length < sizeof folder->path && moving == 0 && !many_move) {
    *folder = (struct folder){ .move = moves, .length = (size_t)length, .tid = process->tid };
    memcpy(folder->path, to, (size_t)length);
  }
  return (size_t)length;
}

void remote_path(const struct process *process, int64_t dirfd, const char *path, char *to, size_t size) {
  if (path[0] == '/') {
    snprintf(to, size, "%s", path);
    return;
  }
  size_t length = 0;
  if ((int32_t)dirfd == AT_FDCWD) length = working_directory(process, to, size - 2);
  else {
    char link[64];
    snprintf(link, sizeof link, "/proc/%d/fd/%d", process->tid, (int)dirfd);
    ssize_t got = readlink(link, to, size - 2);
    if (got > 0 && to[0] == '/') length = (size_t)got;
  }
  snprintf(to + length, size - length, "/%s", path);
}
