#define _GNU_SOURCE
#include "warden.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { WINDOW_US = 50000, LOOKS = 1000 };

/* The processor's own counter, which an emulated machine is shown as its own. */
static uint64_t ticks(void) {
#if defined(__x86_64__)
  return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
  uint64_t value;
  __asm__ volatile("mrs %0, cntvct_el0" : "=r"(value));
  return value;
#else
  return 0;
#endif
}

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC_RAW, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

struct moment { uint64_t ns, ticks; };

/* Both clocks at one moment. Whoever is interrupted between the two looks tries again; the tightest of many looks counts. */
static struct moment look_at_clocks(void) {
  struct moment best = { 0, 0 };
  uint64_t tightest = UINT64_MAX;
  for (int look = 0; look < LOOKS; look++) {
    uint64_t before = now_ns(), at = ticks(), after = now_ns();
    if (after - before >= tightest) continue;
    tightest = after - before;
    best = (struct moment){ before + tightest / 2, at };
  }
  return best;
}

/* `ticks`: how many thousand a second, measured, because what the kernel says is the processor's present speed and not the counter's. */
int ticks_main(void) {
  struct moment start = look_at_clocks();
  usleep(WINDOW_US);
  struct moment end = look_at_clocks();
  printf("%.0f\n", (double)(end.ticks - start.ticks) * 1e6 / (double)(end.ns - start.ns));
  return 0;
}
