#define _GNU_SOURCE
#include "supervise.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* What a reader holds for one hint besides its text. */
enum { HINT_BYTES = 8 << 20, HINT_COST = 64, MAX_HINT = 16384 };

void take_output(int which, const char *stream) {
  static char bytes[65536];
  ssize_t got = read(run.in[which].fd, bytes, sizeof bytes);
  if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
    close(run.in[which].fd);
    run.in[which].fd = -1;
  }
  if (got <= 0) return;
  /* Past the bound it is still read, so that the sample never waits for us, and thrown away. */
  size_t keep = run.output_bytes >= run.config.limits.output ? 0 : run.config.limits.output - run.output_bytes;
  if (keep > (size_t)got) keep = (size_t)got;
  run.output_bytes += keep;
  if (keep < (size_t)got) run.truncated = run.cell_truncated = true;
  if (keep == 0) return;
  json_begin("out");
  json_text("stream", stream);
  json_base64("data", bytes, keep);
  json_end();
}

static void drain_output(int turns) {
  for (int which = IN_STDOUT; which <= IN_STDERR; which++)
    for (int turn = 0; run.in[which].fd >= 0 && turn < turns; turn++) {
      struct pollfd one = { .fd = run.in[which].fd, .events = POLLIN };
      if (poll(&one, 1, 0) <= 0) break;
      take_output(which, which == IN_STDOUT ? "stdout" : "stderr");
    }
}

/* Of everything in the tree since the start. What ended and was waited for by nobody yet is known to a cgroup alone. */
static uint64_t cpu_so_far(void) {
  struct usage usage = { .cpu_us = 0 };
  struct tree tree = { .cpu_us = 0 };
  cgroups_usage(&run.config, &usage);
  if (usage.cpu_us == 0 && run.init_pid > 0) tree_usage(run.init_pid, run.config.limits.memory, &tree);
  uint64_t spent = usage.cpu_us > tree.cpu_us ? usage.cpu_us : tree.cpu_us;
  if (spent > run.children_cpu_us) run.children_cpu_us = spent;
  return run.children_cpu_us;
}

/* What the job printed comes before its end: it is in the pipes, which hold less than a few reads. */
static void take_cell(const char *line, size_t length) {
  if (!run.in_cell) return;
  drain_output(4);
  run.in_cell = false;
  stop_clock();
  json_begin("cell");
  json_number("code", length > 2 && line[2] == '1' ? 0 : 1); /* 1: it came to its end */
  json_ms("ms", elapsed());
  json_bool("truncated", run.cell_truncated);
  json_number("cpuUs", (int64_t)cpu_so_far());
  if (run.config.sinkhole != NULL) json_ms("zero", run.zero_ms);
  json_end();
  json_flush();
}

static void take_hint(const char *line, size_t length) {
  if (run.config.session && line[0] == 'D') return take_cell(line, length);
  if (!run.begun && line[0] == 'B') {
    run.begun = true;
    run.zero_ms = monotonic_ms();
    if (run.deadline_ms != 0) { /* what the agent needed until here is not the sample's: in an emulated machine it is a second */
      stop_clock();
      start_clock();
    }
  }
  /* Further lines of a shell's command come as they are: they belong to what was traced before them. Others are noise. */
  static bool traced;
  bool told = strchr("WBHLXTNVKCEG", line[0]) != NULL;
  if (!told && !traced) return;
  if (told) traced = line[0] == 'T';
  length = length > MAX_HINT ? MAX_HINT : length;
  if (run.hint_bytes + length + HINT_COST > HINT_BYTES) {
    run.hints_dropped++;
    return;
  }
  run.hint_bytes += length + HINT_COST;
  json_begin("hint");
  json_ms("ms", elapsed());
  json_bytes("line", line, length);
  json_end();
  if (!run.begun) json_flush(); /* a prepared sandbox says that it waits */
}

void take_hints(void) {
  static char lines[65536];
  static size_t have;
  ssize_t got = read(run.in[IN_HINT].fd, lines + have, sizeof lines - have);
  if (got == 0) {
    close(run.in[IN_HINT].fd);
    run.in[IN_HINT].fd = -1;
  }
  if (got <= 0) return;
  have += (size_t)got;
  char *start = lines;
  for (char *newline; (newline = memchr(start, '\n', have - (size_t)(start - lines))) != NULL; start = newline + 1)
    if (newline > start) take_hint(start, (size_t)(newline - start));
  have -= (size_t)(start - lines);
  memmove(lines, start, have);
  if (have == sizeof lines) have = 0; /* no agent writes such a line */
}

void drain(void) {
  drain_output(1 << 20);
  struct pollfd hint = { .fd = run.in[IN_HINT].fd, .events = POLLIN };
  while (run.in[IN_HINT].fd >= 0 && poll(&hint, 1, 0) > 0) {
    take_hints();
    hint.fd = run.in[IN_HINT].fd;
  }
}
