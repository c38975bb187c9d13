#define _GNU_SOURCE
#include "supervise.h"

#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

/* Should the loop ever be stuck (nobody reads what it writes), time still ends: by a signal, with what a handler may do. */
static void on_alarm(int number) {
  (void)number;
  if (run.alone && (run.deadline_ms == 0 || monotonic_ms() < run.deadline_ms)) return; /* sent by the sample, who may signal its own user's process */
  if (run.alone || run.init_fd >= 0) kill_tree();
}

static void arm_alarm(time_t seconds) {
  struct itimerval when = { .it_value = { .tv_sec = seconds } };
  signal(SIGALRM, on_alarm);
  setitimer(ITIMER_REAL, &when, NULL);
}

void start_clock(void) {
  if (!run.listening || !run.sent_off || run.deadline_ms != 0) return;
  double now = monotonic_ms();
  if (run.zero_ms == 0) run.zero_ms = now;
  run.deadline_ms = now + (double)run.config.limits.wall_ms;
  arm_alarm((time_t)(run.config.limits.wall_ms / 1000) + 2);
}

/* Between two jobs of a session. */
void stop_clock(void) {
  run.deadline_ms = 0;
  arm_alarm(0);
}

static void watch_tree(void) {
  struct tree tree;
  tree_usage(run.init_pid, run.config.limits.memory, &tree);
  uint64_t memory = tree.memory + run.peak_disk;
  if (memory > run.peak_tree_memory) run.peak_tree_memory = memory;
  if (tree.processes - 1 > run.peak_tree_processes) run.peak_tree_processes = tree.processes - 1;
  if (tree.cpu_us > run.children_cpu_us) run.children_cpu_us = tree.cpu_us;
  if (tree.processes - 1 >= run.config.limits.processes) run.processes_refused = true;
  if (memory > run.config.limits.memory) end(OUT_OF_MEMORY, "memory", NULL);
  else if (tree.processes - 1 > run.config.limits.processes) end(KILLED, "processes", "more processes than allowed");
}

void look_at_limits(double now) {
  uint64_t disk, files;
  if (run.deadline_ms != 0 && now >= run.deadline_ms) return end(TIMED_OUT, "wallClock", NULL);
  if (run.places.count == 0) return;
  places_usage(&run.places, &disk, &files);
  if (disk > run.peak_disk) run.peak_disk = disk;
  if (files > run.peak_files) run.peak_files = files;
  if (run.config.watch_memory && run.init_pid > 0) watch_tree();
  else if (cgroups_out_of_memory(&run.config)) end(OUT_OF_MEMORY, "memory", NULL);
}
