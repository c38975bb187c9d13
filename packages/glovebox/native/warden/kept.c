#define _GNU_SOURCE
#include "warden.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* Code that the sample made while it ran, as it is at the moment an interpreter asks for it: at the end it may be gone, or another.
 * What is told is a copy for whoever reads the report; nothing is refused for it. */

enum { MAX_FILES = 256, MAX_BYTES = 64 << 10, MAX_ALL = 4 << 20 };

static struct timespec began;
/* Who looks at a file to read it does not run it: that it is handed to an interpreter, or read by a shell, is told besides. */
enum way { READ, BY_SHELL, HANDED };
static struct { dev_t device; ino_t inode; struct timespec changed; enum way way; } told[MAX_FILES];
static size_t count, total;
static uint64_t beyond;

void kept_begin(void) { clock_gettime(CLOCK_REALTIME_COARSE, &began); }

uint64_t kept_beyond(void) { return beyond; }

static const char *last_part(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash == NULL ? path : slash + 1;
}

static bool has_ending(const char *name) {
  static const char *const endings[] = { ".py", ".pyc", ".pyw", ".js", ".cjs", ".mjs", ".ts", ".cts", ".mts", ".sh", ".bash" };
  const char *dot = strrchr(name, '.');
  for (size_t i = 0; dot != NULL && i < sizeof endings / sizeof *endings; i++)
    if (strcmp(dot, endings[i]) == 0) return true;
  return false;
}

static bool is_one_of(const char *name, const char *const *names, size_t many) {
  for (size_t i = 0; i < many; i++) {
    size_t length = strlen(names[i]);
    /* `python3.12` is `python`. */
    if (strncmp(name, names[i], length) == 0 && strspn(name + length, "0123456789.") == strlen(name + length)) return true;
  }
  return false;
}

static bool is_interpreter(const char *path) {
  static const char *const names[] = { "sh", "bash", "dash", "ash", "zsh", "ksh", "python", "node", "nodejs", "perl", "ruby", "php", "lua" };
  return is_one_of(last_part(path), names, sizeof names / sizeof *names);
}

/* A shell reads as code whatever it opens, by `source`; its own name may be that of the script it runs. */
static bool is_shell(const struct process *process) {
  static const char *const names[] = { "sh", "bash", "dash", "ash", "zsh", "ksh" };
  char link[64], program[PATH_BYTES];
  snprintf(link, sizeof link, "/proc/%d/exe", process->tid);
  ssize_t length = readlink(link, program, sizeof program - 1);
  if (length <= 0) return false;
  program[length] = '\0';
  return is_one_of(last_part(program), names, sizeof names / sizeof *names);
}

static bool is_made_here(const struct stat *status) {
  return status->st_ctim.tv_sec > began.tv_sec || (status->st_ctim.tv_sec == began.tv_sec && status->st_ctim.tv_nsec >= began.tv_nsec);
}

static bool is_told(const struct stat *status, enum way way) {
  for (size_t i = 0; i < count; i++)
    if (told[i].device == status->st_dev && told[i].inode == status->st_ino && told[i].changed.tv_sec == status->st_ctim.tv_sec &&
        told[i].changed.tv_nsec == status->st_ctim.tv_nsec && told[i].way == way) return true;
  return false;
}

static void tell(const struct process *process, const char *path, int fd, const struct stat *status, enum way way, double now) {
  static char bytes[MAX_BYTES];
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  int readable = open(link, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (readable < 0) {
    if (errno == EAGAIN) beyond++; /* somebody of the sample's holds a lease on it: we do not wait for him */
    return;
  }
  ssize_t got = pread(readable, bytes, sizeof bytes, 0);
  close(readable);
  if (got <= 0 || memcmp(bytes, "\177ELF", got < 4 ? (size_t)got : 4) == 0) return;
  told[count].device = status->st_dev;
  told[count].inode = status->st_ino;
  told[count].way = way;
  told[count++].changed = status->st_ctim;
  total += (size_t)got;
  json_begin("code");
  json_ms("ms", now);
  json_number("pid", process->inner_pid);
  json_text("path", path);
  json_number("bytes", status->st_size);
  json_base64("data", bytes, (size_t)got);
  json_end();
}

enum { PLACES = 2 };
static char places[PLACES][PATH_BYTES];
static bool handed; /* named to be run, not only opened */

void kept_forget(void) {
  places[0][0] = places[1][0] = '\0';
  handed = false;
}

void kept_asked(const char *path) { snprintf(places[0], PATH_BYTES, "%s", path); }

/* A program may be a script by itself; an interpreter is named the one it is to run. */
void kept_handed(const struct process *process, const char *path, const char *const *argv, size_t count) {
  handed = true;
  kept_asked(path);
  if (!is_interpreter(path)) return;
  for (size_t i = 1; i < count; i++)
    if (argv[i][0] != '-' && argv[i][0] != '+') return remote_path(process, AT_FDCWD, argv[i], places[1], PATH_BYTES);
}

static void look_at(const struct process *process, const char *path, enum way way, double now) {
  bool straight;
  int fd = look(process, path, &straight);
  if (fd < 0) return;
  struct stat status;
  if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 && (way == HANDED || is_made_here(&status)) && !is_told(&status, way)) {
    if (count >= MAX_FILES || total >= MAX_ALL) beyond++;
    else tell(process, path, fd, &status, way, now);
  }
  close(fd);
}

void kept_look(const struct process *process, double now) {
  if (began.tv_sec == 0) return;
  for (size_t i = 0; i < PLACES; i++) {
    if (places[i][0] == '\0' || look_quiet(places[i])) continue;
    enum way way = handed ? HANDED : is_shell(process) ? BY_SHELL : READ;
    if (way != READ || has_ending(last_part(places[i]))) look_at(process, places[i], way, now);
  }
}
