#define _GNU_SOURCE
#include "input.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST = 64 << 10, PIECE = 900, FIRST_MS = 2000, QUIET_MS = 40, ALL_MS = 400 };

struct interpreter {
  const char *language;
  const char *code;   // letters of an option whose value is code, or a module
  const char *values; // letters of an option whose value is neither code nor a file
};

static const struct interpreter shell = { "bash", "c", "oO" }, python = { "python", "cm", "WX" }, node = { "javascript", "ep", "r" };

static const struct interpreter *interpreter_of(const char *name, const char *called) {
  static const char *const shells[] = { "bash", "dash", "sh" };
  if (strncmp(name, "python3", 7) == 0) return &python;
  if (strcmp(name, "node") == 0) return &node;
  for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)
    if (strcmp(name, shells[i]) == 0 || strcmp(called, shells[i]) == 0) return &shell;
  return NULL;
}

static int reads_input(const struct interpreter *what, char **argv) {
  for (int i = 1; argv[i] != NULL; i++) {
    const char *word = argv[i];
    if (word[0] != '-' && word[0] != '+') return 0;
    if (word[1] == '\0') return 1;
    if (strncmp(word, "--eval", 6) == 0 || strncmp(word, "--print", 7) == 0) return 0;
    if (word[1] == '-') continue;
    if (strpbrk(word + 1, what->code) != NULL) return 0;
    if (what == &shell && strchr(word, 's') != NULL) return 1;
    if (strpbrk(word + 1, what->values) != NULL && argv[i + 1] != NULL) i++;
  }
  return 1;
}

// A program has to be whole before it is looked at, and whoever writes it may wait for an answer: no longer than a moment.
static void await(void) {
  struct pollfd input = { .fd = 0, .events = POLLIN };
  if (poll(&input, 1, FIRST_MS) <= 0) return;
  int before = 0, waiting = 0;
  for (int waited = 0; waited < ALL_MS && (input.revents & POLLHUP) == 0; waited += QUIET_MS) {
    if (ioctl(0, FIONREAD, &waiting) != 0 || waiting >= MOST || (waited > 0 && waiting == before)) return;
    before = waiting;
    struct pollfd end = { .fd = 0 }; // nothing but its end is waited for
    poll(&end, 1, QUIET_MS);
    input.revents = end.revents;
  }
}

static ssize_t from_pipe(char *bytes) {
  int copy[2];
  await();
  if (pipe2(copy, O_CLOEXEC) != 0) return -1;
  ssize_t got = tee(0, copy[1], MOST, SPLICE_F_NONBLOCK);
  close(copy[1]);
  ssize_t have = 0;
  for (ssize_t more; got > 0 && have < MOST && (more = read(copy[0], bytes + have, (size_t)(MOST - have))) > 0;) have += more;
  close(copy[0]);
  return have;
}

// What the interpreter is about to read, which stays where it is.
static ssize_t look_ahead(char *bytes) {
  struct stat status;
  if (fstat(0, &status) != 0) return -1;
  if (S_ISREG(status.st_mode)) return pread(0, bytes, MOST, lseek(0, 0, SEEK_CUR));
  if (S_ISFIFO(status.st_mode)) return from_pipe(bytes);
  if (!S_ISSOCK(status.st_mode)) return -1;
  await();
  return recv(0, bytes, MOST, MSG_PEEK | MSG_DONTWAIT);
}

static size_t escaped(char *to, const char *bytes, size_t length) {
  char *at = to;
  for (size_t i = 0; i < length; i++) {
    char letter = bytes[i] == '\\' ? '\\' : bytes[i] == '\n' ? 'n' : bytes[i] == '\r' ? 'r' : bytes[i] == 0x1f ? 'u' : '\0';
    if (letter != '\0') *at++ = '\\';
    *at++ = letter == '\0' ? bytes[i] : letter;
  }
  return (size_t)(at - to);
}

// Where a piece ends: no character is cut in two.
static size_t until(const char *bytes, size_t at, size_t length) {
  size_t end = at + PIECE;
  if (end >= length) return length;
  while (end > at + PIECE - 4 && ((unsigned char)bytes[end] & 0xc0) == 0x80) end--;
  return end;
}

void tell_input(const char *name, const char *called, char **argv) {
  static char bytes[MOST], line[2 * PIECE + 400];
  const struct interpreter *what = interpreter_of(name, called);
  if (what == NULL || !reads_input(what, argv)) return;
  int was_open = fcntl(HINTS, F_GETFD) >= 0;
  if (!hears()) return;
  ssize_t length = look_ahead(bytes);
  for (size_t at = 0; length > 0 && at < (size_t)length;) {
    size_t end = until(bytes, at, (size_t)length);
    int more = end < (size_t)length ? 1 : length >= MOST ? 2 : 0;
    int head = snprintf(line, 400, "C\x1f%d\x1f%d\x1f%d\x1finput\x1f%s\x1f%.100s\x1f", (int)getpid(), (int)getpid(), more, what->language, called);
    size_t used = (size_t)head + escaped(line + head, bytes + at, end - at);
    line[used++] = '\n';
    if (write(HINTS, line, used) < 0) break;
    at = end;
  }
  if (!was_open && what == &shell && strcmp(name, "bash") != 0) close(HINTS);
}
