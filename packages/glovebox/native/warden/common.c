#include "warden.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

const char *failure(const char *operation, const char *thing) {
  static char text[512];
  int cause = errno;
  if (cause != 0) snprintf(text, sizeof text, "%s %.300s: %s", operation, thing, strerror(cause));
  else snprintf(text, sizeof text, "%s %.400s", operation, thing);
  return text;
}

void clear_error(void) { errno = 0; }

double monotonic_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

void (*while_waiting)(void);

bool write_all(int fd, const void *bytes, size_t length) {
  const char *at = bytes;
  while (length > 0) {
    ssize_t wrote = write(fd, at, length);
    if (wrote > 0) {
      at += wrote;
      length -= (size_t)wrote;
      continue;
    }
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0 && errno == EAGAIN) {
      struct pollfd ready = { .fd = fd, .events = POLLOUT };
      poll(&ready, 1, 10);
      if (while_waiting != NULL) while_waiting();
      continue;
    }
    return false;
  }
  return true;
}

void cloexec(int fd, bool on) { fcntl(fd, F_SETFD, on ? FD_CLOEXEC : 0); }
