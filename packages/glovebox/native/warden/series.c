#define _GNU_SOURCE
#include "supervise.h"

#include <time.h>

/* What the run used, over time: points at equal distances, few at every length. When there is no room for another one, every second
 * one goes and the distance doubles. A look costs something for every process: it may take one part in COST of the time at most. */

enum { POINTS = 60, FIRST_MS = 10, COST = 25 };

struct point { double ms; struct tree used; uint64_t disk; };

static struct point points[POINTS];
static size_t count;
static double distance = FIRST_MS, next;

static bool running(void) { return run.cause == RUNNING && run.begun && run.zero_ms > 0 && run.init_pid > 0 && run.config.observe && !run.config.session; }

double series_next(void) { return running() ? next : 1e18; }

static void thin(void) {
  count = POINTS / 2;
  for (size_t i = 0; i < count; i++) points[i] = points[2 * i];
  distance *= 2;
}

/* Of the processor, not of the clock: where others have it meanwhile, a look costs no more. */
static double spent_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

void series_look(double now) {
  if (!running() || now < next) return;
  if (count == POINTS) thin();
  double before = spent_ms();
  struct point *point = &points[count++];
  uint64_t files = 0;
  *point = (struct point){ .ms = elapsed() };
  tree_look(run.init_pid, &point->used);
  places_usage(&run.places, &point->disk, &files);
  double cost = (spent_ms() - before) * COST;
  next = now + (cost > distance ? cost : distance);
}

void series_report(void) {
  for (size_t i = 0; i < count; i++) {
    json_begin("usage");
    json_ms("ms", points[i].ms);
    json_number("memory", (int64_t)points[i].used.memory);
    json_number("processes", (int64_t)points[i].used.processes);
    json_number("descriptors", (int64_t)points[i].used.descriptors);
    json_number("read", (int64_t)points[i].used.read);
    json_number("written", (int64_t)points[i].used.written);
    json_number("disk", (int64_t)points[i].disk);
    json_end();
  }
}
