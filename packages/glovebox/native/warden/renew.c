#define _GNU_SOURCE
#include "warden.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/random.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

/* A machine that was restored from a snapshot has the time of the snapshot, and would draw the random numbers that every other one
 * restored from it draws. */

enum { MAX_SEED = 4096 };

bool renew_clock(const char *nanoseconds) {
  char *end = NULL;
  errno = 0;
  unsigned long long since_epoch = strtoull(nanoseconds, &end, 10);
  if (nanoseconds[0] < '0' || nanoseconds[0] > '9' || *end != '\0' || errno != 0 || since_epoch > 1ull << 62) {
    errno = EINVAL;
    return false;
  }
  struct timespec now = { .tv_sec = (time_t)(since_epoch / 1000000000), .tv_nsec = (long)(since_epoch % 1000000000) };
  return clock_settime(CLOCK_REALTIME, &now) == 0;
}

bool renew_entropy(const void *seed, size_t length) {
  struct { struct rand_pool_info head; char bytes[MAX_SEED]; } pool;
  errno = EINVAL;
  if (length < 16 || length > MAX_SEED) return false;
  pool.head.entropy_count = (int)length * 8;
  pool.head.buf_size = (int)length;
  memcpy((char *)pool.head.buf, seed, length);
  int fd = open("/dev/random", O_RDWR | O_CLOEXEC);
  if (fd < 0) return false;
  /* The kernel would take the new bits into use within minutes; what starts now must have them. */
  bool ok = ioctl(fd, RNDADDENTROPY, &pool) == 0 && ioctl(fd, RNDRESEEDCRNG) == 0;
  int cause = errno;
  close(fd);
  errno = cause;
  return ok;
}
